"""Slack's escaping, undone on the way in and done on the way out.

https://docs.slack.dev/messaging/formatting-message-text/#escaping
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ratingsbot.chat.commands import CommandSpec, OptionKind

_ENTITY = re.compile(r"<([^<>]*)>")
_MEMBER = re.compile(r"<@([A-Z0-9]+)(?:\|([^<>]*))?>")
_MEMBER_WORD = re.compile(r"<@([A-Z0-9]+)>")
_MARKUP = re.compile(r"[*_~`]|:\S+:")


def escape(text: str) -> str:
    """Text that mrkdwn shows as it is, apart from `*_~` and backticks."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def has_markup(text: str) -> bool:
    """Would mrkdwn change how this looks, even escaped?"""
    return _MARKUP.search(text) is not None


def read_options(spec: CommandSpec, text: str) -> Mapping[str, str]:
    """The options in what was typed behind a command's words.

    Slack wraps what it recognises: `<@U1|ada>`, `<#C1|ward>`, `<https://x|x>`. A person's mention
    becomes the user id where a member is asked for, and `@ada` within text.
    """
    names = {found[1]: found[2] or found[1] for found in _MEMBER.finditer(text)}
    one_word = _MEMBER.sub(r"<@\1>", text)
    members = {option.name for option in spec.options if option.kind is OptionKind.MEMBER}
    return {
        name: _member(value) if name in members else _readable(value, names)
        for name, value in spec.parse(one_word).items()
    }


def _member(value: str) -> str:
    found = _MEMBER_WORD.fullmatch(value)
    return found[1] if found else unescape(value)


def _readable(value: str, names: Mapping[str, str]) -> str:
    def plain(entity: re.Match[str]) -> str:
        inside = entity[1]
        if inside.startswith("@"):
            return "@" + names.get(inside[1:], inside[1:])
        target, _, label = inside.partition("|")
        if target.startswith("#"):
            return "#" + (label or target[1:])
        if target.startswith("!"):
            return label or "@" + target[1:]
        return label or target

    return unescape(_ENTITY.sub(plain, value))
