"""A real bolt app, connected to a world over either transport."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal, TypeAlias

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from slackworld.world import SlackWorld

Transport: TypeAlias = Literal["socket", "http"]


@asynccontextmanager
async def running(app: AsyncApp, world: SlackWorld, transport: Transport) -> AsyncIterator[None]:
    """Run the app for the length of the block and make the world deliver to it."""
    if transport == "http":
        async with _serving(app) as url:
            world.use_http(url)
            yield
        return
    world.use_socket_mode()
    handler = AsyncSocketModeHandler(app, world.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def _serving(app: AsyncApp) -> AsyncIterator[str]:
    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post("/slack/events", receive)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    await web.SockSite(runner, listener).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/slack/events"
    finally:
        await runner.cleanup()
