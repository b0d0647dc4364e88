"""/drug new: what regulators have authorised lately."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.chat.boundary import Invocation, Outcome, Press
from ratingsbot.chat.commands import CommandSpec
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
)
from ratingsbot.chat.views.common import LABEL_MAX, shorten
from ratingsbot.domain.drugs import Drug

YEARS = 3
"""How long a drug counts as new, this year included."""
_SHOWN = 8


async def _new(turn: Turn, _: Invocation) -> Outcome:
    return _page(turn, 0)


async def _press_page(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    page = int(arguments[0]) if arguments[0].isdecimal() else 0
    return _page(turn, min(page, 1_000))


def _page(turn: Turn, page: int) -> Reply:
    since = turn.services.today().year - YEARS + 1
    found = turn.services.catalogue.newly_authorised(since)
    shown = found[page * _SHOWN : (page + 1) * _SHOWN]
    nodes: list[Node] = [Heading("New drugs")]
    if not shown:
        nodes.append(Paragraph(f"The catalogue knows no drug first authorised since {since}."))
    if shown:
        nodes.append(Facts(tuple(Fact(_name(drug), drug.first_year_source) for drug in shown)))
        half = len(shown) // 2 + len(shown) % 2
        for row in (shown[:half], shown[half:]):
            if row:
                nodes.append(Buttons(tuple(_button(drug) for drug in row)))
    last = max(len(found) - 1, 0) // _SHOWN
    turns: list[Button] = []
    if page > 0:
        turns.append(Button("Previous", action("new", str(page - 1))))
    if page < last:
        turns.append(Button("Next", action("new", str(page + 1))))
    if turns:
        nodes.append(Buttons(tuple(turns)))
    nodes.append(SmallPrint(f"First authorised since {since}, by the regulators’ files we have."))
    return Reply(tuple(nodes))


def _name(drug: Drug) -> str:
    return f"{drug.brands[0]} · {drug.name}" if drug.brands else drug.name


def _button(drug: Drug) -> Button:
    return Button(shorten(drug.name, LABEL_MAX), action("score", drug.id))


FEATURE = Feature(
    commands=(Command(CommandSpec("drug", "new", "Drugs authorised in the last 3 years"), _new),),
    actions={"new": Action(_press_page)},
)
