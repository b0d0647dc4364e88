"""Forms from the loading view to the receipt, over both transports."""

from __future__ import annotations

from adapters.slack.driver import SlackDriver, Transport
from adapters.slack.scripted import RATE, ScriptedApp, form, say
from ratingsbot.chat.boundary import Done
from ratingsbot.dialogs.model import Choice
from ratingsbot_slack.handlers.conversation import NOT_CONFIRMED, RESEND
from slackworld import View, text_of


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


async def test_whoever_closes_the_view_is_left_alone(world: SlackDriver, app: ScriptedApp) -> None:
    app.outcomes["drug rate"] = form()
    alice = await world.person("alice")
    app.gate.clear()
    await alice.actor.command("/drug", "rate", until=lambda seen: seen.view is not None)
    await alice.actor.close()
    app.gate.set()
    await world.adapter.idle()
    assert [one.method for one in world.slack.calls].count("views.update") == 1


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


async def test_an_expired_trigger_falls_back_to_a_message(
    world: SlackDriver, app: ScriptedApp
) -> None:
    app.outcomes["drug rate"] = form()
    world.slack.fail_next("views.open", "expired_trigger_id")
    alice = await world.person("alice")
    assert (await alice.command("drug rate")).buttons == ("Open",)


def test_the_title_of_the_test_form_is_longer_than_slack_allows() -> None:
    assert len(RATE.title) > 24
