"""What exists in the simulated Slack: frozen snapshots, replaced when they change.

`changed` is the world's change counter at the snapshot's last change, so that "what is new since"
is a comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object."""
Blocks: TypeAlias = tuple[Json, ...]
FormValues: TypeAlias = Mapping[str, Mapping[str, Json]]
"""A view's `state.values`: block id → action id → entry."""
Kind: TypeAlias = Literal["slash_commands", "interactive", "events_api"]

NO_ERRORS: Mapping[str, str] = MappingProxyType({})


class Impossible(AssertionError):
    """A person couldn't do that: no such button, no such option, too long a text."""


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace; the app is installed where there is a `bot_token`."""

    id: str
    domain: str
    bot_token: str = ""
    bot_user: str = ""
    bot_id: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person (or bot) as `users.info` tells of them."""

    id: str
    name: str
    real_name: str
    team: str
    dm: str
    """The id of their direct conversation with the app."""
    tz: str = "Europe/Berlin"
    locale: str = "en-GB"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, or a direct conversation (`im_user` set)."""

    id: str
    name: str
    team: str
    members: frozenset[str]
    bot_member: bool = True
    archived: bool = False
    im_user: str = ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file at Slack. Usable in an image block once uploaded, completed and processed."""

    id: str
    name: str
    owner: str
    length: int
    title: str = ""
    content: bytes | None = None
    completed: bool = False
    polls_left: int = 0
    """How many `files.info` calls still find it being processed."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `audience`: the only person who sees it (ephemeral), "" for the channel."""

    channel: str
    ts: str
    author: str
    text: str
    blocks: Blocks
    changed: int
    audience: str = ""
    thread_ts: str = ""
    files: tuple[str, ...] = ()
    deleted: bool = False
    edited: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """A modal or home view, with what the person has filled in so far."""

    id: str
    user: str
    team: str
    spec: Json
    """As the bot gave it, with block and action ids filled in."""
    hash: str
    changed: int
    root: str = ""
    previous: str = ""
    revision: int = 0
    """How often the bot replaced it since it was opened."""
    values: FormValues = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    """By block id, as shown beside the inputs."""

    @property
    def blocks(self) -> Blocks:
        """Its blocks."""
        return tuple(self.spec.get("blocks", ()))

    @property
    def title(self) -> str:
        """The title's text, "" on a home tab."""
        return str(self.spec.get("title", {}).get("text", ""))


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that real Slack would have refused, or that nobody would ever see."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Call:
    """One Web API call of the bot, with decoded arguments and its outcome ("ok" or an error)."""

    method: str
    arguments: Json
    outcome: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person sees after doing something."""

    messages: tuple[Message, ...] = ()
    """New or changed since, oldest first."""
    gone: tuple[Message, ...] = ()
    """Messages that disappeared since."""
    view: View | None = None
    """The dialog on top, None when none is open."""
    view_changed: bool = False
    home: View | None = None
    home_changed: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    """By block id; "" is for the whole: "operation_timeout", "http_status_500", "trouble"."""

    @property
    def message(self) -> Message:
        """The newest message. Raises AssertionError when there is none."""
        assert self.messages, "no message was seen"
        return self.messages[-1]
