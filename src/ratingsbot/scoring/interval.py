"""The mean of some ratings, and the 95 % interval around it. No prior knowledge goes in.

A histogram holds the numbers of 1s, 2s, 3s, 4s and 5s on its last axis; any leading axes (drugs,
dimensions, months) are kept, so one call serves a single drug or a whole catalogue.

`interval` is what people see. `guaranteed_interval` is wider, for claims. `dirichlet` has both
without the beta approximation, slowly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

TAILS = (0.025, 0.975)
Z = 1.959963984540054
"""The normal distribution's 97.5 % point: half the width of a 95 % interval, in deviations."""

SCALE = np.arange(1.0, 6.0)
PSEUDO = np.array([0.5, 0.0, 0.0, 0.0, 0.5])
"""Half a rating at each end: keeps the interval honest where the ratings happen to agree."""

AT_LOW = np.array([1.0, 0.0, 0.0, 0.0, 0.0])
AT_HIGH = AT_LOW[::-1]
"""The whole rating that the guaranteed interval adds at the end it looks to."""


class Moments(NamedTuple):
    """What a method needs to know of some ratings. All of one shape.

    `n` is how many there are, `mean` lies in [1, 5] (NaN where there are none), and `ss` is the
    sum of squared deviations from the mean.
    """

    n: Floats
    mean: Floats
    ss: Floats


def mean(hist: ArrayLike) -> Floats:
    """The plain mean of the ratings, in [1, 5].

    Shape (..., 5) → (...); NaN where there is no rating. Raises ValueError for what isn't a
    histogram.
    """
    counts = as_histograms(hist)
    n = counts.sum(axis=-1)
    means = np.full(n.shape, np.nan)
    np.divide(counts @ SCALE, n, out=means, where=n > 0)
    return means


def moments(hist: ArrayLike) -> Moments:
    """Number, mean and sum of squares of histograms, shape (..., 5) → three of shape (...).

    Raises ValueError for what isn't a histogram.
    """
    counts = as_histograms(hist)
    means = mean(counts)
    # Around the mean, not Σk²·nₖ − n·m²: that cancels, and can come out below 0.
    around = (SCALE - np.where(np.isnan(means), 0.0, means)[..., None]) ** 2
    return Moments(counts.sum(axis=-1), means, np.asarray(np.vecdot(counts, around)))


def interval(hist: ArrayLike) -> Floats:
    """The prior-free 95 % interval of the mean: (low, high) on the last axis, within [1, 5].

    Shape (..., 5) → (..., 2). With half a rating added at 1 and half at 5, the mean of a
    Dirichlet distribution has the first two moments below; a beta distribution on [1, 5] with
    the same two gives the bounds (docs/method.md, "The interval"). Ratings that are all 5 don't
    contradict a mean of 5, so their upper bound is 5 exactly; likewise 1 for all 1s. Without
    any rating the interval is nearly the whole scale. Raises ValueError for what isn't a
    histogram.
    """
    counts = as_histograms(hist)
    weights = (counts + PSEUDO)[..., None, :]
    return free_ends(_matched_quantile(weights, np.array(TAILS), 1.0, 5.0), counts)


def guaranteed_interval(hist: ArrayLike) -> Floats:
    """The conservative 95 % interval, for claims such as "clearly better than".

    Shape (..., 5) → (..., 2), within [1, 5]. The lower bound pretends that one more rating was
    a 1, the upper that one more was a 5, as Gaffke's bound for a bounded mean does (Gaffke
    2005); each is taken from the beta distribution with the same two moments. The pretended
    ratings lie between 1 and the highest rating given (between the lowest and 5, for the upper
    bound), and so does the beta distribution: it is exact where one answer only was given.
    Wider than `interval`, but for 3e-5 of a point where hundreds of ratings agree save one.
    Without any rating it is the whole scale. Raises ValueError for what isn't a histogram.
    """
    counts = as_histograms(hist)
    given = counts > 0
    highest = np.where(given, SCALE, 1.0).max(axis=-1)
    lowest = np.where(given, SCALE, 5.0).min(axis=-1)
    low = _matched_quantile(counts + AT_LOW, TAILS[0], 1.0, highest)
    high = _matched_quantile(counts + AT_HIGH, TAILS[1], lowest, 5.0)
    return np.stack([low, high], axis=-1)


def weighted_mean(weights: ArrayLike) -> tuple[Floats, Floats]:
    """Mean and variance of the mean of a Dirichlet distribution on 1 … 5, shape (..., 5) → (...).

    `weights` are its parameters; their sum must be above 0.
    """
    weights = np.asarray(weights, dtype=np.float64)
    total = weights.sum(axis=-1)
    centre = (weights @ SCALE) / total
    around = (SCALE - centre[..., None]) ** 2  # Σk²·wₖ/Σwₖ − centre² would cancel
    return centre, np.vecdot(weights, around) / (total * (total + 1))


def beta_quantile(
    centre: ArrayLike, variance: ArrayLike, q: ArrayLike, low: ArrayLike, high: ArrayLike
) -> Floats:
    """The quantile `q` of the beta distribution on [low, high] with this mean and variance.

    All of them are broadcast. `centre` lies strictly between `low` and `high`, and `variance`
    strictly between 0 and (centre − low)(high − centre).
    """
    # SciPy takes long to import, and a bot that has just started seldom needs it at once.
    from scipy.special import betaincinv

    low, width = np.asarray(low), np.asarray(high) - np.asarray(low)
    u = (np.asarray(centre) - low) / width
    size = width**2 * u * (1 - u) / np.asarray(variance) - 1
    return np.asarray(
        low + width * betaincinv(u * size, (1 - u) * size, np.asarray(q)), dtype=np.float64
    )


def free_ends(bounds: Floats, counts: Floats) -> Floats:
    """`bounds` (..., 2) with 1 as the lower one where all ratings are 1, 5 where all are 5."""
    n = counts.sum(axis=-1)
    all_low = (n > 0) & (counts[..., 0] == n)
    all_high = (n > 0) & (counts[..., 4] == n)
    return np.stack(
        [np.where(all_low, 1.0, bounds[..., 0]), np.where(all_high, 5.0, bounds[..., 1])], axis=-1
    )


def as_histograms(hist: ArrayLike) -> Floats:
    """`hist` as floats of shape (..., 5). Raises ValueError if it has no such shape, or if a
    count is negative or not finite."""
    counts = np.asarray(hist, dtype=np.float64)
    if counts.ndim == 0 or counts.shape[-1] != len(SCALE):
        raise ValueError(f"a histogram has 5 counts on its last axis, not shape {counts.shape}")
    if not np.all(np.isfinite(counts)) or np.any(counts < 0):
        raise ValueError("a histogram's counts are finite and not negative")
    return counts


def _matched_quantile(
    weights: Floats, q: float | Floats, low: float | Floats, high: float | Floats
) -> Floats:
    """The quantile of `weighted_mean`'s beta distribution on [low, high]; `low` where they meet."""
    centre, variance = weighted_mean(weights)
    one_point = np.equal(low, high)
    # Any proper distribution will do where there is none: its quantile is thrown away.
    bounds = beta_quantile(
        np.where(one_point, 3.0, centre),
        np.where(one_point, 1.0, variance),
        q,
        np.where(one_point, 1.0, low),
        np.where(one_point, 5.0, high),
    )
    return np.where(one_point, low, bounds)
