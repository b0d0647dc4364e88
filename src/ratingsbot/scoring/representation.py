"""Who answered: a mean that counts every specialty as the roster does, not as its raters came."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ratingsbot.scoring.interval import Floats, as_histograms, mean

INTERACTION_WEIGHT = 16.0
"""Ratings of a specialty from which on its own mean counts for more than the pooled guess."""


def post_stratified(
    cells: ArrayLike,
    shares: ArrayLike,
    drug_mean: ArrayLike,
    offsets: ArrayLike,
    *,
    weight: float = INTERACTION_WEIGHT,
) -> Floats:
    """The mean of a drug as if every specialty had answered in proportion to the roster.

    Σⱼ wⱼ[Bⱼȳⱼ + (1 − Bⱼ)(a + oⱼ)], Bⱼ = nⱼ/(nⱼ + `weight`). `cells` (..., J, 5): the ratings of
    each specialty; `shares` (..., J): the roster's, which add up to 1 (to .01); `drug_mean`
    (...): a, the drug's own mean; `offsets` (..., J): how much higher a specialty rates than the
    roster on the average, over all drugs, in points. A specialty without ratings is guessed
    from these two. Shape (...). Raises ValueError for what isn't a histogram, shares that are
    negative or don't add up, or a weight that isn't above 0.
    """
    counts = as_histograms(cells)
    roster = np.asarray(shares, dtype=np.float64)
    if np.any(roster < 0) or not np.allclose(roster.sum(axis=-1), 1.0, atol=0.01):
        raise ValueError("the roster's shares are not negative and add up to 1")
    if not weight > 0:
        raise ValueError(f"the weight is above 0, not {weight}")
    n = counts.sum(axis=-1)
    own = np.where(n > 0, mean(counts), 0.0)
    trust = n / (n + weight)
    guess = np.asarray(drug_mean, np.float64)[..., None] + np.asarray(offsets, np.float64)
    return np.asarray((roster * (trust * own + (1 - trust) * guess)).sum(axis=-1))
