"""Slack's messages and views as a person reads them, in the shared words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ratingsbot.testing.driver import Seen, SeenField
from ratingsbot_slack.text import unescape
from slackworld import Json, Message, View, buttons_of, images_of
from slackworld.forms import elements_of, value_of

_LINK = re.compile(r"<([^|>]+)\|([^>]+)>")
_BOLD = re.compile(r"\*([^*]+)\*")


def seen_message(message: Message) -> Seen:
    """A message, private when one person alone can read it."""
    lines = [line for block in message.blocks for line in _lines(block)]
    return Seen(
        text="\n".join(lines) if message.blocks else unescape(message.text),
        buttons=tuple(one["text"]["text"] for one in buttons_of(message)),
        pictures=tuple(one["alt_text"] for one in images_of(message)),
        private=bool(message.audience),
        handle=message,
    )


def seen_view(view: View) -> Seen:
    """A modal or App Home; nobody else ever sees one."""
    lines = [view.title, *(line for block in view.blocks for line in _lines(block))]
    inputs = [block for block in view.blocks if block["type"] == "input"]
    fields = {block["block_id"]: _field(view, block) for block in inputs}
    errors = [one.error for one in fields.values() if one.error]
    return Seen(
        text="\n".join(line for line in (*lines, *errors) if line),
        buttons=tuple(one["text"]["text"] for one in buttons_of(view)),
        fields=fields,
        pictures=tuple(one["alt_text"] for one in images_of(view)),
        handle=view,
    )


def readable(text: Json) -> str:
    """A text object without markup."""
    if text["type"] == "plain_text":
        return str(text["text"])
    bare = _LINK.sub(lambda link: f"{link[2]}: {link[1]}", str(text["text"]))
    return unescape(_BOLD.sub(r"\1", bare))


def _lines(block: Json) -> Iterator[str]:
    match block["type"]:
        case "section" if "fields" in block:
            texts = [readable(one) for one in block["fields"]]
            yield from (f"{a}: {b}" for a, b in zip(texts[::2], texts[1::2], strict=True))
        case "section" | "header":
            yield readable(block["text"])
        case "context":
            yield from (readable(one) for one in block["elements"])
        case "actions":
            yield " ".join(f"[{one['text']['text']}]" for one in block["elements"])
        case "input":
            yield readable(block["label"])
            if "hint" in block:
                yield readable(block["hint"])


def _field(view: View, block: Json) -> SeenField:
    (element,) = elements_of(block)
    block_id = str(block["block_id"])
    above = [one for one in view.blocks if one["block_id"] == f"error:{block_id}"]
    held = value_of(view.values[block_id][element["action_id"]])
    options = {one["value"]: one["text"]["text"] for one in element.get("options", ())}
    return SeenField(
        id=block_id,
        label=str(block["label"]["text"]),
        options=options or None,
        value=str(held["value"]) if isinstance(held, dict) else str(held or ""),
        error=view.errors.get(block_id) or "".join(readable(one["text"]) for one in above),
    )
