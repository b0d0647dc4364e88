"""One person can't flood the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from ratingsbot.chat.pacing import Pacing
from ratingsbot.errors import TooMany
from ratingsbot.testing.determinism import SettableClock
from ratingsbot.testing.harness import Product
from unit.core.conftest import Open
from unit.core.conversation import Person, form, physician, text

LIMIT = 5


@pytest.fixture
async def bot(open_product: Open, tmp_path: Path) -> AsyncIterator[Product]:
    """One that takes little."""
    async with open_product(tmp_path, actions_a_minute=LIMIT) as opened:
        yield opened


@pytest.fixture
async def hasty(bot: Product) -> Person:
    """Who has done all that is allowed in a minute."""
    person = await physician(bot, "Hasty")
    for _ in range(LIMIT):
        assert "My ratings" in text(await person.command("drug mine"))
        bot.clock.advance(seconds=2)
    return person


async def test_too_many_actions_get_a_polite_answer_with_the_seconds(
    bot: Product, hasty: Person
) -> None:
    for said in (
        await hasty.command("drug mine"),
        await hasty.press_raw("mine|0"),
        await hasty.command("drug help"),
        await bot.app.home(hasty.actor),
    ):
        assert "Please try again in 50 seconds." in text(said)


async def test_a_form_sent_too_soon_comes_back_as_it_was_filled_in(
    bot: Product, hasty: Person
) -> None:
    bot.clock.advance(minutes=1)
    opened = await hasty.command("drug rate", drug="sertraline")
    for _ in range(LIMIT - 1):
        await hasty.command("drug mine")

    refused = form(await hasty.fill(opened, efficacy="4", safety="2"))

    assert "Please try again in 60 seconds." in text(refused)
    assert (refused.answers["efficacy"], refused.answers["safety"]) == ("4", "2")
    bot.clock.advance(minutes=1)
    assert "Saved." in text(await hasty.fill(refused))


async def test_others_are_not_affected(bot: Product, hasty: Person) -> None:
    calm = await physician(bot, "Calm")
    assert "My ratings" in text(await calm.command("drug mine"))
    namesake = await physician(bot, "Hasty2", platform="discord")
    assert "My ratings" in text(await namesake.command("drug mine"))


async def test_it_passes_as_the_minute_passes(bot: Product, hasty: Person) -> None:
    bot.clock.advance(seconds=49)
    assert "in 1 second." in text(await hasty.command("drug mine"))
    bot.clock.advance(seconds=1)
    assert "My ratings" in text(await hasty.command("drug mine"))
    assert "Please try again" in text(await hasty.command("drug mine"))


async def test_typing_is_not_counted(hasty: Person) -> None:
    for typed in ("s", "se", "ser", "sert", "sertr", "sertra", "sertral"):
        assert await hasty.suggest("drug", typed)


def test_the_quiet_are_forgotten() -> None:
    clock = SettableClock()
    pacing = Pacing(actions=1, per=timedelta(minutes=1))
    for number in range(100):
        pacing.take(f"stranger {number}", clock.now())
    clock.advance(minutes=1)
    pacing.take("somebody", clock.now())
    assert set(pacing._seen) == {"somebody"}
    with pytest.raises(TooMany) as caught:
        pacing.take("somebody", clock.now())
    assert caught.value.retry_after == 60
