"""What was typed is never lost: not by a mistake, a failure, a restart or a repetition."""

from __future__ import annotations

from ratingsbot.engine import drafts
from ratingsbot.testing.harness import Product
from unit.core.conversation import (
    RATINGS,
    FailingStore,
    Person,
    form,
    other_process,
    physician,
    somebody,
    steward,
    text,
)

DRUG = "sertraline"
GONE = "This form is no longer open. Forms are kept for 14 days; open it again."


def unreliable(bot: Product, ada: Person) -> tuple[Person, FailingStore]:
    """Ada, answered by a process whose database can fail."""
    store = FailingStore(bot.store)
    return ada.talking_to(other_process(bot, store=store)), store


async def test_a_rejected_form_comes_back_with_what_was_right(bot: Product, ada: Person) -> None:
    opened = await ada.command("drug rate", drug=DRUG)
    again = form(await ada.fill(opened, **(RATINGS | {"efficacy": "9"})))
    assert set(again.errors) == {"efficacy"}
    assert again.token == form(opened).token
    assert again.answers["safety"] == "3"
    assert "efficacy" not in again.answers
    elsewhere = ada.talking_to(other_process(bot))
    reopened = form(await elsewhere.command("drug rate", drug="Zoloft"))
    assert reopened.answers["safety"] == "3"
    assert "Saved." in text(await elsewhere.fill(reopened, efficacy="4"))
    assert "efficacy 4, safety 3" in await ada.mine()


async def test_a_failed_save_comes_back_prefilled_even_in_a_new_process(
    bot: Product, ada: Person
) -> None:
    ada_there, store = unreliable(bot, ada)
    opened = await ada_there.command("drug rate", drug=DRUG)
    store.fail_write(after=1)
    again = form(await ada_there.fill(opened, **RATINGS))
    assert "Not confirmed" in again.errors[""]
    assert {key: again.answers[key] for key in RATINGS} == RATINGS
    assert "haven’t rated" in await ada.mine()
    elsewhere = ada.talking_to(other_process(bot, seed=9))
    reopened = form(await elsewhere.command("drug rate", drug=DRUG))
    assert {key: reopened.answers[key] for key in RATINGS} == RATINGS
    assert "Saved." in text(await elsewhere.fill(reopened))


async def test_the_form_keeps_the_answers_when_not_even_the_draft_can_be_kept(
    bot: Product, ada: Person
) -> None:
    ada_there, store = unreliable(bot, ada)
    opened = await ada_there.command("drug rate", drug=DRUG)
    store.fail_write()
    again = form(await ada_there.fill(opened, **RATINGS))
    assert "Not confirmed" in again.errors[""]
    assert {key: again.answers[key] for key in RATINGS} == RATINGS
    assert "Saved." in text(await ada_there.fill(again))


async def test_what_is_saved_is_confirmed_though_tidying_up_fails(
    bot: Product, ada: Person
) -> None:
    ada_there, store = unreliable(bot, ada)
    opened = await ada_there.command("drug rate", drug=DRUG)
    store.fail_write(after=2)
    assert "Saved." in text(await ada_there.fill(opened, **RATINGS))


async def test_a_command_that_fails_is_never_called_not_saved(bot: Product, ada: Person) -> None:
    ada_there, store = unreliable(bot, ada)
    store.fail_read()
    said = text(await ada_there.command("drug mine"))
    assert "Not confirmed" in said
    assert "not saved" not in said.casefold()


async def test_typeahead_offers_nothing_while_the_database_is_away(
    bot: Product, ada: Person
) -> None:
    ada_there, store = unreliable(bot, ada)
    store.fail_read()
    assert await ada_there.suggest("drug", "sert") == []
    assert await ada_there.suggest("drug", "sert") != []


async def test_a_draft_is_gone_after_14_days_and_says_so(bot: Product, ada: Person) -> None:
    opened = await ada.command("drug rate", drug=DRUG)
    again = await ada.fill(opened, **(RATINGS | {"efficacy": "9"}))
    bot.clock.advance(days=13, hours=23)
    assert form(await bot.app.reopen(ada.actor, form(opened).token)).answers["safety"] == "3"
    bot.clock.advance(hours=1)
    assert text(await ada.fill(again, **RATINGS)) == GONE
    assert text(await bot.app.reopen(ada.actor, form(opened).token)) == GONE
    assert "safety" not in form(await ada.command("drug rate", drug=DRUG)).answers


async def test_somebody_else_s_form_is_refused_in_the_words_for_an_expired_one(
    bot: Product, ada: Person
) -> None:
    eve = await physician(bot, "Eve", platform=ada.actor.platform)
    opened = form(await ada.command("drug rate", drug=DRUG))
    assert text(await eve.fill(opened, **RATINGS)) == GONE
    assert text(await bot.app.reopen(eve.actor, opened.token)) == GONE
    assert text(await eve.press_raw(f"briefed|{opened.token}")) == GONE
    assert "haven’t rated" in await ada.mine()
    assert "haven’t rated" in await eve.mine()
    assert "Saved." in text(await ada.fill(opened, **RATINGS))


async def test_the_same_user_id_in_another_workspace_is_somebody_else(
    bot: Product, ada: Person
) -> None:
    there = somebody(bot, "Ada", platform=ada.actor.platform, workspace="W2")
    opened = form(await ada.command("drug rate", drug=DRUG))
    assert text(await there.fill(opened, **RATINGS)) == GONE


async def test_the_same_submission_twice_has_one_effect_and_the_same_answer(
    bot: Product, ada: Person
) -> None:
    opened = await ada.command("drug rate", drug=DRUG)
    first = await ada.fill(opened, **RATINGS)
    assert await ada.fill(opened, **RATINGS) == first
    elsewhere = ada.talking_to(other_process(bot))
    assert await elsewhere.fill(opened, **RATINGS) == first
    await ada.fill(await ada.command("drug rate", drug=DRUG), safety="1")
    assert await ada.fill(opened, **RATINGS) == first
    mine = await ada.mine()
    assert mine.count("efficacy") == 1
    assert "safety 1" in mine


async def test_a_repetition_after_withdrawing_brings_nothing_back(ada: Person) -> None:
    opened = await ada.command("drug rate", drug=DRUG)
    first = await ada.fill(opened, **RATINGS)
    await ada.press(await ada.press(first, "Withdraw"), "Yes, withdraw")
    await ada.fill(opened, **RATINGS)
    assert "haven’t rated" in await ada.mine()


async def test_details_and_comments_sent_twice_have_one_effect(bot: Product, ada: Person) -> None:
    receipt = await ada.rates(DRUG)
    details = await ada.press(receipt, "Add details")
    first = await ada.fill(details, indication="DOID:594")
    assert await ada.fill(details, indication="DOID:594") == first
    comment = await ada.press_raw(f"comment|{DRUG}|DOID:594")
    second = await ada.fill(comment, comment="Once.")
    assert await ada.fill(comment, comment="Once.") == second
    assert (await ada.mine()).count("efficacy") == 1


async def test_a_finished_form_takes_nothing_else(ada: Person) -> None:
    opened = await ada.command("drug rate", drug=DRUG)
    await ada.fill(opened, **RATINGS)
    assert text(await ada.fill(opened, **(RATINGS | {"safety": "1"}))) == GONE
    assert "safety 3" in await ada.mine()


async def test_a_finished_form_keeps_no_answers_and_is_forgotten_within_the_hour(
    bot: Product, ada: Person
) -> None:
    opened = form(await ada.command("drug rate", drug=DRUG))
    await ada.fill(opened, **RATINGS)
    left = await drafts.load(bot.services, ada.actor.identity, opened.token, even_done=True)
    assert left.answers == {}
    assert text(await bot.app.reopen(ada.actor, opened.token)) == GONE
    bot.clock.advance(hours=1)
    assert text(await ada.fill(opened, **RATINGS)) == GONE


async def test_a_saved_form_is_not_offered_again(ada: Person) -> None:
    await ada.fill(await ada.command("drug rate", drug=DRUG), efficacy="9")
    await ada.rates(DRUG)
    edited = await ada.rates(DRUG, safety="1")
    assert "Changed." in text(edited)
    assert form(await ada.command("drug rate", drug=DRUG)).answers["safety"] == "1"


async def test_failed_details_come_back_and_are_forgotten_once_saved(
    bot: Product, ada: Person
) -> None:
    receipt = await ada.rates(DRUG)
    ada_there, store = unreliable(bot, ada)
    details = await ada_there.press(receipt, "Add details")
    store.fail_write(after=1)
    await ada_there.fill(details, patients="6-20")
    again = form(await ada.press(receipt, "Add details"))
    assert again.answers["patients"] == "6-20"
    await ada.fill(again, patients="more")
    assert form(await ada.press(receipt, "Add details")).answers["patients"] == "more"


async def test_a_failed_comment_comes_back(bot: Product, ada: Person) -> None:
    await ada.rates(DRUG)
    ada_there, store = unreliable(bot, ada)
    opened = await ada_there.press_raw(f"comment|{DRUG}|")
    store.fail_write(after=1)
    await ada_there.fill(opened, comment="Long and thoughtful.")
    again = form(await ada.press_raw(f"comment|{DRUG}|"))
    assert again.answers["comment"] == "Long and thoughtful."


async def test_a_draft_belongs_to_its_indication(ada: Person) -> None:
    opened = await ada.command("drug rate", drug=DRUG, indication="Panic disorder")
    await ada.fill(opened, **(RATINGS | {"efficacy": "9"}))
    assert "safety" not in form(await ada.command("drug rate", drug=DRUG)).answers
    back = await ada.command("drug rate", drug=DRUG, indication="Panic disorder")
    assert form(back).answers["safety"] == "3"


async def test_who_is_revoked_while_the_form_is_open_changes_nothing(
    bot: Product, ada: Person
) -> None:
    dana = await steward(bot, platform=ada.actor.platform)
    opened = await ada.command("drug rate", drug=DRUG)
    asked = await dana.command("drug-admin verify", do="revoke", member="Ada")
    await dana.press(asked, "End it")
    assert text(await ada.fill(opened, **RATINGS)).startswith("For verified physicians here.")
    await bot.make_physician(ada.actor.identity, "Dr Ada")
    assert "haven’t rated" in await ada.mine()


async def test_an_expired_verification_changes_nothing(bot: Product, ada: Person) -> None:
    bot.clock.advance(days=299)
    receipt = await ada.rates(DRUG)
    opened = await ada.command("drug rate", drug="metformin")
    bot.clock.advance(days=1)
    refusal = "For verified physicians here."
    assert text(await ada.fill(opened, **RATINGS)).startswith(refusal)
    assert text(await ada.press(receipt, "Withdraw")).startswith(refusal)
    assert text(await ada.command("drug mine")).startswith(refusal)
    await bot.make_physician(ada.actor.identity, "Dr Ada")
    mine = await ada.mine()
    assert "sertraline" in mine
    assert "metformin" not in mine
