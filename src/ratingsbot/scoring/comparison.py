"""Two drugs: how often one is rated above the other, and whether that can be chance.

With both distributions (`superiority`), with two scores (`probability_higher`), or, where only
means and intervals are published, with these (`difference_interval`). `verdict` says which words
a comparison has earned.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratingsbot.scoring.interval import PSEUDO, TAILS, Floats, Z, as_histograms, beta_quantile
from ratingsbot.scoring.score import Score

RELEVANT = 0.5
"""The smallest difference of means, in points, that is worth telling."""

_WINS = np.tri(5, k=-1) + 0.5 * np.eye(5)
"""What a rating of A (row) scores against one of B (column): 1 above it, ½ if they tie."""


class Superiority(NamedTuple):
    """θ, the probability that a random rating of A is above one of B, ties counting half."""

    raw: Floats
    """Of the ratings as they are; NaN where either has none."""
    theta: Floats
    """With half a rating added at 1 and at 5 of each; strictly between 0 and 1."""
    variance: Floats
    low: Floats
    high: Floats
    """The 95 % interval, within [0, 1]."""
    p: Floats
    """Two-sided, of θ = ½."""


class Verdict(Enum):
    """What may be said of two drugs' means."""

    A_HIGHER = "A is rated higher"
    B_HIGHER = "B is rated higher"
    NO_RELIABLE_DIFFERENCE = "no reliable difference"
    TOO_FEW = "too few ratings to tell"


def superiority(a: ArrayLike, b: ArrayLike) -> Superiority:
    """θ of histograms `a` against `b`, shapes (..., 5) broadcast against each other.

    Both are independent Dirichlet distributions; θ's first two moments are exact, the interval
    and p are those of the beta distribution that has the same two. Raises ValueError for what
    isn't a histogram.
    """
    from scipy.special import betainc, betaincc

    counts_a, counts_b = as_histograms(a), as_histograms(b)
    total_a, share_a = _shares(counts_a + PSEUDO)
    total_b, share_b = _shares(counts_b + PSEUDO)
    wins_a = share_b @ _WINS.T  # the chances of each rating of A against a random one of B
    wins_b = share_a @ _WINS
    theta = np.vecdot(share_a, wins_a)
    # Σ S_A ∘ K S_B K′ − θ², multiplied out: the part of A, that of B, and that of both. Nothing
    # large cancels, and all pairs of many drugs need no 5 × 5 matrix each.
    part_a = np.vecdot(share_a, (wins_a - theta[..., None]) ** 2)
    part_b = np.vecdot(share_b, (wins_b - theta[..., None]) ** 2)
    whole = np.vecdot(share_a, share_b @ (_WINS**2).T) - theta**2
    both = np.maximum(whole - part_a - part_b, 0.0)
    spare_a, spare_b = total_a + 1, total_b + 1
    variance = part_a / spare_a + part_b / spare_b + both / (spare_a * spare_b)
    low, high = (beta_quantile(theta, variance, q, 0.0, 1.0) for q in TAILS)
    size = theta * (1 - theta) / variance - 1
    alpha, beta = theta * size, (1 - theta) * size
    p = 2 * np.minimum(betainc(alpha, beta, 0.5), betaincc(alpha, beta, 0.5))
    raw = np.vecdot(_plain_shares(counts_a), _plain_shares(counts_b) @ _WINS.T)
    return Superiority(raw, theta, variance, low, high, np.asarray(p))


def pairwise(hists: ArrayLike) -> Superiority:
    """θ of every drug (row) against every other (column): shape (N, 5) → fields of (N, N).

    Some 0.4 s for 300 drugs. Raises ValueError for what isn't histograms.
    """
    counts = as_histograms(hists)
    return superiority(counts[:, None], counts[None, :])


def probability_higher(a: Score, b: Score) -> Floats:
    """The probability that A's true mean is above B's, from their scores."""
    from scipy.special import ndtr

    return np.asarray(ndtr((a.value - b.value) / np.sqrt(a.variance + b.variance)))


def difference_interval(
    mean_a: ArrayLike, bounds_a: ArrayLike, mean_b: ArrayLike, bounds_b: ArrayLike
) -> Floats:
    """The 95 % interval of mean A − mean B, from what is published of each. Shape (..., 2).

    The bounds are (low, high) on the last axis and may be rounded, outward. Each distance from a
    mean to its bound stands for a deviation on that side; they add as squares (MOVER, Zou &
    Donner 2008).
    """
    mean_a, mean_b = np.asarray(mean_a, np.float64), np.asarray(mean_b, np.float64)
    down_a, up_a = _reach(mean_a, bounds_a)
    down_b, up_b = _reach(mean_b, bounds_b)
    difference = mean_a - mean_b
    return np.stack(
        [difference - np.hypot(down_a, up_b), difference + np.hypot(up_a, down_b)], axis=-1
    )


def detectable(
    n_a: ArrayLike, n_b: ArrayLike, sigma2: float = 1.2, difference: float = RELEVANT
) -> NDArray[np.bool_]:
    """Whether so many raters could have shown such a difference at all.

    That is, whether the difference, if seen, would exceed 1.96 standard errors: from 37 raters
    each at the usual variance. Broadcast; never where either has no rater.
    """
    n_a, n_b = np.asarray(n_a, np.float64), np.asarray(n_b, np.float64)
    # Multiplied by n_a·n_b, so that no rater is no division by 0.
    enough = difference**2 * n_a * n_b >= Z**2 * sigma2 * (n_a + n_b)
    return np.asarray(enough & (n_a > 0) & (n_b > 0))


def verdict(difference: float, *, excludes_equal: bool, could_be_seen: bool) -> Verdict:
    """The words for mean A − mean B = `difference`.

    `excludes_equal`: the interval of θ leaves out ½; below 30 raters, that of the means'
    difference leaves out 0. `could_be_seen`: see `detectable`.
    """
    if excludes_equal and difference >= RELEVANT:
        return Verdict.A_HIGHER
    if excludes_equal and difference <= -RELEVANT:
        return Verdict.B_HIGHER
    return Verdict.NO_RELIABLE_DIFFERENCE if could_be_seen else Verdict.TOO_FEW


def _shares(weights: Floats) -> tuple[Floats, Floats]:
    total = weights.sum(axis=-1)
    return total, weights / total[..., None]


def _plain_shares(counts: Floats) -> Floats:
    n = counts.sum(axis=-1, keepdims=True)
    return np.where(n > 0, counts / np.where(n > 0, n, 1.0), np.nan)


def _reach(means: Floats, bounds: ArrayLike) -> tuple[Floats, Floats]:
    ends = np.asarray(bounds, dtype=np.float64)
    return np.maximum(means - ends[..., 0], 0.0), np.maximum(ends[..., 1] - means, 0.0)
