"""Commands, App Home and the shortcut, over Socket Mode and signed HTTP."""

from __future__ import annotations

import pytest

from adapters.slack.driver import SlackDriver
from adapters.slack.scripted import ScriptedApp, say
from ratingsbot.chat.boundary import MemberKind
from ratingsbot.chat.replies import (
    Button,
    Buttons,
    Heading,
    Reply,
)
from ratingsbot_slack.handlers.conversation import NOT_CONFIRMED
from slackworld import text_of


async def test_a_command_is_answered_to_its_person_alone(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes["drug score"] = say("4.2 of 5")
    alice = await world.person("alice")
    seen = await alice.command("drug score", drug="sertraline 50 <mg> & more")
    assert seen.text == "Ratings\n4.2 of 5"
    assert seen.private
    assert await world.everyone_sees() == ""
    (call,) = app.invocations
    assert call.options == {"drug": "sertraline 50 <mg> & more"}
    assert (call.actor.user, call.actor.workspace) == (alice.user_id, world.workspace)
    assert (call.actor.locale, call.actor.timezone) == ("en-GB", "Europe/Berlin")


@pytest.mark.parametrize("typed", ["", "frobnicate now"])
async def test_an_unknown_word_gets_the_help(
    world: SlackDriver, app: ScriptedApp, typed: str
) -> None:
    app.outcomes["drug help"] = say("Try this")
    alice = await world.person("alice")
    assert "Try this" in (await alice.command(f"drug {typed}")).text


async def test_a_mention_becomes_a_member_id(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes["drug-admin stewards"] = say("Appointed")
    alice, ben = await world.person("alice"), await world.person("ben")
    await alice.command("drug-admin stewards", member=ben.user_id, note="knows <a> & b")
    assert app.invocations[0].options == {"member": ben.user_id, "note": "knows <a> & b"}


@pytest.mark.parametrize(
    ("kind", "admin"),
    [(kind, False) for kind in MemberKind] + [(MemberKind.MEMBER, True)],
)
async def test_the_app_learns_who_somebody_is(
    world: SlackDriver, app: ScriptedApp, kind: MemberKind, admin: bool
) -> None:
    app.outcomes["drug score"] = say("Hello")
    person = await world.person("somebody", kind=kind, admin=admin)
    await person.command("drug score", drug="x")
    actor = app.invocations[0].actor
    assert (actor.kind, actor.is_platform_admin) == (kind, admin)


async def test_a_guest_is_no_admin_whatever_the_flags_say(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes["drug score"] = say("Hello")
    guest = await world.person("guest", kind=MemberKind.GUEST, admin=True)
    await guest.command("drug score", drug="x")
    assert not app.invocations[0].actor.is_platform_admin


async def test_a_person_is_looked_up_once_in_ten_minutes(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes["drug score"] = say("Hello")
    alice = await world.person("alice")
    await alice.command("drug score", drug="x")
    await alice.command("drug score", drug="y")
    assert [one.method for one in world.slack.calls].count("users.info") == 1


async def test_home_and_shortcut_lead_to_the_same_things(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes |= {
        "home": Reply((Heading("Home"), Buttons((Button("Mine", "mine"),)))),
        "drug start": say("Start here"),
        "press:mine": say("Nothing yet"),
    }
    alice = await world.person("alice")
    home = await alice.home()
    assert home.text.startswith("Home")
    assert "Nothing yet" in (await alice.press(home, "Mine")).text
    seen = await alice.actor.shortcut("rb_start")
    assert seen.view is not None
    assert "Start here" in text_of(seen.view)


async def test_a_home_event_delivered_twice_is_harmless(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes["home"] = say("Home")
    alice = await world.person("alice")
    await alice.home()
    await world.slack.redeliver_last()
    await world.adapter.idle()
    assert alice.actor.home is not None
    assert "Home" in text_of(alice.actor.home)


@pytest.mark.parametrize("command", ["drug score", "drug rate"])
async def test_a_failure_of_ours_is_never_silent(
    world: SlackDriver, app: ScriptedApp, command: str
) -> None:
    app.outcomes[command] = RuntimeError("alice's secret")
    alice = await world.person("alice")
    assert NOT_CONFIRMED.plain in (await alice.command(command)).text
