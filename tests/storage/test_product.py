"""The whole product over either database: what holds on one holds on the other."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from ratingsbot.domain.drugs import DrugId
from ratingsbot.engine import mergers
from ratingsbot.engine.ports import DrugCatalogue
from ratingsbot.testing.harness import product
from unit.core.conversation import PLATFORMS, physician, somebody, steward, text

DRUG = DrugId("sertraline")


async def test_one_rating_goes_its_whole_way(url: str, tmp_path: Path) -> None:
    async with product(tmp_path, PLATFORMS, database_url=url) as bot:
        ada = await physician(bot, "Ada")
        assert "Saved." in text(await ada.rates("sertraline", comment="Start low"))
        pool = await bot.pool_of("slack", "W1")
        await bot.colleagues_rate(pool, "sertraline", 33, comment="From {}")

        done = await bot.publish()

        assert (done.releases, done.comments) == (1, 34)
        card = text(await ada.command("drug score", drug="sertraline"))
        assert "30+ physicians" in card
        assert "From 5 to 1: 0, 95, 5, 0, 0" in card
        assert "(published)" in await ada.mine()
        question = await ada.press(await ada.command("drug mine"), "Withdraw")
        assert "Withdrawn" in text(await ada.press(question, "Yes, withdraw"))
        assert "haven’t rated" in await ada.mine()


async def test_many_rate_one_drug_at_once_in_two_processes(url: str, tmp_path: Path) -> None:
    async with (
        product(tmp_path, PLATFORMS, database_url=url) as one,
        product(tmp_path, PLATFORMS, database_url=url, seed=8) as other,
    ):
        people = [
            await physician(bot, f"Dr{number}") for number, bot in enumerate([one, other] * 8)
        ]

        receipts = await asyncio.gather(*(person.rates("sertraline") for person in people))

        assert all("Saved." in text(receipt) for receipt in receipts)
        pool = await one.pool_of("slack", "W1")
        counts = await one.store.read(lambda uow: uow.reviews.recount(pool, [DRUG]))
        assert counts[DRUG].raters == 16


async def test_two_stewards_deciding_at_once_decide_once(url: str, tmp_path: Path) -> None:
    async with product(tmp_path, PLATFORMS, database_url=url) as bot:
        first, second = await steward(bot, "One"), await steward(bot, "Two")
        asker = somebody(bot, "Asker")
        form = await asker.command("drug verify")
        await asker.fill(
            form, name="A B", country="AT", register="ÖÄK", number="1", specialty="Medicine"
        )
        queues = [await who.command("drug-admin verify") for who in (first, second)]

        said = await asyncio.gather(
            first.press(queues[0], "Approve"), second.press(queues[1], "Decline")
        )

        decided = [text(one) for one in said]
        assert sum("has been told" in one for one in decided) == 1
        assert sum("decided already" in one for one in decided) == 1


async def test_reviews_of_a_merged_drug_follow_it(url: str, tmp_path: Path) -> None:
    async with product(tmp_path, PLATFORMS, database_url=url) as bot:
        ada, bo = await physician(bot, "Ada"), await physician(bot, "Bo")
        await ada.rates("sertraline", comment="Follows along")
        await bo.rates("sertraline", efficacy="1")
        await bo.rates("escitalopram", efficacy="5")
        pool = await bot.pool_of("slack", "W1")
        await bot.colleagues_rate(pool, "sertraline", 4)
        assert (await bot.publish()).releases == 1

        merged = replace(bot.services, catalogue=Merged(bot.services.catalogue))
        assert await mergers.follow(merged) == 6
        assert await mergers.follow(merged) == 0

        assert "escitalopram: efficacy 4" in await ada.mine()
        assert "Follows along" in await ada.mine()
        assert (await bo.mine()).count("efficacy") == 1
        assert "efficacy 5" in await bo.mine(), "what was given for the drug itself stands"
        assert "Not enough ratings" in text(await ada.command("drug score", drug="sertraline"))
        assert (await bot.publish()).releases == 1
        assert "5+ physicians" in text(await ada.command("drug score", drug="escitalopram"))


class Merged:
    """The catalogue after an update that found two drugs to be one."""

    def __init__(self, base: DrugCatalogue) -> None:
        self.aliases = {DRUG: DrugId("escitalopram")}
        self.get, self.find, self.near, self.suggest = base.get, base.find, base.near, base.suggest
        self.indications, self.indication = base.indications, base.indication
        self.newly_authorised = base.newly_authorised
        self.scope, self.scopes, self.within = base.scope, base.scopes, base.within
