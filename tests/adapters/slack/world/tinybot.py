"""A tiny real bolt app, to drive the simulated Slack with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackworld import (
    Json,
    SlackWorld,
)

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


async def error_of(call: Any) -> str:
    """The error that Slack answers a call with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])
