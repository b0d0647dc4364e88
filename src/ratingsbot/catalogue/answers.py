"""What a name means, for scripts and for people at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ratingsbot.catalogue.lookup import Catalogue
from ratingsbot.domain.drugs import Drug, DrugId
from ratingsbot.errors import Unknown

CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A drug that may be meant. `confidence`: 1 for an exact name, else its likeness below 1."""

    drug: DrugId
    name: str
    confidence: float

    def as_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {"drug_id": self.drug, "name": self.name, "confidence": round(self.confidence, 3)}


@dataclass(frozen=True, slots=True)
class Answer:
    """`drug` is None when unsure: the name means several drugs, or none exactly."""

    query: str
    drug: Candidate | None
    candidates: Sequence[Candidate]

    def as_dict(self) -> dict[str, Any]:
        """As a line of JSON: query, drug_id, name, confidence, candidates."""
        first = self.drug
        return {
            "query": self.query,
            "drug_id": first.drug if first else None,
            "name": first.name if first else None,
            "confidence": first.confidence if first else 0.0,
            "candidates": [candidate.as_dict() for candidate in self.candidates],
        }

    def __str__(self) -> str:
        if self.drug is not None:
            return f"{self.query}: {self.drug.drug}"
        if not self.candidates:
            return f"{self.query}: no such drug"
        offered = ", ".join(f"{one.name} ({one.drug})" for one in self.candidates)
        return f"{self.query}: unsure; did you mean {offered}?"


def answer(catalogue: Catalogue, text: str) -> Answer:
    """Taken silently only if `text` names exactly one drug; everything else asks."""
    exact = [Candidate(m.drug.id, m.name, 1.0) for m in catalogue.find(text)]
    if len(exact) == 1:
        return Answer(text, exact[0], exact)
    if exact:
        return Answer(text, None, exact)
    near = catalogue.near_with_likeness(text, CANDIDATES)
    return Answer(text, None, [Candidate(m.drug.id, m.name, min(s, 0.99)) for m, s in near])


def described(catalogue: Catalogue, text: str) -> str:
    """A drug's entry in words. Raises Unknown, naming candidates, when unsure."""
    drug = catalogue.get(text)
    if drug is None:
        found = answer(catalogue, text)
        if found.drug is None:
            raise Unknown(str(found))
        drug = catalogue.get(found.drug.drug)
    assert drug is not None  # noqa: S101 - the catalogue's own id
    return "\n".join(_lines(drug))


def _lines(drug: Drug) -> list[str]:
    lines = [f"{drug.name} ({drug.id}){'' if drug.marketed else ', not marketed'}"]
    if drug.drug_class:
        lines.append(f"class: {drug.drug_class}")
    if drug.brands:
        lines.append(f"brands: {', '.join(drug.brands)}")
    if drug.first_year_source:
        lines.append(f"first year: {drug.first_year_source}")
    for indication in drug.indications:
        kind = "authorised" if indication.authorised else "not from a label"
        lines.append(f"for: {indication.name} ({indication.source}, {kind})")
    lines += [f"{label}: {address}" for label, address in drug.links]
    return lines
