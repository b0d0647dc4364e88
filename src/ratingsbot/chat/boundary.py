"""The two narrow ports between the core and a chat platform.

`App` is all that an adapter may call; `Adapter` is all that the core may call. What flows between
them is frozen and neutral: an adapter turns a platform's payload into one of the four inbound
values, and an `Outcome` into a platform's payload.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

from ratingsbot.chat.commands import CommandSpec
from ratingsbot.chat.replies import Reply
from ratingsbot.dialogs.model import Choice, Dialog, FormLimits, Page
from ratingsbot.domain.physicians import Identity


class MemberKind(StrEnum):
    """Who the platform says this is. Only members of the workspace itself can be physicians."""

    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    """From another workspace, in a shared channel."""
    BOT = "bot"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as the platform tells it. Our own record decides what they may do."""

    platform: str
    workspace: str
    user: str
    kind: MemberKind = MemberKind.MEMBER
    is_platform_admin: bool = False
    locale: str = "en-US"
    timezone: str = "UTC"

    @property
    def identity(self) -> Identity:
        """Who, without the rest: what the engine knows people by."""
        return Identity(self.platform, self.workspace, self.user)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person handed in."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command. `options` are by name, as typed or picked; absent = not given.

    Platforms whose commands come as free text (Slack) put all that follows the command's word
    into the first text-like option (see `CommandSpec.parse`).
    """

    actor: Actor
    command: str
    """The full name: "drug rate", "drug-admin roster"."""
    options: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OptionQuery:
    """What a person has typed so far into a typeahead. `limit`: 25 on Discord, 100 on Slack."""

    actor: Actor
    source: str
    text: str
    context: str = ""
    """For indications: the drug's id, or its name as typed in the command's other option."""
    limit: int = 25


@dataclass(frozen=True, slots=True)
class Submission:
    """One page of a dialog, sent. `answers` by field id; fields left empty are absent."""

    actor: Actor
    token: str
    page: int
    answers: Mapping[str, str]
    files: Mapping[str, Upload] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed. `message` identifies where it stands, for receipts."""

    actor: Actor
    action: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Show this page of a dialog. `answers` prefill it; `errors` stand by their fields."""

    token: str
    dialog: Dialog
    page: Page
    answers: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    """By field id; "" is for the whole form. Not empty only after a submission."""


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more to say: take the message or form away."""


Outcome: TypeAlias = Reply | OpenForm | Done
"""A refused submission is an OpenForm with errors, so the typed answers always come back."""


class App(Protocol):
    """All that an adapter may call. None of these raises for a person's mistake: a refusal, an
    unknown drug or a failure of ours comes back as a Reply (or a form with errors) to show."""

    @property
    def commands(self) -> Sequence[CommandSpec]:
        """What exists, in the order of the help."""
        ...

    async def invoke(self, call: Invocation) -> Outcome:
        """A slash command."""
        ...

    async def suggest(self, query: OptionQuery) -> Sequence[Choice]:
        """Typeahead. Empty for people who may not ask."""
        ...

    async def submit(self, form: Submission) -> Outcome:
        """A page of a dialog."""
        ...

    async def press(self, press: Press) -> Outcome:
        """A button on a message."""
        ...

    async def reopen(self, actor: Actor, token: str) -> Outcome:
        """The dialog with this token where it was left, for its own person only."""
        ...

    async def home(self, actor: Actor) -> Reply:
        """The start page: search, own reviews, last look-ups."""
        ...

    async def picture(self, key: str) -> bytes:
        """A picture's PNG, drawn off the event loop and cached. Raises Unknown."""
        ...

    async def installed(self, actor: Actor, workspace_name: str) -> None:
        """The bot was added to a workspace by this person: they get three steps to do."""
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bot sends on its own account: to a person (`user`), or into a `channel`."""

    platform: str
    workspace: str
    user: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message sent, so that it can be edited or deleted later."""

    platform: str
    channel: str
    message: str


class Adapter(Protocol):
    """All that the core may call."""

    @property
    def name(self) -> str:
        """ "slack" or "discord"."""
        ...

    @property
    def form_limits(self) -> FormLimits:
        """What one page of a form holds here; the App pages its dialogs by it."""
        ...

    async def run(self, app: App) -> None:
        """Serve until cancelled. Raises AdapterError when it can't go on."""
        ...

    async def send(self, to: Address, reply: Reply, *, nonce: str) -> MessageRef:
        """Send once. `nonce` (≤ 25 characters) lets the platform drop a repetition.

        Raises RateLimited, Unreachable (both safe to repeat), Forbidden, Gone, Uncertain.
        """
        ...
