"""A neutral Reply as blocks, messages and views. Pure and synchronous.

What people typed goes out as `plain_text` without emoji, in which Slack parses nothing: no
mention, no link, no bold. The only mrkdwn is our own: bold labels and links, with `verbatim`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import assert_never

from ratingsbot.chat.boundary import OpenForm
from ratingsbot.chat.replies import (
    Attachment,
    Button,
    Buttons,
    Divider,
    Fact,
    Facts,
    Heading,
    Link,
    Links,
    Paragraph,
    Picture,
    Quote,
    Reply,
    SmallPrint,
    Style,
)
from ratingsbot_slack import ids
from ratingsbot_slack.limits import LIMITS, checked_message, checked_view, few, fit, shortened
from ratingsbot_slack.payload import Json
from ratingsbot_slack.text import escape, has_markup

NO_PICTURES: Mapping[str, str] = MappingProxyType({})
"""Slack file ids by picture key: none yet."""

_TITLE = "ratingsbot"
_FACTS_A_SECTION = LIMITS.section_fields // 2


def plain(text: str, most: int, what: str) -> Json:
    """A `plain_text` object. Raises TooLarge."""
    return {"type": "plain_text", "text": fit(text, most, what), "emoji": False}


def _mrkdwn(text: str, most: int, what: str) -> Json:
    return {"type": "mrkdwn", "text": fit(text, most, what), "verbatim": True}


def blocks(reply: Reply, pictures: Mapping[str, str] = NO_PICTURES) -> list[Json]:
    """The reply's blocks; a picture appears once its file id is in `pictures`."""
    numbers = count()
    return list(_blocks(reply, pictures, numbers))


def message(reply: Reply, pictures: Mapping[str, str] = NO_PICTURES) -> Json:
    """`text` (for notifications and screen readers) and `blocks`. Raises TooLarge."""
    return {"text": escape(reply.plain), "blocks": checked_message(blocks(reply, pictures))}


def reply_view(reply: Reply, pictures: Mapping[str, str] = NO_PICTURES) -> Json:
    """A modal that shows the reply. Raises TooLarge."""
    title = next((node.text for node in reply.nodes if isinstance(node, Heading)), _TITLE)
    return checked_view(
        {
            "type": "modal",
            "callback_id": ids.REPLY_VIEW,
            "title": plain(shortened(title), LIMITS.title, "title"),
            "close": plain("Close", LIMITS.title, "close"),
            "blocks": blocks(reply, pictures),
        }
    )


def home_view(reply: Reply, pictures: Mapping[str, str] = NO_PICTURES) -> Json:
    """The reply as App Home. Raises TooLarge."""
    return checked_view({"type": "home", "blocks": blocks(reply, pictures)})


def loading_view() -> Json:
    """What opens at once, before anything is looked up."""
    return {
        "type": "modal",
        "callback_id": ids.LOADING_VIEW,
        "title": plain(_TITLE, LIMITS.title, "title"),
        "close": plain("Close", LIMITS.title, "close"),
        "blocks": [_section("One moment …")],
    }


def open_button(form: OpenForm) -> Reply:
    """Where no form can open any more, since Slack's trigger is used up: a button that does."""
    button = Button("Open", ids.REOPEN + form.token, Style.PRIMARY, opens_form=True)
    return Reply((Paragraph(f"{form.dialog.title}: ready to fill in."), Buttons((button,))))


def _blocks(reply: Reply, pictures: Mapping[str, str], numbers: Iterator[int]) -> Iterator[Json]:
    for node in reply.nodes:
        match node:
            case Heading(text):
                yield {"type": "header", "text": plain(text, LIMITS.header, "heading")}
            case Paragraph(text):
                yield _section(text)
            case SmallPrint(text):
                yield _context(text)
            case Facts(items):
                for at in range(0, len(items), _FACTS_A_SECTION):
                    yield _facts(items[at : at + _FACTS_A_SECTION])
            case Quote(text, caption):
                yield _section(f"“{text}”")
                if caption:
                    yield _context(f"— {caption}")
            case Picture(key, alt):
                if key in pictures:
                    yield _image(pictures[key], alt)
            case Links(items):
                yield _links(items)
            case Attachment(name, _):
                yield _context(f"{name} is in your direct messages with this app.")
            case Buttons(items):
                elements = [_button(button, next(numbers)) for button in items]
                few(elements, LIMITS.actions, "buttons on a line")
                yield {"type": "actions", "elements": elements}
            case Divider():
                yield {"type": "divider"}
            case _:
                assert_never(node)


def _section(text: str) -> Json:
    return {"type": "section", "text": plain(text, LIMITS.section, "paragraph")}


def _context(text: str) -> Json:
    return {"type": "context", "elements": [plain(text, LIMITS.context, "small print")]}


def _facts(items: tuple[Fact, ...]) -> Json:
    """Two columns: labels in bold, values as plain text."""
    fields: list[Json] = []
    for fact in items:
        fields.append(_label(fact.label))
        fields.append(plain(fact.value or "–", LIMITS.section_field, f"value of {fact.label!r}"))
    return {"type": "section", "fields": fields}


def _label(text: str) -> Json:
    """Bold, unless the label has markup of its own: then as it is."""
    if has_markup(text):
        return plain(text, LIMITS.section_field, "label")
    return _mrkdwn(f"*{escape(fit(text, LIMITS.section_field, 'label'))}*", 2_000, "label")


def _image(file_id: str, alt: str) -> Json:
    return {
        "type": "image",
        "slack_file": {"id": file_id},
        "alt_text": fit(alt, LIMITS.alt_text, "picture's description"),
    }


def _links(items: tuple[Link, ...]) -> Json:
    parts = [f"<{_address(link.url)}|{escape(link.label)}>" for link in items]
    return {"type": "section", "text": _mrkdwn(" · ".join(parts), LIMITS.section, "links")}


def _address(url: str) -> str:
    """A link's target in mrkdwn, where `|` and `>` would end it."""
    return escape(url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E"))


def _button(button: Button, number: int) -> Json:
    element: Json = {
        "type": "button",
        "action_id": ids.button(number, opens_form=button.opens_form),
        "text": plain(button.label, LIMITS.button, "button"),
        "value": fit(button.action, LIMITS.button_value, "action"),
    }
    match button.style:
        case Style.PLAIN:
            return element
        case Style.PRIMARY | Style.DANGER:
            return element | {"style": button.style.value}
        case _:
            assert_never(button.style)
