"""How a test uses a chat platform as people do, the same words for every platform.

An adapter's tests implement `World` over its platform's simulator; the contract suite
(`ratingsbot.testing.contract`) then drives the product through it: a command in, what is seen out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ratingsbot.chat.boundary import MemberKind, Upload


@dataclass(frozen=True, slots=True)
class SeenField:
    """A field of a form as it is shown."""

    id: str
    label: str
    options: Mapping[str, str] | None
    """value → label, or None for text, files and typeahead."""
    value: str
    """What it is prefilled with, "" for nothing."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one person sees after doing something."""

    text: str
    """All readable text, in order, with the platform's escaping undone."""
    buttons: tuple[str, ...] = ()
    fields: Mapping[str, SeenField] = field(default_factory=dict)
    """Not empty when a form is open, by field id."""
    pictures: tuple[str, ...] = ()
    """Alternative texts."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    private: bool = True
    """Nobody else can see it."""
    handle: object = None
    """The platform's own; opaque."""

    @property
    def is_form(self) -> bool:
        """Whether there is something to fill in."""
        return bool(self.fields)


class Person(Protocol):
    """Somebody at a keyboard."""

    @property
    def user_id(self) -> str:
        """As the platform knows them."""
        ...

    async def command(self, name: str, /, **options: str | Upload) -> Seen:
        """`command("drug score", drug="sertraline")`. Names as in the CommandSpec, with "_" for
        "-" in options. Slack types the texts behind the command; files go into its dialog."""
        ...

    async def typeahead(self, name: str, option: str, text: str, /, **others: str) -> Sequence[str]:
        """The labels offered while typing `text` into a command's option (Discord) or into the
        dialog's select (Slack)."""
        ...

    async def press(self, seen: Seen, label: str) -> Seen:
        """Press the button with this label on something seen earlier."""
        ...

    async def press_raw(self, action: str) -> Seen:
        """Send a hand-made press of any action, as an attacker's client could."""
        ...

    async def fill(self, seen: Seen, /, **answers: str | Upload) -> Seen:
        """Fill the open form by field id with option values or text, and send it. What isn't
        named keeps its prefill."""
        ...

    async def fill_raw(self, seen: Seen, /, **answers: str) -> Seen:
        """Like `fill`, with values that the client would not allow."""
        ...

    async def home(self) -> Seen:
        """The start page: App Home on Slack, `/drug help` on Discord."""
        ...

    async def inbox(self) -> Sequence[Seen]:
        """Direct messages from the bot, oldest first."""
        ...


class World(Protocol):
    """One workspace on a simulated platform, with the bot in it."""

    @property
    def platform(self) -> str: ...

    @property
    def workspace(self) -> str:
        """The platform's id of the workspace."""
        ...

    async def person(
        self, name: str, *, admin: bool = False, kind: MemberKind = MemberKind.MEMBER
    ) -> Person:
        """Somebody new in the workspace (or a stranger seen in it)."""
        ...

    async def everyone_sees(self) -> str:
        """All text in public channels: the bot must never have put anything private there."""
        ...

    async def restart_bot(self) -> None:
        """The adapter's process goes away and comes back; the database stays."""
        ...
