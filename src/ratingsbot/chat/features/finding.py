"""Finding the drug that somebody means: by what they typed, or by a form that asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeAlias

from ratingsbot.chat.boundary import Outcome
from ratingsbot.chat.feature import Completed, Feature, Form, Turn
from ratingsbot.chat.views.common import LABEL_MAX, shorten, which_drug
from ratingsbot.dialogs.model import Choice, Dialog, Pick, Step, Suggest
from ratingsbot.domain.drugs import Drug, DrugId, DrugMatch
from ratingsbot.engine.drafts import Draft
from ratingsbot.errors import Invalid

Continue: TypeAlias = Callable[[Turn, DrugId], Awaitable[Outcome]]


PICKED = "="
"""Begins the value of a drug picked from a list: that very one, whatever else bears its name."""


def drug_choices(matches: Iterable[DrugMatch]) -> tuple[Choice, ...]:
    """Drugs as a list to pick from."""
    return tuple(Choice(f"{PICKED}{m.drug.id}", shorten(m.label, LABEL_MAX)) for m in matches)


def exact_drug(turn: Turn, text: str) -> Drug | None:
    """The one drug that `text` means, as picked from a list or by a name; None when unsure."""
    catalogue = turn.services.catalogue
    if text.startswith(PICKED):
        return catalogue.get(DrugId(text.removeprefix(PICKED)))
    drugs = {match.drug.id: match.drug for match in catalogue.find(text)}
    return next(iter(drugs.values())) if len(drugs) == 1 else None


async def find_drug(
    turn: Turn, text: str, verb: str, go: Continue, *, typed: Mapping[str, str] | None = None
) -> Outcome:
    """Go on with the drug that `text` names; ask when it names none, or several.

    Args:
        verb: The button verb that goes on with a chosen candidate ("rate", "score", "comments").
        typed: What else came with the command; the candidates' buttons lead on with it.
    """
    if not text.strip():
        return await turn.open("which-drug", context={"verb": verb})
    found = exact_drug(turn, text)
    if found is not None:
        return await go(turn, found.id)
    catalogue = turn.services.catalogue
    matches = catalogue.find(text) or catalogue.suggest(text, 5) or catalogue.near(text, 5)
    if not typed:
        return which_drug(text, matches, verb)
    if not matches:
        return which_drug(text, matches, verb, given_back=typed.get("comment", ""))
    kept = await turn.open("which-drug", context={"verb": verb, **typed}, typed=True)
    return which_drug(text, matches, f"{verb}-with", kept.token)


def _which(turn: Turn, draft: Draft) -> Dialog:
    offered = drug_choices(turn.services.catalogue.suggest("", 25))
    drug = Suggest(
        "drug", "Drug", "drug", offered=offered, hint="Active ingredient or brand", required=True
    )
    if draft.context.get("verb"):
        fields: tuple[Suggest | Pick, ...] = (drug,)
    else:
        fields = (
            drug,
            Pick("verb", "What would you like?", tuple(_VERBS.values()), required=True),
        )
    return Dialog("which-drug", 1, "Which drug?", (Step("drug", fields),), submit="Next")


_VERBS: Mapping[str, Choice] = {
    "score": Choice("score", "See what colleagues think"),
    "rate": Choice("rate", "Rate it"),
    "comments": Choice("comments", "Read comments"),
}


def feature(continuations: Mapping[str, Continue]) -> Feature:
    """The form that asks for a drug and goes on with one of the continuations, by verb."""

    async def complete(turn: Turn, done: Completed) -> Outcome:
        verb = done.draft.context.get("verb") or done.answers.get("verb", "")
        drug = exact_drug(turn, done.answers.get("drug", ""))
        if drug is None:
            raise Invalid("Please pick a drug from the list.", field="drug")
        return await continuations[verb](turn, drug.id)

    return Feature(forms={"which-drug": Form(1, _which, complete)})
