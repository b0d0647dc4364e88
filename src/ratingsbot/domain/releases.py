"""What may be shown of a drug's ratings: frozen results, and nothing live.

METHOD.md's publication rule in types: everything a person reads about ratings comes from a
`Release`; nothing in the product computes from raw ratings for display.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import NewType

from ratingsbot.domain.drugs import DrugId
from ratingsbot.domain.reviews import Dimension

PoolId = NewType("PoolId", str)
ReleaseId = NewType("ReleaseId", str)


class Tier(IntEnum):
    """How much a number of raters allows to be shown."""

    NONE = 0
    """0 to 4 raters: "Not enough ratings yet", the same words for each of them."""
    VERY_EARLY = 1
    """5 to 10: the mean in half points, raters as "5+"."""
    EARLY = 2
    """11 to 29: and the interval on the half-point grid; raters floored to 5s."""
    FULL = 3
    """30 and more: a 0.1 grid, and the distribution in steps of 5 %."""


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """One dimension's published figures, already on the published grid.

    `mean`, `low` and `high` lie in [1, 5]; `shares` are percentages for 1 to 5, each a multiple
    of 5 (they need not add up to 100). What the tier doesn't allow is None.
    """

    tier: Tier
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    shares: tuple[int, int, int, int, int] | None = None


NOTHING = DimensionResult(Tier.NONE)
"""What is shown of a dimension without results."""


@dataclass(frozen=True, slots=True)
class Release:
    """A drug's results in a pool, as last published. Never changed, only followed by another."""

    id: ReleaseId
    pool: PoolId
    drug: DrugId
    day: date
    """For the rule "at most daily"; people are told the month only."""
    tier: Tier
    raters: int
    """A floor, never the exact number: 0, 5 ("5+"), 10, 15, 20 …"""
    results: Mapping[Dimension, DimensionResult]
    synthetic: bool = False
    """True when seeded demo reviews are in it; every card then says so."""

    @property
    def has_results(self) -> bool:
        """Whether there is anything to show."""
        return self.tier is not Tier.NONE

    def result(self, dimension: Dimension) -> DimensionResult:
        """What may be shown of a dimension; NOTHING where there is nothing."""
        return self.results.get(dimension, NOTHING) if self.has_results else NOTHING
