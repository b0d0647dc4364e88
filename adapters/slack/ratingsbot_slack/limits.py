"""Slack's limits, in one table, and the checks against them.

Figures: https://docs.slack.dev/reference/block-kit/ and /reference/views/modal-views; the total of
a message's text is undocumented (`msg_blocks_too_long`) and is the project's own bound. A payload
over a limit raises TooLarge before it is sent; only titles are shortened, visibly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ratingsbot.errors import TooLarge
from ratingsbot_slack.payload import Json

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """Characters of a text, or items of a list."""

    message_blocks: int = 50
    message_total: int = 10_000
    view_blocks: int = 100
    view_bytes: int = 250_000
    title: int = 24
    header: int = 150
    section: int = 3_000
    section_fields: int = 10
    section_field: int = 2_000
    context: int = 3_000
    label: int = 2_000
    hint: int = 2_000
    placeholder: int = 150
    input_length: int = 3_000
    radio_options: int = 10
    select_options: int = 100
    option_text: int = 75
    option_value: int = 150
    actions: int = 25
    button: int = 75
    button_value: int = 2_000
    action_id: int = 255
    block_id: int = 255
    alt_text: int = 2_000
    metadata: int = 3_000


LIMITS = Limits()


def fit(text: str, most: int, what: str) -> str:
    """The text itself, if it has 1 to `most` characters. Raises TooLarge, naming `what`."""
    if not text:
        raise TooLarge(f"{what} is empty")
    if len(text) > most:
        raise TooLarge(f"{what} has {len(text):,} characters; Slack takes {most:,}")
    return text


def few(items: Sequence[T], most: int, what: str) -> Sequence[T]:
    """The items themselves, if they are 1 to `most`. Raises TooLarge, naming `what`."""
    if not 1 <= len(items) <= most:
        raise TooLarge(f"{len(items)} {what}; Slack takes 1 to {most}")
    return items


def shortened(title: str) -> str:
    """A title of at most 24 characters, with an ellipsis where something is missing."""
    most = LIMITS.title
    return title if len(title) <= most else title[: most - 1].rstrip() + "…"


def checked_message(blocks: list[Json]) -> list[Json]:
    """The blocks themselves, if a message holds them. Raises TooLarge."""
    few(blocks, LIMITS.message_blocks, "blocks in a message")
    total = sum(len(text) for text in _texts(blocks))
    if total > LIMITS.message_total:
        raise TooLarge(f"{total:,} characters in a message; {LIMITS.message_total:,} are allowed")
    return blocks


def checked_view(view: Json) -> Json:
    """The view itself, if Slack takes it. Raises TooLarge."""
    few(view["blocks"], LIMITS.view_blocks, "blocks in a view")
    size = len(json.dumps(view))
    if size > LIMITS.view_bytes:
        raise TooLarge(f"{size:,} bytes in a view; Slack takes {LIMITS.view_bytes:,}")
    return view


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") in {"plain_text", "mrkdwn"}:
            yield str(node["text"])
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)
