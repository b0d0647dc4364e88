"""Draws docs/pictures: the demo as a phone and a desktop show it, in Chromium.

Run by `make pictures`. The data are the demo's: invented, seeded, the same each time but the month.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from ratingsbot.demo.run import run_demo

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = ViewportSize(width=400, height=860)
DESKTOP = ViewportSize(width=1280, height=900)


async def main() -> None:
    """All pictures, each from a page of its own."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("No Chromium on this machine: install it first.")
    async with served_demo() as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        await draw_score(browser, url, "phone", PHONE)
        await draw_score(browser, url, "desktop", DESKTOP)
        await draw_empty(browser, url)
        await draw_form(browser, url)
        await browser.close()


@asynccontextmanager
async def served_demo() -> AsyncIterator[str]:
    """A demo of its own, gone afterwards."""
    url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    with tempfile.TemporaryDirectory() as folder:
        serving = asyncio.create_task(run_demo(Path(folder), url.set_result))
        serving.add_done_callback(lambda ended: url.done() or url.cancel())
        yield await url
        serving.cancel()
        await asyncio.wait({serving})


async def draw_score(browser: Browser, url: str, name: str, size: ViewportSize) -> None:
    """A card with results."""
    page = await fresh(browser, url, size)
    await command(page, "/drug score", "sertraline")
    await page.get_by_role("button", name="Show", exact=True).last.click()
    await page.get_by_role("button", name="Comments").last.wait_for()
    await snap(page, f"score-{name}")


async def draw_empty(browser: Browser, url: str) -> None:
    """A card without results."""
    page = await fresh(browser, url, PHONE)
    await command(page, "/drug score", "abatacept")
    await page.get_by_role("button", name="Tell me when ready").last.wait_for()
    await snap(page, "empty-phone")


async def draw_form(browser: Browser, url: str) -> None:
    """The rating form, with what is read before one's first rating."""
    page = await fresh(browser, url, PHONE)
    await command(page, "/drug rate", "metformin")
    agreed = page.get_by_role("button", name="I have read this").last
    await agreed.wait_for()
    await snap(page, "briefing-phone")
    await agreed.click()
    await page.get_by_role("button", name="Submit").wait_for()
    await page.screenshot(path=PICTURES / "rate-phone.png")


async def fresh(browser: Browser, url: str, size: ViewportSize) -> Page:
    """The channel, empty but for what comes, without the preview's own toolbar."""
    page = await browser.new_page(viewport=size, device_scale_factor=2 if size is PHONE else 1)
    await page.goto(url)
    await page.locator("#channel-composer-input").wait_for()
    await page.evaluate("document.querySelector('.preview-toolbar').remove()")
    return page


async def command(page: Page, name: str, drug: str) -> None:
    """Type a command as a person does, and pick the drug."""
    await page.locator("#channel-composer-input").press_sequentially(name)
    await page.get_by_role("option", name=name[1:]).first.wait_for()
    await page.keyboard.press("Enter")
    await page.keyboard.type(drug[:5])
    await page.get_by_text(f"Options matching {drug[:5]}").wait_for()
    chosen = page.get_by_role("option", name=drug, exact=True)
    await chosen.wait_for()
    while await chosen.get_attribute("aria-selected") != "true":
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await chosen.wait_for(state="hidden")
    await page.keyboard.press("Enter")


async def snap(page: Page, name: str) -> None:
    """As it stands, once all pictures in it are there and it has scrolled to its end."""
    await page.wait_for_load_state("networkidle")
    await page.wait_for_function("[...document.images].every(image => image.complete)")
    jump = page.get_by_text("jump to latest")
    if await jump.is_visible():
        await jump.click()
    await page.wait_for_timeout(500)
    await page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
