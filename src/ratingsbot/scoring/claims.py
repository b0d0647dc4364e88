"""What may be said of published figures: of two drugs, and of one. Nothing here sees a rating.

Every figure is a release's, so a claim tells nothing that the cards don't.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ratingsbot.domain.releases import DimensionResult
from ratingsbot.scoring.comparison import (
    RELEVANT,
    Verdict,
    difference_interval,
    superiority,
    verdict,
)
from ratingsbot.scoring.interval import Floats

SPLIT_END, SPLIT_MIDDLE = 30, 20


@dataclass(frozen=True, slots=True)
class Claim:
    """What a comparison has earned, of A against B on one dimension."""

    verdict: Verdict
    chance: float | None = None
    """θ: how often a rating of A is above one of B, ties half; where both show distributions."""


def claim(a: DimensionResult, raters_a: int, b: DimensionResult, raters_b: int) -> Claim | None:
    """The claim from the figures as published; None where either shows none.

    `raters_…` are the published floors. That one is higher takes a difference of half a point, an
    interval of the means' difference that leaves out 0 and, where both distributions are shown,
    an interval of θ that leaves out ½ on the same side: split opinions can have the higher mean
    and yet lose most pairs. The first rests on the dimension's own number of answers;
    θ alone would count as many answers as the drug has raters. Half a point could have been seen
    if the two published lines, added as squares, reach no farther.
    """
    if a.mean is None or b.mean is None:
        return None
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return Claim(Verdict.TOO_FEW)
    low, high = difference_interval(a.mean, (a.low, a.high), b.mean, (b.low, b.high)).tolist()
    above, below = low > 0, high < 0
    reach = math.hypot(a.high - a.low, b.high - b.low) / 2
    chance = None
    if a.shares is not None and b.shares is not None:
        found = superiority(_ratings(a.shares, raters_a), _ratings(b.shares, raters_b))
        chance = float(found.theta)
        above, below = above and float(found.low) > 0.5, below and float(found.high) < 0.5
    said = verdict(a.mean - b.mean, excludes_equal=above or below, could_be_seen=reach <= RELEVANT)
    return Claim(said, chance)


def is_split(result: DimensionResult) -> bool:
    """Whether opinions are split: at least 30 % at each end (1 and 2; 4 and 5) and at most 20 %
    between. From published shares, so only of dimensions with 30 answers or more."""
    if result.shares is None:
        return False
    one, two, three, four, five = result.shares
    return min(one + two, four + five) >= SPLIT_END and three <= SPLIT_MIDDLE


def _ratings(shares: tuple[int, ...], raters: int) -> Floats:
    """So many ratings in these shares, which needn't add up to 100 %."""
    parts = np.array(shares, dtype=np.float64)
    return np.asarray(parts * (raters / parts.sum()))
