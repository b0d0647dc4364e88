"""What is published of a histogram: the rules as they are, and coarser ones.

The rules as they are repeat `ratingsbot.scoring.publication` for many histograms at once; a test
holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from attacker.people import ANSWERS, Floats, Ints, codes, histograms
from ratingsbot.scoring.interval import interval

_NOISE = 1e-6

MANY_FROM = 11
"""Raters from which more changes are needed, and more are controlled."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The figures of one tier. `None` is a figure that isn't shown.

    `mean` and `interval` are in steps to a point, `shares` in percent, `cuts` splits the mean
    into words (3 words at 2.5 and 3.5 for instance) and goes without `mean`.
    """

    mean: float | None = None
    interval: float | None = None
    shares: int | None = None
    cuts: tuple[float, ...] = ()


HIDDEN = Grid()
WORDS = Grid(cuts=(2.5, 3.5))


@dataclass(frozen=True, slots=True)
class Rule:
    """What is published from so many raters on, and when anew.

    `few` and `many` are the numbers of distinct physicians who must have changed a dimension
    before it is renewed, up to 10 raters and from 11 on.
    """

    tiers: tuple[tuple[int, Grid], ...]
    few: int = 5
    many: int = 11
    floor: int = 5

    def tier(self, raters: int) -> int:
        """0, where nothing is shown, then 1, 2 …"""
        return sum(raters >= start for start, _ in self.tiers)

    def grid(self, raters: int) -> Grid:
        """What so many raters allow to be shown."""
        tier = self.tier(raters)
        return self.tiers[tier - 1][1] if tier else HIDDEN

    def changes(self, *raters: int) -> int:
        """The distinct physicians needed between two releases of so many raters."""
        return self.many if max(raters) >= MANY_FROM else self.few

    def shown_raters(self, raters: int) -> int:
        """The floor that is told: below 11 that of the first tier."""
        if not self.tier(raters):
            return 0
        return self.tiers[0][0] if raters < MANY_FROM else raters - raters % self.floor


TODAY = Rule(
    (
        (5, Grid(mean=2)),
        (11, Grid(mean=2, interval=2)),
        (30, Grid(mean=10, interval=10, shares=5)),
    )
)


def figures(counts: Ints, rule: Rule = TODAY) -> Ints:
    """All that is published of histograms of one size, shape (k, 5) → (k, 10): the raters'
    floor, the tier, the mean, the interval's ends, the five shares; whole steps, 0 if hidden."""
    raters = int(counts[0].sum())
    out = np.zeros((len(counts), 5 + ANSWERS), dtype=np.int64)
    out[:, 0] = rule.shown_raters(raters)
    out[:, 1] = rule.tier(raters)
    grid = rule.grid(raters)
    total = counts @ np.arange(1, ANSWERS + 1)
    if grid.mean is not None:
        out[:, 2] = np.round(grid.mean * total / raters)
    elif grid.cuts:
        out[:, 2] = np.digitize(total / raters, grid.cuts)
    if grid.interval is not None:
        bounds: Floats = interval(counts) * grid.interval
        out[:, 3] = np.maximum(np.floor(bounds[:, 0] + _NOISE), np.ceil(grid.interval))
        out[:, 4] = np.minimum(np.ceil(bounds[:, 1] - _NOISE), np.floor(5 * grid.interval))
    if grid.shares is not None:
        out[:, 5:] = np.round(100 * counts / (grid.shares * raters))
    return out


def keys(counts: Ints, rule: Rule = TODAY) -> Ints:
    """The same as one number each: equal where all that is published is equal."""
    sizes = np.array([1 << 9, 4, 64, 64, 64, *[32] * ANSWERS], dtype=np.int64)
    places = np.concatenate([[1], np.cumprod(sizes[:-1])])
    return np.asarray(figures(counts, rule) @ places, dtype=np.int64)


@cache
def published(raters: int, rule: Rule, base: int) -> Ints:
    """The look-up from a histogram's code to the number of what is shown, 0, 1, 2 …"""
    counts = histograms(raters)
    table = np.full(base ** (ANSWERS - 1), -1, dtype=np.int64)
    table[codes(counts, base)] = np.unique(keys(counts, rule), return_inverse=True)[1]
    return table
