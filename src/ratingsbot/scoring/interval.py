"""The mean of some ratings, and the 95 % interval around it. No prior knowledge goes in.

A histogram holds the numbers of 1s, 2s, 3s, 4s and 5s on its last axis; any leading axes (drugs,
dimensions, months) are kept, so one call serves a single drug or a whole catalogue.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

TAILS = (0.025, 0.975)
_SCALE = np.arange(1.0, 6.0)
_PSEUDO = np.array([0.5, 0.0, 0.0, 0.0, 0.5])
"""Half a rating at each end: keeps the interval honest where the ratings happen to agree."""


def mean(hist: ArrayLike) -> Floats:
    """The plain mean of the ratings, in [1, 5].

    Shape (..., 5) → (...); NaN where there is no rating. Raises ValueError for what isn't a
    histogram.
    """
    counts = as_histograms(hist)
    n = counts.sum(axis=-1)
    means = np.full(n.shape, np.nan)
    np.divide(counts @ _SCALE, n, out=means, where=n > 0)
    return means


def interval(hist: ArrayLike) -> Floats:
    """The prior-free 95 % interval of the mean: (low, high) on the last axis, within [1, 5].

    Shape (..., 5) → (..., 2). With half a rating added at 1 and half at 5, the mean of a
    Dirichlet distribution has the first two moments below; a beta distribution on [1, 5] with
    the same two gives the bounds (docs/method.md, "The interval"). Ratings that are all 5 don't
    contradict a mean of 5, so their upper bound is 5 exactly; likewise 1 for all 1s. Without
    any rating the interval is nearly the whole scale. Raises ValueError for what isn't a
    histogram.
    """
    # SciPy takes long to import, and a bot that has just started seldom needs it at once.
    from scipy.special import betaincinv

    counts = as_histograms(hist)
    n = counts.sum(axis=-1)
    weights = counts + _PSEUDO
    centre = (weights @ _SCALE) / (n + 1)
    variance = ((weights @ _SCALE**2) / (n + 1) - centre**2) / (n + 2)
    u = (centre - 1) / 4
    size = 16 * u * (1 - u) / variance - 1
    alpha, beta = u * size, (1 - u) * size
    quantiles = betaincinv(alpha[..., None], beta[..., None], np.array(TAILS))
    bounds = 1 + 4 * np.asarray(quantiles, dtype=np.float64)
    bounds[..., 0] = np.where((n > 0) & (counts[..., 0] == n), 1.0, bounds[..., 0])
    bounds[..., 1] = np.where((n > 0) & (counts[..., 4] == n), 5.0, bounds[..., 1])
    return bounds


def as_histograms(hist: ArrayLike) -> Floats:
    """`hist` as floats of shape (..., 5). Raises ValueError if it has no such shape, or if a
    count is negative or not finite."""
    counts = np.asarray(hist, dtype=np.float64)
    if counts.ndim == 0 or counts.shape[-1] != len(_SCALE):
        raise ValueError(f"a histogram has 5 counts on its last axis, not shape {counts.shape}")
    if not np.all(np.isfinite(counts)) or np.any(counts < 0):
        raise ValueError("a histogram's counts are finite and not negative")
    return counts
