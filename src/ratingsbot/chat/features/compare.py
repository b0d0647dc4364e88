"""/drug compare: two to four drugs side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ratingsbot.chat.boundary import Invocation, Outcome, Press
from ratingsbot.chat.commands import CommandSpec, OptionKind, OptionSpec
from ratingsbot.chat.feature import Action, Command, Completed, Feature, Form, Turn
from ratingsbot.chat.features.finding import PICKED, drug_choices, exact_drug
from ratingsbot.chat.views import comparing as views
from ratingsbot.dialogs.model import Choice, Dialog, Step, Suggest
from ratingsbot.domain.drugs import DrugId
from ratingsbot.engine import comparing, drafts
from ratingsbot.engine.drafts import Draft
from ratingsbot.errors import Invalid

FIELDS: Mapping[str, str] = {
    "drug": "First drug",
    "with": "Second drug",
    "third": "Third drug",
    "fourth": "Fourth drug",
}
_BETWEEN = re.compile(r"\s*[,;]\s*|\s+(?:vs\.?|versus|or|against)\s+", re.IGNORECASE)

_MOST_WORDS = 12
"""Of a text without commas, in which two names are looked for."""


async def _compare(turn: Turn, call: Invocation) -> Outcome:
    """At once if every name is exact; else the form, with what is known filled in.

    Raises Invalid for more names than can be compared: none is left out unseen.
    """
    typed = _typed(turn, call.options)
    if len(typed) > comparing.MOST:
        raise Invalid(f"At most {comparing.MOST} drugs can be compared; these are {len(typed)}.")
    answers: dict[str, str] = {}
    context: dict[str, str] = {}
    for field, text in zip(FIELDS, typed, strict=False):
        drug = exact_drug(turn, text)
        if drug is None:
            context[f"typed-{field}"] = text
        else:
            answers[field] = f"{PICKED}{drug.id}"
    if len(answers) < comparing.FEWEST or context:
        return await turn.open("compare", answers=answers, context=context)
    return await _shown(turn, answers, anyway=False)


def _typed(turn: Turn, options: Mapping[str, str]) -> list[str]:
    """The names; in one option several may stand, unless all of it is a single drug's name."""
    names: list[str] = []
    for field in FIELDS:
        text = options.get(field, "").strip()
        names += [name for name in _parted(turn, text) if name]
    return names


def _parted(turn: Turn, text: str) -> list[str]:
    if exact_drug(turn, text):
        return [text]
    parts = _BETWEEN.split(text)
    words = text.split()
    if len(parts) > 1 or len(words) > _MOST_WORDS:
        return parts
    for cut in range(1, len(words)):
        two = [" ".join(words[:cut]), " ".join(words[cut:])]
        if all(exact_drug(turn, name) for name in two):
            return two
    return parts


async def _shown(turn: Turn, answers: Mapping[str, str], *, anyway: bool) -> Outcome:
    ids = [DrugId(answers[f].removeprefix(PICKED)) for f in FIELDS if answers.get(f)]
    drugs = comparing.several(turn.services, ids)
    if not anyway and not comparing.share_an_indication(drugs):
        kept = await turn.open("compare", answers=answers)
        return views.for_different_conditions(drugs, kept.token)
    return views.side_by_side(await comparing.compare(turn.services, turn.caller, ids))


async def _press_anyway(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    draft = await drafts.load(turn.services, turn.actor.identity, arguments[0])
    return await _shown(turn, draft.answers, anyway=True)


def _dialog(turn: Turn, draft: Draft) -> Dialog:
    fields = tuple(
        Suggest(
            field,
            label,
            "drug",
            offered=_offered(turn, draft, field),
            hint="Active ingredient or brand",
            required=place < comparing.FEWEST,
        )
        for place, (field, label) in enumerate(FIELDS.items())
    )
    return Dialog("compare", 1, "Compare drugs", (Step("drugs", fields),), submit="Compare")


def _offered(turn: Turn, draft: Draft, field: str) -> tuple[Choice, ...]:
    """What is filled in, or what was typed may have meant; else the first drugs by name."""
    catalogue = turn.services.catalogue
    picked = draft.answers.get(field, "")
    drug = catalogue.get(DrugId(picked.removeprefix(PICKED))) if picked else None
    if drug is not None:
        return (Choice(picked, drug.name),)
    text = draft.context.get(f"typed-{field}", "")
    return drug_choices(catalogue.suggest(text, 25) or catalogue.near(text, 5))


async def _complete(turn: Turn, done: Completed) -> Outcome:
    answers: dict[str, str] = {}
    for field in FIELDS:
        if not done.answers.get(field):
            continue
        drug = exact_drug(turn, done.answers[field])
        if drug is None:
            raise Invalid("Please pick a drug from the list.", field=field)
        answers[field] = f"{PICKED}{drug.id}"
    return await _shown(turn, answers, anyway=False)


def _option(name: str, description: str, *, required: bool = False) -> OptionSpec:
    return OptionSpec(name, OptionKind.DRUG, description, required=required)


FEATURE = Feature(
    commands=(
        Command(
            CommandSpec(
                "drug",
                "compare",
                "Drugs side by side",
                (
                    _option("drug", "First drug", required=True),
                    _option("with", "Second drug", required=True),
                    _option("third", "Third drug, if you like"),
                    _option("fourth", "Fourth drug, if you like"),
                ),
                opens_form=True,
            ),
            _compare,
        ),
    ),
    actions={"compare-anyway": Action(_press_anyway)},
    forms={"compare": Form(1, _dialog, _complete)},
)
