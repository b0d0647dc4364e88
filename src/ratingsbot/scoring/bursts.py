"""Several ratings in a few days that look made rather than given. Held for a person to look at.

Two things must come together: they are oddly many at one end of the scale for this drug, and they
are oddly many for so short a time. Either alone happens (a congress, a bad batch of tablets).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratingsbot.scoring.interval import Floats, as_histograms

WINDOWS = (1, 3, 7)
"""Days."""
LEAST = 3
"""Ratings in a window, below which nothing is judged."""
CONTENT_LEVEL, ALARM_LEVEL = 0.01, 1e-6

USUAL = np.array([0.08, 0.10, 0.20, 0.27, 0.35])
"""How ratings fall as a rule; a drug's history starts as if it had six such ratings."""
USUAL_WEIGHT = 6.0
MOST_WEIGHT = 40.0
"""A longer history counts no more: opinions may change, and colleagues agree with each other."""

HISTORY_DAYS = 90
_HALF = 0.5
_MOST_SHAPE = 3.0
"""Of the negative binomial: even a well-known drug's ratings arrive in clusters."""


class Burst(NamedTuple):
    """Of one window, or of many: probabilities of what was seen, if nothing was wrong."""

    content: Floats
    """Of so many 1s or so many 5s."""
    volume: Floats
    """Of so many ratings in the time."""
    together: Floats
    """Both, by Fisher's method."""
    alarm: NDArray[np.bool_]


def burst(history: ArrayLike, batch: ArrayLike, recent: ArrayLike, window_days: ArrayLike) -> Burst:
    """Judge windows of ratings, broadcast over all arguments.

    `history` (..., 5): the drug's ratings before the window; `batch` (..., 5): those in it, whole
    numbers; `recent` (...): how many there were in the 90 days before; `window_days` (...): the
    window's length. Raises ValueError for what isn't a histogram, a batch that isn't of whole
    numbers, a negative `recent`, or a window that isn't above 0.
    """
    before, inside = as_histograms(history), as_histograms(batch)
    if np.any(inside != np.floor(inside)):
        raise ValueError("a batch has whole numbers of ratings")
    n = inside.sum(axis=-1)
    content = _content(before, inside, n)
    volume = _volume(n, np.asarray(recent, np.float64), np.asarray(window_days, np.float64))
    together = fisher(content, volume)
    alarm = (n >= LEAST) & (content < CONTENT_LEVEL) & (together < ALARM_LEVEL)
    return Burst(content, volume, together, np.asarray(alarm))


def fisher(p: ArrayLike, q: ArrayLike) -> Floats:
    """Two independent p-values made one by Fisher's method: x(1 − ln x), x their product."""
    from scipy.special import xlogy

    x = np.asarray(p, np.float64) * np.asarray(q, np.float64)
    return np.asarray(x - xlogy(x, x))


def betabinom_tail(count: ArrayLike, n: ArrayLike, alpha: ArrayLike, beta: ArrayLike) -> Floats:
    """P(X ≥ count) for X beta-binomial of `n` trials; broadcast, whole numbers, 0 ≤ count ≤ n.

    The terms from `count` to `n` are summed, all rows' in one flat array: rows differ much in
    their number of terms, and a sum keeps its relative precision however small it is.
    """
    from scipy.special import betaln

    arrays = (np.asarray(x, dtype=np.float64) for x in (count, n, alpha, beta))
    least, trials, a, b = np.broadcast_arrays(*arrays)
    shape = least.shape
    least, trials, a, b = (x.ravel() for x in (least, trials, a, b))
    terms = (trials - least + 1).astype(np.intp)
    row = np.repeat(np.arange(terms.size), terms)
    k = np.arange(row.size) - np.repeat(np.cumsum(terms) - terms, terms) + least[row]
    rest = trials[row] - k
    # The binomial coefficient is 1 / ((n + 1) · B(k + 1, n − k + 1)).
    log_ways = -np.log1p(trials[row]) - betaln(k + 1, rest + 1)
    log_terms = log_ways + betaln(k + a[row], rest + b[row]) - betaln(a, b)[row]
    sums = np.bincount(row, np.exp(log_terms), terms.size)
    return np.where(least > 0, np.minimum(sums, 1.0), 1.0).reshape(shape)


def nbinom_tail(count: ArrayLike, shape: ArrayLike, mean: ArrayLike) -> Floats:
    """P(X ≥ count) for X negative binomial with this mean and shape (any above 0); broadcast."""
    from scipy.special import betainc

    count, shape, mean = (np.asarray(x, dtype=np.float64) for x in (count, shape, mean))
    tail = betainc(np.maximum(count, 1.0), shape, mean / (shape + mean))
    return np.where(count > 0, tail, 1.0)


def _content(before: Floats, inside: Floats, n: Floats) -> Floats:
    weights = before + USUAL_WEIGHT * USUAL
    total = weights.sum(axis=-1)
    concentration = np.minimum(total, MOST_WEIGHT)
    tails = []
    for end in (0, 4):
        alpha = concentration * weights[..., end] / total
        tails.append(betabinom_tail(inside[..., end], n, alpha, concentration - alpha))
    return np.asarray(np.minimum(1.0, 2 * np.minimum(*tails)))


def _volume(n: Floats, recent: Floats, window_days: Floats) -> Floats:
    if not np.all(recent >= 0):
        raise ValueError("the number of recent ratings is not negative")
    if not np.all(window_days > 0):
        raise ValueError("a window's length is above 0")
    rate = recent + _HALF
    return nbinom_tail(n, np.minimum(rate, _MOST_SHAPE), rate * window_days / HISTORY_DAYS)
