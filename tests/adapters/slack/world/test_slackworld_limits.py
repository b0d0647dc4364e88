"""What the simulated Slack refuses: a payload over one of Slack's limits."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.world.tinybot import error_of, modal, option, plain, section
from slackworld import (
    Actor,
    Json,
    SlackWorld,
)

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
