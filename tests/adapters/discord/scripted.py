"""A small App that answers what a test told it to, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from ratingsbot.chat.boundary import (
    Actor,
    Invocation,
    OpenForm,
    OptionQuery,
    Outcome,
    Press,
    Submission,
)
from ratingsbot.chat.commands import CommandSpec, OptionKind, OptionSpec
from ratingsbot.chat.replies import Button, Buttons, Heading, Paragraph, Reply
from ratingsbot.dialogs.model import Choice, Dialog, Page, Pick, Scale, Step, Suggest, Text
from ratingsbot.errors import Unknown

Asked: TypeAlias = Invocation | OptionQuery | Submission | Press | tuple[Actor, str]
Answer: TypeAlias = Outcome | Exception | Callable[[], Awaitable[Outcome]]

DRUG = OptionSpec("drug", OptionKind.DRUG, "Which drug", required=True)
COMMANDS = (
    CommandSpec("drug", "score", "See what colleagues think of a drug", (DRUG,)),
    CommandSpec(
        "drug",
        "rate",
        "Rate a drug",
        (
            DRUG,
            OptionSpec("indication", OptionKind.INDICATION, "What you use it for"),
            OptionSpec("comment", OptionKind.TEXT, "A word to colleagues", max_length=1_000),
        ),
        opens_form=True,
    ),
    CommandSpec("drug", "help", "What you can do here"),
    CommandSpec(
        "drug-admin",
        "verify",
        "Verify a colleague",
        (
            OptionSpec("member", OptionKind.MEMBER, "Who", required=True),
            OptionSpec(
                "in-role",
                OptionKind.CHOICE,
                "In which role",
                choices=(Choice("physician", "Physician"), Choice("steward", "Steward")),
            ),
        ),
    ),
    CommandSpec(
        "drug-admin",
        "roster",
        "Hand in a list of colleagues",
        (OptionSpec("file", OptionKind.FILE, "A table", required=True),),
    ),
)

WORDS = ("hardly works", "works little", "works", "works well", "works best")
FIVE_SCALES = tuple(
    Scale(name.lower(), name, f"{name}: 5 is best", WORDS, required=name == "Efficacy")
    for name in ("Efficacy", "Safety", "Tolerability", "Convenience", "Value")
)
SPECIALTIES = tuple(Choice(f"s{n}", f"Specialty {n}") for n in range(12))
DETAILS = (
    Pick("setting", "Setting", (Choice("ward", "Ward"), Choice("practice", "Practice"))),
    Pick("specialty", "Specialty", SPECIALTIES),
    Suggest("indication", "Indication", "indication", offered=(Choice("i1", "Depression"),)),
    Text("comment", "Comment", 1_000, multiline=True, placeholder="No names of patients"),
)
RATING = Dialog("rate", 1, "Rate sertraline", (Step("scales", FIVE_SCALES), Step("more", DETAILS)))
SCALES_PAGE = Page(0, FIVE_SCALES, False)
DETAILS_PAGE = Page(1, DETAILS, True)

FORM = OpenForm("t1", RATING, SCALES_PAGE)
CARD = Reply(
    (
        Heading("Sertraline"),
        Paragraph("Saved."),
        Buttons((Button("Rate", "rate:d1", opens_form=True), Button("More", "more:d1"))),
    )
)


@dataclass
class ScriptedApp:
    """`ratingsbot.chat.boundary.App`: each answer is a value, an error to raise, or a callable."""

    invoked: Answer = field(default_factory=lambda: Reply((Paragraph("invoked"),)))
    submitted: Answer = field(default_factory=lambda: Reply((Paragraph("submitted"),)))
    pressed: Answer = field(default_factory=lambda: Reply((Paragraph("pressed"),)))
    reopened: Answer = field(default_factory=lambda: Reply((Paragraph("reopened"),)))
    suggested: Sequence[Choice] | Exception = ()
    pictures: dict[str, bytes] = field(default_factory=dict)
    commands: Sequence[CommandSpec] = COMMANDS
    asked: list[Asked] = field(default_factory=list)
    installations: list[tuple[Actor, str]] = field(default_factory=list)

    async def invoke(self, call: Invocation) -> Outcome:
        self.asked.append(call)
        return await _give(self.invoked)

    async def submit(self, form: Submission) -> Outcome:
        self.asked.append(form)
        return await _give(self.submitted)

    async def press(self, press: Press) -> Outcome:
        self.asked.append(press)
        return await _give(self.pressed)

    async def reopen(self, actor: Actor, token: str) -> Outcome:
        self.asked.append((actor, token))
        return await _give(self.reopened)

    async def suggest(self, query: OptionQuery) -> Sequence[Choice]:
        self.asked.append(query)
        if isinstance(self.suggested, Exception):
            raise self.suggested
        return self.suggested

    async def home(self, actor: Actor) -> Reply:
        return Reply((Paragraph("home"),))

    async def picture(self, key: str) -> bytes:
        if key not in self.pictures:
            raise Unknown("no such picture")
        return self.pictures[key]

    async def installed(self, actor: Actor, workspace_name: str) -> None:
        self.installations.append((actor, workspace_name))


async def _give(answer: Answer) -> Outcome:
    if isinstance(answer, Exception):
        raise answer
    return await answer() if callable(answer) else answer
