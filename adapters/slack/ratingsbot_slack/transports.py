"""How Slack reaches us: over Socket Mode's web socket, or by signed HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_internals import (
    run_async_bolt_app,
    send_async_response,
)
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from ratingsbot.errors import ConfigError, Unreachable
from ratingsbot_slack.failures import slack_error, translate
from ratingsbot_slack.tasks import Supervisor

REQUEST_PATH = "/slack/events"

_WATCH_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0
_RECONNECT_SECONDS = 30.0


class Transport(Protocol):
    """One way in."""

    async def start(self, bolt: AsyncApp) -> None:
        """Begin to receive. Raises ConfigError, AdapterError."""
        ...

    async def watch(self) -> None:
        """Return never; raise Unreachable once nothing can be received any more."""
        ...

    async def quiet(self) -> None:
        """Take nothing new; what is under way can still be answered."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


class Line(Protocol):
    """A connection that can be looked at."""

    async def is_connected(self) -> bool:
        """Open, and its pings are answered."""
        ...

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Reconnect whole."""
        ...


async def keep_watch(
    line: Line,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Look every 5 seconds; a line deaf for 60 seconds is connected anew, once.

    A socket may be open while nothing comes through, so what counts is the age of the last answered
    ping. The SDK reconnects by itself at first; this is for when that didn't help. Raises
    Unreachable when the new connection is deaf too, so that the process ends and is restarted.
    """
    alive = clock()
    while True:
        await pause(_WATCH_SECONDS)
        if await line.is_connected():
            alive = clock()
        elif clock() - alive > _PATIENCE_SECONDS:
            await _reconnect(line)
            alive = clock()


async def _reconnect(line: Line) -> None:
    try:
        async with asyncio.timeout(_RECONNECT_SECONDS):
            await line.connect_to_new_endpoint(force=True)
    except (TimeoutError, OSError, SlackApiError) as error:
        raise Unreachable("Socket Mode is deaf and can't be connected anew") from error
    if not await line.is_connected():
        raise Unreachable("Socket Mode is deaf, also after connecting anew")


class SocketTransport:
    """Socket Mode: an outgoing connection, nothing to reach from outside.

    `client` holds no token; the app-level token is used for connecting only.
    """

    def __init__(self, client: AsyncWebClient, app_token: str, work: Supervisor) -> None:
        self._web = client
        self._app_token = app_token
        self._work = work
        self._client: SocketModeClient | None = None
        self._bolt: AsyncApp | None = None
        self._is_quiet = False

    async def start(self, bolt: AsyncApp) -> None:
        """Connect; a wrong token is noticed here, since the SDK would retry it for ever."""
        self._bolt = bolt
        client = SocketModeClient(app_token=self._app_token, web_client=self._web)
        self._client = client
        try:
            client.wss_uri = await client.issue_new_wss_url()
        except SlackApiError as error:
            if slack_error(error) in {"invalid_auth", "not_allowed_token_type", "not_authed"}:
                raise ConfigError("Slack refuses the app-level token (xapp-…)") from error
            raise translate(error, posted=False) from error
        except (OSError, TimeoutError) as error:
            raise translate(error, posted=False) from error
        client.socket_mode_request_listeners.append(self._receive)
        await client.connect()  # type: ignore[no-untyped-call]

    async def watch(self) -> None:
        """See `keep_watch`."""
        if self._client is not None:
            await keep_watch(self._client)

    async def quiet(self) -> None:
        """What comes now stays unacknowledged: Slack delivers it to another connection."""
        self._is_quiet = True

    async def close(self) -> None:
        """Close the socket."""
        if self._client is not None:
            await self._client.close()  # type: ignore[no-untyped-call]

    async def _receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if not self._is_quiet:
            self._work.start(self._dispatch(client, request))

    async def _dispatch(
        self, client: AsyncBaseSocketModeClient, request: SocketModeRequest
    ) -> None:
        if self._bolt is None:
            raise RuntimeError("start() comes first")
        started = time.time()
        response = await run_async_bolt_app(self._bolt, request)
        await send_async_response(client, request, response, started)


class HttpTransport:
    """Our own HTTP server; bolt verifies every signature and its age."""

    def __init__(self, host: str, port: int, work: Supervisor) -> None:
        self._host = host
        self._port = port
        self._work = work
        self._bolt: AsyncApp | None = None
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def url(self) -> str:
        """Where it listens, "" before the start."""
        if self._runner is None or not self._runner.addresses:
            return ""
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}{REQUEST_PATH}"

    async def start(self, bolt: AsyncApp) -> None:
        """Listen. Raises ConfigError when the port is taken."""
        self._bolt = bolt
        server = web.Application()
        server.router.add_post(REQUEST_PATH, self._receive)
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, self._host, self._port)
        try:
            await self._site.start()
        except OSError as error:
            raise ConfigError(f"can't listen on {self._host}:{self._port}: {error}") from error

    async def watch(self) -> None:
        """A server has nothing to watch: Slack comes, or it doesn't."""
        await asyncio.Event().wait()

    async def quiet(self) -> None:
        """Stop listening."""
        if self._site is not None:
            await self._site.stop()

    async def close(self) -> None:
        """Close connections, after their last answer."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        if self._bolt is None:
            raise RuntimeError("start() comes first")
        task = self._work.spawn(self._bolt.async_dispatch(await to_bolt_request(request)))
        return await to_aiohttp_response(await asyncio.shield(task))
