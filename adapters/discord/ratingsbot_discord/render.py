"""Reply → a Components V2 message. Pure and synchronous; pictures are fetched before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeAlias, assert_never
from urllib.parse import quote, urlsplit

import discord
from discord import ui

from ratingsbot.chat.boundary import OpenForm
from ratingsbot.chat.replies import (
    Attachment,
    Button,
    Buttons,
    Divider,
    Facts,
    Heading,
    Link,
    Links,
    Node,
    Paragraph,
    Picture,
    Quote,
    Reply,
    SmallPrint,
    Style,
)
from ratingsbot.errors import TooLarge
from ratingsbot_discord.buttons import PressButton
from ratingsbot_discord.escape import one_line, plain
from ratingsbot_discord.ids import REOPEN
from ratingsbot_discord.limits import check_message

ACCENT = 0x2A7F7F
"""The card's edge: teal, which says neither good nor bad."""

Item: TypeAlias = ui.Item[Any]
Blob: TypeAlias = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Message:
    """What goes over the wire: the layout, and the files that it refers to by name."""

    view: ui.LayoutView
    files: tuple[Blob, ...]

    def uploads(self) -> list[discord.File]:
        """The files as discord.py sends them; each list can be sent once."""
        return [discord.File(BytesIO(content), filename=name) for name, content in self.files]


def render_reply(reply: Reply, pictures: Mapping[str, bytes]) -> Message:
    """The reply as one card.

    Args:
        pictures: PNGs by `Picture.key`. A picture that is missing here is left out: the reply is
            complete without it.

    Raises:
        TooLarge: over one of Discord's limits.
    """
    files: list[Blob] = []
    card: ui.Container[ui.LayoutView] = ui.Container(accent_colour=ACCENT)
    try:
        for node in reply.nodes:
            for item in _items(node, pictures, files):
                card.add_item(item)
        # Without a timeout: nothing needs to be remembered, since every button is dynamic.
        view = ui.LayoutView(timeout=None)
        view.add_item(card)
    except ValueError as error:
        raise TooLarge(f"Discord's library refuses the layout: {error}") from error
    payload: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    check_message(payload, files)
    return Message(view, tuple(files))


def _items(node: Node, pictures: Mapping[str, bytes], files: list[Blob]) -> Iterator[Item]:
    match node:
        case Heading(text):
            yield from _text("## ", one_line(text))
        case Paragraph(text):
            yield from _text("", plain(text))
        case SmallPrint(text):
            yield from _text("-# ", plain(text))
        case Facts(items):
            facts = (f"**{one_line(fact.label)}:** {one_line(fact.value)}" for fact in items)
            yield from _text("", "\n".join(facts))
        case Quote(text, caption):
            quoted = _prefixed("> ", plain(text))
            small = f"\n-# {one_line(caption)}" if caption else ""
            yield from _text("", quoted + small)
        case Picture(key, alt):
            if key in pictures:
                name = f"picture-{len(files) + 1}.png"
                files.append((name, pictures[key]))
                media = discord.MediaGalleryItem(f"attachment://{name}", description=alt)
                yield ui.MediaGallery(media)
        case Links(items):
            yield _row([_link(link) for link in items])
        case Attachment(name, content):
            safe = _file_name(name, files)
            files.append((safe, content))
            yield ui.File(f"attachment://{safe}")
        case Buttons(items):
            yield _row([PressButton.of(button) for button in items])
        case Divider():
            yield ui.Separator()
        case _:
            assert_never(node)


def _row(buttons: Sequence[Item]) -> Item:
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    for button in buttons:
        row.add_item(button)
    return row


def _text(prefix: str, escaped: str) -> Iterator[Item]:
    content = _prefixed(prefix, escaped) if prefix else escaped
    if content.strip():
        yield ui.TextDisplay(content)


def _prefixed(prefix: str, text: str) -> str:
    """Each line marked, as Discord's markup ends with the line; empty ones stay empty."""
    return "\n".join(prefix + line if line.strip() else line for line in text.split("\n"))


def _file_name(name: str, others: Sequence[Blob]) -> str:
    """A name that survives the upload unchanged, so that the layout finds it, and that no other
    file has."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("._") or "file"
    taken = safe in {other for other, _ in others}
    return f"{len(others) + 1}-{safe}" if taken else safe


def _link(link: Link) -> ui.Button[Any]:
    """A link button: our own addresses only, and never text that could hide another one."""
    if urlsplit(link.url).scheme not in {"http", "https"}:
        raise TooLarge("a link that is neither http nor https")
    return ui.Button(label=link.label, url=quote(link.url, safe="%/:=&?~#+!$,;'@()*[]"))


# What stands where Discord can't show a form at once ---------------------------------------------


def form_reply(form: OpenForm) -> Reply:
    """A message in a form's stead: a modal can't follow a modal, nor a deferred answer."""
    if form.errors:
        return _fix(form)
    kept = form.page.index > 0
    label = "Continue" if kept else "Open"
    text = (
        "So far everything is kept. Continue when you like."
        if kept
        else "The form is ready for you."
    )
    return Reply((Heading(form.dialog.title), Paragraph(text), _reopen(label, form.token)))


def _fix(form: OpenForm) -> Reply:
    labels = {field.id: field.label for field in form.page.fields}
    complaints = [
        f"{labels[field]}: {text}" if field in labels else text
        for field, text in form.errors.items()
    ]
    return Reply(
        (
            Heading(form.dialog.title),
            Paragraph("\n".join(complaints)),
            SmallPrint("What you typed is kept."),
            _reopen("Fix", form.token),
        )
    )


def _reopen(label: str, token: str) -> Buttons:
    return Buttons((Button(label, REOPEN + token, Style.PRIMARY, opens_form=True),))


def not_confirmed(typed: Mapping[str, str], token: str = "") -> Reply:
    """When something failed on our side: never "not saved", since it may have been.

    Args:
        typed: Text that a person wrote into a form, by the field's id; it is given back.
        token: The dialog to open again, if there was one.
    """
    lost = "Here is what you typed:" if typed else "Nothing you typed is lost."
    nodes: list[Node] = [Paragraph(f"That is not confirmed. Please try again in a moment. {lost}")]
    nodes += [Quote(text) for text in typed.values()]
    if token:
        nodes.append(_reopen("Open again", token))
    return Reply(tuple(nodes))


def in_a_file(reply: Reply) -> Reply:
    """A reply too long for one message: all its text in a file, its buttons below."""
    buttons = tuple(node for node in reply.nodes if isinstance(node, Buttons | Attachment))
    text = Attachment("answer.txt", reply.plain.encode())
    return Reply((Paragraph("This answer is too long for a message."), text, *buttons))
