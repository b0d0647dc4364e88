"""The demo as a person uses it: typeahead, a form of five scales, a card with a picture."""

from __future__ import annotations

import asyncio
import shutil
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from discord.utils import snowflake_time
from playwright.async_api import Page, async_playwright, expect

from adapters.discord.scripted import CARD, FORM, ScriptedApp
from ratingsbot.chat.boundary import Press, Submission
from ratingsbot.chat.preview import PreviewPerson
from ratingsbot.chat.replies import Picture, Reply
from ratingsbot.dialogs.model import Choice
from ratingsbot_discord.preview import DiscordPreview

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PEOPLE = (PreviewPerson("Dr Ann Lee"), PreviewPerson("Boss", admin=True))
NOW = datetime(2026, 3, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


def png(width: int = 60, height: int = 30) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@asynccontextmanager
async def browsing(app: ScriptedApp) -> AsyncIterator[Page]:
    url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(
        DiscordPreview(now=NOW).serve(app, PEOPLE, on_ready=url.set_result)
    )
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = await browser.new_page()
        expect.set_options(timeout=20_000)  # milliseconds; a busy machine draws slowly
        await page.goto(await url)
        yield page
        await browser.close()
    serving.cancel()
    await asyncio.wait({serving})


async def test_a_drug_is_rated_in_the_page() -> None:
    card = Reply((*CARD.nodes, Picture("chart", "Two bars")))
    app = ScriptedApp(
        invoked=FORM,
        submitted=card,
        suggested=[Choice("d1", "Sertraline")],
        pictures={"chart": png()},
    )
    async with browsing(app) as page:
        await page.locator("#channel-composer-input").press_sequentially("/drug rate")
        await expect(page.get_by_role("option", name="drug rate")).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Which drug")).to_be_visible()
        await page.keyboard.type("sert")
        await expect(page.get_by_text("Options matching sert")).to_be_visible()
        await expect(page.get_by_role("option", name="Sertraline")).to_be_visible()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("option", name="Sertraline")).to_be_hidden()
        await page.keyboard.press("Enter")
        await page.get_by_text("5 · works best").first.click()
        await page.get_by_role("button", name="Submit").click()
        await expect(page.get_by_role("heading", name="Sertraline")).to_be_visible()
        await expect(page.get_by_alt_text("Two bars")).to_be_visible()
        await page.get_by_role("button", name="More", exact=True).last.click()
        await expect(page.get_by_text("pressed").last).to_be_visible()

    sent, pressed = app.asked[-2:]
    assert isinstance(sent, Submission)
    assert sent.answers == {"efficacy": "5"}
    assert sent.actor.user == DiscordPreview().ids(PEOPLE).users["Dr Ann Lee"]
    # Messages get ids of the time they are sent, so a database kept from an earlier run has none
    # of them.
    assert isinstance(pressed, Press)
    assert snowflake_time(int(pressed.message)) >= NOW
