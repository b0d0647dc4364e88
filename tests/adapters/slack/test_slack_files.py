"""Pictures, attachments and files handed in, over both transports."""

from __future__ import annotations

import pytest

from adapters.slack.driver import SlackDriver, Transport
from adapters.slack.scripted import CARD, PNG, ROSTER, ScriptedApp, form, say
from ratingsbot.chat.boundary import Upload
from ratingsbot.chat.replies import (
    Attachment,
    Button,
    Buttons,
    Reply,
)
from ratingsbot_slack.handlers.conversation import NOT_CONFIRMED
from slackworld import Json, acknowledged, text_of


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
