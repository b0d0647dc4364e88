"""Score cards: nothing about few raters, nothing live, one's own opinion first."""

from __future__ import annotations

from functools import partial

import pytest

from ratingsbot.chat.boundary import OpenForm, Outcome
from ratingsbot.chat.replies import Picture, Reply
from ratingsbot.domain.drugs import NO_INDICATION, DrugId
from ratingsbot.domain.releases import PoolId
from ratingsbot.domain.reviews import Dimension
from ratingsbot.engine import access
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.testing.harness import Product
from unit.core.conversation import (
    Person,
    RecordingAdapter,
    form,
    labels,
    physician,
    somebody,
    text,
)

DRUG = "sertraline"


async def in_hospital_with(bot: Product, raters: int) -> Person:
    """A physician in a workspace where so many colleagues have rated the drug."""
    workspace = f"W-{raters}"
    person = await physician(bot, f"Reader{raters}", workspace=workspace)
    pool = await bot.pool_of("slack", workspace)
    await bot.colleagues_rate(pool, DRUG, raters, value=1 + raters % 5, comment="Number {}")
    return person


async def pool(bot: Product, person: Person) -> PoolId:
    """Where this person's ratings are counted."""
    return await bot.pool_of(person.actor.platform, person.actor.workspace)


async def seen_of(person: Person) -> list[Outcome]:
    """All that somebody can look at about the drug."""
    return [
        await person.command("drug score", drug=DRUG),
        await person.press_raw(f"show|{DRUG}"),
        await person.command("drug comments", drug=DRUG),
        await person.app.home(person.actor),
        await person.command("drug mine"),
    ]


async def test_none_one_and_four_raters_look_the_same(bot: Product) -> None:
    readers = [await in_hospital_with(bot, raters) for raters in (0, 1, 4)]
    await bot.publish()
    nobody, one, four = [await seen_of(reader) for reader in readers]
    assert nobody == one == four
    assert "Not enough ratings yet." in text(nobody[0])


async def test_among_few_raters_only_ones_own_button_differs(bot: Product) -> None:
    readers = [await in_hospital_with(bot, raters) for raters in (0, 1, 3)]
    for reader in readers[:2]:
        await reader.rates(DRUG)
    await bot.publish()
    mine, ours, theirs = [await reader.command("drug score", drug=DRUG) for reader in readers]
    assert mine == ours
    assert labels(mine) == ["Edit my rating", "Tell me when ready"]
    assert labels(theirs) == ["Rate", "Tell me when ready"]
    assert text(mine).replace("Edit my rating", "Rate") == text(theirs)


async def test_results_offer_to_rate_first(bot: Product) -> None:
    reader = await in_hospital_with(bot, 5)
    await bot.publish()
    offered = await reader.command("drug score", drug=DRUG)
    assert labels(offered) == ["Rate first", "Show"]
    assert "Efficacy" not in text(offered)
    assert "1.0" not in text(offered)
    assert isinstance(await reader.press(offered, "Rate first"), OpenForm)
    shown = await reader.press(offered, "Show")
    assert "Efficacy: 1.0" in text(shown)
    assert "5+ physicians rated it. Results updated March 2026. Very early" in text(shown)


async def test_who_has_rated_sees_the_card_at_once(bot: Product) -> None:
    reader = await in_hospital_with(bot, 5)
    await bot.publish()
    receipt = await reader.rates(DRUG)
    card = await reader.command("drug score", drug=DRUG)
    assert "Efficacy: 1.0" in text(card)
    assert labels(card) == ["Edit my rating", "Comments (5)", "Over time"]
    assert await reader.press(receipt, "See results") == card


async def test_results_change_by_publishing_only(bot: Product) -> None:
    reader = await in_hospital_with(bot, 5)
    show = f"show|{DRUG}"
    before = await reader.press_raw(show)
    assert "Not enough ratings yet." in text(before)
    await bot.publish()
    published = await reader.press_raw(show)
    assert published != before
    await bot.colleagues_rate(await pool(bot, reader), DRUG, 5, value=5, first=100)
    assert await reader.press_raw(show) == published
    assert (await bot.publish()).releases == 0
    assert await reader.press_raw(show) == published
    bot.clock.advance(days=1)
    assert await reader.press_raw(show) == published
    assert (await bot.publish()).releases == 1
    assert "Efficacy: 3.0" in text(await reader.press_raw(show))


async def test_one_more_rating_alone_changes_nothing(bot: Product) -> None:
    reader = await in_hospital_with(bot, 5)
    await bot.publish()
    await reader.rates(DRUG, efficacy="5")
    published = await reader.press_raw(f"show|{DRUG}")
    for _ in range(30):
        bot.clock.advance(days=1)
        assert (await bot.publish()).releases == 0
    assert await reader.press_raw(f"show|{DRUG}") == published


async def test_what_one_colleague_newly_thinks_of_one_thing_waits_for_others_who_do(
    bot: Product,
) -> None:
    """Eleven change efficacy, one of them safety as well: only efficacy is renewed."""
    reader = await in_hospital_with(bot, 12)
    await bot.publish()
    where = await pool(bot, reader)
    before = text(await reader.press_raw(f"show|{DRUG}"))
    for number in range(11):
        ratings = dict.fromkeys(Dimension, 3) | {Dimension.EFFICACY: 1}
        if number == 0:
            ratings[Dimension.SAFETY] = 1
        await bot.colleague_rates(where, DRUG, number, ratings)
    bot.clock.advance(days=1)
    await bot.publish()
    after = text(await reader.press_raw(f"show|{DRUG}"))
    assert line_of(after, "Efficacy") != line_of(before, "Efficacy")
    assert line_of(after, "Safety") == line_of(before, "Safety")


async def test_nothing_stays_of_a_drug_that_has_too_few_raters_again(bot: Product) -> None:
    """Not even of a dimension that too few changed to be renewed by itself."""
    reader = await in_hospital_with(bot, 0)
    where = await pool(bot, reader)
    efficacy, safety = Dimension.EFFICACY, Dimension.SAFETY
    for number in range(12):
        judged = {efficacy: 4, safety: 2} if number < 5 else {efficacy: 4}
        await bot.colleague_rates(where, DRUG, number, judged)
    await bot.publish()
    (before,) = (await bot.store.read(lambda u: u.releases.latest(where, [DrugId(DRUG)]))).values()
    assert before.result(safety).mean == 2.0
    await bot.colleagues_withdraw(where, DRUG, 9, first=3)
    for number in range(3):
        await bot.colleague_rates(where, DRUG, number, {efficacy: 1, safety: 2})
    bot.clock.advance(days=1)
    await bot.publish()
    (after,) = (await bot.store.read(lambda u: u.releases.latest(where, [DrugId(DRUG)]))).values()
    assert not after.has_results
    assert all(result.mean is None for result in after.results.values())


def line_of(card: str, title: str) -> str:
    """The part of a card that tells of one dimension."""
    return next(line for line in card.splitlines() if line.startswith(f"{title}:"))


async def test_split_opinions_are_told_beside_their_mean(bot: Product) -> None:
    reader = await in_hospital_with(bot, 0)
    where = await pool(bot, reader)
    await bot.colleagues_rate(where, DRUG, 20, value=1)
    await bot.colleagues_rate(where, DRUG, 20, value=5, first=20)
    await bot.publish()
    card = text(await reader.press_raw(f"show|{DRUG}"))
    assert line_of(card, "Efficacy").endswith("Opinions are split")


async def test_a_card_leads_to_what_was_published_before(bot: Product) -> None:
    reader = await in_hospital_with(bot, 12)
    await bot.publish()
    card = await reader.press_raw(f"show|{DRUG}")
    assert "sertraline over time" in text(await reader.press(card, "Over time"))


async def test_when_ready_a_message_says_that_there_is_a_notice_and_not_of_what(
    bot: Product,
) -> None:
    reader = await in_hospital_with(bot, 0)
    other = await physician(bot, "Other", workspace="W-0")
    card = await reader.command("drug score", drug=DRUG)
    for _ in range(2):
        assert "won’t name the drug" in text(await reader.press(card, "Tell me when ready"))
    await bot.publish()
    slack = RecordingAdapter()
    await bot.deliver(slack)
    assert slack.sent == []
    await bot.colleagues_rate(await pool(bot, reader), DRUG, 5)
    await bot.publish()
    await bot.deliver(slack)
    assert slack.told(reader) == ["You have a notice. Open /drug mine."]
    assert slack.told(other) == []
    mine = await reader.command("drug mine")
    assert f"Notice: Colleagues’ ratings of {DRUG} are ready" in text(mine)
    assert "Notice" not in text(await reader.press(mine, "Clear notices"))
    bot.clock.advance(days=1)
    await bot.colleagues_rate(await pool(bot, reader), DRUG, 9, first=50)
    await bot.publish()
    await bot.deliver(slack)
    assert len(slack.told(reader)) == 1


async def test_waiting_for_what_is_ready_already_shows_it(bot: Product) -> None:
    reader = await in_hospital_with(bot, 0)
    card = await reader.command("drug score", drug=DRUG)
    await bot.colleagues_rate(await pool(bot, reader), DRUG, 5)
    await bot.publish()
    assert "Colleagues’ ratings are ready" in text(await reader.press(card, "Tell me when ready"))


async def test_the_message_waiting_to_be_sent_knows_no_drug(bot: Product) -> None:
    reader = await in_hospital_with(bot, 5)
    await reader.press_raw(f"watch|{DRUG}")
    await bot.publish()
    now = bot.clock.now()
    (waiting,) = await bot.store.write(lambda uow: uow.outbox.claim(["slack"], now, 10))
    sealed = bot.services.keyring.unseal("outbox", waiting.sealed)
    assert reader.actor.user in sealed
    assert DRUG not in sealed


async def test_a_drug_that_lost_its_raters_looks_as_if_it_never_had_any(bot: Product) -> None:
    never, once = await in_hospital_with(bot, 0), await in_hospital_with(bot, 5)
    await bot.publish()
    assert "5+ physicians" in text(await once.press_raw(f"show|{DRUG}"))
    where = await pool(bot, once)
    for number in range(5):
        author = access.author_of(bot.services, where, f"colleague {number}")
        await bot.store.write(partial(_withdraw, bot, where, author))
    bot.clock.advance(days=1)
    await bot.publish()
    assert await seen_of(once) == await seen_of(never)


async def _withdraw(bot: Product, where: PoolId, author: bytes, uow: UnitOfWork) -> bool:
    today = bot.services.today()
    return await uow.reviews.withdraw(where, author, DrugId(DRUG), NO_INDICATION, today)


async def test_typeahead_finds_by_brand_and_gives_strangers_nothing(bot: Product) -> None:
    reader = await in_hospital_with(bot, 0)
    found = await reader.suggest("drug", "zolo")
    assert [(choice.value, choice.label) for choice in found] == [
        (f"={DRUG}", "Zoloft · sertraline")
    ]
    indications = await reader.suggest("indication", "", DRUG)
    assert indications
    assert await reader.suggest("no such list", "a") == []


def key_of(outcome: Outcome) -> str:
    """The picture's key on a card."""
    assert isinstance(outcome, Reply)
    (picture,) = (node for node in outcome.nodes if isinstance(node, Picture))
    return picture.key


async def test_the_picture_says_in_words_what_it_shows(bot: Product) -> None:
    reader = await in_hospital_with(bot, 5)
    await bot.publish()
    shown = await reader.press_raw(f"show|{DRUG}")
    assert key_of(shown).startswith("score|")
    assert isinstance(shown, Reply)
    (alt,) = (node.alt for node in shown.nodes if isinstance(node, Picture))
    assert 0 < len(alt) <= 1_000


@pytest.mark.parametrize("page", ["0", "7", "-1", "²", "99999999999999999999"])
async def test_any_page_of_comments_can_be_asked_for(bot: Product, page: str) -> None:
    reader = await in_hospital_with(bot, 0)
    assert "Comments on sertraline" in text(await reader.press_raw(f"comments|{DRUG}|{page}"))


@pytest.mark.parametrize(
    ("country", "first", "second"),
    [("US", "doxylamine", "diphenhydramine"), ("CA", "diphenhydramine", "doxylamine")],
)
async def test_a_brand_of_two_drugs_asks_with_the_one_of_ones_own_country_first(
    bot: Product, country: str, first: str, second: str
) -> None:
    ada = somebody(bot, "Ada")
    await bot.make_physician(ada.actor.identity, country=country)
    asked = await ada.command("drug score", drug="Unisom")
    assert labels(asked) == [f"Unisom · {first}", f"Unisom · {second}"]
    offered = await ada.suggest("drug", "unisom")
    assert [choice.label for choice in offered[:2]] == labels(asked)


async def test_a_name_of_several_drugs_asks_which(bot: Product) -> None:
    reader = await in_hospital_with(bot, 0)
    asked = await reader.command("drug score", drug="sertralin")
    assert labels(asked) == ["sertraline"]
    assert "Not enough ratings yet" in text(await reader.press(asked, "sertraline"))
    rated = await reader.command("drug rate", drug="sertralin")
    assert form(await reader.press(rated, "sertraline")).dialog.title == "Rate sertraline"
