"""The simulated Slack, driven by a tiny real bolt app over both transports."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

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

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
DRUGS = {"sertraline": "Zoloft (sertraline)", "zolpidem": "Ambien (zolpidem)"}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": plain(text)}


def option(value: str, label: str) -> Json:
    return {"text": plain(label), "value": value}


def modal(*blocks: Json, **more: Any) -> Json:
    view: Json = {"type": "modal", "title": plain("Rate"), "blocks": list(blocks), **more}
    if any(block["type"] == "input" for block in blocks):
        view["submit"] = plain("Save")
    return view


LOADING = modal(section("Loading …"))


def rate_form() -> Json:
    scale = {
        "type": "radio_buttons",
        "action_id": "pick",
        "options": [option(str(n), f"{n} of 5") for n in range(5, 0, -1)],
    }
    drug = {"type": "external_select", "action_id": "drug_query", "min_query_length": 2}
    comment = {"type": "plain_text_input", "action_id": "text", "max_length": 20}
    return modal(
        {"type": "input", "block_id": "drug", "label": plain("Drug"), "element": drug},
        {"type": "input", "block_id": "scale", "label": plain("Effect"), "element": scale},
        {
            "type": "input",
            "block_id": "comment",
            "label": plain("Comment"),
            "element": comment,
            "optional": True,
        },
        callback_id="rate",
        notify_on_close=True,
    )


async def body_of(call: Awaitable[AsyncSlackResponse]) -> Json:
    data = (await call).data
    assert isinstance(data, dict)
    return data


ACKS: dict[str, Json] = {
    "next": {"response_action": "update", "view": modal(section("Page 2"))},
    "deeper": {"response_action": "push", "view": modal(section("On top"))},
    "close": {},
    "wrong block": {"response_action": "errors", "errors": {"nowhere": "No."}},
    "too long": {"response_action": "update", "view": modal(section("x" * 3001))},
}


class Bot:
    """A tiny bot. `gate` holds back acknowledgements while it is cleared."""

    def __init__(self, world: SlackWorld) -> None:
        self.world = world
        self.client = AsyncWebClient(token=world.bot_token, base_url=world.base_url)
        self.app = AsyncApp(
            client=self.client,
            signing_secret=world.signing_secret,
            process_before_response=True,
        )
        self.gate = asyncio.Event()
        self.gate.set()
        self.started = asyncio.Event()
        self.heard: list[str] = []
        self.submitted: list[Json] = []
        self.retries: list[str] = []
        self.downloaded: list[bytes] = []
        self.app.command("/drug")(ack=self._ack, lazy=[self._command])
        self.app.view("rate")(self._submit)
        self.app.view("roster")(ack=self._ack, lazy=[self._roster])
        self.app.view_closed("rate")(self._closed)
        self.app.options("drug_query")(self._suggest)
        self.app.action("again")(ack=self._ack, lazy=[self._again])
        self.app.action("more")(ack=self._ack, lazy=[self._more])
        self.app.shortcut("start")(ack=self._ack, lazy=[self._shortcut])
        self.app.event("app_home_opened")(self._home)

    async def _ack(self, ack: Any) -> None:
        self.started.set()
        await self.gate.wait()
        await ack()

    async def _command(self, command: Json, respond: Any) -> None:
        text = command["text"]
        self.heard.append(text)
        if text == "rate":
            await self._open(command["trigger_id"], rate_form())
        elif text == "roster":
            element = {"type": "file_input", "filetypes": ["csv"], "max_files": 1}
            label = plain("Roster")
            block = {"type": "input", "block_id": "csv", "label": label, "element": element}
            await self._open(command["trigger_id"], modal(block, callback_id="roster"))
        elif text == "picture":
            await self._picture(respond)
        elif text == "chatty":
            for number in range(6):
                reply = await respond(f"number {number}")
                self.heard.append(f"{reply.status_code}")
        else:
            button = {"type": "button", "action_id": "again", "text": plain("Again")}
            actions = {"type": "actions", "elements": [button]}
            await respond(text="Hello", blocks=[section(f"You said {text}"), actions])

    async def _open(self, trigger_id: str, form: Json) -> None:
        try:
            opened = await body_of(self.client.views_open(trigger_id=trigger_id, view=LOADING))
        except SlackApiError as error:
            self.heard.append(error.response["error"])
            return
        await self.client.views_update(view_id=opened["view"]["id"], view=form)

    async def _picture(self, respond: Any) -> None:
        done = await body_of(
            self.client.files_upload_v2(file=PNG, filename="chart.png", title="Chart")
        )
        file_id = done["files"][0]["id"]
        while not (await body_of(self.client.files_info(file=file_id)))["file"]["mimetype"]:
            pass
        image = {"type": "image", "alt_text": "a chart", "slack_file": {"id": file_id}}
        await respond(text="Chart", blocks=[image])

    async def _suggest(self, ack: Any, payload: Json) -> None:
        typed = payload["value"].casefold()
        found = [option(key, name) for key, name in DRUGS.items() if typed in name.casefold()]
        await ack(options=found)

    async def _submit(self, ack: Any, view: Json, body: Json, client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        self.submitted.append(values)
        scale = values["scale"]["pick"]["selected_option"]["value"]
        if scale not in set("12345"):
            await ack(response_action="errors", errors={"scale": "One of 1 to 5, please."})
            return
        comment = values["comment"]["text"]["value"]
        if comment in ACKS:
            await ack(**ACKS[comment])
            return
        await ack(response_action="clear")
        drug = values["drug"]["drug_query"]["selected_option"]["text"]["text"]
        opened = await body_of(client.conversations_open(users=body["user"]["id"]))
        channel = opened["channel"]["id"]
        await client.chat_postMessage(channel=channel, text=f"Saved: {drug}, {scale}")

    async def _roster(self, view: Json, body: Json) -> None:
        (entry,) = view["state"]["values"]["csv"].values()
        headers = {"Authorization": f"Bearer {self.client.token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(entry["files"][0]["url_private"]) as response,
        ):
            self.downloaded.append(await response.read())
        await self.client.chat_postMessage(channel=body["user"]["id"], text="Roster read")

    async def _closed(self, ack: Any) -> None:
        self.heard.append("closed")
        await ack()

    async def _again(self, respond: Any) -> None:
        await respond(text="Again it is", replace_original=True)

    async def _more(self, ack: Any, client: AsyncWebClient, body: Json) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=stacked())

    async def _shortcut(self, shortcut: Json) -> None:
        await self.client.views_open(trigger_id=shortcut["trigger_id"], view=stacked())

    async def _home(self, ack: Any, event: Json, request: Any, client: AsyncWebClient) -> None:
        self.retries.append(request.headers.get("x-slack-retry-num", ["0"])[0])
        self.started.set()
        await self.gate.wait()
        await ack()
        view = {"type": "home", "blocks": [section(f"Welcome, visit {len(self.retries)}")]}
        await client.views_publish(user_id=event["user"], view=view)


def stacked() -> Json:
    button = {"type": "button", "action_id": "more", "text": plain("More")}
    return modal({"type": "actions", "elements": [button]})


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> Transport:
    chosen: Transport = request.param
    return chosen


@pytest.fixture
async def world() -> AsyncIterator[SlackWorld]:
    async with SlackWorld() as made:
        yield made
    made.assert_clean()


@pytest.fixture
def alice(world: SlackWorld) -> Actor:
    return world.user("alice", locale="de-DE")


@pytest.fixture
async def bot(world: SlackWorld, alice: Actor, transport: Transport) -> AsyncIterator[Bot]:
    made = Bot(world)
    async with running(made.app, world, transport):
        yield made


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


@pytest.fixture
def client(world: SlackWorld) -> AsyncWebClient:
    return AsyncWebClient(token=world.bot_token, base_url=world.base_url, retry_handlers=[])


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


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


BUTTON: Json = {"type": "button", "action_id": "b", "text": plain("B")}
OVER_LIMIT: dict[str, list[Json]] = {
    "51 blocks": [{"type": "divider"}] * 51,
    "a long section": [section("x" * 3001)],
    "an empty section": [section("")],
    "a long header": [{"type": "header", "text": plain("x" * 151)}],
    "11 fields": [{"type": "section", "fields": [plain("x")] * 11}],
    "a long field": [{"type": "section", "fields": [plain("x" * 2001)]}],
    "11 context elements": [{"type": "context", "elements": [plain("x")] * 11}],
    "26 actions": [
        {"type": "actions", "elements": [BUTTON | {"action_id": str(n)} for n in range(26)]}
    ],
    "a long label": [{"type": "actions", "elements": [BUTTON | {"text": plain("x" * 76)}]}],
    "a long value": [{"type": "actions", "elements": [BUTTON | {"value": "x" * 2001}]}],
    "a long action id": [{"type": "actions", "elements": [BUTTON | {"action_id": "x" * 256}]}],
    "an action id twice": [{"type": "actions", "elements": [BUTTON, BUTTON]}],
    "a block id twice": [{"type": "divider", "block_id": "a"}] * 2,
    "an unknown block": [{"type": "carousel"}],
    "an unknown key": [{"type": "divider", "colour": "red"}],
    "an unknown element": [{"type": "actions", "elements": [{"type": "knob"}]}],
    "a public image": [{"type": "image", "alt_text": "x", "image_url": "https://example.org/x"}],
    "no such file": [{"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}}],
    "no alt text": [{"type": "image", "slack_file": {"id": "F1"}}],
    "too much in all": [section("x" * 3000)] * 4,
    "101 options": [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "static_select",
                    "action_id": "s",
                    "options": [option(str(n), "x") for n in range(101)],
                }
            ],
        }
    ],
    "a foreign initial option": [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "radio_buttons",
                    "action_id": "r",
                    "options": [option("1", "one")],
                    "initial_option": option("1", "uno"),
                }
            ],
        }
    ],
}


@pytest.mark.parametrize("blocks", OVER_LIMIT.values(), ids=OVER_LIMIT.keys())
async def test_a_message_over_a_limit_is_refused_and_recorded(
    world: SlackWorld, client: AsyncWebClient, alice: Actor, blocks: list[Json]
) -> None:
    error = await error_of(client.chat_postMessage(channel=alice.id, text="x", blocks=blocks))
    assert error in {"invalid_blocks", "msg_blocks_too_long"}
    assert world.forgive("chat.postMessage")
    assert alice.messages() == ()


TEXT_INPUT: Json = {"type": "plain_text_input", "action_id": "t"}
QUESTION: Json = {"type": "input", "block_id": "q", "label": plain("Q"), "element": TEXT_INPUT}
BAD_VIEWS: dict[str, Json] = {
    "a long title": modal(section("x")) | {"title": plain("x" * 25)},
    "a long button": modal(section("x"), close=plain("x" * 25)),
    "input without submit": {"type": "modal", "title": plain("x"), "blocks": [QUESTION]},
    "much metadata": modal(section("x"), private_metadata="x" * 3001),
    "a long callback id": modal(section("x"), callback_id="x" * 256),
    "101 blocks": modal(*[{"type": "divider"}] * 101),
    "a long input": modal(QUESTION | {"element": TEXT_INPUT | {"max_length": 3001}}),
    "a text over its own length": modal(
        QUESTION | {"element": TEXT_INPUT | {"max_length": 2, "initial_value": "abc"}}
    ),
    "a long label": modal(QUESTION | {"label": plain("x" * 2001)}),
    "11 radio buttons": modal(
        QUESTION
        | {
            "element": {
                "type": "radio_buttons",
                "options": [option(str(n), "x") for n in range(11)],
            }
        }
    ),
    "a home key": modal(section("x"), colour="red"),
}


@pytest.mark.parametrize("view", BAD_VIEWS.values(), ids=BAD_VIEWS.keys())
async def test_a_view_over_a_limit_is_refused_and_recorded(
    world: SlackWorld, client: AsyncWebClient, alice: Actor, view: Json
) -> None:
    trigger = world.state.new_trigger(alice.id, world.team.id)
    assert await error_of(client.views_open(trigger_id=trigger, view=view)) == "invalid_arguments"
    assert world.forgive("views.open")
    assert alice.view is None


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
