"""The adapter over a socket: signing in, sending once, going away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from adapters.discord.scripted import CARD, COMMANDS, ScriptedApp
from adapters.discord.wire import TOKEN, Wire, json_response, wire
from ratingsbot.chat.boundary import Address
from ratingsbot.errors import ConfigError, RateLimited, Unreachable
from ratingsbot_discord.client import DiscordAdapter
from ratingsbot_discord.settings import DiscordSettings
from ratingsbot_discord.sync import sync_from_settings

ANN = Address("discord", "1", user="40")


@pytest.fixture(autouse=True)
def _addresses_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


def adapter_for(url: str, token: str = TOKEN) -> DiscordAdapter:
    return DiscordAdapter(DiscordSettings(token=SecretStr(token), api_base=url))


@asynccontextmanager
async def running(server: Wire) -> AsyncIterator[DiscordAdapter]:
    adapter = adapter_for(server.url)
    serving = asyncio.create_task(adapter.run(ScriptedApp()))
    connected = asyncio.create_task(server.connected.wait())
    await asyncio.wait({serving, connected}, return_when=asyncio.FIRST_COMPLETED)
    assert not serving.done(), serving.exception()
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
            assert server.intents == 1  # guilds
        await server.closed.wait()
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
        return json_response(body, status=429, headers={"Via": "1.1 example"})

    async with wire() as server, running(server) as adapter:
        server.refusals = [limited(0.0)]
        await adapter.send(ANN, CARD, nonce="a")
        assert len(server.messages) == 1
        server.refusals = [limited(600.0)]
        with pytest.raises(RateLimited) as refused:
            await adapter.send(ANN, CARD, nonce="b")
        assert refused.value.retry_after == 600.0


async def test_an_operator_registers_the_commands_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATINGSBOT_DISCORD_TOKEN", TOKEN)
    async with wire() as server:
        monkeypatch.setenv("RATINGSBOT_DISCORD_API_BASE", server.url)
        assert "Registered 2" in await sync_from_settings(COMMANDS, None)
        assert "already" in await sync_from_settings(COMMANDS, None)
        assert server.registrations == 1
        assert [command["name"] for command in server.commands] == ["drug", "drug-admin"]
        assert {tuple(command["contexts"]) for command in server.commands} == {(0,)}
        assert "Registered 2" in await sync_from_settings(COMMANDS[1:], None)


async def test_registering_with_a_wrong_token_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATINGSBOT_DISCORD_TOKEN", "wrong")
    async with wire() as server:
        monkeypatch.setenv("RATINGSBOT_DISCORD_API_BASE", server.url)
        with pytest.raises(ConfigError, match="RATINGSBOT_DISCORD_TOKEN"):
            await sync_from_settings(COMMANDS, None)
