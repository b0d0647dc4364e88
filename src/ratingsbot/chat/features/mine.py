"""/drug mine: one's own ratings and notices."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.chat.boundary import Invocation, Outcome, Press
from ratingsbot.chat.commands import CommandSpec
from ratingsbot.chat.feature import Action, Command, Feature, Turn
from ratingsbot.chat.views.rating import mine_page
from ratingsbot.engine import rating


async def _show(turn: Turn, page: int) -> Outcome:
    found = await rating.mine(turn.services, turn.caller)
    synthetic = any(item.synthetic for item in found.reviews)
    return mine_page(found, page, turn.services.catalogue, synthetic=synthetic)


async def _mine(turn: Turn, _: Invocation) -> Outcome:
    return await _show(turn, 0)


async def _press_mine(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    page = int(arguments[0]) if arguments and arguments[0].isdecimal() else 0
    return await _show(turn, min(page, 10_000))


async def _press_clear(turn: Turn, _: Press, __: Sequence[str]) -> Outcome:
    await rating.clear_notices(turn.services, turn.caller)
    return await _show(turn, 0)


FEATURE = Feature(
    commands=(Command(CommandSpec("drug", "mine", "My ratings and notices"), _mine),),
    actions={"mine": Action(_press_mine), "clear-notices": Action(_press_clear)},
)
