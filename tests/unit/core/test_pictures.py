"""Pictures: drawn once a release, kept for the next who asks."""

from __future__ import annotations

import asyncio

import pytest

from ratingsbot.chat.replies import Picture, Reply
from ratingsbot.errors import StorageUnavailable, Unknown
from ratingsbot.testing.harness import Product
from unit.core.conversation import FailingStore, other_process, physician

DRUG = "sertraline"


async def key(bot: Product) -> str:
    """The key of a card's picture."""
    reader = await physician(bot, "Ada")
    await bot.colleagues_rate(await bot.pool_of("slack", "W1"), DRUG, 5)
    await bot.publish()
    shown = await reader.press_raw(f"show|{DRUG}")
    assert isinstance(shown, Reply)
    (picture,) = (node for node in shown.nodes if isinstance(node, Picture))
    return picture.key


async def test_a_picture_is_a_png_and_drawn_once(bot: Product) -> None:
    wanted = await key(bot)
    first, second = await asyncio.gather(bot.app.picture(wanted), bot.app.picture(wanted))
    assert first.startswith(b"\x89PNG\r\n\x1a\n")
    assert first is second
    assert await bot.app.picture(wanted) is first


async def test_comparisons_and_courses_are_drawn_from_their_releases(bot: Product) -> None:
    reader = await physician(bot, "Ada")
    pool = await bot.pool_of("slack", "W1")
    for drug in (DRUG, "fluoxetine"):
        await bot.colleagues_rate(pool, drug, 40)
    await bot.publish()
    for seen in (
        await reader.command("drug compare", drug="sertraline, fluoxetine"),
        await reader.command("drug trend", drug=DRUG),
    ):
        assert isinstance(seen, Reply)
        (picture,) = (node for node in seen.nodes if isinstance(node, Picture))
        assert "4.0" in picture.alt
        assert (await bot.app.picture(picture.key)).startswith(b"\x89PNG\r\n\x1a\n")


async def test_the_picture_of_a_course_stays_as_it_was_shown(bot: Product) -> None:
    reader = await physician(bot, "Ada")
    pool = await bot.pool_of("slack", "W1")
    await bot.colleagues_rate(pool, DRUG, 40)
    await bot.publish()
    seen = await reader.command("drug trend", drug=DRUG)
    assert isinstance(seen, Reply)
    (picture,) = (node for node in seen.nodes if isinstance(node, Picture))
    before = await bot.app.picture(picture.key)
    bot.clock.advance(days=40)
    await bot.colleagues_rate(pool, DRUG, 40, value=1)
    assert (await bot.publish()).releases == 1
    assert await other_process(bot).picture(picture.key) == before


@pytest.mark.parametrize(
    "wrong", ["score|nothing", "score|", "other|thing", "", "compare|", "trend|nothing"]
)
async def test_an_unknown_picture_is_unknown(bot: Product, wrong: str) -> None:
    with pytest.raises(Unknown):
        await bot.app.picture(wrong)


async def test_a_failure_is_not_kept(bot: Product) -> None:
    wanted = await key(bot)
    store = FailingStore(bot.store)
    app = other_process(bot, store=store)
    store.fail_read()
    with pytest.raises(StorageUnavailable):
        await app.picture(wanted)
    assert (await app.picture(wanted)).startswith(b"\x89PNG")


async def test_who_stops_waiting_does_not_spoil_it_for_others(bot: Product) -> None:
    wanted = await key(bot)
    impatient = asyncio.create_task(bot.app.picture(wanted))
    patient = asyncio.create_task(bot.app.picture(wanted))
    await asyncio.wait([impatient], timeout=0)
    impatient.cancel()
    assert (await patient).startswith(b"\x89PNG")
    assert impatient.cancelled()
