"""The bot in a local browser page, without Discord: the same client behind a simulated Discord.

Needs the extra "demo" (simcord). Ids are the same in every run as long as the people are named in
the same order, so a database kept between runs still knows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import discord
from pydantic import SecretStr

from ratingsbot.chat.boundary import App
from ratingsbot.chat.preview import Preview, PreviewIds, PreviewPerson
from ratingsbot.errors import ConfigError
from ratingsbot_discord.client import DiscordAdapter, build_client
from ratingsbot_discord.conversation import PATIENCE
from ratingsbot_discord.inbound import PLATFORM
from ratingsbot_discord.settings import DiscordSettings
from ratingsbot_discord.sync import sync

GUILD = "Example Hospital (demo)"
CHANNEL = "cardiology"
BOT = "Ratingsbot"
SLOWEST = 60.0
"""Seconds that the simulation waits for an answer: a first chart on a small machine takes some."""


def create() -> Preview:
    """The entry point `ratingsbot.previews`: discord."""
    return DiscordPreview()


class DiscordPreview:
    """`ratingsbot.chat.preview.Preview` over simcord.

    Args:
        now: What the simulation's clock shows at the start; None for the real time.
        patience: See `build_client`.
    """

    def __init__(self, *, now: datetime | None = None, patience: float = PATIENCE) -> None:
        self._now = now
        self._patience = patience
        self._adapter = DiscordAdapter(DiscordSettings(token=SecretStr("none is needed here")))

    @property
    def adapter(self) -> DiscordAdapter:
        return self._adapter

    def ids(self, people: Sequence[PreviewPerson]) -> PreviewIds:
        simcord = _simcord()
        return _populate(simcord.Env(discord.Client(intents=discord.Intents.none())), people).ids

    async def serve(
        self,
        app: App,
        people: Sequence[PreviewPerson],
        *,
        on_ready: Callable[[str], None],
        port: int | None = None,
    ) -> None:
        """See `Preview.serve`. The page can be looked at as each of the people, so whoever has its
        address can act as all of them: it is served to this machine only."""
        simcord = _simcord()
        client = build_client(app, patience=self._patience)
        async with client, simcord.run(client, check_errors=False, settle_timeout=SLOWEST) as env:
            world = _populate(env, people)
            await _dress(env, client, self._now or datetime.now(UTC))
            await sync(client.tree)
            self._adapter.attach(client)
            try:
                await _present(simcord, world, on_ready, port)
            finally:
                self._adapter.attach(None)


@dataclass(frozen=True, slots=True)
class _World:
    env: Any
    channel: Any
    members: tuple[Any, ...]
    ids: PreviewIds


def _populate(env: Any, people: Sequence[PreviewPerson]) -> _World:
    """The server and its people. Ids depend on the order of creation: never reorder this."""
    guild = env.create_guild(GUILD)
    channel = guild.create_text_channel(CHANNEL)
    admins = guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    members = {
        person.name: guild.add_member(
            env.create_user(_handle(person.name), global_name=person.name),
            roles=[admins] if person.admin else [],
        )
        for person in people
    }
    users = {name: str(member.id) for name, member in members.items()}
    ids = PreviewIds(PLATFORM, str(guild.id), users)
    return _World(env, channel, tuple(members.values()), ids)


async def _dress(env: Any, client: discord.Client, now: datetime) -> None:
    """Give the bot its name, and the simulation the time. Messages then have ids that no earlier
    run has used, which receipts kept in a database rely on; the people keep theirs."""
    await env.settle()
    if client.user is not None:
        await client.user.edit(username=BOT)
    await env.advance_time(max(0.0, (now - env.now()).total_seconds()))


async def _present(
    simcord: ModuleType, world: _World, on_ready: Callable[[str], None], port: int | None
) -> None:
    try:
        preview = world.env.preview(
            world.channel, viewers=world.members, layout="channel", display="responsive", port=port
        )
        await preview.__aenter__()
    except simcord.SetupError as error:
        raise ConfigError(f"The demo's page can't be served: {error}") from error
    try:
        on_ready(preview.url)
        await preview.wait_closed()
    finally:
        await preview.close()


def _handle(name: str) -> str:
    """ "Dr Ann Lee" → "dr.ann.lee"."""
    return re.sub(r"[^a-z0-9]+", ".", name.lower()).strip(".") or "person"


def _simcord() -> ModuleType:
    try:
        import simcord
    except ModuleNotFoundError as error:
        raise ConfigError(
            "The demo needs the extra “demo”: pip install 'ratingsbot[demo]'"
        ) from error
    return simcord
