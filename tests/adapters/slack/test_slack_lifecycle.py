"""Sending, starting, stopping and being attacked, over both transports."""

from __future__ import annotations

import asyncio

import pytest

from adapters.slack.driver import SlackDriver, Transport
from adapters.slack.scripted import ScriptedApp, form, say
from ratingsbot.chat.boundary import Address
from ratingsbot.chat.replies import (
    Attachment,
    Reply,
)
from ratingsbot.errors import ConfigError, Forbidden, Gone, RateLimited, Uncertain, Unreachable
from ratingsbot_slack.app import SlackAdapter
from slackworld import acknowledged, text_of


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


async def test_a_refused_token_is_a_matter_of_settings(
    world: SlackDriver, app: ScriptedApp
) -> None:
    world.slack.fail_next("auth.test", "invalid_auth")
    with pytest.raises(ConfigError, match="bot token"):
        await SlackAdapter(world.settings()).run(app)
