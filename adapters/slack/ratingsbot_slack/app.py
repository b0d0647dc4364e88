"""The Slack adapter: what the core calls."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

import aiohttp
import structlog
from pydantic import SecretStr
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from ratingsbot.chat.boundary import Address, App, MessageRef
from ratingsbot.chat.replies import Attachment, Reply
from ratingsbot.dialogs.model import FormLimits
from ratingsbot.errors import ConfigError, Unreachable
from ratingsbot_slack import render
from ratingsbot_slack.failures import slack_error, translate
from ratingsbot_slack.handlers.conversation import Conversation
from ratingsbot_slack.handlers.listeners import Listeners, bolt_app
from ratingsbot_slack.members import PLATFORM, Members
from ratingsbot_slack.settings import SlackSettings
from ratingsbot_slack.tasks import Supervisor
from ratingsbot_slack.transports import HttpTransport, SocketTransport, Transport
from ratingsbot_slack.uploads import Uploads, direct_channel

_log = structlog.get_logger("ratingsbot.slack")

ACK_SECONDS = 2.5
"""Slack waits three; the rest is the way there and back."""
DRAIN_SECONDS = 3.5
_REQUEST_SECONDS = 30.0
_BAD_TOKEN = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)


class SlackAdapter:
    """One workspace. `clock` gives monotonic seconds; `ack_seconds`: see Conversation."""

    name = PLATFORM
    form_limits = FormLimits(fields_per_page=20, files=True)

    def __init__(
        self,
        settings: SlackSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._ack_seconds = ack_seconds
        self._uploads: Uploads | None = None
        self._transport: Transport | None = None
        self._work = Supervisor()
        self.ready = asyncio.Event()
        """Set while payloads are received."""
        token = settings.bot_token.get_secret_value()
        base = settings.api_base
        self._client = AsyncWebClient(
            token=token,
            base_url=base,
            retry_handlers=[
                AsyncConnectionErrorRetryHandler(max_retry_count=1),
                AsyncRateLimitErrorRetryHandler(max_retry_count=1),
            ],
        )
        # Posting is never repeated by itself: a lost answer may mean a message that arrived.
        self._poster = AsyncWebClient(token=token, base_url=base, retry_handlers=[])
        self._anonymous = AsyncWebClient(base_url=base, retry_handlers=[])

    @property
    def http_url(self) -> str:
        """The request URL on this machine, "" in Socket Mode or before the start."""
        return self._transport.url if isinstance(self._transport, HttpTransport) else ""

    async def idle(self) -> None:
        """Wait until nothing that people asked for is under way any more."""
        await self._work.idle()

    async def run(self, app: App) -> None:
        """Serve until cancelled, then end what is under way within five seconds.

        Raises ConfigError for a refused token, Unreachable when Slack can't be reached (any more).
        """
        timeout = aiohttp.ClientTimeout(total=_REQUEST_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            self._share(session)
            try:
                await self._serve(app, session)
            finally:
                self._share(None)
                self._uploads = None

    async def send(self, to: Address, reply: Reply, *, nonce: str) -> MessageRef:
        """Send once; Slack knows no nonce, so an Uncertain is never repeated.

        Raises RateLimited, Unreachable, Forbidden, Gone, Uncertain, TooLarge.
        """
        render.message(reply)  # refuses what is too large before anything is uploaded
        try:
            channel = to.channel or await direct_channel(self._poster, to.user)
            pictures = await self._upload(channel, reply)
        except Exception as error:
            raise translate(error, posted=False) from error
        try:
            response = await self._poster.chat_postMessage(
                channel=channel,
                unfurl_links=False,
                unfurl_media=False,
                **render.message(reply, pictures),
            )
        except Exception as error:
            raise translate(error, posted=True) from error
        return MessageRef(PLATFORM, str(response["channel"]), str(response["ts"]))

    async def _upload(self, channel: str, reply: Reply) -> Mapping[str, str]:
        """Share the reply's attachments, and upload its pictures: file ids by key."""
        if self._uploads is not None:
            await self._uploads.share(channel, reply)
            return await self._uploads.pictures(reply)
        if any(isinstance(node, Attachment) for node in reply.nodes):
            raise Unreachable("files are sent while the adapter is running only")
        return render.NO_PICTURES

    async def _serve(self, app: App, session: aiohttp.ClientSession) -> None:
        work = self._work
        authorized = await self._introduce()
        self._uploads = Uploads(self._client, session, app.picture)
        conversation = Conversation(
            app=app,
            client=self._client,
            session=session,
            members=Members(self._client, str(authorized.team_id), self._clock),
            uploads=self._uploads,
            work=work,
            ack_seconds=self._ack_seconds,
        )
        bolt = bolt_app(self._anonymous, _secret(self._settings.signing_secret), authorized)
        Listeners(conversation, work).register(bolt)
        transport = self._new_transport(work)
        self._transport = transport
        try:
            await transport.start(bolt)
            self.ready.set()
            _log.info("slack.serving", transport=type(transport).__name__)
            await transport.watch()
        finally:
            self.ready.clear()
            await transport.quiet()
            await work.drain(DRAIN_SECONDS)
            await transport.close()
            _log.info("slack.stopped")

    async def _introduce(self) -> AuthorizeResult:
        """Who the bot is; asked once, so that nothing is looked up before an acknowledgement."""
        try:
            response = await self._client.auth_test()
        except SlackApiError as error:
            if slack_error(error) in _BAD_TOKEN:
                raise ConfigError("Slack refuses the bot token (xoxb-…)") from error
            raise translate(error, posted=False) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreachable("Slack could not be reached at the start") from error
        return AuthorizeResult.from_auth_test_response(
            bot_token=self._client.token, auth_test_response=response
        )

    def _new_transport(self, work: Supervisor) -> Transport:
        settings = self._settings
        if settings.app_token is not None:
            return SocketTransport(self._anonymous, _secret(settings.app_token), work)
        return HttpTransport(settings.http_host, settings.http_port, work)

    def _share(self, session: aiohttp.ClientSession | None) -> None:
        """One connection pool for all clients, while serving."""
        for client in (self._client, self._poster, self._anonymous):
            client.session = session


def _secret(value: SecretStr | None) -> str:
    return "" if value is None else value.get_secret_value()
