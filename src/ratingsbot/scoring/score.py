"""The score that ranks drugs: a mean that leans on its class, the more so the fewer its ratings.

Nested empirical Bayes. The ratings of a drug scatter around its true mean, the true means of a
class's drugs around the class's mean, and those of the classes around one centre, all of them
normally. The four figures of that model are a `Prior`; `fit` finds them in the ratings.

Everything takes `Moments`: of histograms by `interval.moments`, or of what was published by
`published_moments`. They may have any shape, drugs × dimensions for instance; `classes` numbers
each cell's class from 0 on and has the same shape. Whoever wants a dimension's classes apart from
those of another numbers them apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratingsbot.scoring.interval import Floats, Moments, Z

MIN_DRUGS, MIN_CLASSES = 30, 5
"""With fewer that are rated, a fit says more about chance than about the drugs."""

_OWN_WEIGHT = 5
"""A drug's own variance is estimated as if five of its ratings had the usual one."""
_MOST_PER_DRUG = 20
"""So that a few much-rated drugs don't decide the variance within all of them."""
_VARIANCES = (1e-3, 4.0)
"""What a fit may answer: 4 is the largest variance that a scale from 1 to 5 can have."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known before a drug's ratings are. The defaults serve until there is data to fit.

    Variances in squared rating points, all above 0, else ValueError is raised.
    """

    within: float = 1.2
    """σ², of the ratings of one drug."""
    between: float = 0.2
    """τ², of the true means of one class's drugs."""
    classes: float = 0.08
    """ω², of the classes' means."""
    centre: float = 3.6
    """μ₀, the mean of the classes' means."""

    def __post_init__(self) -> None:
        for variance in (self.within, self.between, self.classes):
            if not (math.isfinite(variance) and variance > 0):
                raise ValueError(f"a variance is above 0 and finite, not {variance}")
        if not math.isfinite(self.centre):
            raise ValueError("the centre is finite")


COLD_START = Prior()


class Score(NamedTuple):
    """Scores, in [1, 5] where the class means are, and their variances, in squared points."""

    value: Floats
    variance: Floats


class ClassMean(NamedTuple):
    """The means of classes, by their number, and the variances of these means."""

    value: Floats
    variance: Floats


def score(
    of: Moments,
    prior: Prior = COLD_START,
    *,
    class_mean: ArrayLike,
    class_variance: ArrayLike = 0.0,
) -> Score:
    """The scores by which drugs are ranked, broadcast over all arguments.

    `class_mean` and `class_variance` are those of each cell's class. Without any rating the
    score is the class's mean. Rank by the value itself: a lower bound would punish what is new.
    """
    n = np.asarray(of.n, dtype=np.float64)
    k = prior.within / prior.between
    lean = k / (n + k)
    own = np.where(n > 0, of.mean, 0.0)
    spread = (_OWN_WEIGHT * prior.within + of.ss) / (n + _OWN_WEIGHT - 1)
    # (1 − lean)²/n is n/(n + k)², which is 0 rather than undefined without a rating.
    variance = spread * n / (n + k) ** 2
    return Score(
        np.asarray((1 - lean) * own + lean * np.asarray(class_mean)),
        np.asarray(variance + lean**2 * (prior.between + np.asarray(class_variance))),
    )


def score_interval(of: Score) -> Floats:
    """The 95 % interval of scores, (low, high) on a new last axis.

    Normal, and so not kept within [1, 5]: it serves to compare, and isn't shown.
    """
    half = Z * np.sqrt(of.variance)
    return np.stack([of.value - half, of.value + half], axis=-1)


def class_mean(
    of: Moments, classes: ArrayLike, prior: Prior = COLD_START, *, number: int | None = None
) -> ClassMean:
    """The mean of every class: each drug weighs as much as is known of it.

    Two arrays as long as there are classes: `number`, or else the highest one that occurs plus
    one. A class without any rating has the prior's centre. Raises ValueError if `classes` has
    another shape than the moments or isn't whole numbers from 0 on.
    """
    n, means, codes = _rated(of, classes)
    length = max(int(np.max(classes, initial=-1)) + 1, number or 0)
    weight = 1 / (prior.between + prior.within / n)
    precision = np.bincount(codes, weight, length) + 1 / prior.classes
    total = np.bincount(codes, weight * means, length) + prior.centre / prior.classes
    return ClassMean(total / precision, 1 / precision)


def fit(of: Moments, classes: ArrayLike, start: Prior = COLD_START) -> Prior:
    """The prior that suits the ratings best; `start` while too few drugs or classes are rated.

    The variance within drugs is pooled, a drug counting for at most 20 ratings; where no drug
    has two ratings, it is the start's. The other three maximise the nested normal likelihood of
    the drugs' means. Some 20 ms for ten thousand drugs. Raises ValueError as `class_mean` does,
    RuntimeError if no maximum is found.
    """
    from scipy.optimize import minimize

    n, means, codes = _rated(of, classes)
    if n.size < MIN_DRUGS or np.unique(codes).size < MIN_CLASSES:
        return start
    within = _within(of, start)

    def cost(x: Floats) -> float:
        centre, between, between_classes = x[0], math.exp(x[1]), math.exp(x[2])
        return _minus_log_likelihood(means - centre, codes, between + within / n, between_classes)

    logs = (math.log(_VARIANCES[0]), math.log(_VARIANCES[1]))
    found = minimize(
        cost,
        [start.centre, math.log(start.between), math.log(start.classes)],
        method="Nelder-Mead",
        bounds=[(1.0, 5.0), logs, logs],
        options={"xatol": 1e-4, "fatol": 1e-6, "maxiter": 2000},
    )
    if not found.success:
        raise RuntimeError(f"the prior could not be fitted: {found.message}")
    return Prior(within, math.exp(found.x[1]), math.exp(found.x[2]), float(found.x[0]))


def published_moments(n: ArrayLike, means: ArrayLike, prior: Prior = COLD_START) -> Moments:
    """Moments of which only the number (or its published floor) and the mean are known.

    The scatter is taken to be the usual one. `n` of 0 goes with a mean of NaN.
    """
    n, means = np.broadcast_arrays(np.asarray(n, np.float64), np.asarray(means, np.float64))
    return Moments(n, means, np.maximum(n - 1, 0) * prior.within)


def _within(of: Moments, start: Prior) -> float:
    spare = np.asarray(of.n) - 1
    several = spare > 0
    weight = np.minimum(spare, _MOST_PER_DRUG)[several]
    if not weight.size:
        return start.within
    pooled = float(weight @ (np.asarray(of.ss)[several] / spare[several]) / weight.sum())
    return min(max(pooled, _VARIANCES[0]), _VARIANCES[1])


def _minus_log_likelihood(
    off: Floats, codes: NDArray[np.intp], variances: Floats, between_classes: float
) -> float:
    """Of the means' distances from the centre. A class's drugs are jointly normal, with the
    variances D on the diagonal plus ω² everywhere: its determinant and inverse follow from
    D's by the Sherman–Morrison formula, so no matrix is made."""
    weight = 1 / variances
    weights = np.bincount(codes, weight)
    pulls = np.bincount(codes, weight * off)
    inflated = 1 + between_classes * weights
    squares = weight @ off**2 - between_classes * np.sum(pulls**2 / inflated)
    return float(np.log(variances).sum() + np.log(inflated).sum() + squares) / 2


def _rated(of: Moments, classes: ArrayLike) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Number, mean and class of the cells that have ratings, each in one dimension."""
    codes = np.asarray(classes)
    n, means = np.asarray(of.n, np.float64), np.asarray(of.mean, np.float64)
    if codes.shape != n.shape:
        raise ValueError(f"classes have the moments' shape {n.shape}, not {codes.shape}")
    if codes.size and (codes.dtype.kind not in "iu" or codes.min() < 0):
        raise ValueError("classes are whole numbers from 0 on")
    rated = n > 0
    return n[rated], means[rated], codes[rated].astype(np.intp)
