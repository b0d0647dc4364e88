"""/drug help, method and privacy, and the start form: what a newcomer reads first."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.chat.boundary import Invocation, Outcome, Press
from ratingsbot.chat.commands import Audience, CommandSpec
from ratingsbot.chat.feature import Action, Command, Feature, Turn, action
from ratingsbot.chat.replies import (
    Button,
    Buttons,
    Fact,
    Facts,
    Heading,
    Node,
    Paragraph,
    Reply,
    SmallPrint,
    Style,
)


async def _help(turn: Turn, _: Invocation) -> Outcome:
    listed = [c.spec for c in turn.features.commands.values() if c.listed]
    groups = {
        "For physicians": [s for s in listed if s.audience is Audience.PHYSICIAN],
        "For everybody": [s for s in listed if s.audience is Audience.ANYONE],
        "For admins and stewards": [
            s for s in listed if s.audience in {Audience.OFFICER, Audience.ADMIN}
        ],
    }
    nodes: list[Node] = [Heading("What you can do here")]
    for title, specs in groups.items():
        nodes.append(Paragraph(title))
        nodes.append(Facts(tuple(Fact(f"/{s.full_name}", s.summary) for s in specs)))
    nodes.append(
        Buttons(
            (
                Button("Rate or look up", action("start"), Style.PRIMARY, opens_form=True),
                Button("Verify", action("verify"), opens_form=True),
            )
        )
    )
    return Reply(tuple(nodes))


async def _method(_: Turn, __: Invocation) -> Outcome:
    return Reply(
        (
            Heading("How results are made"),
            Paragraph(
                "Each rating is one verified physician’s opinion, 1 to 5, of efficacy, safety, "
                "tolerability, accessibility and adherence. The five are never mixed into one."
            ),
            Facts(
                (
                    Fact("Fewer than 5 physicians", "nothing is shown"),
                    Fact("5 to 10", "“very early”: the mean in half points"),
                    Fact("11 to 29", "“early”: and the range it likely lies in (95 %)"),
                    Fact("30 and more", "means to 0.1, and how the ratings spread"),
                )
            ),
            Paragraph(
                "Results change only when enough colleagues have changed something, at most once "
                "a day, to keep single ratings from being read off; with few raters or split "
                "opinions that protects less. Comments appear in mixed "
                "batches, with the month as their only date."
            ),
            SmallPrint(
                "Raters choose themselves: no formula mends that. Opinions, not patient outcomes."
            ),
        )
    )


async def _privacy(turn: Turn, _: Invocation) -> Outcome:
    return Reply(
        (
            Heading("Who could know what"),
            Facts(
                (
                    Fact(
                        "Colleagues, stewards, this workspace’s admins",
                        "are never shown who rated or wrote what. Figures are rough and rare, to "
                        "keep anybody from being picked out; where few rated, or opinions are "
                        "split, they can still give hints",
                    ),
                    Fact(
                        f"The operator, {turn.services.operator}",
                        "holds the key and the database, and could technically link you to what "
                        "you rate",
                    ),
                    Fact(
                        "A thief of the database without its key",
                        "finds ratings without people, and people without ratings",
                    ),
                    Fact("The chat platform", "sees what you type and what is shown to you"),
                )
            ),
            Paragraph(
                "Kept: your ratings with a month, never a day; your licence, encrypted. Unfinished "
                "forms go after 14 days. /drug mine shows and withdraws all that you gave."
            ),
        )
    )


async def _start(turn: Turn, _: Invocation) -> Outcome:
    return await turn.open("which-drug")


async def _press_start(turn: Turn, _: Press, __: Sequence[str]) -> Outcome:
    return await turn.open("which-drug")


def _anyone(name: str, summary: str) -> CommandSpec:
    return CommandSpec("drug", name, summary, audience=Audience.ANYONE)


FEATURE = Feature(
    commands=(
        Command(_anyone("privacy", "Who could know what"), _privacy),
        Command(_anyone("method", "How results are made"), _method),
        Command(_anyone("help", "All commands"), _help),
        Command(
            CommandSpec("drug", "start", "Rate or look up a drug", opens_form=True),
            _start,
            listed=False,
        ),
    ),
    actions={"start": Action(_press_start)},
)
