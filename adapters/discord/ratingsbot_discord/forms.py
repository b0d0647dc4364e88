"""OpenForm → a modal. Pure and synchronous."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, assert_never

import discord
from discord import ui

from ratingsbot.chat.boundary import OpenForm
from ratingsbot.dialogs.model import (
    Choice,
    Field,
    File,
    Pick,
    Scale,
    Suggest,
    Text,
    scale_choices,
)
from ratingsbot.errors import TooLarge
from ratingsbot_discord import limits
from ratingsbot_discord.escape import plain
from ratingsbot_discord.ids import form_id

MODAL_SECONDS = 900.0
"""How long discord.py remembers a modal it sent. We read submissions from the raw interaction and
never need it; the timeout only keeps its memory bounded."""

Item: TypeAlias = ui.Item[Any]


def render_form(form: OpenForm) -> ui.Modal:
    """One page of a dialog, prefilled with the answers.

    Raises:
        TooLarge: over one of Discord's limits. Only the title is shortened, with an ellipsis.
    """
    modal = ui.Modal(
        title=shorten(form.dialog.title, limits.MODAL_TITLE),
        custom_id=form_id(form.token, form.page.index),
        timeout=MODAL_SECONDS,
    )
    try:
        if form.dialog.intro and len(form.page.fields) < limits.MODAL_COMPONENTS:
            modal.add_item(ui.TextDisplay(plain(form.dialog.intro)))
        for field in form.page.fields:
            value = form.answers.get(field.id, "")
            modal.add_item(_labelled(field, value, form.errors.get(field.id, "")))
    except ValueError as error:
        raise TooLarge(f"Discord's library refuses the form: {error}") from error
    limits.check_modal(modal.to_dict())
    return modal


def shorten(text: str, most: int) -> str:
    """`text` in at most `most` characters, with an ellipsis where it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _labelled(field: Field, value: str, complaint: str) -> ui.Label[ui.Modal]:
    """The field under its label. A complaint takes the hint's place when it fits there; it was
    told in full by the message that led back here."""
    hint = "" if isinstance(field, File) else field.hint
    if complaint and len(complaint) <= limits.LABEL_DESCRIPTION:
        hint = complaint
    return ui.Label(text=field.label, description=hint or None, component=_component(field, value))


def _component(field: Field, value: str) -> Item:
    match field:
        case Scale():
            return _radio(field.id, scale_choices(field), value, required=field.required)
        case Pick():
            if len(field.options) in limits.RADIO_OPTIONS:
                return _radio(field.id, field.options, value, required=field.required)
            return _select(field.id, field.options, value, required=field.required)
        case Suggest():
            offered = field.offered
            if value and value not in {choice.value for choice in offered}:
                offered = (Choice(value, value), *offered)
            return _select(field.id, offered, value, required=field.required)
        case Text():
            return _input(field, value)
        case File():
            raise TooLarge("a file in a form: on Discord a command's option takes it")
        case _:
            assert_never(field)


def _radio(custom_id: str, choices: Sequence[Choice], value: str, *, required: bool) -> Item:
    options = [
        discord.RadioGroupOption(label=c.label, value=c.value, default=c.value == value)
        for c in choices
    ]
    return ui.RadioGroup(custom_id=custom_id, options=options, required=required)


def _select(custom_id: str, choices: Sequence[Choice], value: str, *, required: bool) -> Item:
    options = [
        discord.SelectOption(label=c.label, value=c.value, default=c.value == value)
        for c in choices
    ]
    least = 1 if required else 0
    return ui.Select(custom_id=custom_id, options=options, required=required, min_values=least)


def _input(field: Text, value: str) -> Item:
    # A text too long to be taken must still fit, or its author couldn't shorten it.
    longest = min(max(field.max_length, len(value)), limits.INPUT_TEXT)
    return ui.TextInput(
        custom_id=field.id,
        style=discord.TextStyle.paragraph if field.multiline else discord.TextStyle.short,
        placeholder=field.placeholder or None,
        default=value or None,
        required=field.required,
        max_length=longest,
    )
