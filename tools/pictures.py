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
        for name, size in (("phone", PHONE), ("desktop", DESKTOP)):
            await draw(browser, url, name, size)
        await browser.close()


@asynccontextmanager
async def served_demo() -> AsyncIterator[str]:
    """A demo of its own, gone afterwards."""
    url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    with tempfile.TemporaryDirectory() as folder:
        serving = asyncio.create_task(run_demo(Path(folder), url.set_result))
        await asyncio.wait({url, serving}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
        yield url.result()
        serving.cancel()
        await asyncio.wait({serving})


async def draw(browser: Browser, url: str, name: str, size: ViewportSize) -> None:
    """The three pictures of the README at one size."""
    page = await fresh(browser, url, size)
    await command(page, "/drug score", "sertraline")
    await page.get_by_role("button", name="Show", exact=True).last.click()
    await page.get_by_role("button", name="Comments").last.wait_for()
    await snap(page, f"score-{name}")

    page = await fresh(browser, url, size)
    await command(page, "/drug score", "abatacept")
    await page.get_by_role("button", name="Tell me when ready").last.wait_for()
    await snap(page, f"empty-{name}")

    page = await fresh(browser, url, size)
    await command(page, "/drug rate", "metformin")
    agreed = page.get_by_role("button", name="I have read this").last
    form = page.get_by_role("button", name="Submit")
    await agreed.or_(form).first.wait_for()
    if await agreed.is_visible():
        await snap(page, f"briefing-{name}")
        await agreed.click()
    await form.wait_for()
    await snap(page, f"rate-{name}")


async def fresh(browser: Browser, url: str, size: ViewportSize) -> Page:
    """The channel, empty but for what comes, without the preview's own toolbar."""
    page = await browser.new_page(viewport=size, device_scale_factor=2 if size is PHONE else 1)
    await page.goto(url)
    await page.locator("#channel-composer-input").wait_for()
    await page.add_style_tag(content=".preview-toolbar { display: none !important }")
    return page


async def command(page: Page, name: str, drug: str) -> None:
    """Type a command as a person does, and pick the drug."""
    await page.locator("#channel-composer-input").press_sequentially(name)
    await page.get_by_role("option", name=name[1:]).first.wait_for()
    await page.keyboard.press("Enter")
    await page.keyboard.type(drug[:5])
    await page.get_by_text(f"Options matching {drug[:5]}").wait_for()
    chosen = page.get_by_role("option", name=drug).first
    await chosen.wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await chosen.wait_for(state="hidden")
    await page.keyboard.press("Enter")


async def snap(page: Page, name: str) -> None:
    """As it stands, once all pictures in it are there and it has scrolled to its end."""
    await page.wait_for_load_state("networkidle")
    await page.wait_for_function("[...document.images].every(image => image.complete)")
    jump = page.get_by_text("jump to latest")
    if await jump.is_visible() and not await page.get_by_role("dialog").is_visible():
        await jump.click()
    await page.wait_for_timeout(500)
    await page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
