"""Drugs as the catalogue knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

DrugId = NewType("DrugId", str)
"""Stable for ever, at most 40 of a-z, 0-9 and "-", e.g. "amoxicillin-clavulanic-acid"."""

LOCAL_PREFIX = "local."
"""Begins the id of a pool's own product. The catalogue's ids hold no dot."""

IndicationCode = NewType("IndicationCode", str)
"""A coded condition, e.g. "DOID:1470". The empty string means "not said"."""

NO_INDICATION = IndicationCode("")


@dataclass(frozen=True, slots=True)
class Indication:
    """A condition that a drug treats, with where that is said.

    `authorised` is True only when the source is a regulator; community sources (Wikidata) are
    never shown as authorised.
    """

    code: IndicationCode
    name: str
    source: str
    authorised: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Drugs that can be looked at together: a class, or a condition that they are used for."""

    code: str
    """At most 26 characters: a condition's own, or "class:…"."""
    name: str


@dataclass(frozen=True, slots=True)
class Drug:
    """A single active ingredient or a fixed combination.

    `name` is the INN or, where there is none, the regulator's own; `brands` are trade names,
    most familiar first; `first_year` is the first authorisation found, and `first_year_source` says
    it with its source: "authorised in the EU 2011 · EMA".
    """

    id: DrugId
    name: str
    brands: tuple[str, ...]
    drug_class: str
    first_year: int | None
    first_year_source: str
    indications: tuple[Indication, ...]
    links: tuple[tuple[str, str], ...] = ()
    """(label, address) of the regulators' public pages."""
    marketed: bool = True
    """Whether it is on a list of marketed drugs; others are found only if asked for."""
    first_authorised: int | None = None
    """The year of the first authorisation that a regulator's file dates, if nothing speaks for an
    earlier one. Unlike `first_year` never a start of marketing, so it can be called new by it."""


@dataclass(frozen=True, slots=True)
class LocalDrug:
    """A pool's own name for a drug of the catalogue, or a product of its own (compounded here).

    A product's `drug` is an id of its own that starts with `LOCAL_PREFIX`, and `ingredients` says
    what is in it; a name's `drug` is the catalogue's.
    """

    id: str
    name: str
    drug: DrugId
    ingredients: str = ""

    @property
    def is_product(self) -> bool:
        """Whether it is a drug that the catalogue doesn't have."""
        return self.drug.startswith(LOCAL_PREFIX)


@dataclass(frozen=True, slots=True)
class DrugMatch:
    """A drug found by a name, and the name that found it."""

    drug: Drug
    name: str

    @property
    def label(self) -> str:
        """Tells two brands apart: "Zoloft · sertraline", or only the drug's own name."""
        if self.name.casefold() == self.drug.name.casefold():
            return self.drug.name
        return f"{self.name} · {self.drug.name}"
