"""What may be shown of a drug's ratings, how coarsely, and when anew.

Live averages leak: 4.00 from five raters that becomes 3.67 from six gives the sixth away as a 2.
So only frozen results are shown, their grid is coarse while raters are few, and a new result
waits until enough physicians changed. docs/method.md, "What is shown, and when", has the table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import Dimension
from ratingsbot.scoring.interval import Floats, as_histograms, interval

VERY_EARLY_FROM, EARLY_FROM, FULL_FROM = 5, 11, 30
"""The fewest raters of each tier."""

COMMENT_AUTHORS = 3
COMMENT_AUTHORS_LATE = 2
COMMENT_WAIT_DAYS = 14

_RATERS_STEP = 5
_SHARE_STEP = 5
_HALVES, _TENTHS = 2, 10
"""Grids, as steps in a point."""

_NOISE = 1e-6
"""Of a step: rounding outward must not push 4.5, computed as 4.500000000000001, to 5."""


def tier_of(raters: int, *, strict: bool = False) -> Tier:
    """What `raters` (0 or more) allow to be shown; a `strict` pool shows nothing under 11."""
    if raters >= FULL_FROM:
        return Tier.FULL
    if raters >= EARLY_FROM:
        return Tier.EARLY
    if raters >= VERY_EARLY_FROM and not strict:
        return Tier.VERY_EARLY
    return Tier.NONE


def shown_raters(raters: int) -> int:
    """The floor that people are told: 0 below 5, 5 up to 10, then the last multiple of 5."""
    if raters < VERY_EARLY_FROM:
        return 0
    if raters < EARLY_FROM:
        return VERY_EARLY_FROM
    return raters - raters % _RATERS_STEP


def is_due(
    *,
    raters_now: int,
    tier_published: Tier | None,
    changed: int,
    last_day: date | None,
    today: date,
    strict: bool = False,
) -> bool:
    """Whether a drug's results are to be published anew today.

    `changed` counts the distinct physicians who added, changed or withdrew a rating since the
    last results (since ever, if there are none: `tier_published` and `last_day` are then None).

    The threshold is the larger of what the old and the new tier ask for. With the new tier's
    alone, a drug that falls from 30 raters to 10 could be renewed after 5 more changes, and the
    fine old picture beside the coarse new one would tell about those few; with the old tier's
    alone, the same would hold for a drug on its way up.
    """
    tier_now = tier_of(raters_now, strict=strict)
    if tier_now is Tier.NONE and tier_published in (None, Tier.NONE):
        return False
    if last_day is not None and today <= last_day:
        return False
    return changed >= _changes_needed(tier_now, tier_published)


def renewed(
    histograms: ArrayLike,
    *,
    changed: Mapping[Dimension, int],
    published: Mapping[Dimension, DimensionResult],
    strict: bool = False,
) -> frozenset[Dimension]:
    """The dimensions whose figures a release may take anew; the others keep what stood before.

    Each by the rule of `is_due`, with the physicians who changed that very dimension since its own
    figures were last taken: a drug that is due because eleven changed something else must not show
    what one of them now thinks of this. `histograms` as for `publish`.
    """
    answers = as_histograms(histograms).sum(axis=-1).tolist()
    return frozenset(
        dimension
        for dimension, count in zip(Dimension, answers, strict=True)
        if changed.get(dimension, 0)
        >= _changes_needed(
            tier_of(round(count), strict=strict),
            published[dimension].tier if dimension in published else None,
        )
    )


def _changes_needed(now: Tier, published: Tier | None) -> int:
    finest = max(now, published or Tier.NONE)
    return EARLY_FROM if finest >= Tier.EARLY else VERY_EARLY_FROM


def publish(
    histograms: ArrayLike, raters: int, *, strict: bool = False
) -> Mapping[Dimension, DimensionResult]:
    """What may be shown of each dimension, every figure on its published grid.

    `histograms` has shape (5, 5): the dimensions in the order of `Dimension`, the counts of 1 to
    5; `raters` is the drug's number of distinct physicians. A dimension's tier is that of its
    own number of answers, never above the drug's. Means are rounded to the nearest step (halves
    to even, so that the scale has no favoured end), intervals outward, shares to the nearest 5 %.

    Raises ValueError if `histograms` has another shape, a count is negative, or a dimension has
    more answers than the drug has raters.
    """
    counts = as_histograms(histograms)
    if counts.shape != (len(Dimension), 5):
        raise ValueError(f"expected one histogram for each dimension, not shape {counts.shape}")
    if counts.sum(axis=-1).max() > raters:
        raise ValueError("a dimension has more answers than the drug has raters")
    drug_tier = tier_of(raters, strict=strict)
    return {
        dimension: _published(row, drug_tier, strict=strict)
        for dimension, row in zip(Dimension, counts, strict=True)
    }


def outward(bounds: ArrayLike, steps: int) -> tuple[float, float]:
    """An interval, (low, high) in [1, 5], widened to a grid of `steps` in a point."""
    low, high = np.asarray(bounds, dtype=np.float64).tolist()
    down = math.floor(low * steps + _NOISE) / steps
    up = math.ceil(high * steps - _NOISE) / steps
    return max(down, 1.0), min(up, 5.0)


def comment_batch_due(authors: int, oldest_waiting_days: int) -> bool:
    """Whether the waiting comments of a pool may appear: 3 authors, or 2 after a fortnight."""
    if oldest_waiting_days >= COMMENT_WAIT_DAYS:
        return authors >= COMMENT_AUTHORS_LATE
    return authors >= COMMENT_AUTHORS


def _published(row: Floats, drug_tier: Tier, *, strict: bool) -> DimensionResult:
    answers = round(float(row.sum()))
    tier = min(drug_tier, tier_of(answers, strict=strict))
    if tier is Tier.NONE:
        return DimensionResult(tier)
    steps = _TENTHS if tier is Tier.FULL else _HALVES
    # One division of whole numbers, so that a tie is seen as one.
    mean = round(steps * float(row @ np.arange(1.0, 6.0)) / answers) / steps
    if tier is Tier.VERY_EARLY:
        return DimensionResult(tier, mean)
    low, high = outward(interval(row), steps)
    shares = _shares(row, answers) if tier is Tier.FULL else None
    return DimensionResult(tier, mean, low, high, shares)


def _shares(row: Floats, answers: int) -> tuple[int, int, int, int, int]:
    one, two, three, four, five = (
        _SHARE_STEP * round(100 * float(count) / (_SHARE_STEP * answers)) for count in row
    )
    return one, two, three, four, five
