"""The demo's page: the same client in a browser, without Discord."""

from __future__ import annotations

import asyncio
import builtins
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from adapters.discord.scripted import ScriptedApp
from ratingsbot.chat.preview import PreviewPerson
from ratingsbot.errors import ConfigError
from ratingsbot_discord.preview import DiscordPreview

PEOPLE = (PreviewPerson("Dr Ann Lee"), PreviewPerson("Dr Bo Chen"), PreviewPerson("Boss", True))
NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def served(people: Sequence[PreviewPerson]) -> tuple[str, asyncio.Task[None]]:
    url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(
        DiscordPreview(now=NOW).serve(ScriptedApp(), people, on_ready=url.set_result)
    )
    task.add_done_callback(lambda ended: url.done() or url.cancel())
    return await url, task


async def test_the_page_is_served_until_cancelled() -> None:
    url, task = await served(PEOPLE)
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as page:
            assert page.status == 200
            assert "<html" in await page.text()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(url)


async def test_the_ids_are_known_before_and_the_same_in_every_run() -> None:
    foretold = DiscordPreview().ids(PEOPLE)
    assert set(foretold.users) == {person.name for person in PEOPLE}
    assert DiscordPreview().ids(PEOPLE) == foretold
    more = DiscordPreview().ids((*PEOPLE, PreviewPerson("Newcomer")))
    assert more.workspace == foretold.workspace
    assert foretold.users.items() <= more.users.items()


async def test_a_port_that_is_taken_is_told() -> None:
    url, task = await served(PEOPLE)
    port = int(url.split(":")[2].split("/")[0])

    def other() -> None:
        async def serve() -> None:
            await DiscordPreview(now=NOW).serve(ScriptedApp(), PEOPLE, on_ready=print, port=port)

        asyncio.run(serve())

    with pytest.raises(ConfigError, match=str(port)):
        await asyncio.to_thread(other)
    task.cancel()
    await asyncio.wait({task})


def test_without_the_simulation_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "simcord":
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigError, match="demo"):
        DiscordPreview().ids(PEOPLE)
