"""One figure for all dimensions of a drug. None is shown, anywhere.

A mean of efficacy and accessibility is a mean of unlike things. The formula is worked out, and
its worked case kept, for the day when somebody has weights of their own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ratingsbot.scoring.interval import (
    PSEUDO,
    TAILS,
    Floats,
    as_histograms,
    beta_quantile,
    moments,
    weighted_mean,
)
from ratingsbot.scoring.score import COLD_START, Prior, score


class Composite(NamedTuple):
    """Of one drug, or of many."""

    scores: Floats
    """Of each dimension; one without ratings has its class's mean."""
    score: Floats
    """Their mean."""
    centre: Floats
    low: Floats
    high: Floats
    """Middle and 95 % interval of the rated dimensions' means; NaN where none is rated."""


def composite(
    hists: ArrayLike,
    *,
    rho: float = 0.5,
    prior: Prior = COLD_START,
    class_mean: ArrayLike | None = None,
) -> Composite:
    """The composite of a drug's dimensions: shape (..., D, 5) → fields of (...), scores (..., D).

    `rho` is the correlation between one physician's ratings of two dimensions, and `class_mean`
    (by default the prior's centre) is broadcast over the dimensions. Two dimensions' means
    correlate by rho·√(fewer/more ratings), since those who rated only one of them share
    nothing. Raises ValueError for what isn't histograms, or a rho outside [0, 1].
    """
    counts = as_histograms(hists)
    if counts.ndim < 2:
        raise ValueError(f"dimensions are expected before the counts, not shape {counts.shape}")
    if not 0 <= rho <= 1:
        raise ValueError(f"rho lies in [0, 1], not {rho}")
    scores = score(
        moments(counts), prior, class_mean=prior.centre if class_mean is None else class_mean
    ).value
    n = counts.sum(axis=-1)
    rated = n > 0
    means, variances = weighted_mean(counts + PSEUDO)
    number = rated.sum(axis=-1)
    parts = np.where(number > 0, number, np.nan)  # not np.nan if unrated: no warning
    centre = np.where(rated, means, 0.0).sum(axis=-1) / parts
    variance = _sum_variance(n, np.where(rated, variances, 0.0), rho) / parts**2
    low, high = (beta_quantile(centre, variance, q, 1.0, 5.0) for q in TAILS)
    return Composite(scores, scores.mean(axis=-1), centre, low, high)


def _sum_variance(n: Floats, variances: Floats, rho: float) -> Floats:
    """The variance of the sum over the last axis."""
    deviations = np.sqrt(variances)
    fewer = np.minimum(n[..., :, None], n[..., None, :])
    more = np.maximum(n[..., :, None], n[..., None, :])
    correlation = rho * np.sqrt(np.divide(fewer, more, out=np.zeros(more.shape), where=more > 0))
    correlation = np.where(np.eye(n.shape[-1], dtype=bool), 1.0, correlation)
    covariance = deviations[..., :, None] * deviations[..., None, :] * correlation
    return np.asarray(covariance.sum(axis=(-2, -1)))
