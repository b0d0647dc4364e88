"""What the bot says, neutral of any platform: a Reply is a tuple of nodes.

Every string is plain text: a renderer escapes it, or sends it as plain text, so that nothing a
person typed can become markup, a link or a mention.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

ACTION_MAX = 80
"""Characters of a button's action; with Discord's prefix it must fit a custom_id of 100."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The card's title; one a reply, first."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; line breaks are kept."""

    text: str


@dataclass(frozen=True, slots=True)
class SmallPrint:
    """A remark in small type: dates, sources, cautions."""

    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A label in bold and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values, one a line."""

    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A colleague's words, visibly quoted, with a caption such as "March 2026"."""

    text: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made on demand: the adapter asks `App.picture(key)` for its PNG.

    The reply is complete without it: `alt` says in words all that it shows (≤ 1,000 characters).
    """

    key: str
    alt: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of our own making; people's text never becomes one."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Links:
    """Links on one line."""

    items: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file for this person only, e.g. one-time codes."""

    name: str
    content: bytes


class Style(StrEnum):
    """How a button looks: one primary a reply at most."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A press comes back as `Press(action)`. `opens_form` presses may answer with a form."""

    label: str
    action: str
    style: Style = Style.PLAIN
    opens_form: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    """At most five on a line."""

    items: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    """A thin line."""


Node: TypeAlias = (
    Heading
    | Paragraph
    | SmallPrint
    | Facts
    | Quote
    | Picture
    | Links
    | Attachment
    | Buttons
    | Divider
)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, always private unless it is sent to a channel by the outbox."""

    nodes: tuple[Node, ...]

    @property
    def plain(self) -> str:
        """The reply as plain text: notifications, screen readers, logs of tests."""
        return plain_text(self)


def plain_text(reply: Reply) -> str:
    """All that a reader sees, a line a thing, without any markup."""
    lines: list[str] = []
    for node in reply.nodes:
        match node:
            case Heading(text) | Paragraph(text) | SmallPrint(text):
                lines.append(text)
            case Facts(items):
                lines += [f"{fact.label}: {fact.value}" for fact in items]
            case Quote(text, caption):
                lines.append(f"“{text}”" + (f" ({caption})" if caption else ""))
            case Picture(_, alt):
                lines.append(f"[picture: {alt}]")
            case Links(items):
                lines += [f"{link.label}: {link.url}" for link in items]
            case Attachment(name, _):
                lines.append(f"[file: {name}]")
            case Buttons(items):
                lines.append(" ".join(f"[{button.label}]" for button in items))
            case Divider():
                pass
    return "\n".join(lines)
