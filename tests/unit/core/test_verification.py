"""Becoming a verified physician, and ceasing to be one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ratingsbot.engine import access, workspaces
from ratingsbot.testing.harness import Product
from unit.core.conversation import (
    Person,
    RecordingAdapter,
    admin,
    form,
    labels,
    physician,
    somebody,
    steward,
    text,
)

PROFILE = {
    "name": "Dr Bo Berg",
    "country": "at",
    "register": "ÖÄK",
    "number": "12345-6",
    "specialty": "Neurology",
}


async def ask(person: Person, **other: str) -> str:
    """Send /drug verify."""
    opened = await person.command("drug verify")
    return text(await person.fill(opened, **(PROFILE | other)))


async def decide(officer: Person, label: str) -> str:
    """Take the first of the queue."""
    return text(await officer.press(await officer.command("drug-admin verify"), label))


async def is_in(person: Person) -> bool:
    """Whether they may do what physicians do."""
    return "My ratings" in text(await person.command("drug mine"))


async def expiry(bot: Product, person: Person) -> str:
    """The last day, as our record has it."""
    ref = access.account_ref(bot.services, person.actor.identity)
    account = await bot.store.read(lambda uow: uow.people.account(ref))
    assert account is not None
    return str(account.expires_on)


async def test_a_steward_approves_and_the_person_is_told(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "Bo")
    assert "Sent to the stewards" in await ask(bo)
    assert not await is_in(bo)
    queue = await dana.command("drug-admin verify")
    assert "Name: Dr Bo Berg" in text(queue)
    assert "Licence: AT · ÖÄK · 12345-6" in text(queue)
    assert "Dr Bo Berg is verified" in text(await dana.press(queue, "Approve"))
    assert await is_in(bo)
    assert await expiry(bot, bo) == "2027-03-10"
    assert "Nobody is waiting." in text(await dana.command("drug-admin verify"))
    slack = RecordingAdapter()
    await bot.deliver(slack)
    assert "asks to be verified" in slack.told(dana)[0]
    assert "You are verified" in slack.told(bo)[0]
    assert "Dr Bo Berg" not in "".join(slack.told(dana))


async def test_a_steward_declines_and_the_person_can_ask_again(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "Bo")
    await ask(bo)
    assert "was declined" in await decide(dana, "Decline")
    assert not await is_in(bo)
    slack = RecordingAdapter()
    await bot.deliver(slack)
    assert "could not verify" in slack.told(bo)[0]
    await ask(bo)
    await decide(dana, "Approve")
    assert await is_in(bo)


async def test_asking_again_mends_the_request(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "Bo")
    await ask(bo, name="Dr Bp Berg")
    await ask(bo)
    queue = text(await dana.command("drug-admin verify"))
    assert "Dr Bo Berg" in queue
    assert "Dr Bp Berg" not in queue


async def test_deciding_twice_is_deciding_once(bot: Product) -> None:
    dana, eli, bo = await steward(bot), await steward(bot, "Eli"), somebody(bot, "Bo")
    await ask(bo)
    queue = await dana.command("drug-admin verify")
    first = await dana.press(queue, "Approve")
    assert await dana.press(queue, "Approve") == first
    assert "has been decided already" in text(await dana.press(queue, "Decline"))
    assert "has been decided already" in text(await eli.press(queue, "Approve"))
    assert await is_in(bo)


async def test_a_steward_s_own_request_waits_for_another(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "Bo")
    await ask(bo)
    await bot.make_steward(bo.actor.identity)
    assert "Another steward must decide" in await decide(bo, "Approve")
    assert "is verified" not in await decide(dana, "Decline")


@pytest.mark.parametrize(
    ("field", "wrong", "reason"),
    [
        ("country", "A1", "two letters"),
        ("number", "none", "at least one digit"),
        ("name", "\u202e", "missing"),
        ("specialty", "", "Please answer"),
        ("register", "x" * 101, "101 characters"),
    ],
)
async def test_a_wrong_profile_names_the_field_and_keeps_the_rest(
    bot: Product, field: str, wrong: str, reason: str
) -> None:
    bo = somebody(bot, "Bo")
    opened = await bo.command("drug verify")
    again = form(await bo.fill(opened, **(PROFILE | {field: wrong})))
    assert reason in again.errors[field]
    assert set(again.errors) == {field}
    rest = {key: value for key, value in PROFILE.items() if key != field}
    assert {key: again.answers[key] for key in rest} == rest


async def test_stewards_read_a_profile_without_tricks(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "Bo")
    await ask(bo, name="Dr\u202e Bo\nBerg", number="1\u20662\n3")
    queue = text(await dana.command("drug-admin verify"))
    assert "Name: Dr Bo Berg" in queue
    assert "AT · ÖÄK · 12 3" in queue


async def test_one_licence_is_one_physician_however_it_is_spelt(bot: Product) -> None:
    dana, bo, cy = await steward(bot), somebody(bot, "Bo"), somebody(bot, "Cy")
    await ask(bo)
    await decide(dana, "Approve")
    await ask(cy, register="öäk", number="123456", country="AT")
    assert "already verified for another account" in await decide(dana, "Approve")
    assert not await is_in(cy)
    assert "Dr Bo Berg" in text(await dana.command("drug-admin verify"))


async def test_one_licence_may_be_attested_in_two_hospitals(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "Bo")
    await ask(bo)
    await decide(dana, "Approve")
    elsewhere = await steward(bot, "Else", workspace="W2")
    same_person = somebody(bot, "Bo2", workspace="W2")
    await ask(same_person)
    await decide(elsewhere, "Approve")
    assert await is_in(same_person)
    briefing = await bo.command("drug rate", drug="sertraline")
    await bo.fill(await bo.press(briefing, labels(briefing)[0]), efficacy="4")
    assert "sertraline" in await bo.mine()
    assert "haven’t rated" in await same_person.mine(), "no rating crosses"


async def test_one_account_has_one_licence(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "Bo")
    await ask(bo)
    await decide(dana, "Approve")
    bot.clock.advance(days=200)
    assert "You are verified" in await ask(bo, number="99999")
    bot.clock.advance(days=165)
    dana = await steward(bot, "Dana2")
    assert not await is_in(bo)
    await ask(bo, number="99999")
    assert "already verified with another licence" in await decide(dana, "Approve")
    assert not await is_in(bo)
    await decide(dana, "Decline")
    await ask(bo)
    await decide(dana, "Approve")
    assert await is_in(bo)


async def test_another_workspace_s_request_can_not_be_decided(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "Bo")
    stranger = await steward(bot, "Stranger", workspace="W2")
    await ask(bo)
    queue = await dana.command("drug-admin verify")
    assert "Nobody is waiting." in text(await stranger.command("drug-admin verify"))
    assert "has been decided already" in text(await stranger.press(queue, "Approve"))
    assert not await is_in(bo)
    assert "is verified" in text(await dana.press(queue, "Approve"))


async def test_the_first_steward_is_appointed_by_an_admin(bot: Product) -> None:
    chief, bo = await admin(bot), somebody(bot, "Bo")
    none = await chief.command("drug-admin stewards")
    assert "No stewards yet" in text(none)
    appoint = {"do": "appoint", "member": "Bo"}
    unknown = await chief.command("drug-admin stewards", **appoint)
    assert "Ask them for /drug verify" in text(unknown)
    await ask(bo)
    assert "Appointed" in text(await chief.command("drug-admin stewards", **appoint))
    assert "Stewards: Dr Bo Berg" in text(await chief.command("drug-admin stewards"))
    assert await is_in(bo)
    assert "Nobody is waiting." in text(await bo.command("drug-admin verify"))
    slack = RecordingAdapter()
    await bot.deliver(slack)
    assert any("A colleague asks" in told for told in slack.told(chief))
    assert any("You are a steward now" in told for told in slack.told(bo))


async def test_stewards_are_physicians(bot: Product) -> None:
    chief = await admin(bot)
    await bot.make_admin(somebody(bot, "Bo").actor.identity)
    said = await chief.command("drug-admin stewards", do="appoint", member="Bo")
    assert "Stewards are verified physicians" in text(said)


async def test_a_dismissed_steward_stays_a_physician(bot: Product) -> None:
    chief, dana = await admin(bot), await steward(bot)
    said = await chief.command("drug-admin stewards", do="dismiss", member="Steward")
    assert "No longer a steward" in text(said)
    assert "For stewards" in text(await dana.command("drug-admin verify"))
    assert await is_in(dana)


@pytest.mark.parametrize("do", ["appoint", "dismiss"])
async def test_a_steward_appoints_and_dismisses_nobody(bot: Product, do: str) -> None:
    dana = await steward(bot)
    await physician(bot, "Bo")
    said = await dana.command("drug-admin stewards", do=do, member="Bo")
    assert "For admins" in text(said)
    assert text(await dana.command("drug-admin stewards")) == "Stewards: Dr Steward"


async def test_who_is_no_platform_admin_any_more_is_refused(bot: Product) -> None:
    chief = await admin(bot)
    demoted = replace(chief, actor=replace(chief.actor, is_platform_admin=False))
    assert "No stewards yet" in text(await chief.command("drug-admin stewards"))
    assert "For stewards and admins" in text(await demoted.command("drug-admin stewards"))


async def test_requests_are_told_to_admins_when_no_steward_can_act(bot: Product) -> None:
    chief, dana, bo = await admin(bot), await steward(bot), somebody(bot, "Bo")
    bot.clock.advance(days=301)
    await ask(bo)
    slack = RecordingAdapter()
    await bot.deliver(slack)
    assert any("A colleague asks" in told for told in slack.told(chief))
    assert slack.told(dana) == []


async def test_who_is_revoked_is_out_and_the_ratings_stay(bot: Product) -> None:
    dana, bo = await steward(bot), await physician(bot, "Bo")
    await bo.rates("sertraline")
    asked = await dana.command("drug-admin verify", do="revoke", member="Bo")
    assert labels(asked) == ["End it"]
    assert await is_in(bo)
    assert "The verification has ended" in text(await dana.press(asked, "End it"))
    assert "has ended already" in text(await dana.press(asked, "End it"))
    assert not await is_in(bo)
    slack = RecordingAdapter()
    await bot.deliver(slack)
    assert slack.told(bo)[0].startswith("Your verification here has ended")
    assert len(slack.told(bo)) == 1
    await bot.make_physician(bo.actor.identity)
    assert "sertraline" in await bo.mine()


async def test_revoking_says_the_same_of_who_rated_and_who_did_not(bot: Product) -> None:
    dana, bo, cy = await steward(bot), await physician(bot, "Bo"), await physician(bot, "Cy")
    await bo.rates("sertraline", comment="A remark")
    said = {text(await dana.press_raw(f"revoke|{who.actor.user}")) for who in (bo, cy)}
    assert len(said) == 1


async def test_only_the_operator_removes_the_ratings_of_who_never_was_a_physician(
    bot: Product,
) -> None:
    bo = await physician(bot, "Bo")
    await bo.rates("sertraline")
    await bo.rates("metformin")
    assert await workspaces.expel(bot.services, bo.actor.identity) == 2
    assert not await is_in(bo)
    await bot.make_physician(bo.actor.identity)
    assert "haven’t rated" in await bo.mine()


async def test_a_licence_that_comes_to_another_account_begins_anew(bot: Product) -> None:
    dana, bo, other = await steward(bot), somebody(bot, "Bo"), somebody(bot, "Other")
    await ask(bo)
    await decide(dana, "Approve")
    briefing = await bo.command("drug rate", drug="sertraline")
    await bo.fill(await bo.press(briefing, labels(briefing)[0]), efficacy="1", comment="Secret")
    await dana.press_raw("revoke|Bo")
    await ask(other)
    await decide(dana, "Approve")
    assert await is_in(other)
    assert "haven’t rated" in await other.mine()
    await ask(bo)
    assert "already verified for another account" in await decide(dana, "Approve")


async def test_nobody_verifies_themselves(bot: Product) -> None:
    chief = await admin(bot, "Chief")
    await ask(chief)
    said = text(await chief.command("drug-admin stewards", do="appoint", member="Chief"))
    assert "Nobody verifies themselves" in said
    header = "user,name,country,register,number,specialty,expiry"
    row = f"{chief.actor.user},Dr Chief,AT,ÖÄK,77,Medicine,2026-12-31"
    roster = f"{header}\n{row}".encode()
    done = text(await chief.command("drug-admin roster", file=roster))
    assert "Nothing was imported" in done
    assert not await is_in(chief)


async def test_the_operator_makes_the_one_person_of_a_workspace_its_steward(bot: Product) -> None:
    solo = await admin(bot, "Usolo")
    await ask(solo)
    await workspaces.name_steward(bot.services, solo.actor.identity)
    assert "Nobody is waiting" in text(await solo.command("drug-admin verify"))


async def test_asking_again_tells_the_stewards_once(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "Bo")
    for number in ("1", "12", "123"):
        await ask(bo, number=number)
    slack = RecordingAdapter()
    await bot.deliver(slack)
    assert len(slack.told(dana)) == 1


async def test_a_revoked_steward_is_no_steward_when_verified_again(bot: Product) -> None:
    chief, dana = await admin(bot), await steward(bot)
    asked = await chief.command("drug-admin verify", do="revoke", member="Steward")
    await chief.press(asked, "End it")
    await bot.make_physician(dana.actor.identity)
    assert "For stewards" in text(await dana.command("drug-admin verify"))


async def test_nobody_revokes_themselves_or_somebody_elsewhere(bot: Product) -> None:
    dana = await steward(bot)
    there = await physician(bot, "There", workspace="W2")
    assert "Another steward" in text(await dana.press_raw("revoke|Steward"))
    assert "hasn’t written" in text(await dana.press_raw("revoke|There")).replace("'", "’")
    assert await is_in(dana)
    assert await is_in(there)


async def test_revoking_needs_a_name(bot: Product) -> None:
    dana = await steward(bot)
    assert "Whose?" in text(await dana.command("drug-admin verify", do="revoke"))
