"""Settings, intents, registration, installation."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from adapters.discord.driver import DiscordWorld
from adapters.discord.scripted import ScriptedApp
from ratingsbot.errors import ConfigError
from ratingsbot_discord.client import build_client
from ratingsbot_discord.plugin import create
from ratingsbot_discord.sync import sync


def test_a_missing_token_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RATINGSBOT_DISCORD_TOKEN", raising=False)
    with pytest.raises(ConfigError, match="RATINGSBOT_DISCORD_TOKEN"):
        create(None)


async def test_the_client_asks_for_no_privileged_intent() -> None:
    intents = build_client(ScriptedApp()).intents
    assert {name for name, on in intents if on} == {"guilds"}


async def test_commands_are_registered_on_demand_and_only_when_they_changed() -> None:
    app = ScriptedApp()
    async with DiscordWorld(app) as world:
        puts = [e for e in world.env.http_requests if e.method == "PUT"]
        assert len(puts) == 1  # by the world itself, after starting
        assert "already" in await sync(world.tree)
        assert len([e for e in world.env.http_requests if e.method == "PUT"]) == 1
        app.commands = app.commands[1:]
        await world.restart_bot()
        assert "Registered 2" in await sync(world.tree)


async def test_commands_can_be_registered_in_one_server_only() -> None:
    async with DiscordWorld(ScriptedApp()) as world:
        guild = int(world.workspace)
        assert "in one server" in await sync(world.tree, guild_id=guild)
        assert "already" in await sync(world.tree, guild_id=guild)


async def test_whoever_added_the_bot_is_told_what_comes_next() -> None:
    app = ScriptedApp()
    async with DiscordWorld(app) as world:
        boss = await world.person("boss", admin=True)
        client: Any = world.env.bot
        guild = client.get_guild(int(world.workspace))
        await client.on_guild_join(guild)  # the audit log is closed to the bot
        me = world.env.backend.get_guild(guild.id).members[world.env.backend.bot_user.id]
        rights = discord.Permissions(view_audit_log=True)
        me.role_ids.append(world.guild.create_role("Auditors", permissions=rights).id)
        world.env.backend.record_audit_log(
            guild.id, 28, user_id=boss.member.id, target_id=world.env.backend.bot_user.id
        )
        await client.on_guild_join(guild)
        owner, installer = (actor for actor, _ in app.installations)
        assert owner.user == str(guild.owner_id)
        assert installer.user == boss.user_id
        assert installer.is_platform_admin
        assert app.installations[0][1] == "Example Hospital"
