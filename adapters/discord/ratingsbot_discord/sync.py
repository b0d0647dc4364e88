"""Registering the commands with Discord: on demand only, and only when they changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import discord
from discord import app_commands

from ratingsbot.chat.commands import CommandSpec
from ratingsbot_discord.client import point_at_api, sign_in
from ratingsbot_discord.commands import build_groups, check_tree
from ratingsbot_discord.outbound import translate
from ratingsbot_discord.settings import read_settings

_KEPT: Mapping[str, Any] = {
    "name": "",
    "description": "",
    "type": 1,
    "required": False,
    "autocomplete": False,
    "min_length": None,
    "max_length": None,
    "default_member_permissions": None,
}
"""What makes a command what it is, with the value that Discord means by leaving it out."""


async def sync_from_settings(specs: Sequence[CommandSpec], env_file: str | Path | None) -> str:
    """Sign in with the operator's settings, register the commands, sign out. See `sync`.

    Raises:
        ConfigError: a setting is missing, or Discord refuses the token.
    """
    settings = read_settings(env_file)
    point_at_api(settings)
    async with discord.Client(intents=discord.Intents.none()) as client:
        tree: app_commands.CommandTree[Any] = app_commands.CommandTree(client)
        for group in build_groups(specs, _Nobody()):
            tree.add_command(group)
        await sign_in(client, settings)
        return await sync(tree, guild_id=settings.sync_guild)


async def sync(tree: app_commands.CommandTree[Any], *, guild_id: int | None = None) -> str:
    """Compare the tree with what is registered, and replace that if it differs.

    Args:
        tree: Of a client that is signed in.
        guild_id: Register in this server only: it shows at once, good for trying out.

    Returns:
        What was done, for the terminal.

    Raises:
        TooLarge: Discord would refuse them.
        AdapterError: Discord refused, or did not answer; running it again does no harm.
    """
    check_tree(tree)
    local = fingerprint([command.to_dict(tree) for command in tree.get_commands()])
    where = "everywhere" if guild_id is None else "in one server"
    guild = None if guild_id is None else discord.Object(guild_id)
    try:
        if fingerprint(await _registered(tree.client, guild_id)) == local:
            return f"The commands are registered {where} already ({local[:12]})."
        if guild is not None:
            tree.copy_global_to(guild=guild)
        done = await tree.sync(guild=guild)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise translate(error, accepted="no") from error
    return f"Registered {len(done)} command groups {where} ({local[:12]})."


async def _registered(client: discord.Client, guild_id: int | None) -> Sequence[Any]:
    """The commands as Discord tells them; discord.py's own objects leave parts out."""
    application = client.application_id or 0
    if guild_id is None:
        return await client.http.get_global_commands(application)
    return await client.http.get_guild_commands(application, guild_id)


class _Nobody:
    """Registering runs no command."""

    async def command(self, *_: object) -> None:
        raise NotImplementedError

    async def suggest(self, *_: object) -> None:
        raise NotImplementedError


def fingerprint(commands: Sequence[Any]) -> str:
    """A hash of what people see of the commands, whoever tells it: we or Discord."""
    ordered = sorted((_essence(command) for command in commands), key=lambda c: str(c["name"]))
    return hashlib.sha256(json.dumps(ordered, sort_keys=True).encode()).hexdigest()


def _essence(command: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: command.get(key, default) or default for key, default in _KEPT.items()}
    kept["options"] = [_essence(option) for option in command.get("options") or ()]
    kept["choices"] = [[choice["name"], choice["value"]] for choice in command.get("choices") or ()]
    return kept
