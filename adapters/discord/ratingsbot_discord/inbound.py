"""A Discord interaction → the App's neutral values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import discord

from ratingsbot.chat.boundary import (
    Actor,
    Invocation,
    MemberKind,
    OptionQuery,
    Press,
    Submission,
    Upload,
)
from ratingsbot.chat.commands import CommandSpec, OptionKind, OptionSpec
from ratingsbot_discord.ids import FormId
from ratingsbot_discord.limits import AUTOCOMPLETE_CHOICES

PLATFORM = "discord"

_TEXT_INPUT = 4


def to_actor(interaction: discord.Interaction[Any]) -> Actor:
    """Who acts, and whether Discord counts them as a manager of this server (its owner has every
    right there)."""
    rights = interaction.permissions
    return Actor(
        platform=PLATFORM,
        workspace=str(interaction.guild_id or ""),
        user=str(interaction.user.id),
        kind=_kind(interaction),
        is_platform_admin=rights.administrator or rights.manage_guild,
        locale=interaction.locale.value,
    )


def _kind(interaction: discord.Interaction[Any]) -> MemberKind:
    """Only members of a server that installed the bot count: not people in a direct message, nor
    those who carry it elsewhere as their own app."""
    user = interaction.user
    if user.bot:
        return MemberKind.BOT
    carried = interaction.is_user_integration() and not interaction.is_guild_integration()
    if interaction.guild_id is None or carried or not isinstance(user, discord.Member):
        return MemberKind.STRANGER
    if user.pending or user.flags.guest:
        return MemberKind.GUEST
    return MemberKind.MEMBER


async def to_invocation(
    interaction: discord.Interaction[Any], spec: CommandSpec, given: Mapping[str, object]
) -> Invocation:
    """The command with its options as text. Downloads files, so not before acknowledging."""
    options: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for name, value in given.items():
        match value:
            case None:
                continue
            case discord.Attachment():
                files[name] = Upload(value.filename, await value.read())
            case discord.Member() | discord.User():
                options[name] = str(value.id)
            case _:
                options[name] = str(value)
    return Invocation(to_actor(interaction), spec.full_name, options, files)


def to_query(
    interaction: discord.Interaction[Any], spec: CommandSpec, option: OptionSpec, text: str
) -> OptionQuery:
    """What is typed so far; the command's drug, typed or picked, is an indication's context."""
    context = ""
    if option.kind is OptionKind.INDICATION:
        drugs = (o.name for o in spec.options if o.kind is OptionKind.DRUG)
        given = dict(iter(interaction.namespace))
        context = next((str(given[name]) for name in drugs if given.get(name)), "")
    return OptionQuery(
        to_actor(interaction), option.kind.value, text, context, AUTOCOMPLETE_CHOICES
    )


def to_press(interaction: discord.Interaction[Any], action: str) -> Press:
    """A button pressed, with the message it stands on."""
    message = str(interaction.message.id) if interaction.message is not None else ""
    return Press(to_actor(interaction), action, message)


def to_submission(interaction: discord.Interaction[Any], form: FormId) -> Submission:
    """A modal sent. Read from the raw interaction, so it works for modals of an earlier process."""
    answers = {part["custom_id"]: value for part in _fields(interaction) if (value := _value(part))}
    return Submission(to_actor(interaction), form.token, form.page, answers)


def typed_texts(interaction: discord.Interaction[Any]) -> Mapping[str, str]:
    """What a person wrote by hand into a modal, by field id; empty for any other interaction."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return {}
    written = (part for part in _fields(interaction) if part["type"] == _TEXT_INPUT)
    return {part["custom_id"]: value for part in written if (value := _value(part))}


def custom_id(interaction: discord.Interaction[Any]) -> str:
    """The custom id of the component or modal, "" for commands."""
    data: Mapping[str, Any] = interaction.data or {}
    return str(data.get("custom_id", ""))


def _fields(interaction: discord.Interaction[Any]) -> Iterator[Mapping[str, Any]]:
    data: Mapping[str, Any] = interaction.data or {}
    yield from _leaves(data.get("components") or ())


def _leaves(components: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The fields, out of their labels and rows."""
    for part in components:
        if "component" in part:
            yield from _leaves((part["component"],))
        elif "components" in part:
            yield from _leaves(part["components"])
        elif "custom_id" in part:
            yield part


def _value(part: Mapping[str, Any]) -> str:
    """A text's or radio group's value, a select's only one, or "" for nothing."""
    if "values" in part:
        return str(next(iter(part["values"] or ()), ""))
    return str(part.get("value") or "")
