"""Whatever people do between two releases, nobody sees any of it; and a release takes in a
dimension only when enough of them changed that very one. Random histories over a real database."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest

from ratingsbot.domain.drugs import NO_INDICATION, DrugId
from ratingsbot.domain.releases import DimensionResult, PoolId, Tier
from ratingsbot.domain.reviews import Dimension
from ratingsbot.engine import access
from ratingsbot.testing.harness import Product
from unit.core.conversation import Person, physician, steward, text

DRUGS = (DrugId("sertraline"), DrugId("fluoxetine"))
COLLEAGUES, ROUNDS, ACTS = 60, 6, 40


class History:
    """Random acts of invented colleagues, and who touched what since it last looked different."""

    def __init__(self, bot: Product, pool: PoolId, rng: Random) -> None:
        self._bot, self._pool, self._rng = bot, pool, rng
        self._given: dict[tuple[DrugId, int], dict[Dimension, int]] = {}
        self.touched: defaultdict[tuple[DrugId, Dimension], set[int]] = defaultdict(set)

    async def act(self) -> None:
        """Add or edit a rating, withdraw one, or erase all of one's own."""
        number, drug = self._rng.randrange(COLLEAGUES), self._rng.choice(DRUGS)
        kind = self._rng.choices(["rate", "withdraw", "erase"], [60, 6, 1])[0]
        if kind == "rate":
            await self._rate(number, drug)
        elif kind == "withdraw":
            await self._withdraw(number, drug)
        else:
            author = access.author_of(self._bot.services, self._pool, f"colleague {number}")
            today = self._bot.services.today()
            await self._bot.store.write(lambda u: u.reviews.erase(self._pool, author, today))
            for each in DRUGS:
                self._note(number, each, {})

    async def _rate(self, number: int, drug: DrugId) -> None:
        judged = [d for d in Dimension if self._rng.random() < 0.7] or [Dimension.EFFICACY]
        ratings = {dimension: self._rng.randint(1, 5) for dimension in judged}
        await self._bot.colleague_rates(self._pool, drug, number, ratings)
        self._note(number, drug, ratings)

    async def _withdraw(self, number: int, drug: DrugId) -> None:
        author = access.author_of(self._bot.services, self._pool, f"colleague {number}")
        today = self._bot.services.today()
        await self._bot.store.write(
            lambda u: u.reviews.withdraw(self._pool, author, drug, NO_INDICATION, today)
        )
        self._note(number, drug, {})

    def _note(self, number: int, drug: DrugId, after: dict[Dimension, int]) -> None:
        before = self._given.get((drug, number), {})
        for dimension in Dimension:
            if before.get(dimension) != after.get(dimension):
                self.touched[drug, dimension].add(number)
        self._given[drug, number] = after


async def surfaces(reader: Person) -> list[str]:
    """All that a physician can read about the drugs, pictures in words."""
    seen = [await reader.press_raw(f"show|{drug}") for drug in DRUGS]
    seen += [await reader.command("drug comments", drug=drug) for drug in DRUGS]
    seen += [await reader.command("drug trend", drug=drug) for drug in DRUGS]
    seen.append(await reader.command("drug compare", drug=", ".join(DRUGS)))
    seen += [
        await reader.command("drug top", of="serotonin reuptake inhibitor", on=d.value)
        for d in Dimension
    ]
    return [text(outcome) for outcome in seen]


@pytest.mark.parametrize("seed", range(4))
async def test_between_releases_nothing_that_anybody_sees_changes(bot: Product, seed: int) -> None:
    rng = Random(seed)
    reader, looking_after = await physician(bot, "Reader"), await steward(bot)
    pool = await bot.pool_of("slack", "W1")
    history = History(bot, pool, rng)
    for number in range(ROUNDS):
        before = await surfaces(reader)
        for _ in range(ACTS):
            await history.act()
        newcomer = await physician(bot, f"New{number}")
        await newcomer.rates(DRUGS[0])
        for dimension in Dimension:
            history.touched[DRUGS[0], dimension].add(1_000 + number)
        await looking_after.press_raw(f"revoke|{newcomer.actor.user}")
        assert await surfaces(reader) == before
        bot.clock.advance(days=1)
        assert await surfaces(reader) == before
        await release_and_check(bot, pool, history)


async def release_and_check(bot: Product, pool: PoolId, history: History) -> None:
    """Publish; every dimension that looks different was touched by enough physicians."""
    nothing = DimensionResult(Tier.NONE)
    old = await bot.store.read(lambda uow: uow.releases.latest(pool, DRUGS))
    await bot.publish()
    new = await bot.store.read(lambda uow: uow.releases.latest(pool, DRUGS))
    for drug, release in new.items():
        for dimension, result in release.results.items():
            earlier = old[drug].results[dimension] if drug in old else nothing
            if result == earlier:
                continue
            needed = 11 if max(result.tier, earlier.tier) >= Tier.EARLY else 5
            if release.tier is not Tier.NONE:
                assert len(history.touched[drug, dimension]) >= needed
            history.touched[drug, dimension].clear()


async def test_the_histories_reach_every_tier(bot: Product) -> None:
    """Else the test above would ask nothing."""
    pool = await bot.pool_of("slack", "W1")
    history = History(bot, pool, Random(1))
    seen: set[Tier] = set()
    for _ in range(25):
        for _ in range(12):
            await history.act()
        bot.clock.advance(days=1)
        await bot.publish()
        latest = await bot.store.read(lambda uow: uow.releases.latest(pool, DRUGS))
        seen |= {result.tier for found in latest.values() for result in found.results.values()}
    assert seen == set(Tier)
