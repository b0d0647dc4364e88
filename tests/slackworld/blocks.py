"""Block Kit, checked as strictly as its reference reads: unknown types and keys fail too.

Every function returns the problems found in the words of Slack's `response_metadata.messages`,
each with a JSON pointer; an empty list means that Slack would take the payload.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from typing import TypeAlias

from slackworld import limits
from slackworld.elements import ACTIONS, CONTEXT, INPUT, SECTION, check_element, check_options
from slackworld.limits import Limit
from slackworld.model import Json
from slackworld.spot import Spot

KnowsFile: TypeAlias = Callable[[Json], bool]
"""Is this `slack_file` object one that Slack can show?"""

_MESSAGE_KEYS = ("text", "blocks")
_MODAL_KEYS = (
    "close",
    "submit",
    "private_metadata",
    "callback_id",
    "clear_on_close",
    "notify_on_close",
    "external_id",
    "submit_disabled",
)


def problems_in_message(body: Json, knows_file: KnowsFile) -> list[str]:
    """What is wrong with a message's `text` and `blocks`; other keys are not looked at."""
    spot = Spot({key: body[key] for key in _MESSAGE_KEYS if key in body}, "", [])
    if "text" in body:
        spot.at("text").string(limits.MESSAGE_TEXT)
    if body.get("blocks"):
        _check_blocks(spot.at("blocks"), limits.MESSAGE_BLOCKS, "message", knows_file)
        total = sum(len(text) for text in _texts(body["blocks"]))
        if total > limits.MESSAGE_BLOCKS_TEXT.most:
            spot.at("blocks").fail(f"msg_blocks_too_long: {total} characters in all")
    elif not body.get("text"):
        spot.fail("no_text")
    return spot.problems


def problems_in_view(view: object, surface: str, knows_file: KnowsFile) -> list[str]:
    """What is wrong with a view on this surface ("modal" or "home")."""
    spot = Spot(view, "/view", [])
    if not isinstance(view, dict):
        spot.fail("must be an object")
        return spot.problems
    if view.get("type") != surface:
        spot.at("type").fail(f"must be {surface!r}")
    if surface == "modal":
        spot.keys(("type", "title", "blocks"), _MODAL_KEYS)
        _check_modal_frame(spot, view)
    else:
        spot.keys(("type", "blocks"), ("private_metadata", "callback_id", "external_id"))
    spot.optional("private_metadata", lambda s: s.string(limits.PRIVATE_METADATA))
    spot.optional("callback_id", lambda s: s.string(limits.CALLBACK_ID))
    spot.optional("external_id", lambda s: s.string(limits.EXTERNAL_ID))
    _check_blocks(spot.at("blocks"), limits.VIEW_BLOCKS, surface, knows_file)
    if len(json.dumps(view)) > limits.VIEW_BYTES.most:
        spot.fail("view_too_large")
    if sum(1 for _ in _focused(view.get("blocks"))) > 1:
        spot.fail("only one element may have focus_on_load")
    return spot.problems


def problems_in_suggestions(body: object) -> list[str]:
    """What is wrong with the answer to a `block_suggestion`."""
    spot = Spot(body, "", [])
    if not isinstance(body, dict) or not ({"options", "option_groups"} & body.keys()):
        spot.fail("must have options or option_groups")
        return spot.problems
    spot.keys((), ("options", "option_groups"))
    check_options(spot, limits.SUGGESTED_OPTIONS)
    return spot.problems


def _check_modal_frame(spot: Spot, view: Json) -> None:
    spot.optional("title", lambda s: s.plain_text(limits.VIEW_TITLE))
    spot.optional("submit", lambda s: s.plain_text(limits.VIEW_BUTTON))
    spot.optional("close", lambda s: s.plain_text(limits.VIEW_BUTTON))
    for key in ("clear_on_close", "notify_on_close", "submit_disabled"):
        spot.optional(key, Spot.boolean)
    blocks = view.get("blocks")
    has_input = isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
    if has_input and "submit" not in view:
        spot.fail("missing required field: submit (the view has input blocks)")


def _check_blocks(spot: Spot, limit: Limit, surface: str, knows_file: KnowsFile) -> None:
    ids: list[str] = []
    for block in spot.items(limit):
        if not isinstance(block.value, dict):
            block.fail("must be an object")
            continue
        block.optional("block_id", lambda s: s.string(limits.BLOCK_ID))
        ids.append(str(block.value.get("block_id", "")))
        _check_block(block, surface, knows_file)
    for repeated in _repeated(ids):
        spot.fail(f"block_id {repeated!r} already exists")


def _check_block(block: Spot, surface: str, knows_file: KnowsFile) -> None:
    match block.kind:
        case "section":
            block.keys(("type",), ("block_id", "text", "fields", "accessory", "expand"))
            if not {"text", "fields"} & block.as_dict().keys():
                block.fail("must have text or fields")
            block.optional("text", lambda s: s.text(limits.SECTION_TEXT))
            block.optional("fields", _check_fields)
            block.optional("accessory", lambda s: _check_part(s, SECTION, surface, knows_file))
        case "header":
            block.keys(("type", "text"), ("block_id",))
            block.optional("text", lambda s: s.plain_text(limits.HEADER_TEXT))
        case "divider":
            block.keys(("type",), ("block_id",))
        case "image":
            check_image(block, knows_file)
        case "context":
            block.keys(("type", "elements"), ("block_id",))
            for part in block.at("elements").items(limits.CONTEXT_ELEMENTS):
                _check_part(part, CONTEXT, surface, knows_file)
        case "actions":
            block.keys(("type", "elements"), ("block_id",))
            parts = block.at("elements").items(limits.ACTIONS_ELEMENTS)
            for part in parts:
                _check_part(part, ACTIONS, surface, knows_file)
            ids = [str(part.as_dict().get("action_id", "")) for part in parts]
            for repeated in _repeated(ids):
                block.fail(f"action_id {repeated!r} already exists")
        case "input":
            _check_input(block, surface, knows_file)
        case unknown:
            block.fail(f"unsupported block type: {unknown!r}")


def _check_input(block: Spot, surface: str, knows_file: KnowsFile) -> None:
    block.keys(("type", "label", "element"), ("block_id", "hint", "optional", "dispatch_action"))
    block.optional("label", lambda s: s.plain_text(limits.INPUT_LABEL))
    block.optional("hint", lambda s: s.plain_text(limits.INPUT_HINT))
    block.optional("optional", Spot.boolean)
    block.optional("dispatch_action", Spot.boolean)
    block.optional("element", lambda s: _check_part(s, INPUT, surface, knows_file))


def _check_fields(spot: Spot) -> None:
    for entry in spot.items(limits.SECTION_FIELDS):
        entry.text(limits.FIELD_TEXT)


def _check_part(spot: Spot, allowed: Collection[str], surface: str, knows_file: KnowsFile) -> None:
    """An element, or in a context block a text object."""
    if spot.kind not in allowed:
        spot.fail(f"unsupported element type here: {spot.kind!r}")
    elif spot.kind == "image":
        check_image(spot, knows_file, element=True)
    elif spot.kind in {"plain_text", "mrkdwn"}:
        spot.text(limits.TEXT_OBJECT)
    elif spot.kind == "file_input" and surface != "modal":
        spot.fail("file_input is for modals only")
    else:
        check_element(spot)


def check_image(spot: Spot, knows_file: KnowsFile, *, element: bool = False) -> None:
    """An image block, or an image element. Public addresses are never used in this project."""
    extra = () if element else ("block_id", "title")
    spot.keys(("type", "alt_text"), ("image_url", "slack_file", *extra))
    spot.optional("alt_text", lambda s: s.string(limits.IMAGE_ALT))
    spot.optional("title", lambda s: s.plain_text(limits.IMAGE_TITLE))
    image = spot.as_dict()
    if ("image_url" in image) == ("slack_file" in image):
        spot.fail("must have either image_url or slack_file")
    if "image_url" in image:
        spot.at("image_url").fail("a public image address: pictures are private slack_files here")
    if "slack_file" in image:
        file = spot.at("slack_file")
        file.keys((), ("id", "url"))
        if not knows_file(file.as_dict()):
            file.fail("invalid slack file")


def _repeated(ids: list[str]) -> set[str]:
    return {one for one in ids if one and ids.count(one) > 1}


def _focused(node: object) -> Iterator[Json]:
    if isinstance(node, dict):
        if node.get("focus_on_load") is True:
            yield node
        for value in node.values():
            yield from _focused(value)
    elif isinstance(node, list):
        for value in node:
            yield from _focused(value)


def _texts(node: object) -> Iterator[str]:
    """Every text object's text."""
    if isinstance(node, dict):
        if node.get("type") in {"plain_text", "mrkdwn"} and isinstance(node.get("text"), str):
            yield node["text"]
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)
