"""How the world reaches the bot: Socket Mode envelopes or signed HTTP, and what it does when no
acknowledgement comes in time."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from slackworld import limits
from slackworld.model import Json, Kind
from slackworld.state import State

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One thing to tell the bot; the same envelope may be delivered again."""

    id: str
    kind: Kind
    payload: Json

    @property
    def title(self) -> str:
        """A word for the transcript."""
        inner = self.payload.get("event") or self.payload
        return f"{self.kind} {inner.get('command') or inner.get('type') or ''}"


@dataclass(frozen=True, slots=True)
class Ack:
    """The bot's acknowledgement: an HTTP status (200 over a socket) and a body, if any."""

    status: int
    body: Json | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery that was made. `retry` is 0 for the first. `ack` stays None when late."""

    envelope: Envelope
    retry: int
    ack: Ack | None


class Transport(Protocol):
    """Socket Mode or HTTP."""

    async def send(self, envelope: Envelope, retry: int) -> Ack:
        """Deliver, and wait for the acknowledgement, however late."""
        ...


class SocketMode:
    """The server's end of the bot's web sockets. `deaf` makes them connected but mute."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, list[asyncio.Future[Ack]]] = {}
        self.deaf = False
        self.pongs = 0
        """How often the bot answered a ping."""

    @property
    def connections(self) -> int:
        """How many sockets the bot holds open."""
        return len(self._open)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection's whole life."""
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        await ws.send_json(
            {
                "type": "hello",
                "num_connections": len(self._open) + 1,
                "debug_info": {"host": "slackworld", "approximate_connection_time": 18060},
                "connection_info": {"app_id": self._state.app_id},
            }
        )
        await ws.ping(b"slackworld")
        self._open.append(ws)
        self._state.pulse.beat()
        try:
            async for message in ws:
                await self._receive(ws, message)
        finally:
            self._open.remove(ws)
            self._state.pulse.beat()
        return ws

    async def send(self, envelope: Envelope, retry: int) -> Ack:
        """Over the newest connection, waiting for one if need be."""
        await self._state.pulse.until(lambda: bool(self._open), lambda: "the bot never connected")
        frame: Json = {
            "envelope_id": envelope.id,
            "type": envelope.kind,
            "accepts_response_payload": envelope.kind != "events_api",
            "payload": envelope.payload,
        }
        if envelope.kind == "events_api":
            frame |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        answered: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(envelope.id, []).append(answered)
        if not self.deaf:
            await self._open[-1].send_json(frame)
        return await answered

    async def ping(self) -> None:
        """Ping every connection, as Slack does now and then."""
        for ws in self._open:
            await ws.ping(b"slackworld")

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Slack's `disconnect` message; the bot then opens a new connection and closes this one."""
        for ws in tuple(self._open):
            await ws.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})

    async def drop(self) -> None:
        """Close every connection without a word."""
        for ws in tuple(self._open):
            await ws.close()

    async def _receive(self, ws: web.WebSocketResponse, message: aiohttp.WSMessage) -> None:
        if message.type is WSMsgType.PING and not self.deaf:
            await ws.pong(message.data)
        elif message.type is WSMsgType.PONG:
            self.pongs += 1
            self._state.pulse.beat()
        elif message.type is WSMsgType.TEXT:
            self._acknowledge(json.loads(message.data))

    def _acknowledge(self, frame: Json) -> None:
        waiting = self._waiting.get(str(frame.get("envelope_id")), [])
        waiting[:] = [one for one in waiting if not one.done()]
        if not waiting:
            self._state.violate("socket", f"an acknowledgement of nothing: {frame}")
            return
        waiting.pop(0).set_result(Ack(200, frame.get("payload")))


class SignedHttp:
    """POSTs to the bot's request URL, signed as Slack signs them.

    `wall` is real time, since the receiver compares the timestamp with its own clock.
    """

    def __init__(
        self, state: State, session: aiohttp.ClientSession, url: str, wall: Callable[[], float]
    ) -> None:
        self._state = state
        self._session = session
        self._url = url
        self._wall = wall

    async def send(self, envelope: Envelope, retry: int) -> Ack:
        """Delivered with the right signature."""
        return await self.post(envelope, retry=retry)

    async def post(
        self, envelope: Envelope, *, retry: int = 0, secret: str | None = None, age: float = 0.0
    ) -> Ack:
        """Delivered, signed with another `secret` or `age` seconds ago if wanted."""
        body, content_type = _encode(envelope)
        timestamp = str(int(self._wall() - age))
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(secret or self._state.signing_secret, timestamp, body),
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        async with self._session.post(self._url, data=body.encode(), headers=headers) as response:
            text = await response.text()
            if not text:
                return Ack(response.status, None)
            is_json = response.content_type == "application/json"
            return Ack(response.status, json.loads(text) if is_json else {"text": text})


def sign(secret: str, timestamp: str, body: str) -> str:
    """Slack's v0 signature (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return "v0=" + digest.hexdigest()


def _encode(envelope: Envelope) -> tuple[str, str]:
    match envelope.kind:
        case "events_api":
            return json.dumps(envelope.payload), "application/json"
        case "slash_commands":
            return urlencode(envelope.payload), "application/x-www-form-urlencoded"
        case "interactive":
            form = urlencode({"payload": json.dumps(envelope.payload)})
            return form, "application/x-www-form-urlencoded"


class Courier:
    """Delivers over the chosen transport, waits three seconds of the world's clock, and retries
    events as Slack does."""

    def __init__(self, state: State, transport: Transport) -> None:
        self._state = state
        self.transport = transport
        self.attempts: list[Attempt] = []
        """Every delivery made, in the order in which its outcome was known."""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._pending = 0

    @property
    def pending(self) -> int:
        """Deliveries still within their three seconds."""
        return self._pending

    async def deliver(self, envelope: Envelope, retry: int = 0) -> Ack | None:
        """The acknowledgement, or None when three seconds pass first on the world's clock.

        An event not acknowledged is delivered again in the background, up to three times.
        Raises AssertionError when neither happens within the guard.
        """
        self._state.note(f"to the bot: {envelope.title}" + (f" (retry {retry})" if retry else ""))
        self._pending += 1
        self._state.pulse.beat()
        try:
            ack = await self._in_time(envelope, retry)
        finally:
            self._pending -= 1
        self.attempts.append(Attempt(envelope, retry, ack))
        self._state.note(f"acknowledged: {ack}"[:300] if ack else "not acknowledged in time")
        failed = ack is None or ack.status != 200
        if failed and envelope.kind == "events_api" and retry < len(limits.RETRY_DELAYS):
            _ = self._spawn(self._retry(envelope, retry + 1))
        self._state.pulse.beat()
        return ack

    async def stop(self) -> None:
        """Give up on whatever is still under way."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _in_time(self, envelope: Envelope, retry: int) -> Ack | None:
        sending = self._spawn(self.transport.send(envelope, retry))
        deadline = self._spawn(
            self._state.clock.reached(self._state.clock.now() + limits.ACK_SECONDS)
        )
        first, _ = await asyncio.wait(
            {sending, deadline},
            timeout=self._state.pulse.guard,
            return_when=asyncio.FIRST_COMPLETED,
        )
        deadline.cancel()
        if not first:
            # bolt sends nothing over a socket when no listener matched or one raised.
            raise AssertionError(f"never acknowledged: {envelope.title}\n{self._state.explain()}")
        # A late answer is left to arrive: Slack hangs up, but the bot works on.
        return await sending if sending.done() else None

    async def _retry(self, envelope: Envelope, retry: int) -> None:
        await self._state.clock.reached(self._state.clock.now() + limits.RETRY_DELAYS[retry - 1])
        try:
            await self.deliver(replace(envelope, id=self._state.new_id("E")), retry)
        except AssertionError:
            self._state.violate(envelope.title, f"retry {retry} was never acknowledged")

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
