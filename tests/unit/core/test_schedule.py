"""The jobs' clockwork: once a day however many processes, and again after a failure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ratingsbot.engine import publication
from ratingsbot.engine.records import Pool
from ratingsbot.engine.services import Services
from ratingsbot.errors import StorageUnavailable
from ratingsbot.jobs.schedule import ATTEMPT, Schedule, next_publication
from ratingsbot.testing.determinism import SeededRandom
from ratingsbot.testing.harness import Product
from unit.core.conversation import FailingStore, RecordingAdapter, physician, text

DRUG = "sertraline"


def schedule(bot: Product, holder: str, *, store: FailingStore | None = None) -> Schedule:
    """A process's; its randomness is its own."""
    services = replace(bot.services, random=SeededRandom(sum(holder.encode())))
    if store is not None:
        services = replace(services, store=store)
    return Schedule(services, {"slack": RecordingAdapter()}, holder=holder, publish_hour=4)


async def rated(bot: Product, raters: int = 5, first: int = 0) -> None:
    """Five are enough for results, eleven more for new ones."""
    await bot.colleagues_rate(await bot.pool_of("slack", "W1"), DRUG, raters, first=first)


async def published(bot: Product) -> int:
    """How many raters the published results tell of."""
    reader = await physician(bot, "Reader")
    shown = text(await reader.press_raw(f"show|{DRUG}"))
    return next((n for n in (15, 5) if f"{n}+ physicians" in shown), 0)


async def test_two_processes_publish_once_a_day(bot: Product) -> None:
    one, two = schedule(bot, "one"), schedule(bot, "two")
    await one.tick()
    await rated(bot)
    await two.tick()
    await one.tick()
    assert await published(bot) == 0
    bot.clock.advance(hours=18, minutes=59)
    await two.tick()
    assert await published(bot) == 0
    bot.clock.advance(minutes=1)
    await two.tick()
    assert await published(bot) == 5
    await rated(bot, 11, first=50)
    await one.tick()
    bot.clock.advance(hours=23)
    await one.tick()
    await two.tick()
    assert await published(bot) == 5
    bot.clock.advance(hours=1)
    await one.tick()
    assert await published(bot) == 15


async def test_an_outage_is_caught_up_once(bot: Product) -> None:
    one = schedule(bot, "one")
    await one.tick()
    await rated(bot)
    bot.clock.advance(days=5, hours=3)
    await one.tick()
    assert await published(bot) == 5


async def test_a_failed_publication_is_tried_again(bot: Product) -> None:
    store = FailingStore(bot.store)
    one, two = schedule(bot, "one", store=store), schedule(bot, "two")
    await rated(bot)
    store.fail_write(after=3)
    with pytest.raises(StorageUnavailable):
        await one.tick()
    await two.tick()
    assert await published(bot) == 0
    bot.clock.advance(seconds=ATTEMPT.total_seconds())
    await two.tick()
    assert await published(bot) == 5


async def test_expired_forms_are_purged(bot: Product) -> None:
    ada = await physician(bot, "Ada")
    await ada.command("drug rate", drug=DRUG)
    one = schedule(bot, "one")
    bot.clock.advance(days=14)
    now = bot.clock.now()
    await one.tick()
    assert await bot.store.write(lambda uow: uow.drafts.purge(now)) == 0


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 3, 10, 3, 59, tzinfo=UTC), datetime(2026, 3, 10, 4, tzinfo=UTC)),
        (datetime(2026, 3, 10, 4, 0, tzinfo=UTC), datetime(2026, 3, 11, 4, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), datetime(2027, 1, 1, 4, tzinfo=UTC)),
    ],
)
def test_the_next_publication_is_at_the_hour(now: datetime, due: datetime) -> None:
    assert next_publication(now, 4) == due


async def test_a_pool_that_can_not_be_published_keeps_no_other_waiting(
    bot: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned = await bot.pool_of("slack", "W-poisoned")
    await bot.colleagues_rate(poisoned, DRUG, 5)
    await rated(bot)
    real = publication._publish_pool

    async def publish_pool(services: Services, pool: Pool) -> publication.Published:
        if pool.id == poisoned:
            raise ValueError("a histogram of another shape")
        return await real(services, pool)

    monkeypatch.setattr(publication, "_publish_pool", publish_pool)
    done = await bot.publish()
    assert (done.releases, done.failed) == (1, 1)
    assert await published(bot) == 5


async def test_the_database_is_tidied_after_publishing(bot: Product) -> None:
    tidied: list[bool] = []

    class Tidied(FailingStore):
        async def tidy(self) -> None:
            tidied.append(True)
            await super().tidy()

    await schedule(bot, "one", store=Tidied(bot.store)).tick()
    assert tidied == [True]
