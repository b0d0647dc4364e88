"""The discord.py client, and the adapter that the core holds."""

from __future__ import annotations

import sys
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from ratingsbot.chat.boundary import Actor, Address, App, MessageRef
from ratingsbot.chat.replies import Reply
from ratingsbot.dialogs.model import FormLimits
from ratingsbot.errors import ConfigError, Unreachable
from ratingsbot_discord.buttons import PressButton
from ratingsbot_discord.commands import build_groups, check_tree
from ratingsbot_discord.conversation import PATIENCE, Conversation, fetch_pictures, log_failure
from ratingsbot_discord.ids import parse_form_id
from ratingsbot_discord.inbound import PLATFORM, custom_id
from ratingsbot_discord.limits import MODAL_COMPONENTS
from ratingsbot_discord.outbound import send, translate
from ratingsbot_discord.render import render_reply
from ratingsbot_discord.settings import DiscordSettings

LONGEST_WAIT = 30.0
"""Seconds that discord.py waits out a rate limit by itself; above, the outbox does."""

_log = structlog.get_logger(__name__)


class RatingsTree(app_commands.CommandTree["RatingsClient"]):
    """The commands. Failures are told to the person and logged without naming anyone."""

    async def on_error(
        self,
        interaction: discord.Interaction[RatingsClient],
        error: app_commands.AppCommandError,
        /,
    ) -> None:
        log_failure("command", error)
        await self.client.conversation.apologise(interaction)


class RatingsClient(discord.Client):
    """Needs no privileged intent: it reads no message and no member list."""

    def __init__(self, app: App, *, patience: float) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=LONGEST_WAIT,
        )
        self.app = app
        self.conversation = Conversation(app, patience=patience)
        self.tree = RatingsTree(self)
        for group in build_groups(app.commands, self.conversation):
            self.tree.add_command(group)
        check_tree(self.tree)
        self.add_dynamic_items(PressButton)

    async def on_ratingsbot_press(
        self, interaction: discord.Interaction[Any], action: str, opens_form: bool
    ) -> None:
        """A button, on a message of this process or an earlier one (see `PressButton`)."""
        await self.conversation.press(interaction, action, opens_form)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A modal sent. discord.py itself drops those opened before a restart, so this listener
        takes them all, and the modals' own callbacks do nothing."""
        if interaction.type is discord.InteractionType.modal_submit:
            form = parse_form_id(custom_id(interaction))
            if form is not None:
                await self.conversation.submit(interaction, form)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was added to a server."""
        installer = Actor(
            PLATFORM,
            str(guild.id),
            str(await self._installer(guild)),
            is_platform_admin=True,  # only a manager of the server can add a bot
            locale=guild.preferred_locale.value,
        )
        await self.app.installed(installer, guild.name)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """discord.py would log the event, and with it who caused it."""
        error = sys.exc_info()[1]
        if error is not None:
            log_failure(event_method, error)

    async def _installer(self, guild: discord.Guild) -> int:
        """Who added the bot, by the audit log; the server's owner where it may not be read."""
        me = None if self.user is None else self.user.id
        try:
            async for entry in guild.audit_logs(action=discord.AuditLogAction.bot_add, limit=10):
                mine = entry.target is not None and entry.target.id == me
                if mine and entry.user_id is not None:
                    return entry.user_id
        except discord.Forbidden:
            _log.info("discord_audit_log_closed")
        if guild.owner_id is None:
            raise Unreachable("Discord did not tell who owns the server")
        return guild.owner_id


def build_client(app: App, *, patience: float = PATIENCE) -> RatingsClient:
    """The client, not yet connected: the simulator runs the very same one.

    Args:
        patience: Seconds that work ending in a form may take before it is acknowledged.

    Raises:
        TooLarge: Discord would refuse one of the commands.
    """
    return RatingsClient(app, patience=patience)


class DiscordAdapter:
    """`ratingsbot.chat.boundary.Adapter` over discord.py."""

    def __init__(self, settings: DiscordSettings) -> None:
        self._settings = settings
        self._client: RatingsClient | None = None

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def form_limits(self) -> FormLimits:
        return FormLimits(fields_per_page=MODAL_COMPONENTS, files=False)

    async def run(self, app: App) -> None:
        """Serve until cancelled. Raises ConfigError for a bad token, Unreachable for no network."""
        point_at_api(self._settings)
        async with build_client(app) as client:
            self.attach(client)
            try:
                await sign_in(client, self._settings)
                await client.connect()
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                raise translate(error, accepted="no") from error
            finally:
                self.attach(None)

    def attach(self, client: RatingsClient | None) -> None:
        """Send through this client from now on (None: through none)."""
        self._client = client

    async def send(self, to: Address, reply: Reply, *, nonce: str) -> MessageRef:
        """See `Adapter.send`."""
        client = self._client
        if client is None:
            raise Unreachable("not connected to Discord")
        message = render_reply(reply, await fetch_pictures(client.app, reply))
        return await send(client, to, message, nonce)


def point_at_api(settings: DiscordSettings) -> None:
    """Make discord.py talk to the address set, if there is one: it keeps its own in a class
    attribute, and there is no other way to set it."""
    if settings.api_base:
        Route.BASE = settings.api_base.rstrip("/")


async def sign_in(client: discord.Client, settings: DiscordSettings) -> None:
    """Log in, and find the gateway of an address of one's own.

    Raises:
        ConfigError: Discord refuses the token.
        AdapterError: Discord did not answer.
    """
    try:
        await client.login(settings.token.get_secret_value())
        if settings.api_base:
            _, gateway, _ = await client.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    except discord.LoginFailure as error:
        raise ConfigError(
            "Discord refuses the token in RATINGSBOT_DISCORD_TOKEN. Copy it again from the "
            "developer portal, page Bot."
        ) from error
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise translate(error, accepted="no") from error
