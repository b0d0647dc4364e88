"""Whether a drug's ratings have moved within a year: a slope or a step, and not a month's mood.

Twelve monthly histograms a drug, (..., 12, 5). Months differ by more than the chance of who
rated: the between-month variance τ_m², pooled over all drugs, says by how much. Leave it out, and
a large share of the trends found are false.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratingsbot.scoring.interval import Floats, as_histograms, moments

RECENT = 3
"""Months at the end that the step sets against those before."""
LEAST, LEAST_EACH_SIDE = 20, 5
"""Ratings that a trend needs: in all, and before and after the step."""
Q_MONTHLY, Q_DAILY = 0.05, 0.01
"""The share of false ones among the trends that a scan may tell."""


class Trend(NamedTuple):
    """Of one drug, or of many. A trend upwards has z above 0."""

    slope: Floats
    """z of the month."""
    step: Floats
    """z of the last months against those before."""
    p: Floats
    """Two-sided, of both together; NaN where there are too few ratings to judge."""


def trend(monthly: ArrayLike, month_variance: float) -> Trend:
    """The trends in monthly histograms, oldest first: shape (..., T, 5) → fields of (...).

    `month_variance` is τ_m², see `between_months`; with 0 the statistics are the plain ones.
    Raises ValueError for what isn't histograms, for 3 months or fewer, or a negative variance.
    """
    months = _months(monthly)
    _, times, recent = _level_slope_step(months.shape[-2]).T
    slope = contrast(months, times, month_variance)
    step = contrast(months, recent, month_variance)
    return Trend(slope, step, np.where(judged(months), joint_p(slope, step), np.nan))


def contrast(monthly: ArrayLike, times: ArrayLike, month_variance: float) -> Floats:
    """z = Σw(t − t̄)mₜ / √Σw(t − t̄)², w = 1/(σ̂²/nₜ + τ_m²), for any times t of T months.

    σ̂² is the variance of all the drug's ratings in these months. A month without ratings has no
    weight; z is 0 where nothing varies. Shape (..., T, 5) → (...).
    """
    if not month_variance >= 0:
        raise ValueError(f"a variance is not negative: {month_variance}")
    months = as_histograms(monthly)
    n, means, _ = moments(months)
    _, centre, squares = moments(months.sum(axis=-2))
    # A mean's distance from the centre, so that ratings that all agree give 0 and no noise.
    off = np.where(n > 0, means - centre[..., None], 0.0)
    spread = squares / np.maximum(n.sum(axis=-1) - 1, 1)
    spread = np.where(spread > 0, spread, 1.0)[..., None]  # all agree: any weights will do
    weight = n / (spread + n * month_variance)
    weights = weight.sum(axis=-1, keepdims=True)
    t = np.asarray(times, dtype=np.float64)
    from_mean = t - (weight * t).sum(axis=-1, keepdims=True) / np.where(weights > 0, weights, 1.0)
    size = np.sqrt((weight * from_mean**2).sum(axis=-1))
    # Where all ratings fall on one time, what is left is the rounding of t̄.
    told = size > 1e-9 * np.sqrt(weights[..., 0]) * np.ptp(t)
    pull = (weight * from_mean * off).sum(axis=-1)
    return np.asarray(np.where(told, pull / np.where(told, size, 1.0), 0.0))


def joint_p(slope: ArrayLike, step: ArrayLike) -> Floats:
    """Twice the smaller of two contrasts' two-sided p, at most 1 (Bonferroni); broadcast."""
    from scipy.special import ndtr

    largest = np.maximum(np.abs(slope), np.abs(step))
    return np.asarray(np.minimum(1.0, 4 * ndtr(-largest)))


def judged(monthly: ArrayLike) -> NDArray[np.bool_]:
    """Where there are ratings enough: 20, of them 5 in the last three months and 5 before."""
    n = as_histograms(monthly).sum(axis=-1)
    recent, before = n[..., -RECENT:].sum(axis=-1), n[..., :-RECENT].sum(axis=-1)
    each_side = (recent >= LEAST_EACH_SIDE) & (before >= LEAST_EACH_SIDE)
    return np.asarray(each_side & (recent + before >= LEAST))


def between_months(monthly: ArrayLike) -> float:
    """τ_m², the between-month variance pooled over all drugs; (..., T, 5) → a number from 0 up.

    A method of moments. A drug's months are fitted by a level, a slope and a step, so that real
    trends don't pass for moods; what the squares left over exceed their expectation by if
    months didn't matter, summed over all drugs, is divided by the weight that τ_m² has in them.
    0 where no drug has months enough. Raises ValueError as `trend` does.
    """
    months = _months(monthly)
    n, means, squares = moments(months)
    root = np.sqrt(n)
    design = root[..., None] * _level_slope_step(months.shape[-2])
    fitted = design @ np.linalg.pinv(design, rcond=1e-10)  # the projection on the three
    # From the scale's middle, which changes nothing but the rounding.
    off = root * np.where(n > 0, means - 3.0, 0.0)
    left = off - (fitted @ off[..., None])[..., 0]
    free = 1 - np.diagonal(fitted, axis1=-2, axis2=-1)
    filled = (n > 0).sum(axis=-1)
    spare = n.sum(axis=-1) - filled  # ratings beyond the first of each month
    within = squares.sum(axis=-1) / np.where(spare > 0, spare, 1.0)
    excess = (left**2).sum(axis=-1) - within * (free * (n > 0)).sum(axis=-1)
    total = float(np.where(spare > 0, (free * n).sum(axis=-1), 0.0).sum())
    return max(0.0, float(np.where(spare > 0, excess, 0.0).sum()) / total) if total > 1e-6 else 0.0


def adjusted(p: ArrayLike) -> Floats:
    """p-values adjusted for the false discovery rate (Benjamini & Hochberg 1995), same shape.

    Those of at most q keep the expected share of false ones among them to q. NaN (not judged)
    stays NaN and doesn't count as a test. Raises ValueError for a p outside [0, 1].
    """
    # As scipy.stats.false_discovery_control, which takes long to import and refuses NaN.
    p = np.asarray(p, dtype=np.float64)
    tested = ~np.isnan(p)
    values = p[tested]
    if np.any((values < 0) | (values > 1)):
        raise ValueError("a p-value lies in [0, 1]")
    order = np.argsort(values)
    scaled = values[order] * values.size / np.arange(1, values.size + 1)
    least = np.minimum.accumulate(scaled[::-1])[::-1]
    result = np.full(p.shape, np.nan)
    back = np.empty_like(values)
    back[order] = np.minimum(least, 1.0)
    result[tested] = back
    return result


def _level_slope_step(number: int) -> Floats:
    """The columns 1, t and 1[last 3 months]: shape (number, 3)."""
    t = np.arange(float(number))
    return np.stack([np.ones(number), t, t >= number - RECENT], axis=-1)


def _months(monthly: ArrayLike) -> Floats:
    months = as_histograms(monthly)
    if months.ndim < 2 or months.shape[-2] <= RECENT:
        raise ValueError(f"a trend needs more than {RECENT} months, not shape {months.shape}")
    return months
