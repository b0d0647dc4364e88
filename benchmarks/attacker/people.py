"""How people answer, and every way in which a group of them can.

A group's histogram is written as one number, its counts of 2s, 3s, 4s and 5s in base `base`: so
that adding people is adding numbers, and what is published of a histogram is one look-up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Population = tuple[float, float, float, float, float]

ANSWERS = 5

TYPICAL: Population = (0.08, 0.10, 0.20, 0.27, 0.35)
POPULATIONS: dict[str, Population] = {
    "typical": TYPICAL,
    "even": (0.2, 0.2, 0.2, 0.2, 0.2),
    "polar": (0.4, 0.1, 0.0, 0.1, 0.4),
    "ceiling": (0.02, 0.03, 0.05, 0.2, 0.7),
    "J-shaped": (0.25, 0.05, 0.05, 0.15, 0.5),
}
"""The chance of each answer from 1 to 5; physicians answer independently of each other."""


@dataclass(frozen=True, slots=True)
class Group:
    """All that some people may have answered: codes of shape (k,), and their chances."""

    codes: Ints
    chances: Floats


@cache
def histograms(people: int) -> Ints:
    """Every histogram of the answers of so many people, shape (k, 5)."""
    if people == 0:
        return np.zeros((1, ANSWERS), dtype=np.int64)
    bars = np.indices((people + 1,) * 2, dtype=np.int64).reshape(2, -1).T
    pairs = bars[bars.sum(axis=1) <= people]
    left = people - pairs.sum(axis=1)
    first, second = np.nonzero(pairs.sum(axis=1)[None, :] <= left[:, None])
    rest = left[first] - pairs[second].sum(axis=1)
    return np.column_stack([pairs[first], pairs[second], rest])


def chances(counts: Ints, population: Population) -> Floats:
    """The multinomial chance of each histogram, shape (k, 5) → (k,)."""
    people = int(counts[0].sum())
    log_factorials = np.array([math.lgamma(i + 1) for i in range(people + 1)])
    ways = np.exp(log_factorials[people] - log_factorials[counts].sum(axis=1))
    return np.asarray(ways * np.prod(np.asarray(population) ** counts, axis=1), dtype=np.float64)


def codes(counts: Ints, base: int) -> Ints:
    """Shape (k, 5) → (k,); `base` exceeds every count that will ever be summed up to."""
    return np.asarray(counts[:, 1:] @ base ** np.arange(ANSWERS - 1), dtype=np.int64)


@cache
def group(people: int, population: Population, base: int, *, moments: bool = False) -> Group:
    """So many people of a population. Where only the sum and the sum of squares of the answers
    count (`moments`: no shares are published), one histogram stands for all that share them."""
    counts = histograms(people)
    chance = chances(counts, population)
    counts, chance = counts[chance > 0], chance[chance > 0]
    if moments:
        scale = np.arange(ANSWERS)
        _, first, which = np.unique(
            counts @ scale * (16 * people + 1) + counts @ scale**2,
            return_index=True,
            return_inverse=True,
        )
        counts, chance = counts[first], np.bincount(which, weights=chance).astype(np.float64)
    return Group(codes(counts, base), chance)


def answer_codes(base: int) -> Ints:
    """One person's five answers, shape (5,)."""
    return codes(np.eye(ANSWERS, dtype=np.int64), base)


def planted(controlled: int, base: int, *, moments: bool = False) -> Ints:
    """Every choice of the answers that the attacker gives, shape (k,)."""
    return group(controlled, POPULATIONS["even"], base, moments=moments).codes
