"""Rating a drug, from the command to withdrawing, on both platforms' forms."""

from __future__ import annotations

import pytest

from ratingsbot.dialogs.rating import COMMENT
from ratingsbot.domain.reviews import COMMENT_MAX
from ratingsbot.testing.harness import OPERATOR, Product
from unit.core.conversation import (
    RATINGS,
    Person,
    buttons,
    form,
    labels,
    physician,
    text,
)

DRUG = "sertraline"
PANIC = "DOID:594"


async def comment_on(ada: Person, words: str) -> None:
    """Rate with a comment, as it goes on the platform."""
    if ada.actor.platform == "slack":
        await ada.rates(DRUG, comment=words)
    else:
        opened = await ada.command("drug rate", drug=DRUG, comment=words)
        await ada.fill(opened, **RATINGS)


async def test_the_briefing_comes_once_and_names_the_operator(bot: Product, ada: Person) -> None:
    await bot.unbrief(ada.actor.identity)
    briefing = await ada.command("drug rate", drug=DRUG)
    assert OPERATOR in text(briefing)
    assert "could, technically, link you" in text(briefing)
    opened = await ada.press(briefing, "I have read this: rate sertraline")
    assert "Saved." in text(await ada.fill(opened, **RATINGS))
    assert form(await ada.command("drug rate", drug="metformin")).dialog.title == "Rate metformin"


async def test_a_briefing_that_was_not_confirmed_comes_again(bot: Product, ada: Person) -> None:
    await bot.unbrief(ada.actor.identity)
    await ada.command("drug rate", drug=DRUG)
    assert OPERATOR in text(await ada.command("drug rate", drug=DRUG))


async def test_the_briefing_does_not_lose_the_comment(bot: Product, ada: Person) -> None:
    await bot.unbrief(ada.actor.identity)
    briefing = await ada.command("drug rate", drug=DRUG, comment="Helps many.")
    opened = await ada.press(briefing, "I have read this: rate sertraline")
    assert "Helps many." in text(await ada.fill(opened, **RATINGS))


async def test_a_rating_is_saved_and_says_that_it_is_hidden_until_mixed(ada: Person) -> None:
    receipt = await ada.rates(DRUG)
    assert "Saved. Hidden until mixed with colleagues’ ratings" in text(receipt)
    assert "efficacy 4, safety 3, accessibility 5, adherence 2" in await ada.mine()
    assert "tolerability" not in await ada.mine()


async def test_an_edit_starts_from_what_was_given(ada: Person) -> None:
    await ada.rates(DRUG)
    opened = form(await ada.command("drug rate", drug=DRUG))
    assert {key: opened.answers[key] for key in RATINGS} == RATINGS
    assert "Changed. Hidden until mixed" in text(await ada.fill(opened, safety="1"))
    assert "efficacy 4, safety 1" in await ada.mine()


async def test_a_rating_of_nothing_comes_back_with_the_reason(ada: Person) -> None:
    opened = await ada.command("drug rate", drug=DRUG)
    again = form(await ada.fill(opened, efficacy="none"))
    assert "at least one" in again.errors[""]
    assert "haven’t rated" in await ada.mine()


async def test_a_comment_stays_when_none_is_given(ada: Person) -> None:
    await comment_on(ada, "Good, but slow.")
    await ada.fill(await ada.command("drug rate", drug=DRUG), safety="1")
    assert "Good, but slow." in await ada.mine()


async def test_a_comment_goes_when_it_is_emptied(ada: Person) -> None:
    await comment_on(ada, "Good, but slow.")
    if ada.actor.platform == "slack":
        await ada.fill(await ada.command("drug rate", drug=DRUG), comment="")
    else:
        receipt = await ada.rates(DRUG)
        await ada.fill(await ada.press(receipt, "Comment"), comment="")
    assert "Good, but slow." not in await ada.mine()
    assert "efficacy 4" in await ada.mine()


async def test_a_comment_given_with_the_command_is_saved_and_shown_back(ada: Person) -> None:
    opened = await ada.command("drug rate", drug=DRUG, comment="no\u202etfas")
    receipt = await ada.fill(opened, **RATINGS)
    assert "tfas" in text(receipt)
    assert "notfas" in await ada.mine()


async def test_a_comment_that_is_too_long_is_refused_before_anything_is_saved(ada: Person) -> None:
    said = await ada.command("drug rate", drug=DRUG, comment="x" * (COMMENT_MAX + 1))
    assert "2,001 characters; at most 2,000" in text(said)
    assert "haven’t rated" in await ada.mine()


async def test_a_comment_that_is_too_long_for_the_form_keeps_the_ratings(ada: Person) -> None:
    receipt = await ada.rates(DRUG)
    if ada.actor.platform == "slack":
        opened = await ada.command("drug rate", drug=DRUG)
    else:
        opened = await ada.press(receipt, "Comment")
    again = form(await ada.fill(opened, comment="x" * (COMMENT.max_length + 1)))
    assert "2,001 characters" in again.errors["comment"]
    assert "efficacy 4" in await ada.mine()


async def test_details_move_the_rating_to_its_indication(ada: Person) -> None:
    await comment_on(ada, "Moves along.")
    opened = await ada.press(await ada.command("drug mine"), "Details")
    saved = await ada.fill(opened, indication=PANIC, patients="6-20", last_prescribed="month")
    assert "Saved, for: Panic disorder." in text(saved)
    mine = await ada.mine()
    assert mine.count("efficacy 4") == 1
    assert "For: Panic disorder" in mine
    assert "Moves along." in mine
    again = form(await ada.press(saved, "Edit details"))
    assert again.answers["indication"] == PANIC
    assert again.answers["patients"] == "6-20"


async def test_details_never_replace_another_rating_of_ones_own(ada: Person) -> None:
    opened = await ada.command("drug rate", drug=DRUG, indication="Panic disorder")
    await ada.fill(opened, **RATINGS)
    receipt = await ada.fill(await ada.press_raw(f"edit|{DRUG}|"), **(RATINGS | {"efficacy": "5"}))
    details = await ada.press(receipt, "Add details")
    again = form(await ada.fill(details, indication=PANIC, patients="more"))
    assert "already" in again.errors["indication"]
    assert again.answers["patients"] == "more"
    mine = await ada.mine()
    assert "efficacy 4" in mine
    assert "efficacy 5" in mine


async def test_two_indications_ask_which_one_to_edit(ada: Person) -> None:
    for indication, efficacy in (("Panic disorder", "1"), ("Schizophrenia", "2")):
        opened = await ada.command("drug rate", drug=DRUG, indication=indication)
        await ada.fill(opened, **(RATINGS | {"efficacy": efficacy}))
    asked = await ada.command("drug rate", drug=DRUG)
    assert sorted(labels(asked)) == ["Panic disorder", "Schizophrenia"]
    opened = form(await ada.press(asked, "Schizophrenia"))
    assert opened.answers["efficacy"] == "2"
    await ada.fill(opened, efficacy="3")
    mine = await ada.mine()
    assert "efficacy 1" in mine
    assert "efficacy 3" in mine
    assert "efficacy 2" not in mine


async def test_an_indication_that_is_in_no_list_is_never_stored(ada: Person) -> None:
    said = await ada.command("drug rate", drug=DRUG, indication="Mr Smith’s knee")
    assert "pick the indication from the list" in text(said)
    by_hand = await ada.press_raw(f"edit|{DRUG}|Mr Smith’s knee")
    assert "isn't in the list" in text(await ada.fill(by_hand, **RATINGS))
    details = await ada.press(await ada.rates(DRUG), "Add details")
    assert "isn't in the list" in text(await ada.fill(details, indication="Mr Smith’s knee"))
    assert "Smith" not in await ada.mine()


async def test_payment_is_asked_once_a_drug_and_year_and_never_preset(
    bot: Product, ada: Person
) -> None:
    receipt = await ada.rates(DRUG)
    details = form(await ada.press(receipt, "Add details"))
    assert "paid_by_maker" in {field.id for field in details.page.fields}
    assert "paid_by_maker" not in details.answers
    await ada.fill(details, paid_by_maker="yes")
    again = form(await ada.press(receipt, "Add details"))
    assert "paid_by_maker" not in {field.id for field in again.page.fields}
    saved = await ada.fill(again, patients="more")
    once_more = form(await ada.press(saved, "Edit details"))
    assert "paid_by_maker" not in {field.id for field in once_more.page.fields}
    other = form(await ada.press(await ada.rates("metformin"), "Add details"))
    assert "paid_by_maker" in {field.id for field in other.page.fields}
    bot.clock.advance(days=298)
    assert bot.clock.now().year == 2027
    next_year = form(await ada.press_raw(f"details|{DRUG}|"))
    assert "paid_by_maker" in {field.id for field in next_year.page.fields}
    assert "paid_by_maker" not in next_year.answers


async def test_withdrawing_asks_once_and_deletes_rating_and_comment(ada: Person) -> None:
    await comment_on(ada, "Gone soon.")
    asked = await ada.press(await ada.command("drug mine"), "Withdraw")
    assert "can’t be brought back" in text(asked)
    assert "efficacy 4" in await ada.mine()
    assert "Withdrawn." in text(await ada.press(asked, "Yes, withdraw"))
    mine = await ada.mine()
    assert "haven’t rated" in mine
    assert "Gone soon." not in mine


async def test_withdrawing_twice_is_harmless(ada: Person) -> None:
    await ada.rates(DRUG)
    await ada.rates("metformin")
    asked = await ada.press_raw(f"withdraw|{DRUG}|")
    await ada.press(asked, "Yes, withdraw")
    assert "no such rating" in text(await ada.press(asked, "Yes, withdraw"))
    assert "metformin" in await ada.mine()


async def test_what_is_missing_is_asked_for_by_a_form(ada: Person) -> None:
    which = await ada.command("drug rate")
    opened = form(await ada.fill(which, drug="sertraline"))
    assert opened.dialog.title == "Rate sertraline"


async def test_a_brand_finds_its_drug_and_nonsense_is_never_guessed(ada: Person) -> None:
    assert form(await ada.command("drug rate", drug="Zoloft")).dialog.title == "Rate sertraline"
    assert "No drug is called “xyzzy”" in text(await ada.command("drug rate", drug="xyzzy"))
    again = form(await ada.fill(await ada.command("drug rate"), drug="xyzzy"))
    assert "from the list" in again.errors["drug"]


@pytest.mark.parametrize(
    "action",
    [
        "rate",
        "edit|sertraline",
        "rate|no-such-drug",
        "details|sertraline|",
        "comment|no-such-drug|",
        "withdraw|sertraline|DOID:594",
        "withdraw-now|sertraline|",
        "briefed|no-such-token",
        "which-mine|no-such-token|",
        "comments|no-such-drug|-1",
        "no-such-verb|x",
        "",
        "|||",
    ],
)
async def test_a_hand_made_press_gets_an_answer_and_does_nothing(ada: Person, action: str) -> None:
    assert text(await ada.press_raw(action))
    assert "haven’t rated" in await ada.mine()


async def test_the_briefing_s_button_takes_no_other_form_s_token(ada: Person) -> None:
    other = form(await ada.command("drug verify"))
    for verb in ("briefed", "which-mine"):
        assert "no longer open" in text(await ada.press_raw(f"{verb}|{other.token}|"))


async def test_every_own_rating_can_be_reached_page_by_page(bot: Product, ada: Person) -> None:
    names = [match.drug.name for match in bot.services.catalogue.suggest("met", 10)]
    for name in names:
        await ada.rates(name)
    first = await ada.command("drug mine")
    second = await ada.press(first, "Next")
    seen = text(first) + text(second)
    assert all(name in seen for name in names)
    assert "Next" not in labels(second)
    assert text(await ada.press(second, "Previous")) == text(first)
    assert len(buttons(second)) > 2


async def test_the_start_page_offers_the_last_look_ups(bot: Product, ada: Person) -> None:
    for name in ("sertraline", "metformin", "sertraline"):
        await ada.command("drug score", drug=name)
    home = await bot.app.home(ada.actor)
    assert labels(home)[:3] == ["Search or rate", "sertraline", "metformin"]
    started = await ada.press(home, "Search or rate")
    opened = form(await ada.fill(started, drug="metformin", verb="rate"))
    assert opened.dialog.title == "Rate metformin"


async def test_a_comment_typed_with_an_unclear_drug_goes_on_with_the_drug_chosen(
    bot: Product,
) -> None:
    ada = await physician(bot, "Ada", platform="discord")
    asked = await ada.command("drug rate", drug="sertra", comment="Start low")
    assert "Which one do you mean?" in text(asked)
    receipt = await ada.fill(await ada.press(asked, "sertraline"), efficacy="4")
    assert "“Start low” (your comment)" in text(receipt)


async def test_a_comment_typed_with_an_unknown_drug_or_indication_is_given_back(
    bot: Product,
) -> None:
    ada = await physician(bot, "Ada", platform="discord")
    unknown = await ada.command("drug rate", drug="qwertz", comment="My careful text")
    assert "My careful text" in text(unknown)
    wrong = await ada.command(
        "drug rate", drug="sertraline", comment="My careful text", indication="nonsense"
    )
    assert "pick the indication" in text(wrong)
    assert "My careful text" in text(wrong)


async def test_an_older_comment_never_replaces_a_newer_one(bot: Product) -> None:
    ada = await physician(bot, "Ada", platform="discord")
    receipt = await ada.rates("sertraline")
    await ada.command("drug rate", drug="sertraline", comment="OLD, and the form dismissed")
    await ada.fill(await ada.press(receipt, "Comment"), comment="NEW")
    await ada.fill(await ada.command("drug rate", drug="sertraline"), efficacy="2")
    assert "NEW" in await ada.mine()
    assert "OLD" not in await ada.mine()


async def test_own_words_for_the_indication_are_read_back(bot: Product) -> None:
    ada = await physician(bot, "Ada")
    form_ = await ada.press(await ada.rates("sertraline"), "Add details")
    saved = await ada.fill(form_, indication_text="night terrors", patients="21-100")
    assert "Saved, for: night terrors." in text(saved)
    assert "For: night terrors. Patients: 21-100" in await ada.mine()
