"""/drug score and /drug comments: reading what peers think."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.chat.boundary import Invocation, Outcome, Press
from ratingsbot.chat.commands import CommandSpec, OptionKind, OptionSpec
from ratingsbot.chat.feature import Action, Command, Feature, Turn
from ratingsbot.chat.features.finding import find_drug
from ratingsbot.chat.views import score as views
from ratingsbot.chat.views.common import say
from ratingsbot.domain.drugs import DrugId
from ratingsbot.engine import rating, results

DRUG = OptionSpec("drug", OptionKind.DRUG, "Active ingredient or brand", required=True)


async def look_up(turn: Turn, drug: DrugId) -> Outcome:
    """The card; for who hasn't rated the drug yet, first the choice to rate it before looking."""
    card = await results.card(turn.services, turn.caller, drug)
    if card.has_results and not card.rated_by_me:
        return views.blind_first(card)
    return views.score_card(card)


async def read_comments(turn: Turn, drug: DrugId, page: int = 0) -> Outcome:
    """A page of comments."""
    found = await results.comments(turn.services, turn.caller, drug, page)
    card = await results.card(turn.services, turn.caller, drug)
    return views.comments_page(card.drug, found, page, synthetic=card.synthetic)


async def _score(turn: Turn, call: Invocation) -> Outcome:
    return await find_drug(turn, call.options.get("drug", ""), "score", look_up)


async def _comments(turn: Turn, call: Invocation) -> Outcome:
    return await find_drug(turn, call.options.get("drug", ""), "comments", read_comments)


async def _press_score(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    return await look_up(turn, DrugId(arguments[0]))


async def _press_show(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    card = await results.card(turn.services, turn.caller, DrugId(arguments[0]))
    return views.score_card(card)


async def _press_comments(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    page = int(arguments[1]) if len(arguments) > 1 and arguments[1].isdecimal() else 0
    return await read_comments(turn, DrugId(arguments[0]), min(page, 10_000))


async def _press_comment_read(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    drug = rating.known_drug(turn.services, DrugId(arguments[0]))
    place = int(arguments[1]) if arguments[1].isdecimal() else 0
    page, row = divmod(min(place, 100_000), results.COMMENTS_A_PAGE)
    found = await results.comments(turn.services, turn.caller, drug.id, page)
    if row >= len(found.comments):
        return await read_comments(turn, drug.id)
    return views.one_comment(drug, found.comments[row], page)


async def _press_watch(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    drug = rating.known_drug(turn.services, DrugId(arguments[0]))
    if not await results.tell_when_ready(turn.services, turn.caller, drug.id):
        return await look_up(turn, drug.id)
    return say(
        f"You will get a notice once there are enough ratings of {drug.name}. "
        "The message won’t name the drug; open /drug mine to read it."
    )


FEATURE = Feature(
    commands=(
        Command(
            CommandSpec("drug", "score", "What colleagues think of a drug", (DRUG,)),
            _score,
        ),
        Command(
            CommandSpec("drug", "comments", "What colleagues wrote about a drug", (DRUG,)),
            _comments,
        ),
    ),
    actions={
        "score": Action(_press_score),
        "show": Action(_press_show),
        "comments": Action(_press_comments),
        "comment-read": Action(_press_comment_read),
        "watch": Action(_press_watch),
    },
)
