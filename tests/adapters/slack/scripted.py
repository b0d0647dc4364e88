"""An App that answers what it was told to, and remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ratingsbot.chat.boundary import (
    Actor,
    Done,
    Invocation,
    OpenForm,
    OptionQuery,
    Outcome,
    Press,
    Submission,
)
from ratingsbot.chat.commands import CommandSpec, OptionKind, OptionSpec
from ratingsbot.chat.replies import Heading, Paragraph, Picture, Reply
from ratingsbot.dialogs.model import (
    Choice,
    Dialog,
    File,
    FormLimits,
    Pick,
    Scale,
    Step,
    Suggest,
    Text,
)
from ratingsbot.dialogs.paging import paginate
from ratingsbot.errors import Unknown

COMMANDS = (
    CommandSpec(
        "drug", "score", "A score card", (OptionSpec("drug", OptionKind.DRUG, "Which drug"),)
    ),
    CommandSpec(
        "drug",
        "rate",
        "Rate a drug",
        (OptionSpec("drug", OptionKind.DRUG, "Which drug"),),
        opens_form=True,
    ),
    CommandSpec("drug", "help", "Help"),
    CommandSpec(
        "drug-admin",
        "stewards",
        "Appoint",
        (
            OptionSpec("member", OptionKind.MEMBER, "Who"),
            OptionSpec("note", OptionKind.TEXT, "Why"),
        ),
    ),
    CommandSpec(
        "drug-admin",
        "roster",
        "Hand in a roster",
        (OptionSpec("file", OptionKind.FILE, "The roster"),),
        opens_form=True,
    ),
)

WORDS = ("hardly works", "weak", "middling", "good", "works best")
RATE = Dialog(
    name="rate",
    version=1,
    title="Rate sertraline (Zoloft) today",
    intro="Nobody sees who rated.",
    steps=(
        Step(
            "what",
            (
                Suggest("drug", "Drug", "drug", offered=(Choice("d1", "Sertraline"),)),
                Suggest("indication", "For", "indication", context="d1"),
                Scale("effect", "Effect", "5 = best", WORDS, required=True),
            ),
        ),
        Step(
            "more",
            (
                Pick("setting", "Where", (Choice("in", "Ward"), Choice("out", "Practice"))),
                Pick("month", "Since", tuple(Choice(str(n), f"Month {n}") for n in range(1, 13))),
                Text("comment", "Comment", max_length=20, multiline=True),
            ),
        ),
    ),
)
ROSTER = Dialog(
    "roster", 1, "Roster", (Step("file", (File("file", "Roster", (".csv",), 1_000),)),), "Hand in"
)
LIMITS = FormLimits(fields_per_page=20, files=True)


def form(dialog: Dialog = RATE, page: int = 0, **more: dict[str, str]) -> OpenForm:
    """A page of a dialog, with `answers` and `errors`."""
    return OpenForm("tok3n", dialog, paginate(dialog, {}, LIMITS)[page], **more)


def say(text: str) -> Reply:
    """A reply of one paragraph."""
    return Reply((Heading("Ratings"), Paragraph(text)))


PNG = b"\x89PNG\r\n\x1a\n picture"
CARD = Reply((Heading("Sertraline"), Picture("card-7", "Effect 4.2 of 5"), Paragraph("23 rated.")))


class ScriptedApp:
    """`outcomes` by what is asked: "drug score", "press:<action>", "submit:<page>",
    "reopen:<token>"; an exception is raised. A `gate` that isn't set keeps everybody waiting."""

    commands: Sequence[CommandSpec] = COMMANDS

    def __init__(self) -> None:
        self.outcomes: dict[str, Outcome | Exception] = {}
        self.invocations: list[Invocation] = []
        self.submissions: list[Submission] = []
        self.presses: list[Press] = []
        self.queries: list[OptionQuery] = []
        self.offered: list[Choice] = []
        self.pictures: dict[str, bytes] = {}
        self.gate = asyncio.Event()
        self.gate.set()

    async def invoke(self, call: Invocation) -> Outcome:
        """A slash command."""
        self.invocations.append(call)
        return await self._outcome(call.command)

    async def suggest(self, query: OptionQuery) -> Sequence[Choice]:
        """Those whose label holds the text."""
        self.queries.append(query)
        await self.gate.wait()
        wanted = query.text.casefold()
        return [one for one in self.offered if wanted in one.label.casefold()]

    async def submit(self, form: Submission) -> Outcome:
        """A page."""
        self.submissions.append(form)
        return await self._outcome(f"submit:{form.page}")

    async def press(self, press: Press) -> Outcome:
        """A button."""
        self.presses.append(press)
        return await self._outcome(f"press:{press.action}")

    async def reopen(self, actor: Actor, token: str) -> Outcome:
        """A form where it was left."""
        return await self._outcome(f"reopen:{token}")

    async def home(self, actor: Actor) -> Reply:
        """The start page."""
        outcome = await self._outcome("home")
        assert isinstance(outcome, Reply)
        return outcome

    async def picture(self, key: str) -> bytes:
        """What was put there."""
        if key not in self.pictures:
            raise Unknown("no such picture")
        return self.pictures[key]

    async def installed(self, actor: Actor, workspace_name: str) -> None:
        """Not called on Slack."""

    async def _outcome(self, asked: str) -> Outcome:
        await self.gate.wait()
        outcome = self.outcomes.get(asked, Done())
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
