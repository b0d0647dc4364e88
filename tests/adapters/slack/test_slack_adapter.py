"""The adapter against the simulated Slack, each scenario over Socket Mode and signed HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.slack.driver import SlackDriver, Transport
from adapters.slack.scripted import RATE, ROSTER, ScriptedApp, form, say
from ratingsbot.chat.boundary import Address, Done, MemberKind, Upload
from ratingsbot.chat.replies import (
    Attachment,
    Button,
    Buttons,
    Heading,
    Paragraph,
    Picture,
    Reply,
)
from ratingsbot.dialogs.model import Choice
from ratingsbot.errors import ConfigError, Forbidden, Gone, RateLimited, Uncertain, Unreachable
from ratingsbot_slack.app import SlackAdapter
from ratingsbot_slack.handlers.conversation import NOT_CONFIRMED, RESEND
from slackworld import Json, View, acknowledged, text_of

PNG = b"\x89PNG\r\n\x1a\n picture"
CARD = Reply((Heading("Sertraline"), Picture("card-7", "Effect 4.2 of 5"), Paragraph("23 rated.")))


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> Transport:
    chosen: Transport = request.param
    return chosen


@pytest.fixture
def app() -> ScriptedApp:
    return ScriptedApp()


@pytest.fixture
async def world(app: ScriptedApp, transport: Transport) -> AsyncIterator[SlackDriver]:
    async with SlackDriver(lambda _: app, transport) as driver:
        yield driver


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


async def test_a_form_command_shows_a_loading_view_before_anything_is_looked_up(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes["drug rate"] = form()
    alice = await world.person("alice")
    app.gate.clear()
    opened = await alice.actor.command("/drug", "rate x", until=lambda seen: seen.view is not None)
    assert opened.view is not None
    assert "One moment" in text_of(opened.view)
    after_start = [call.method for call in world.slack.calls if call.method != "auth.test"]
    assert next(one for one in after_start if one != "apps.connections.open") == "views.open"
    app.gate.set()
    await world.adapter.idle()
    assert alice.actor.view is not None
    assert "input" in {block["type"] for block in alice.actor.view.blocks}


async def test_a_refusal_appears_in_the_view(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes["drug rate"] = say("For verified physicians here.")
    alice = await world.person("alice")
    seen = await alice.command("drug rate")
    assert isinstance(seen.handle, View)
    assert "For verified physicians here." in seen.text


async def test_a_form_of_two_pages_is_filled_to_its_receipt(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.offered = [Choice("d1", "Sertraline"), Choice("d2", "Sotalol")]
    app.outcomes |= {
        "drug rate": form(answers={"drug": "d1"}),
        "submit:0": form(page=1),
        "submit:1": say("Saved."),
    }
    alice = await world.person("alice")
    first = await alice.command("drug rate", drug="sertraline")
    assert first.fields["drug"].value == "d1"
    assert list(first.fields["effect"].options or ()) == ["5", "4", "3", "2", "1", "none"]
    assert "Nobody sees who rated." in first.text
    second = await alice.fill(first, drug="Sotalol", effect="5 · works best")
    assert set(second.fields) == {"setting", "month", "comment"}
    receipt = await alice.fill(second, setting="in", month="3", comment="well <tolerated>")
    assert "Saved." in receipt.text
    assert not receipt.is_form
    assert [(one.token, one.page, dict(one.answers)) for one in app.submissions] == [
        ("tok3n", 0, {"drug": "d2", "effect": "5"}),
        ("tok3n", 1, {"setting": "in", "month": "3", "comment": "well <tolerated>"}),
    ]


async def test_errors_stand_by_their_fields_and_keep_what_was_typed(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes |= {
        "drug rate": form(page=1),
        "submit:1": form(page=1, errors={"comment": "Too personal.", "": "Not today."}),
    }
    alice = await world.person("alice")
    filled = await alice.command("drug rate")
    seen = await alice.fill(filled, comment="my own words")
    assert isinstance(seen.handle, View)
    assert isinstance(filled.handle, View)
    assert seen.handle.revision == filled.handle.revision
    assert seen.fields["comment"].error == "Too personal."
    assert seen.fields["comment"].value == "my own words"
    assert seen.fields["setting"].error == "Not today."


async def test_errors_of_another_page_bring_that_page(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes |= {
        "drug rate": form(page=1),
        "submit:1": form(page=0, errors={"effect": "Please answer this one."}),
    }
    alice = await world.person("alice")
    seen = await alice.fill(await alice.command("drug rate"))
    assert seen.fields["effect"].error == "Please answer this one."


async def test_a_finished_form_closes(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes |= {"drug rate": form(page=1), "submit:1": Done()}
    alice = await world.person("alice")
    await alice.fill(await alice.command("drug rate"))
    assert alice.actor.view is None


async def test_typeahead_hands_over_source_context_and_text(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes["drug rate"] = form()
    app.offered = [Choice("i1", "Depression"), Choice("i2", "Anxiety")]
    alice = await world.person("alice")
    assert await alice.typeahead("drug rate", "indication", "depr") == ["Depression"]
    (query,) = app.queries
    assert (query.source, query.context, query.text, query.limit) == (
        "indication",
        "d1",
        "depr",
        100,
    )


async def test_a_form_answered_to_a_message_waits_behind_a_button(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes |= {"drug score": form(), "reopen:tok3n": form(answers={"effect": "4"})}
    alice = await world.person("alice")
    seen = await alice.command("drug score")
    assert seen.buttons == ("Open",)
    opened = await alice.press(seen, "Open")
    assert opened.fields["effect"].value == "4"


async def test_a_press_replaces_the_private_message(world: SlackDriver, app: ScriptedApp) -> None:
    card = Reply((Paragraph("Card"), Buttons((Button("Follow", "watch:d1"),))))
    app.outcomes |= {"drug score": card, "press:watch:d1": say("Following")}
    alice = await world.person("alice")
    seen = await alice.press(await alice.command("drug score"), "Follow")
    assert seen.text == "Ratings\nFollowing"
    assert len(alice.actor.messages()) == 1
    (press,) = app.presses
    assert press.action == "watch:d1"
    assert press.message


async def test_a_press_that_opens_a_form_loads_it_in_a_view(
    world: SlackDriver, app: ScriptedApp
) -> None:
    button = Button("Rate", "rate:d1", opens_form=True)
    app.outcomes |= {"drug score": Reply((Buttons((button,)),)), "press:rate:d1": form()}
    alice = await world.person("alice")
    seen = await alice.press(await alice.command("drug score"), "Rate")
    assert seen.is_form
    assert len(alice.actor.messages()) == 1


async def test_buttons_in_a_view_change_the_same_view(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes |= {
        "drug rate": Reply((Paragraph("Not yet"), Buttons((Button("Verify", "verify"),)))),
        "press:verify": form(),
    }
    alice = await world.person("alice")
    seen = await alice.press(await alice.command("drug rate"), "Verify")
    assert seen.is_form
    assert len(alice.actor.stack) == 1


async def test_done_deletes_the_private_message(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes["drug score"] = Reply((Paragraph("Card"), Buttons((Button("Hide", "hide"),))))
    alice = await world.person("alice")
    await alice.press(await alice.command("drug score"), "Hide")
    assert alice.actor.messages() == ()


async def test_a_press_in_a_channel_is_answered_in_private(
    world: SlackDriver, app: ScriptedApp
) -> None:
    digest = Reply((Paragraph("Three new comments"), Buttons((Button("Read", "read"),))))
    app.pictures["card-7"] = PNG
    app.outcomes["press:read"] = CARD
    alice = await world.person("alice")
    general = world.slack.general.id
    await world.adapter.send(Address("slack", world.workspace, channel=general), digest, nonce="n")
    (message,) = alice.actor.messages()
    await alice.actor.press(message, "Read", until=lambda seen: bool(seen.messages))
    await world.adapter.idle()
    assert "Three new comments" in await world.everyone_sees()
    assert "23 rated." not in await world.everyone_sees()
    assert "23 rated." in text_of(alice.actor.messages()[-1])
    assert "Effect 4.2 of 5" in text_of(alice.actor.messages()[-1])


async def test_the_picture_appears_after_the_complete_text(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes["drug score"] = CARD
    app.pictures["card-7"] = PNG
    world.slack.process_files_slowly(2)
    alice = await world.person("alice")
    seen = await alice.command("drug score", drug="x")
    assert seen.pictures == ("Effect 4.2 of 5",)
    (message,) = alice.actor.messages()
    assert message.edited == 1
    assert "23 rated." in seen.text


async def test_a_picture_that_fails_leaves_the_text(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes["drug score"] = CARD
    app.pictures["card-7"] = PNG
    world.slack.fail_next("files.completeUploadExternal", "internal_error")
    alice = await world.person("alice")
    seen = await alice.command("drug score", drug="x")
    assert seen.pictures == ()
    assert seen.text == "Sertraline\n23 rated."


async def test_the_receipt_of_a_form_gets_its_picture(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes |= {"drug rate": form(page=1), "submit:1": CARD}
    app.pictures["card-7"] = PNG
    alice = await world.person("alice")
    seen = await alice.fill(await alice.command("drug rate"))
    assert seen.pictures == ("Effect 4.2 of 5",)


async def test_an_attachment_lands_in_direct_messages(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes["drug score"] = Reply((Attachment("codes.txt", b"K7QM-3XHP"),))
    alice = await world.person("alice")
    seen = await alice.command("drug score")
    assert "codes.txt is in your direct messages" in seen.text
    assert [dict(one.files) for one in await alice.inbox()] == [{"codes.txt": b"K7QM-3XHP"}]


async def test_a_file_handed_in_arrives_whole(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes |= {"drug-admin roster": form(ROSTER), "submit:0": say("Read.")}
    alice = await world.person("alice")
    seen = await alice.command("drug-admin roster", file=Upload("list.csv", b"a,b\n1,2\n"))
    assert "Read." in seen.text
    assert app.submissions[0].files == {"file": Upload("list.csv", b"a,b\n1,2\n")}


async def test_a_file_too_large_is_refused_before_it_is_fetched(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes["drug-admin roster"] = form(ROSTER)
    alice = await world.person("alice")
    seen = await alice.command("drug-admin roster", file=Upload("list.csv", b"x" * 1_001))
    assert seen.fields["file"].error == "That file has 1.0 kB; at most 1.0 kB fit."
    assert app.submissions == []
    assert "downloaded" not in world.slack.transcript


@pytest.mark.parametrize(
    "change",
    [
        {"is_external": True},
        {"url_private": "http://elsewhere.invalid/list.csv"},
        {"size": 2},
    ],
)
async def test_a_file_that_is_not_what_slack_announced_is_not_taken(
    world: SlackDriver, app: ScriptedApp, change: Json
) -> None:
    app.outcomes["drug-admin roster"] = form(ROSTER)
    alice = await world.person("alice")
    await alice.command("drug-admin roster")
    file = await alice.actor.upload("list.csv", b"a,b") | change
    seen = await alice.actor.submit(values={"file": [file]})
    assert seen.errors == {"file": NOT_CONFIRMED.plain}
    assert app.submissions == []


async def test_the_bots_token_goes_to_slack_only(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes["drug-admin roster"] = form(ROSTER)
    alice = await world.person("alice")
    await alice.command("drug-admin roster")
    file = await alice.actor.upload("list.csv", b"a,b")
    other_name = file["url_private"].replace("127.0.0.1", "localhost")
    await alice.actor.submit(values={"file": [file | {"url_private": other_name}]})
    assert "downloaded" not in world.slack.transcript


async def test_whoever_closes_the_view_is_left_alone(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes["drug rate"] = form()
    alice = await world.person("alice")
    app.gate.clear()
    await alice.actor.command("/drug", "rate", until=lambda seen: seen.view is not None)
    await alice.actor.close()
    app.gate.set()
    await world.adapter.idle()
    assert [one.method for one in world.slack.calls].count("views.update") == 1


async def test_nobody_can_make_a_channels_digest_disappear(
    world: SlackDriver, app: ScriptedApp
) -> None:
    digest = Reply((Paragraph("Three new comments"), Buttons((Button("Hide", "hide"),))))
    app.outcomes["press:hide"] = Done()
    alice = await world.person("alice")
    general = world.slack.general.id
    await world.adapter.send(Address("slack", world.workspace, channel=general), digest, nonce="n")
    (message,) = alice.actor.messages()
    await alice.actor.press(message, "Hide", until=acknowledged)
    await world.adapter.idle()
    assert "Three new comments" in await world.everyone_sees()


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


async def test_a_submission_that_fails_keeps_the_form(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes |= {"drug rate": form(page=1), "submit:1": RuntimeError("no database")}
    alice = await world.person("alice")
    seen = await alice.fill(await alice.command("drug rate"), comment="kept")
    assert seen.fields["setting"].error == NOT_CONFIRMED.plain
    assert seen.fields["comment"].value == "kept"


async def test_a_slow_submission_is_not_confirmed_and_may_be_sent_again(
    app: ScriptedApp, transport: Transport
) -> None:
    app.outcomes |= {"drug rate": form(page=1), "submit:1": say("Saved.")}
    async with SlackDriver(lambda _: app, transport, ack_seconds=0.5) as world:
        alice = await world.person("alice")
        await alice.command("drug rate")
        app.gate.clear()
        seen = await alice.actor.submit(values={"comment": "kept"})
        assert seen.errors == {"setting": RESEND}
        app.gate.set()
        seen = await alice.actor.submit()
        assert seen.view is not None
        assert "Saved." in text_of(seen.view)


async def test_a_slow_file_shows_its_result_when_it_comes(
    app: ScriptedApp, transport: Transport
) -> None:
    app.outcomes |= {"drug-admin roster": form(ROSTER), "submit:0": say("Read.")}
    async with SlackDriver(lambda _: app, transport, ack_seconds=0.05) as world:
        alice = await world.person("alice")
        await alice.command("drug-admin roster")
        app.gate.clear()
        file = await alice.actor.upload("list.csv", b"a,b")
        seen = await alice.actor.submit(values={"file": [file]})
        assert seen.view is not None
        assert "Still working" in text_of(seen.view)
        app.gate.set()
        await world.adapter.idle()
        assert alice.actor.view is not None
        assert "Read." in text_of(alice.actor.view)


async def test_an_expired_trigger_falls_back_to_a_message(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes["drug rate"] = form()
    world.slack.fail_next("views.open", "expired_trigger_id")
    alice = await world.person("alice")
    assert (await alice.command("drug rate")).buttons == ("Open",)


async def test_a_button_of_an_older_version_says_so(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes["drug score"] = Reply((Buttons((Button("Old", "x"),)),))
    alice = await world.person("alice")
    seen = await alice.command("drug score")
    state = world.slack.state
    (message,) = alice.actor.messages()
    message.blocks[0]["elements"][0]["action_id"] = "rb0:press:0"
    state.messages[message.channel, message.ts] = message
    assert "older version" in (await alice.press(seen, "Old")).text
    assert app.presses == []


async def test_shutting_down_lets_work_under_way_finish(
    app: ScriptedApp, transport: Transport
) -> None:
    app.outcomes["drug score"] = say("Late but here")
    async with SlackDriver(lambda _: app, transport) as world:
        alice = await world.person("alice")
        app.gate.clear()
        await alice.actor.command("/drug", "score x", until=acknowledged)
        stopping = asyncio.create_task(world.stop_bot())
        ended, _ = await asyncio.wait({stopping}, timeout=0.1)
        assert not ended
        app.gate.set()
        await stopping
        assert "Late but here" in text_of(alice.actor.messages()[-1])


async def test_after_a_restart_an_open_form_still_works(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes |= {"drug rate": form(page=1), "submit:1": say("Saved.")}
    alice = await world.person("alice")
    seen = await alice.command("drug rate")
    await world.restart_bot()
    assert "Saved." in (await alice.fill(seen)).text


async def test_a_forged_or_old_signature_reaches_nobody(app: ScriptedApp) -> None:
    async with SlackDriver(lambda _: app, "http") as world:
        alice = await world.person("alice")
        assert await alice.actor.forge(secret="guessed") == 401
        assert await alice.actor.forge(age=600) == 401
        assert app.invocations == []
        assert await world.slack.verify_url()


async def test_the_bot_sends_to_people_and_channels(world: SlackDriver) -> None:
    alice = await world.person("alice")
    to = Address("slack", world.workspace, user=alice.user_id)
    ref = await world.adapter.send(to, say("You have a notice."), nonce="n1")
    (message,) = await alice.inbox()
    assert "You have a notice." in message.text
    assert (ref.platform, ref.channel) == ("slack", alice.actor.dm.id)


@pytest.mark.parametrize(
    ("error", "status", "raised"),
    [
        ("channel_not_found", 200, Gone),
        ("is_archived", 200, Gone),
        ("not_in_channel", 200, Forbidden),
        ("missing_scope", 200, Forbidden),
        ("service_unavailable", 503, Unreachable),
        ("internal_error", 200, Uncertain),
    ],
)
async def test_a_refused_message_raises_what_the_outbox_understands(
    world: SlackDriver, error: str, status: int, raised: type[Exception]
) -> None:
    to = Address("slack", world.workspace, channel=world.slack.general.id)
    world.slack.fail_next("chat.postMessage", error, status=status)
    with pytest.raises(raised):
        await world.adapter.send(to, say("x"), nonce="n")


async def test_a_rate_limit_says_how_long_to_wait(world: SlackDriver) -> None:
    to = Address("slack", world.workspace, channel=world.slack.general.id)
    world.slack.fail_next("chat.postMessage", "ratelimited", status=429, retry_after=17)
    with pytest.raises(RateLimited) as caught:
        await world.adapter.send(to, say("x"), nonce="n")
    assert caught.value.retry_after == 17


async def test_a_lost_answer_is_uncertain_and_not_repeated(world: SlackDriver) -> None:
    to = Address("slack", world.workspace, channel=world.slack.general.id)
    world.slack.fail_next("chat.postMessage", "cut", after_effect=True)
    with pytest.raises(Uncertain):
        await world.adapter.send(to, say("x"), nonce="n")
    assert len(world.slack.messages) == 1


async def test_nobody_listening_is_unreachable(world: SlackDriver) -> None:
    settings = world.settings().model_copy(update={"api_base": "http://127.0.0.1:9/api/"})
    elsewhere = SlackAdapter(settings)
    with pytest.raises(Unreachable):
        await elsewhere.send(Address("slack", "T1", channel="C1"), say("x"), nonce="n")


async def test_a_file_is_never_left_out_of_what_is_sent(world: SlackDriver) -> None:
    alice = await world.person("alice")
    to = Address("slack", world.workspace, user=alice.user_id)
    reply = Reply((Attachment("codes.txt", b"K7QM"),))
    await world.adapter.send(to, reply, nonce="n")
    assert {"codes.txt": b"K7QM"} in [dict(one.files) for one in await alice.inbox()]
    with pytest.raises(Unreachable):
        await SlackAdapter(world.settings()).send(to, reply, nonce="n")


async def test_the_socket_comes_back_when_slack_closes_it(app: ScriptedApp) -> None:
    app.outcomes["drug score"] = say("Still here")
    async with SlackDriver(lambda _: app, "socket") as world:
        alice = await world.person("alice")
        await world.slack.socket_mode.ask_to_reconnect()
        assert "Still here" in (await alice.command("drug score")).text
        await world.slack.socket_mode.drop()
        assert "Still here" in (await alice.command("drug score")).text


async def test_a_refused_app_token_is_a_matter_of_settings(app: ScriptedApp) -> None:
    async with SlackDriver(lambda _: app, "socket") as world:
        world.slack.fail_next("apps.connections.open", "invalid_auth")
        with pytest.raises(ConfigError, match="app-level token"):
            await SlackAdapter(world.settings()).run(app)


async def test_a_picture_never_overwrites_what_a_press_brought(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes |= {
        "drug score": Reply((*CARD.nodes, Buttons((Button("Next", "next"),)))),
        "press:next": say("Page two"),
    }
    app.pictures["card-7"] = PNG
    world.slack.process_files_slowly(3)
    alice = await world.person("alice")
    await alice.actor.command("/drug", "score x")
    await alice.actor.press(alice.actor.messages()[-1], "Next", until=acknowledged)
    await world.adapter.idle()
    (message,) = alice.actor.messages()
    assert "Page two" in text_of(message)


async def test_a_refused_token_is_a_matter_of_settings(
    world: SlackDriver, app: ScriptedApp
) -> None:
    world.slack.fail_next("auth.test", "invalid_auth")
    with pytest.raises(ConfigError, match="bot token"):
        await SlackAdapter(world.settings()).run(app)


def test_the_title_of_the_test_form_is_longer_than_slack_allows() -> None:
    assert len(RATE.title) > 24
