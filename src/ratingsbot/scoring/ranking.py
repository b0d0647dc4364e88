"""Ranks of drugs from their published figures; what the data can't separate shares them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.scoring.interval import Moments, Z
from ratingsbot.scoring.publication import EARLY_FROM, FULL_FROM, VERY_EARLY_FROM
from ratingsbot.scoring.score import COLD_START, Prior, class_mean, score

_FEWEST = {Tier.VERY_EARLY: VERY_EARLY_FROM, Tier.EARLY: EARLY_FROM, Tier.FULL: FULL_FROM}
_WRONG = 0.05
"""The chance that any two drugs of a ranking stand apart by chance."""


class Rank(NamedTuple):
    """A drug's place: from `best` to `worst`, counting from 1; the same if it is certain."""

    best: int
    worst: int
    score: float


def ranks(
    results: Sequence[DimensionResult], raters: Sequence[int], prior: Prior = COLD_START
) -> list[Rank]:
    """The rank of each, in the order given; all of one class. `raters` are published floors.

    Every result has a mean. Scores are those of `score`, with the class's mean from these very
    drugs. Two drugs are apart if their scores differ by more than chance would let any pair of
    the ranking differ in 5 of 100 rankings (Bonferroni over all pairs); a drug's best rank is
    behind all that are above it in this sense, its worst before all below. ValueError if a result
    has no mean.
    """
    from scipy.special import ndtri

    count = len(results)
    if not count:
        return []
    found = _moments(results, raters, prior)
    codes = np.zeros(count, dtype=np.intp)
    centre = class_mean(found, codes, prior)
    scores = score(found, prior, class_mean=centre.value[0], class_variance=centre.variance[0])
    pairs = max(count * (count - 1) // 2, 1)
    far = -float(ndtri(_WRONG / 2 / pairs))
    spread = np.sqrt(scores.variance[:, None] + scores.variance[None, :])
    above = scores.value[:, None] - scores.value[None, :] > far * spread
    best = 1 + above.sum(axis=0)
    worst = count - above.sum(axis=1)
    return [
        Rank(int(b), int(w), float(s)) for b, w, s in zip(best, worst, scores.value, strict=True)
    ]


def _moments(results: Sequence[DimensionResult], raters: Sequence[int], prior: Prior) -> Moments:
    """What is published, as number, mean and scatter of ratings.

    A dimension may have fewer answers than its drug has raters, and only its line tells: so many
    count as would give a line of that length, never more than the raters. Lines are rounded
    outward, so these are rather too few.
    """
    numbers: list[float] = []
    means: list[float] = []
    for result, floor in zip(results, raters, strict=True):
        if result.mean is None:
            raise ValueError("a drug without a mean has no rank")
        fewest = _FEWEST[result.tier]
        if result.low is None or result.high is None:
            numbers.append(fewest)
        else:
            half = max((result.high - result.low) / 2, 1e-3)
            numbers.append(min(max(prior.within * (Z / half) ** 2, fewest), max(floor, fewest)))
        means.append(result.mean)
    n = np.array(numbers)
    return Moments(n, np.array(means), np.maximum(n - 1, 0) * prior.within)
