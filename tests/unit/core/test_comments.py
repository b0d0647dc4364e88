"""Comments appear in mixed batches, and a changed one takes its old text away at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from ratingsbot.domain.releases import PoolId
from ratingsbot.engine import publication
from ratingsbot.testing.determinism import SeededRandom
from ratingsbot.testing.harness import Product
from unit.core.conversation import Person, labels, physician, text

DRUG = "sertraline"
T = TypeVar("T")


@pytest.fixture
async def ada(bot: Product) -> Person:
    """In a hospital where the drug has results already."""
    person = await physician(bot, "Ada")
    await bot.colleagues_rate(await pool(bot), DRUG, 5, first=1_000)
    await bot.publish()
    bot.clock.advance(days=1)
    return person


async def pool(bot: Product) -> PoolId:
    """The hospital's."""
    return await bot.pool_of("slack", "W1")


async def comments(person: Person) -> str:
    """What anybody reads."""
    return text(await person.command("drug comments", drug=DRUG))


async def test_two_authors_wait_and_three_are_published(bot: Product, ada: Person) -> None:
    await bot.colleagues_rate(await pool(bot), DRUG, 2, comment="From {}")
    assert "No comments to read yet" in await comments(ada)
    assert (await bot.publish()).comments == 0
    assert "No comments to read yet" in await comments(ada)
    assert "Comments" in labels(await ada.press_raw(f"show|{DRUG}"))
    await ada.rates(DRUG, comment="From Ada")
    assert "No comments to read yet" in await comments(ada)
    assert (await bot.publish()).comments == 3
    read = await comments(ada)
    assert all(f"“From {who}” (March 2026)" in read for who in ("0", "1", "Ada"))
    assert "Comments (3)" in labels(await ada.press_raw(f"show|{DRUG}"))


async def test_three_comments_of_one_author_wait(bot: Product, ada: Person) -> None:
    for drug in ("metformin", "apixaban"):
        await bot.colleagues_rate(await pool(bot), drug, 5, first=1_000)
    await bot.publish()
    bot.clock.advance(days=1)
    for drug in (DRUG, "metformin", "apixaban"):
        await ada.rates(drug, comment=f"Ada on {drug}")
    assert (await bot.publish()).comments == 0


async def test_two_authors_are_published_after_a_fortnight_and_one_never(
    bot: Product, ada: Person
) -> None:
    await ada.rates(DRUG, comment="From Ada")
    bot.clock.advance(days=20)
    assert (await bot.publish()).comments == 0
    await bot.colleagues_rate(await pool(bot), DRUG, 1, comment="From {}")
    assert (await bot.publish()).comments == 2
    await bot.colleagues_rate(await pool(bot), DRUG, 2, first=10, comment="From {}")
    bot.clock.advance(days=13)
    assert (await bot.publish()).comments == 0
    bot.clock.advance(days=1)
    assert (await bot.publish()).comments == 2


async def test_comments_on_a_drug_without_results_wait(bot: Product, ada: Person) -> None:
    await bot.colleagues_rate(await pool(bot), "metformin", 4, comment="From {}")
    bot.clock.advance(days=20)
    assert (await bot.publish()).comments == 0
    assert "No comments" in text(await ada.command("drug comments", drug="metformin"))


async def test_one_batch_a_day(bot: Product, ada: Person) -> None:
    await bot.colleagues_rate(await pool(bot), DRUG, 3, comment="First {}")
    assert (await bot.publish()).comments == 3
    await bot.colleagues_rate(await pool(bot), DRUG, 3, first=10, comment="Second {}")
    assert (await bot.publish()).comments == 0
    bot.clock.advance(days=1)
    assert (await bot.publish()).comments == 3
    read = await comments(ada)
    assert read.index("Second") < read.index("First")


class Backwards(SeededRandom):
    """Shuffles into the reverse order, and keeps it."""

    def __init__(self) -> None:
        super().__init__(9)
        self.orders: list[list[object]] = []

    def shuffle(self, items: list[T]) -> None:
        """In place."""
        items.reverse()
        self.orders.append(list(items))


async def test_a_batch_stands_in_the_order_that_chance_gave(
    bot: Product, ada: Person, tmp_path: Path
) -> None:
    await bot.colleagues_rate(await pool(bot), DRUG, 4, comment="From {}")
    with closing(sqlite3.connect(tmp_path / "test.sqlite3")) as database:
        by_id = database.execute("SELECT comment_id, text FROM comment").fetchall()
    chance = Backwards()
    await publication.publish_all(replace(bot.services, random=chance))
    assert chance.orders == [sorted((id_ for id_, _ in by_id), reverse=True)]
    read = await comments(ada)
    places = [read.index(words) for _, words in sorted(by_id, reverse=True)]
    assert places == sorted(places)


async def test_changing_a_published_comment_takes_the_old_text_away_at_once(
    bot: Product, ada: Person
) -> None:
    await ada.rates(DRUG, comment="Regretted")
    await bot.colleagues_rate(await pool(bot), DRUG, 2, comment="From {}")
    await bot.publish()
    assert "Regretted" in await comments(ada)
    await ada.fill(await ada.command("drug rate", drug=DRUG), comment="Better")
    assert "Regretted" not in await comments(ada)
    assert "Better" not in await comments(ada)
    assert "“Better” (waiting for the next batch)" in await ada.mine()
    bot.clock.advance(days=1)
    await bot.colleagues_rate(await pool(bot), DRUG, 2, first=10, comment="From {}")
    await bot.publish()
    assert "Better" in await comments(ada)


async def test_a_new_rating_with_the_same_words_leaves_the_comment_published(
    bot: Product, ada: Person
) -> None:
    await ada.rates(DRUG, comment="Stays")
    await bot.colleagues_rate(await pool(bot), DRUG, 2, comment="From {}")
    await bot.publish()
    await ada.fill(await ada.command("drug rate", drug=DRUG), safety="1")
    assert "Stays" in await comments(ada)


async def test_withdrawing_takes_a_published_comment_away_at_once(
    bot: Product, ada: Person
) -> None:
    await ada.rates(DRUG, comment="Withdrawn words")
    await bot.colleagues_rate(await pool(bot), DRUG, 2, comment="From {}")
    await bot.publish()
    await ada.press_raw(f"withdraw-now|{DRUG}|")
    assert "Withdrawn words" not in await comments(ada)


async def test_comments_are_turned_page_by_page(bot: Product, ada: Person) -> None:
    await bot.colleagues_rate(await pool(bot), DRUG, 12, comment="Comment {}.")
    await bot.publish()
    page = await ada.command("drug comments", drug=DRUG)
    read = text(page)
    assert "Page 1 of 3." in read
    for _ in range(2):
        page = await ada.press(page, "Older")
        read += text(page)
    assert all(read.count(f"“Comment {n}.”") == 1 for n in range(12))
    assert "Older" not in labels(page)
    assert "Page 2 of 3." in text(await ada.press(page, "Newer"))


async def test_another_hospital_reads_none_of_it(bot: Product, ada: Person) -> None:
    stranger = await physician(bot, "Bo", workspace="W2")
    await bot.colleagues_rate(await pool(bot), DRUG, 3, comment="From {}")
    await bot.publish()
    assert "From 0" in await comments(ada)
    assert "No comments to read yet" in await comments(stranger)
    assert "Not enough ratings yet" in text(await stranger.press_raw(f"show|{DRUG}"))


async def test_editing_comments_brings_on_no_release_in_which_one_rating_shows(
    bot: Product, ada: Person
) -> None:
    where = await pool(bot)
    for number in range(1_000, 1_004):
        await bot.colleagues_rate(where, DRUG, 1, first=number, comment="Only words changed")
    await bot.colleagues_rate(where, DRUG, 1, first=1_004, value=1)
    assert (await bot.publish()).releases == 0
    changed = await bot.store.read(lambda uow: uow.reviews.changed(where))
    assert {drug: changes.physicians for drug, changes in changed.items()} == {DRUG: 1}


async def test_a_long_comment_is_cut_on_the_page_and_read_whole_by_a_button(
    bot: Product, ada: Person
) -> None:
    long = "word " * 399 + "end"
    await bot.colleagues_rate(await pool(bot), DRUG, 4, comment=long)
    await bot.publish()
    page = await ada.command("drug comments", drug=DRUG)
    assert "…" in text(page)
    assert "end" not in text(page)
    assert len(text(page)) < 3_500, "a Discord message holds 4,000"
    assert "word end" in text(await ada.press(page, "Read all"))
