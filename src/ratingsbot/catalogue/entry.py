"""A drug of the catalogue: as the domain knows it, with every name that finds it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from ratingsbot.domain.drugs import Drug


class Kind(StrEnum):
    """What a name is. The values stand in the shipped table."""

    INN = "inn"
    """The international name, or the regulator's own where there is none."""
    USAN = "usan"
    """A national authority's name: American, British, Japanese."""
    BIOSIMILAR = "biosimilar"
    """A biosimilar's proper name: "adalimumab-atto"."""
    BRAND = "brand"
    GENERIC = "branded generic"
    """A copy's label with its maker's name: "Apo-Sertraline"."""
    SYNONYM = "synonym"
    """Any other name, in any language."""


class Name(NamedTuple):
    """A name that finds a drug. `regions` are where lists print it: US, CA, EU, FR; empty if
    the source doesn't say. A tuple, since the table has tens of thousands.
    """

    text: str
    kind: Kind
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A drug of the catalogue.

    `names` are all but the drug's own, each once, its shown brands among them. `ingredients` are
    the sources' keys of its actives: one drug is one set of them. A retired drug is on no list any
    more; it stays, so that what was written about it can be read.
    """

    drug: Drug
    names: tuple[Name, ...] = ()
    ingredients: tuple[str, ...] = ()
    retired: bool = False

    @property
    def synonyms(self) -> tuple[str, ...]:
        """The names that find the drug but aren't shown on its card."""
        shown = frozenset(self.drug.brands)
        return tuple(name.text for name in self.names if name.text not in shown)
