"""CommandSpec → Discord's slash commands, without a word about any particular command."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias, assert_never

import discord
from discord import app_commands

from ratingsbot.chat.commands import CommandSpec, OptionKind, OptionSpec
from ratingsbot_discord.limits import check_commands

Interaction: TypeAlias = discord.Interaction[Any]

GROUPS = {
    "drug": "Rate drugs, and see what your colleagues think",
    "drug-admin": "Look after ratings in this server",
}
TEXT_MAX = 6_000
"""What Discord lets people type into an option that has no length of its own."""


class Handlers(Protocol):
    """What a command does when it is used."""

    async def command(
        self, interaction: Interaction, spec: CommandSpec, given: dict[str, object], /
    ) -> None: ...

    async def suggest(
        self, interaction: Interaction, spec: CommandSpec, option: OptionSpec, text: str, /
    ) -> None: ...


def build_groups(specs: Sequence[CommandSpec], handlers: Handlers) -> list[app_commands.Group]:
    """One group per `CommandSpec.group`, for servers that installed the bot only."""
    groups: dict[str, app_commands.Group] = {}
    for spec in specs:
        group = groups.setdefault(spec.group, _group(spec.group))
        group.add_command(_command(spec, handlers))
    return list(groups.values())


def check_tree(tree: app_commands.CommandTree[Any]) -> None:
    """Raise TooLarge if Discord would refuse to register the tree."""
    check_commands([command.to_dict(tree) for command in tree.get_commands()])


def _group(name: str) -> app_commands.Group:
    return app_commands.Group(
        name=name,
        description=GROUPS.get(name, name),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=False, private_channel=False
        ),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )


def _command(
    spec: CommandSpec, handlers: Handlers
) -> app_commands.Command[app_commands.Group, ..., None]:
    # Required options first, as Discord wants them. discord.py reads a command's options off its
    # callback's signature, so this one is written by the spec; its parameters have names of their
    # own, since an option's ("as", "valid-until") may be none that Python takes.
    ordered = sorted(spec.options, key=lambda option: not option.required)
    named = {f"option_{number}": option for number, option in enumerate(ordered)}

    async def run(interaction: Interaction, **given: object) -> None:
        by_option = {named[name].name: value for name, value in given.items()}
        await handlers.command(interaction, spec, by_option)

    _write_signature(run, named)
    command: app_commands.Command[app_commands.Group, ..., None] = app_commands.Command(
        name=spec.name, description=spec.summary, callback=run
    )
    for name, option in named.items():
        if option.kind in {OptionKind.DRUG, OptionKind.INDICATION, OptionKind.SCOPE}:
            command.autocomplete(name)(_typeahead(spec, option, handlers))
    return command


def _write_signature(run: Any, named: Mapping[str, OptionSpec]) -> None:
    """Give the callback its options: types, names, descriptions, choices."""
    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    options = [_parameter(name, option) for name, option in named.items()]
    run.__signature__ = inspect.Signature([first, *options])
    app_commands.rename(**{name: option.name for name, option in named.items()})(run)
    app_commands.describe(**{name: option.description for name, option in named.items()})(run)
    choices = {
        name: [app_commands.Choice(name=c.label, value=c.value) for c in option.choices]
        for name, option in named.items()
        if option.kind is OptionKind.CHOICE
    }
    app_commands.choices(**choices)(run)


def _parameter(name: str, option: OptionSpec) -> inspect.Parameter:
    kind = _annotation(option)
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=kind if option.required else kind | None,
        default=inspect.Parameter.empty if option.required else None,
    )


def _annotation(option: OptionSpec) -> Any:
    match option.kind:
        case OptionKind.DRUG | OptionKind.INDICATION | OptionKind.SCOPE | OptionKind.TEXT:
            return app_commands.Range[str, 1, option.max_length or TEXT_MAX]
        case OptionKind.CHOICE:
            return str
        case OptionKind.MEMBER:
            return discord.User
        case OptionKind.FILE:
            return discord.Attachment
        case _:
            assert_never(option.kind)


def _typeahead(spec: CommandSpec, option: OptionSpec, handlers: Handlers) -> Any:
    async def suggest(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        # Answered by the handler, where a failure is told without naming anyone; discord.py's
        # own log of it would hold the person's id. What is returned here goes nowhere.
        await handlers.suggest(interaction, spec, option, current)
        return []

    return suggest
