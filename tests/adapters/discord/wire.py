"""Discord's REST and gateway in a hundred lines, for what simcord leaves out: signing in, closing,
nonces and rate limits. Everything crosses a socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

BOT: dict[str, Any] = {"id": "10", "username": "Ratingsbot", "discriminator": "0", "avatar": None}
APPLICATION: dict[str, Any] = {
    "id": "20",
    "name": "Ratingsbot",
    "description": "",
    "icon": None,
    "bot_public": False,
    "bot_require_code_grant": False,
    "verify_key": "",
    "flags": 0,
    "owner": BOT,
}
TOKEN = "right"


def json_response(
    body: object, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """discord.py reads JSON only under this very content type, without a charset."""
    typed = {"Content-Type": "application/json"} | dict(headers or {})
    return web.Response(body=json.dumps(body).encode(), status=status, headers=typed)


@dataclass
class Wire:
    """The server's side: what came in, and what it is to answer."""

    url: str = ""
    intents: int | None = None
    closed_with: int | None = None
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    messages: list[dict[str, Any]] = field(default_factory=list)
    commands: list[dict[str, Any]] = field(default_factory=list)
    registrations: int = 0
    refusals: list[web.Response] = field(default_factory=list)
    """Given, one each, instead of taking a message."""

    async def me(self, request: web.Request) -> web.Response:
        if request.headers["Authorization"] != f"Bot {TOKEN}":
            return json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        return json_response(BOT)

    async def application(self, request: web.Request) -> web.Response:
        return json_response(APPLICATION)

    async def gateway(self, request: web.Request) -> web.Response:
        limit = {"total": 1, "remaining": 1, "reset_after": 1, "max_concurrency": 1}
        address = self.url.replace("http", "ws") + "/gateway"
        return json_response({"url": address, "shards": 1, "session_start_limit": limit})

    async def open_channel(self, request: web.Request) -> web.Response:
        user = (await request.json())["recipient_id"]
        person = {"id": str(user), "username": "ann", "discriminator": "0", "avatar": None}
        return json_response({"id": "30", "type": 1, "recipients": [person]})

    async def take_message(self, request: web.Request) -> web.Response:
        if self.refusals:
            return self.refusals.pop(0)
        body = await request.json()
        known = next((m for m in self.messages if m["nonce"] == body["nonce"]), None)
        if known is None or not body.get("enforce_nonce"):
            known = body | {"id": str(100 + len(self.messages))}
            self.messages.append(known)
        return json_response(_message(known))

    async def registered(self, request: web.Request) -> web.Response:
        if request.method == "PUT":
            self.commands = [
                {"id": str(n), "application_id": "20", "version": "1"} | command
                for n, command in enumerate(await request.json(), 50)
            ]
            self.registrations += 1
        return json_response(self.commands)

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(
            {"op": 10, "d": {"heartbeat_interval": 60_000}, "s": None, "t": None}
        )
        async for message in socket:
            if message.type is WSMsgType.TEXT and (event := message.json())["op"] == 2:
                self.intents = event["d"]["intents"]
                ready = {
                    "v": 10,
                    "user": BOT,
                    "guilds": [],
                    "session_id": "s",
                    "resume_gateway_url": self.url.replace("http", "ws") + "/gateway",
                    "application": {"id": "20", "flags": 0},
                }
                await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": ready})
                self.connected.set()
        self.closed_with = socket.close_code
        self.closed.set()
        return socket


def _message(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": body["id"],
        "channel_id": "30",
        "author": BOT,
        "content": "",
        "timestamp": "2026-03-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "flags": body.get("flags", 0),
        "components": [],
    }


@asynccontextmanager
async def wire() -> AsyncIterator[Wire]:
    """The server, on a free port of this machine."""
    state = Wire()
    app = web.Application()
    app.router.add_get("/users/@me", state.me)
    app.router.add_get("/oauth2/applications/@me", state.application)
    app.router.add_get("/gateway/bot", state.gateway)
    app.router.add_get("/gateway", state.socket)
    app.router.add_get("/gateway/", state.socket)
    app.router.add_post("/users/@me/channels", state.open_channel)
    app.router.add_post("/channels/30/messages", state.take_message)
    app.router.add_route("*", "/applications/20/commands", state.registered)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    state.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield state
    finally:
        await runner.cleanup()
