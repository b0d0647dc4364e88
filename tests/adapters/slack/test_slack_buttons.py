"""Buttons on messages, in views and in channels, over both transports."""

from __future__ import annotations

from adapters.slack.driver import SlackDriver
from adapters.slack.scripted import CARD, PNG, ScriptedApp, form, say
from ratingsbot.chat.boundary import Address, Done
from ratingsbot.chat.replies import (
    Button,
    Buttons,
    Paragraph,
    Reply,
)
from slackworld import acknowledged, text_of


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
