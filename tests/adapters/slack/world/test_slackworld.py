"""What the simulated Slack does, driven by a tiny real bolt app over both transports."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.world.tinybot import PNG, Bot, body_of, error_of, modal, rate_form, section
from slackworld import (
    Actor,
    Impossible,
    Json,
    SlackWorld,
    acknowledged,
    answered,
    buttons_of,
    images_of,
    running,
    text_of,
)
from slackworld.running import Transport


async def test_a_command_leads_through_a_dialog_to_a_message(bot: Bot, alice: Actor) -> None:
    seen = await alice.command("/drug", "rate")
    assert seen.view is not None
    assert "Effect" in text_of(seen.view)
    seen = await alice.submit(
        seen, {"drug": "Zoloft", "scale": "4 of 5", "comment": "good"}, until=answered
    )
    assert text_of(seen.message) == "Saved: Zoloft (sertraline), 4"
    assert seen.message.channel == alice.dm.id
    assert alice.view is None
    assert bot.submitted[0]["comment"]["text"] == {"type": "plain_text_input", "value": "good"}


async def test_a_button_replaces_the_message_that_only_its_reader_sees(
    bot: Bot, alice: Actor, world: SlackWorld
) -> None:
    bob = world.user("bob")
    seen = await alice.command("/drug", "hi", channel=world.general)
    assert text_of(seen.message) == "You said hi\n[Again]"
    assert [button["action_id"] for button in buttons_of(seen.message)] == ["again"]
    assert bob.messages() == ()
    with pytest.raises(Impossible):
        await bob.press(seen, "Again")
    after = await alice.press(seen, "Again")
    assert [text_of(one) for one in alice.messages(world.general)] == ["Again it is"]
    assert after.message.ts == seen.message.ts
    with pytest.raises(Impossible):
        await alice.press(after, "Again")


async def test_an_external_select_asks_the_bot_while_typing(bot: Bot, alice: Actor) -> None:
    seen = await alice.command("/drug", "rate")
    assert seen.view is not None
    offered = await alice.suggest(seen, "drug", "zol")
    assert [one["value"] for one in offered] == ["sertraline", "zolpidem"]
    await alice.choose(seen, "drug", "Ambien (zolpidem)", typed="zol")
    assert alice.view is not None
    picked = alice.view.values["drug"]["drug_query"]["selected_option"]
    assert picked["value"] == "zolpidem"
    with pytest.raises(Impossible):
        await alice.suggest(seen, "drug", "z")
    with pytest.raises(Impossible):
        await alice.choose(seen, "drug", "Aspirin")


async def test_a_person_can_send_only_what_the_form_lets_them(bot: Bot, alice: Actor) -> None:
    seen = await alice.command("/drug", "rate")
    for values in (
        {"drug": "Zoloft", "scale": "9"},
        {"drug": "Zoloft", "scale": "5", "comment": "x" * 21},
        {"drug": "Zoloft", "scale": None},
    ):
        with pytest.raises(Impossible):
            await alice.submit(seen, values)
    assert bot.submitted == []


async def test_errors_by_hand_made_values_stand_beside_the_input_and_keep_the_text(
    bot: Bot, alice: Actor
) -> None:
    seen = await alice.command("/drug", "rate")
    await alice.choose(seen, "drug", "Zoloft")
    refused = await alice.submit(seen, {"scale": "9", "comment": "kept"}, force=True)
    assert refused.errors == {"scale": "One of 1 to 5, please."}
    assert refused.view is not None
    assert "One of 1 to 5" in text_of(refused.view)
    assert refused.view.values["comment"]["text"]["value"] == "kept"
    seen = await alice.submit(refused, {"scale": "3"}, until=answered)
    assert text_of(seen.message) == "Saved: Zoloft (sertraline), 3"


@pytest.mark.parametrize(
    ("comment", "shown", "violation"),
    [
        ("next", ["Rate\nPage 2"], ""),
        ("deeper", ["Rate\nDrug", "Rate\nOn top"], ""),
        ("close", [], ""),
        ("wrong block", ["Rate\nDrug"], "errors name no input block"),
        ("too long", ["Rate\nDrug"], "must be less than 3001"),
    ],
)
async def test_an_acknowledgement_decides_what_becomes_of_the_dialog(
    bot: Bot, alice: Actor, world: SlackWorld, comment: str, shown: list[str], violation: str
) -> None:
    seen = await alice.command("/drug", "rate")
    await alice.submit(seen, {"Drug": "Zoloft", "Effect": "5", "Comment": comment})
    assert [
        text_of(view)[: len(start)] for view, start in zip(alice.stack, shown, strict=True)
    ] == (shown)
    assert len(world.forgive(violation)) == (1 if violation else 0)


async def test_closing_a_dialog_tells_the_bot_that_asked_for_it(bot: Bot, alice: Actor) -> None:
    await alice.command("/drug", "rate")
    await alice.close()
    assert alice.view is None
    assert bot.heard == ["rate", "closed"]


async def test_a_command_acknowledged_too_late_times_out(
    bot: Bot, alice: Actor, world: SlackWorld
) -> None:
    bot.gate.clear()
    typing = asyncio.create_task(alice.command("/drug", "hi"))
    await bot.started.wait()
    world.clock.advance(3)
    assert (await typing).errors == {"": "operation_timeout"}
    bot.gate.set()
    await world.settled(lambda: bool(alice.messages()))


async def test_an_event_acknowledged_too_late_is_delivered_again(
    bot: Bot, alice: Actor, world: SlackWorld
) -> None:
    bot.gate.clear()
    opening = asyncio.create_task(alice.open_home())
    await bot.started.wait()
    world.clock.advance(3)
    bot.gate.set()
    assert (await opening).home is not None
    await world.settled(lambda: len(world.attempts) == 2)
    assert [(one.retry, one.ack is not None) for one in world.attempts] == [(0, False), (1, True)]
    assert bot.retries == ["0", "1"]


async def test_the_same_envelope_can_come_twice(bot: Bot, alice: Actor, world: SlackWorld) -> None:
    await alice.open_home()
    again = await world.redeliver_last(until=answered)
    assert again.home is not None
    assert text_of(again.home) == "Welcome, visit 2"


async def test_a_trigger_is_good_for_three_seconds_and_once(
    bot: Bot, alice: Actor, world: SlackWorld
) -> None:
    bot.gate.clear()
    typing = asyncio.create_task(alice.command("/drug", "rate"))
    await bot.started.wait()
    world.clock.advance(3)
    await typing
    bot.gate.set()
    await world.settled(lambda: world.outcomes("views.open") == ("expired_trigger_id",))
    bot.started.clear()
    await alice.command("/drug", "rate")
    assert alice.view is not None
    await world.redeliver_last()
    await world.settled(lambda: world.outcomes("views.open")[-1] == "exchanged_trigger_id")


async def test_no_more_than_three_dialogs_are_stacked(
    bot: Bot, alice: Actor, world: SlackWorld
) -> None:
    seen = await alice.shortcut("start")
    for depth in (2, 3):
        seen = await alice.press(seen, "More")
        assert len(alice.stack) == depth
    await alice.press(seen, "More", until=acknowledged)
    await world.settled(lambda: world.calls[-1].outcome == "push_limit_reached")
    await alice.close(everything=True)
    assert alice.stack == ()


async def test_a_response_url_is_used_up_after_five_answers(
    bot: Bot, alice: Actor, world: SlackWorld
) -> None:
    seen = await alice.command("/drug", "chatty", until=lambda seen: len(seen.messages) == 5)
    await world.settled(lambda: bool(world.violations))
    assert [text_of(one) for one in seen.messages] == [f"number {n}" for n in range(5)]
    assert len(world.forgive("used_url")) == 1


async def test_a_response_url_ends_after_half_an_hour(
    bot: Bot, alice: Actor, world: SlackWorld
) -> None:
    seen = await alice.command("/drug", "hi")
    bot.gate.clear()
    bot.started.clear()
    pressing = asyncio.create_task(alice.press(seen, "Again"))
    await bot.started.wait()
    world.clock.advance(30 * 60)
    await pressing
    bot.gate.set()
    await world.settled(lambda: bool(world.violations))
    assert len(world.forgive("expired_url")) == 1
    assert "Hello" not in text_of(alice.messages()[0])


async def test_a_picture_is_uploaded_privately_and_shown(
    bot: Bot, alice: Actor, world: SlackWorld
) -> None:
    world.process_files_slowly(polls=2)
    seen = await alice.command("/drug", "picture")
    assert text_of(seen.message) == "[image: a chart]"
    shown = images_of(seen.message)[0]["slack_file"]["id"]
    assert [(file.id, file.content) for file in world.files] == [(shown, PNG)]


async def test_a_file_handed_in_is_downloaded_with_the_token(bot: Bot, alice: Actor) -> None:
    seen = await alice.command("/drug", "roster")
    with pytest.raises(Impossible):
        await alice.submit(seen, {"csv": [await alice.upload("roster.exe", b"x")]})
    roster = await alice.upload("roster.csv", b"name\nBob\n")
    seen = await alice.submit(seen, {"csv": [roster]}, until=answered)
    assert text_of(seen.message) == "Roster read"
    assert bot.downloaded == [b"name\nBob\n"]


async def test_a_file_shows_only_once_processed_and_downloads_only_with_the_token(
    world: SlackWorld, client: AsyncWebClient, alice: Actor
) -> None:
    world.process_files_slowly(polls=1)
    done = await body_of(client.files_upload_v2(file=PNG, filename="chart.png"))
    file = done["files"][0]
    image = {"type": "image", "alt_text": "a chart", "slack_file": {"id": file["id"]}}
    early = client.chat_postMessage(channel=alice.id, text="x", blocks=[image])
    assert await error_of(early) == "invalid_blocks"
    assert world.forgive("invalid slack file")
    await client.files_info(file=file["id"])
    await client.chat_postMessage(channel=alice.id, text="x", blocks=[image])
    async with aiohttp.ClientSession() as session, session.get(file["url_private"]) as response:
        assert "Sign in" in await response.text()
    assert world.forgive("url_private")


@pytest.mark.parametrize("transport", ["http"])
async def test_a_forged_or_stale_signature_is_refused_and_nothing_happens(
    bot: Bot, alice: Actor, world: SlackWorld
) -> None:
    assert await world.verify_url()
    assert await alice.forge("/drug", "hi", secret="another secret") == 401
    assert await alice.forge("/drug", "hi", age=3600) == 401
    assert bot.heard == []
    assert alice.messages() == ()
    assert await alice.forge("/drug", "hi") == 200
    await world.settled(lambda: bool(alice.messages()))


@pytest.mark.parametrize("transport", ["socket"])
async def test_the_bot_reconnects_when_slack_asks_it_to(
    bot: Bot, alice: Actor, world: SlackWorld
) -> None:
    opened = len(world.outcomes("apps.connections.open"))
    await world.socket_mode.ask_to_reconnect()
    await world.settled(lambda: len(world.outcomes("apps.connections.open")) > opened)
    await world.settled(lambda: world.socket_mode.connections == 1)
    await alice.open_home()
    pongs = world.socket_mode.pongs
    await world.socket_mode.ping()
    await world.settled(lambda: world.socket_mode.pongs > pongs)


@pytest.mark.parametrize("transport", ["socket"])
async def test_a_deaf_connection_is_open_but_carries_nothing(
    bot: Bot, alice: Actor, world: SlackWorld
) -> None:
    world.socket_mode.deaf = True
    typing = asyncio.create_task(alice.command("/drug", "hi"))
    await world.happens(lambda: world.pending == 1)
    world.clock.advance(3)
    assert (await typing).errors == {"": "operation_timeout"}
    world.socket_mode.deaf = False
    await alice.command("/drug", "again")
    assert (world.socket_mode.connections, bot.heard) == (1, ["again"])


async def test_an_unknown_method_argument_or_token_is_refused_loudly(
    world: SlackWorld, client: AsyncWebClient, alice: Actor
) -> None:
    assert await error_of(client.conversations_history(channel="C1")) == "unknown_method"
    await client.users_info(user=alice.id, colour="red")
    with pytest.raises(AssertionError, match=r"unknown method\n.*unknown argument: colour"):
        world.assert_clean()
    assert len(world.forgive("unknown")) == 2
    stranger = AsyncWebClient(token="xoxb-wrong", base_url=world.base_url)
    assert await error_of(stranger.auth_test()) == "invalid_auth"
    assert await error_of(client.apps_connections_open(app_token=world.bot_token)) == (
        "not_allowed_token_type"
    )


async def test_people_are_shown_as_slack_shows_them(
    world: SlackWorld, client: AsyncWebClient, alice: Actor
) -> None:
    guest, stranger = world.user("guest", restricted=True), world.user("eve", stranger=True)
    world.change(guest, deleted=True)
    shown = (await body_of(client.users_info(user=alice.id, include_locale=True)))["user"]
    assert (shown["locale"], shown["tz"], shown["is_admin"]) == ("de-DE", "Europe/Berlin", False)
    assert "locale" not in (await body_of(client.users_info(user=alice.id)))["user"]
    assert "tz" not in (await body_of(client.users_info(user=guest.id)))["user"]
    assert (await body_of(client.users_info(user=stranger.id)))["user"]["is_stranger"]
    listed: list[str] = []
    async for page in await client.users_list(limit=2):
        listed += [one["name"] for one in page.get("members", [])]
    assert listed == ["ratingsbot", "alice", "guest"]


async def test_what_is_filled_in_stays_while_the_input_stays(
    bot: Bot, alice: Actor, client: AsyncWebClient
) -> None:
    seen = await alice.command("/drug", "rate")
    assert seen.view is not None
    await alice.choose(seen, "Effect", "4 of 5")
    await alice.choose(seen, "Drug", "Zoloft")
    changed = rate_form()
    changed["blocks"][0]["element"]["action_id"] = "another"
    await client.views_update(view_id=seen.view.id, view=changed)
    assert alice.view is not None
    assert alice.view.values["scale"]["pick"]["selected_option"]["value"] == "4"
    assert alice.view.values["drug"]["another"]["selected_option"] is None


async def test_a_view_is_updated_only_by_who_knows_its_present_hash(
    world: SlackWorld, client: AsyncWebClient, alice: Actor
) -> None:
    trigger = world.state.new_trigger(alice.id, world.team.id)
    first = modal(section("1"), external_id="x")
    opened = (await body_of(client.views_open(trigger_id=trigger, view=first)))["view"]
    await client.views_update(external_id="x", hash=opened["hash"], view=modal(section("2")))
    late = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(section("3")))
    assert await error_of(late) == "hash_conflict"
    assert alice.view is not None
    assert text_of(alice.view) == "Rate\n2"


async def test_a_cut_connection_or_a_rate_limit_can_be_arranged(
    world: SlackWorld, client: AsyncWebClient, alice: Actor
) -> None:
    world.fail_next("chat.postMessage", "ratelimited", status=429, retry_after=7)
    world.fail_next("chat.postMessage", "", after_effect=True)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=alice.id, text="one")
    assert caught.value.response.headers["Retry-After"] == "7"
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=alice.id, text="two")
    assert [text_of(one) for one in alice.messages()] == ["two"]


async def test_a_crash_before_the_acknowledgement_is_redelivered_like_a_late_one(
    world: SlackWorld, alice: Actor, transport: Transport
) -> None:
    bot = Bot(world)
    tries: list[Json] = []

    async def fail_once(event: Json) -> None:
        tries.append(event)
        if len(tries) == 1:
            world.clock.advance(3)
            raise RuntimeError("before ack")

    bot.app.event("team_join")(fail_once)
    async with running(bot.app, world, transport):
        await world.event({"type": "team_join", "user": {"id": alice.id}})
        await world.settled(lambda: len(world.attempts) == 2)
    assert [one.ack is not None and one.ack.status for one in world.attempts][-1] == 200
    assert tries[0] == tries[1]
