"""The adapter over a socket: signing in, sending once, going away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from adapters.discord.scripted import CARD, ScriptedApp
from adapters.discord.wire import TOKEN, Wire, wire
from ratingsbot.chat.boundary import Address
from ratingsbot.errors import ConfigError, RateLimited, Unreachable
from ratingsbot_discord.client import DiscordAdapter
from ratingsbot_discord.settings import DiscordSettings

ANN = Address("discord", "1", user="40")


@pytest.fixture(autouse=True)
def _addresses_put_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    yield


def adapter_for(url: str, token: str = TOKEN) -> DiscordAdapter:
    return DiscordAdapter(DiscordSettings(token=SecretStr(token), api_base=url))


@asynccontextmanager
async def running(server: Wire) -> AsyncIterator[DiscordAdapter]:
    adapter = adapter_for(server.url)
    serving = asyncio.create_task(adapter.run(ScriptedApp()))
    async with asyncio.timeout(20):
        while server.identified is None:
            await asyncio.sleep(0.01)
    yield adapter
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


async def test_a_wrong_token_is_told_as_such() -> None:
    async with wire() as server:
        with pytest.raises(ConfigError, match="RATINGSBOT_DISCORD_TOKEN"):
            await adapter_for(server.url, "wrong").run(ScriptedApp())


async def test_no_network_may_be_tried_again() -> None:
    async with wire() as server:
        gone = server.url
    with pytest.raises(Unreachable):
        await adapter_for(gone).run(ScriptedApp())


async def test_it_serves_until_cancelled_and_takes_its_leave() -> None:
    async with wire() as server:
        async with running(server) as adapter:
            assert server.identified is not None
            assert server.identified["intents"] == 1  # guilds
        async with asyncio.timeout(20):
            while server.closed_with is None:
                await asyncio.sleep(0.01)
        assert server.closed_with == 1_000
        with pytest.raises(Unreachable):
            await adapter.send(ANN, CARD, nonce="n")


async def test_a_repetition_with_the_same_nonce_is_dropped() -> None:
    async with wire() as server, running(server) as adapter:
        first = await adapter.send(ANN, CARD, nonce="outbox-7")
        again = await adapter.send(ANN, CARD, nonce="outbox-7")
        other = await adapter.send(ANN, CARD, nonce="outbox-8")
        assert first == again != other
        assert len(server.messages) == 2


async def test_a_short_rate_limit_is_waited_out_and_a_long_one_is_told() -> None:
    def limited(seconds: float) -> web.Response:
        body = {"message": "slow down", "retry_after": seconds, "global": False}
        return web.json_response(body, status=429, headers={"Via": "1.1 example"})

    async with wire() as server, running(server) as adapter:
        server.refusals = [limited(0.0)]
        await adapter.send(ANN, CARD, nonce="a")
        assert len(server.messages) == 1
        server.refusals = [limited(600.0)]
        with pytest.raises(RateLimited) as refused:
            await adapter.send(ANN, CARD, nonce="b")
        assert refused.value.retry_after == 600.0
