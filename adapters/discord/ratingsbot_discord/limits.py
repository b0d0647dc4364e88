"""Discord's figures, and the checks made with them before anything is sent.

discord.py checks little of this and the platform answers a violation with a bare 400 after the
fact, so each payload is measured here, as it goes over the wire. Sources: Discord's developer
documentation, "Component Reference", "Message", "Application Commands" (as of API v10).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, Final, TypeAlias

from ratingsbot.errors import TooLarge

Payload: TypeAlias = Mapping[str, Any]

MESSAGE_COMPONENTS: Final = 40
MESSAGE_TEXT: Final = 4_000
MESSAGE_FILES: Final = 10
FILE_BYTES: Final = 10 * 1024 * 1024
GALLERY_ITEMS: Final = 10
ALT_TEXT: Final = 1_024
ROW_BUTTONS: Final = 5
BUTTON_LABEL: Final = 80
BUTTON_URL: Final = 512
CUSTOM_ID: Final = 100
NONCE: Final = 25

MODAL_COMPONENTS: Final = 5
MODAL_TITLE: Final = 45
LABEL: Final = 45
LABEL_DESCRIPTION: Final = 100
RADIO_OPTIONS: Final = range(2, 11)
SELECT_OPTIONS: Final = range(1, 26)
OPTION_TEXT: Final = 100
SELECT_PLACEHOLDER: Final = 150
INPUT_PLACEHOLDER: Final = 100
INPUT_TEXT: Final = 4_000

COMMANDS: Final = 100
COMMAND_TEXT: Final = 8_000
COMMAND_OPTIONS: Final = 25
COMMAND_CHOICES: Final = 25
COMMAND_NAME: Final = re.compile(r"[a-z0-9_\-]{1,32}")
COMMAND_DESCRIPTION: Final = 100
CHOICE_NAME: Final = 100
AUTOCOMPLETE_CHOICES: Final = 25

_LINK_STYLE = 5
_SUBCOMMANDS = {1, 2}


class _Kind(IntEnum):
    """Component types of the wire format."""

    ROW = 1
    BUTTON = 2
    SELECT = 3
    INPUT = 4
    TEXT = 10
    GALLERY = 12
    CONTAINER = 17
    LABEL = 18
    RADIO = 21


def check_message(components: Sequence[Payload], files: Sequence[tuple[str, bytes]] = ()) -> None:
    """Raise TooLarge if a Components V2 message would be refused."""
    every = list(_walk(components))
    _between("components in a message", len(every), 1, MESSAGE_COMPONENTS)
    text = sum(len(part["content"]) for part in every if part["type"] == _Kind.TEXT)
    _between("characters in a message", text, 0, MESSAGE_TEXT)
    _between("files in a message", len(files), 0, MESSAGE_FILES)
    for name, content in files:
        _between(f"bytes of {name}", len(content), 0, FILE_BYTES)
    for part in every:
        _check_part(part)
    _unique_ids(every)


def check_modal(modal: Payload) -> None:
    """Raise TooLarge if a modal would be refused."""
    _between("characters of a modal's title", len(modal["title"]), 1, MODAL_TITLE)
    _between("characters of a custom id", len(modal["custom_id"]), 1, CUSTOM_ID)
    components: Sequence[Payload] = modal["components"]
    _between("components in a modal", len(components), 1, MODAL_COMPONENTS)
    every = list(_walk(components))
    for part in every:
        _check_part(part)
    _unique_ids(every)


def check_choices(choices: Sequence[tuple[str, str]]) -> None:
    """Raise TooLarge if autocomplete's (name, value) pairs would be refused."""
    _between("autocomplete choices", len(choices), 0, AUTOCOMPLETE_CHOICES)
    for name, value in choices:
        _between("characters of a choice", len(name), 1, CHOICE_NAME)
        _between("characters of a choice's value", len(value), 1, CHOICE_NAME)


def check_commands(commands: Sequence[Payload]) -> None:
    """Raise TooLarge if Discord would refuse to register these commands."""
    _between("commands", len(commands), 0, COMMANDS)
    for command in commands:
        _between(f"characters of /{command['name']}", _command_text(command), 0, COMMAND_TEXT)
        _check_command(command, f"/{command['name']}")


def _check_command(command: Payload, path: str) -> None:
    if not COMMAND_NAME.fullmatch(command["name"]):
        raise TooLarge(f"{path} is not a name that Discord takes")
    _between(
        f"characters of {path}'s description", len(command["description"]), 1, COMMAND_DESCRIPTION
    )
    options: Sequence[Payload] = command.get("options") or ()
    _between(f"options of {path}", len(options), 0, COMMAND_OPTIONS)
    required = [bool(o.get("required")) for o in options if o["type"] not in _SUBCOMMANDS]
    if required != sorted(required, reverse=True):
        raise TooLarge(f"{path}: required options come first")
    for option in options:
        choices: Sequence[Payload] = option.get("choices") or ()
        _between(f"choices of {path} {option['name']}", len(choices), 0, COMMAND_CHOICES)
        check_choices([(choice["name"], str(choice["value"])) for choice in choices])
        _check_command(option, f"{path} {option['name']}")


def _command_text(command: Payload) -> int:
    own = len(command["name"]) + len(command["description"])
    choices: Iterable[Payload] = command.get("choices") or ()
    own += sum(len(choice["name"]) + len(str(choice["value"])) for choice in choices)
    return own + sum(_command_text(option) for option in command.get("options") or ())


def _walk(components: Iterable[Payload]) -> Iterator[Payload]:
    """Every component, the nested ones too: Discord counts them all."""
    for component in components:
        yield component
        yield from _walk(component.get("components") or ())
        yield from _walk(filter(None, (component.get("component"), component.get("accessory"))))


def _check_part(part: Payload) -> None:
    if part.get("custom_id") is not None:
        _between("characters of a custom id", len(part["custom_id"]), 1, CUSTOM_ID)
    match part["type"]:
        case _Kind.ROW:
            _between("buttons in a row", len(part["components"]), 1, ROW_BUTTONS)
        case _Kind.BUTTON:
            _between("characters of a button", len(part.get("label") or ""), 1, BUTTON_LABEL)
            if part["style"] == _LINK_STYLE:
                _between("characters of a link", len(part["url"]), 1, BUTTON_URL)
        case _Kind.SELECT:
            _between(
                "characters of a hint", len(part.get("placeholder") or ""), 0, SELECT_PLACEHOLDER
            )
            _check_options(part.get("options") or (), SELECT_OPTIONS)
        case _Kind.INPUT:
            _check_input(part)
        case _Kind.TEXT:
            _between("characters of a text", len(part["content"]), 1, MESSAGE_TEXT)
        case _Kind.GALLERY:
            _between("pictures side by side", len(part["items"]), 1, GALLERY_ITEMS)
            for item in part["items"]:
                alt = item.get("description") or ""
                _between("characters of an alt text", len(alt), 0, ALT_TEXT)
        case _Kind.CONTAINER:
            _between("parts of a card", len(part["components"]), 1, MESSAGE_COMPONENTS)
        case _Kind.LABEL:
            _between("characters of a field's label", len(part["label"]), 1, LABEL)
            hint = part.get("description") or ""
            _between("characters of a field's hint", len(hint), 0, LABEL_DESCRIPTION)
        case _Kind.RADIO:
            _check_options(part.get("options") or (), RADIO_OPTIONS)
        case _:
            pass  # separators and files have no figure of their own


def _check_input(part: Payload) -> None:
    _between(
        "characters of a placeholder", len(part.get("placeholder") or ""), 0, INPUT_PLACEHOLDER
    )
    longest = part.get("max_length") or INPUT_TEXT
    _between("characters of a text field", longest, 1, INPUT_TEXT)
    _between("characters of a prefilled text", len(part.get("value") or ""), 0, longest)


def _check_options(options: Sequence[Payload], allowed: range) -> None:
    _between("options", len(options), allowed.start, allowed.stop - 1)
    for option in options:
        for text in (option["label"], option["value"]):
            _between("characters of an option", len(text), 1, OPTION_TEXT)
        hint = option.get("description") or ""
        _between("characters of an option's hint", len(hint), 0, OPTION_TEXT)
    if len({option["value"] for option in options}) < len(options):
        raise TooLarge("two options have the same value")


def _unique_ids(parts: Iterable[Payload]) -> None:
    ids = [part["custom_id"] for part in parts if part.get("custom_id")]
    if len(set(ids)) < len(ids):
        raise TooLarge("two components have the same custom id")


def _between(what: str, size: int, least: int, most: int) -> None:
    if not least <= size <= most:
        raise TooLarge(f"{what}: {size:,}, Discord takes {least:,} to {most:,}")
