"""Conditions: one code and one name for each, whichever source names it."""

from __future__ import annotations

from collections.abc import Iterable

from ratingsbot.catalogue.importers.records import Treats
from ratingsbot.catalogue.names import code, fold, listed
from ratingsbot.domain.drugs import Indication, IndicationCode

MOST_CLAIMED = 8
"""Of community claims, at most so many per drug: they are noisy."""

_FILLERS = frozenset(
    {"of", "the", "and", "s", "disorder", "disorders", "syndrome", "disease", "diseases"}
)
_SAME = {
    "arterial hypertension": "hypertension",
    "attention deficit disorder with hyperactivity": "attention deficit hyperactivity disorder",
    "breast neoplasms": "breast cancer",
    "chronic renal insufficiency": "chronic kidney failure",
    "congestive heart failure": "heart failure",
    "epilepsy": "epilepsy syndrome",
    "gouty arthritis": "gout",
    "hay fever": "allergic rhinitis",
    "lung neoplasms": "lung cancer",
    "osteitis deformans": "paget s disease of bone",
    "ovarian neoplasms": "ovarian cancer",
    "pancreatic neoplasms": "pancreatic cancer",
    "perennial allergic rhinitis": "allergic rhinitis",
    "prostatic neoplasms": "prostate cancer",
    "seasonal allergic rhinitis": "allergic rhinitis",
    "stomach neoplasms": "stomach cancer",
    "tobacco use cessation": "nicotine dependence",
    "type 1 diabetes": "type 1 diabetes mellitus",
}
"""Folded headings, read forwards, and the Disease Ontology's name for the same condition."""

_PEOPLE = listed(
    """
    Alzheimer Behcet Crohn Cushing Fabry Gaucher Graves Hodgkin Kaposi Lennox Gastaut Paget
    Parkinson Philadelphia Sjogren Still Tourette Turner Waldenstrom Wegener Willebrand Wilson
    """
)
# EMA's areas also name procedures and settings, which nobody treats.
_NO_CONDITION = (
    "arthroplasty",
    "immunization",
    "transplantation",
    "anesthesia",
    "surgery",
    "transfusion",
)


class Conditions:
    """Gives each condition one code and one name, whichever drugs the catalogue holds.

    The Disease Ontology's come first, where PharmacotherapyDB has them, then EMA's headings, then
    the community's; so a code stays while the sources do.
    """

    def __init__(
        self, curated: Iterable[Treats], areas: Iterable[str], claimed: Iterable[Treats]
    ) -> None:
        self._known: dict[str, tuple[IndicationCode, str]] = {}
        for given, name in sorted({(claim.code, claim.condition) for claim in curated}):
            self._add(name, given, name)
        for area in sorted(set(areas)):
            self._add(area, code("MESH", area), _lowered(forwards(area)))
        for given, name in sorted({(claim.code, claim.condition) for claim in claimed}):
            self._add(name, given, name)

    def indication(self, name: str, source: str, *, authorised: bool) -> Indication:
        """The condition of that name. Raises KeyError for one that no source names."""
        code, label = self._known[_key(name)]
        return Indication(code, label, source, authorised)

    def _add(self, name: str, code: str, label: str) -> None:
        entry = (IndicationCode(code), label[:1].upper() + label[1:])
        self._known.setdefault(_key(name), entry)


def is_condition(area: str) -> bool:
    """Whether an EMA therapeutic area is something to treat rather than a procedure."""
    return not any(word in area.casefold() for word in _NO_CONDITION)


def forwards(heading: str) -> str:
    """An inverted subject heading read forwards: "Diabetes Mellitus, Type 2"."""
    parts = [part.strip() for part in heading.split(",")]
    return " ".join(reversed(parts))


def merged(
    authorised: Iterable[Indication], others: Iterable[Indication]
) -> tuple[Indication, ...]:
    """Each condition once, a regulator's word before others', otherwise in the order given."""
    chosen: dict[IndicationCode, Indication] = {}
    for indication in [*authorised, *others]:
        chosen.setdefault(indication.code, indication)
    return tuple(chosen.values())


def _key(name: str) -> str:
    """Equal for "Diabetes Mellitus, Type 2" and "type 2 diabetes mellitus"."""
    folded = fold(forwards(name))
    folded = _SAME.get(folded, folded)
    words = sorted(_singular(word) for word in folded.split() if word not in _FILLERS)
    return " ".join(words) or folded


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "is", "us")) else word


def _lowered(heading: str) -> str:
    """A subject heading without capitals but initials ("HIV", "hepatitis C") and people's."""
    return " ".join(word if word.isupper() else _without_capital(word) for word in heading.split())


def _without_capital(word: str) -> str:
    parts = word.split("-")
    kept = [p if p.isupper() or p.removesuffix("'s") in _PEOPLE else p.lower() for p in parts]
    return "-".join(kept)
