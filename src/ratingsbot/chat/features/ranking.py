"""/drug top and /drug trend: many drugs at one time, and one drug over time."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.chat.boundary import Invocation, Outcome, Press
from ratingsbot.chat.commands import CommandSpec, OptionKind, OptionSpec
from ratingsbot.chat.feature import Action, Command, Feature, Turn
from ratingsbot.chat.features.finding import find_drug
from ratingsbot.chat.views import ranking as views
from ratingsbot.dialogs.model import Choice
from ratingsbot.domain.drugs import DrugId
from ratingsbot.domain.reviews import WORDING, Dimension
from ratingsbot.engine import ranking

_ON = tuple(Choice(d.value, WORDING[d].title) for d in Dimension)


async def trend(turn: Turn, drug: DrugId) -> Outcome:
    """A drug's results, release by release."""
    return views.over_time(await ranking.course(turn.services, turn.caller, drug))


async def _top(turn: Turn, call: Invocation) -> Outcome:
    return await _ranked(turn, call.options.get("of", ""), call.options.get("on", ""))


async def _press_top(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    return await _ranked(turn, arguments[0], arguments[1])


async def _ranked(turn: Turn, text: str, on: str) -> Outcome:
    dimension = Dimension(on) if on in set(Dimension) else Dimension.EFFICACY
    catalogue = turn.services.catalogue
    scope = catalogue.scope(text)
    if scope is None:
        return views.which_scope(text, catalogue.scopes(text, views.OFFERED + 1), dimension)
    return views.ranked(await ranking.rank(turn.services, turn.caller, scope, dimension))


async def _trend(turn: Turn, call: Invocation) -> Outcome:
    return await find_drug(turn, call.options.get("drug", ""), "trend", trend)


async def _press_trend(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    return await trend(turn, DrugId(arguments[0]))


FEATURE = Feature(
    commands=(
        Command(
            CommandSpec(
                "drug",
                "top",
                "The drugs of a class or for a condition, ranked",
                (
                    OptionSpec("on", OptionKind.CHOICE, "Ranked by what", choices=_ON),
                    OptionSpec("of", OptionKind.SCOPE, "Class or condition", required=True),
                ),
            ),
            _top,
        ),
        Command(
            CommandSpec(
                "drug",
                "trend",
                "A drug’s results over time",
                (OptionSpec("drug", OptionKind.DRUG, "Active ingredient or brand", required=True),),
            ),
            _trend,
        ),
    ),
    actions={"top": Action(_press_top), "trend": Action(_press_trend)},
)
