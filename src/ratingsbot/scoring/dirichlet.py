"""The intervals of `interval` without its beta approximation: to check it by, one at a time.

The mean of a Dirichlet distribution on 1 … 5 is at most x exactly if Σ(k − x)·Gₖ ≤ 0, where the
Gₖ are independent gamma variables with the Dirichlet's weights as shapes. The probability of that
is an integral over the characteristic function (Imhof 1961); the bound is found by root search.
A few milliseconds each, so it serves checks and not the product.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ratingsbot.scoring.interval import (
    AT_HIGH,
    AT_LOW,
    PSEUDO,
    SCALE,
    TAILS,
    Floats,
    as_histograms,
    free_ends,
    weighted_mean,
)

_STEP = 1 / 128
_TIMES = np.exp(np.arange(-24.0, 24.0, _STEP))
"""Where Imhof's integrand is taken, in units of its own width. On a logarithmic axis it is
smooth and fades on both sides, so that plain sums of equal steps converge fast."""


def exact_interval(hist: ArrayLike) -> Floats:
    """`interval.interval` from the Dirichlet distribution itself: one histogram (5,) → (2,).

    Raises ValueError for what isn't one histogram.
    """
    counts = _one_histogram(hist)
    bounds = np.array([quantile(counts + PSEUDO, q) for q in TAILS])
    return free_ends(bounds, counts)


def exact_guaranteed_interval(hist: ArrayLike) -> Floats:
    """`interval.guaranteed_interval` from the Dirichlet itself: one histogram (5,) → (2,).

    Raises ValueError for what isn't one histogram.
    """
    counts = _one_histogram(hist)
    return np.array([quantile(counts + AT_LOW, TAILS[0]), quantile(counts + AT_HIGH, TAILS[1])])


def quantile(weights: Floats, q: float) -> float:
    """Where the mean of a Dirichlet with these five weights lies below with probability `q`.

    Weights of 0 are points without any probability; their sum must be above 0, those that
    aren't 0 at least ½, and `q` within TAILS or between them. Good to 1e-6.
    """
    from scipy.optimize import brentq

    points, shapes = SCALE[weights > 0], weights[weights > 0]
    if len(points) == 1:
        return float(points[0])
    # By Cantelli's inequality less than .025 lies beyond seven deviations on either side. At the
    # very ends of the scale the integral is improper, and far from the mean it oscillates.
    centre, variance = weighted_mean(weights)
    deviation = math.sqrt(float(variance))
    reach, edge = 7 * deviation, 1e-5 * deviation
    low = max(float(centre) - reach, float(points[0]) + edge)
    high = min(float(centre) + reach, float(points[-1]) - edge)
    root = brentq(
        lambda x: _below(points - x, shapes) - q, low, high, xtol=1e-6 * deviation, rtol=1e-14
    )
    return float(root)


def _below(slopes: Floats, shapes: Floats) -> float:
    """P(Σ slopeₖ·Gₖ ≤ 0) for independent gamma variables with these shapes."""
    steps = slopes[:, None] * (_TIMES / math.sqrt(float(shapes @ slopes**2)))
    angle = shapes @ np.arctan(steps)
    log_size = shapes @ np.log1p(steps**2) / 2
    return 0.5 - float(np.sum(np.sin(angle) * np.exp(-log_size))) * _STEP / math.pi


def _one_histogram(hist: ArrayLike) -> Floats:
    counts = as_histograms(hist)
    if counts.ndim != 1:
        raise ValueError(f"one histogram is expected, not shape {counts.shape}")
    return counts
