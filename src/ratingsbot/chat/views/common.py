"""Sentences and buttons that recur."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ratingsbot.chat.feature import action
from ratingsbot.chat.replies import (
    Button,
    Buttons,
    Heading,
    Node,
    Paragraph,
    Quote,
    Reply,
    SmallPrint,
    Style,
)
from ratingsbot.domain.drugs import DrugMatch
from ratingsbot.errors import NOT_VERIFIED

LABEL_MAX = 75
"""Characters of a button's or an option's label: the shorter of the platforms' limits (Slack)."""

SYNTHETIC = "Synthetic demo data: invented ratings by invented people."

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def month_name(month: str) -> str:
    """ "2026-03" → "March 2026"."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def month_of(day: date) -> str:
    """A day → "March 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def say(text: str, *buttons: Button) -> Reply:
    """One paragraph, and buttons."""
    nodes = (Paragraph(text),)
    return Reply((*nodes, Buttons(buttons)) if buttons else nodes)


def not_for_you(text: str) -> Reply:
    """The one refusal, whatever its cause. Verifying helps only where physicians are wanted."""
    if text != NOT_VERIFIED:
        return say(text)
    return say(text, Button("Verify", action("verify"), Style.PRIMARY, opens_form=True))


def not_confirmed() -> Reply:
    """A failure of ours. Never "not saved": we may not know."""
    return say(
        "Not confirmed: something went wrong on our side. What you typed is kept; "
        "please try again in a moment."
    )


def which_drug(
    text: str, matches: Sequence[DrugMatch], verb: str, *arguments: str, given_back: str = ""
) -> Reply:
    """Never a silent guess: the candidates as buttons, or how to spell it otherwise.

    The buttons' actions are the verb, the drug's id and the arguments. `given_back` is what else
    was typed and would be lost where there is no candidate.
    """
    if not matches:
        nodes: list[Node] = [
            Paragraph(f"No drug is called “{shorten(text)}” here."),
            SmallPrint("Try the active ingredient or the brand, and pick from the list."),
        ]
        if given_back:
            nodes.append(Quote(given_back, "your comment, to send again"))
        return Reply(tuple(nodes))
    buttons = tuple(
        Button(
            shorten(match.label, LABEL_MAX),
            action(verb, match.drug.id, *arguments),
            opens_form=verb.startswith("rate"),
        )
        for match in matches[:5]
    )
    return Reply(
        (
            Heading("Which one do you mean?"),
            Paragraph(f"“{shorten(text)}” could be:"),
            Buttons(buttons),
        )
    )


def shorten(text: str, length: int = 60) -> str:
    """One line, at most `length` characters, with an ellipsis where something is left out."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
