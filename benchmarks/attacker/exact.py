"""Results of 30 raters and more, where shares tell nearly the whole histogram.

Enumerating the attacker's choices is too much there. What is exact: the gain of who knows the
honest raters' histograms (no grid tells more), and the gain of a given planting (the best is no
less). Between the two lies the attacker's gain.
"""

from __future__ import annotations

import numpy as np

from attacker.people import ANSWERS, Population, answer_codes, chances, codes, group, histograms
from attacker.rules import TODAY, Rule, published

_RARE = 1e-9
_ROWS = 300


def one_look(honest: int, population: Population) -> float:
    """The gain of who knows the exact histogram of so many honest answers, the target's too."""
    counts = histograms(honest)
    return float(chances(counts, population) @ counts.max(axis=1)) / honest - max(population)


def two_looks(honest: int, population: Population) -> float:
    """The gain from two exact histograms of so many honest answers each, if only the target is
    in both. Histograms less likely than 1e-9 are taken to give all away: a little too high."""
    counts = histograms(honest)
    chance = chances(counts, population)
    likely = chance > _RARE
    rare = 1 - float(chance[likely].sum())
    share = counts[likely] / honest * chance[likely, None]
    odds = np.divide(share, population, out=np.zeros_like(share), where=np.asarray(population) > 0)
    right = 0.0
    for start in range(0, len(share), _ROWS):
        rows = share[start : start + _ROWS]
        best = np.zeros((len(rows), len(odds)))
        for t in range(ANSWERS):
            np.maximum(best, np.outer(rows[:, t], odds[:, t]), out=best)
        right += float(best.sum())
    return right + 2 * rare - max(population)


def one_of_those_who_joined(
    raters: int,
    joined: int,
    population: Population,
    planted: tuple[int, ...],
    *,
    rule: Rule = TODAY,
) -> float:
    """The gain about one of `joined` honest colleagues from the releases before and after, with
    the same planted histogram in both."""
    base = raters + joined + 1
    before, after = (published(size, rule, base) for size in (raters, raters + joined))
    old = group(raters - sum(planted), population, base)
    others = group(joined - 1, population, base)
    plant = codes(np.array([planted]), base)
    pictures = before[old.codes + plant][:, None] * (int(after.max()) + 1)
    seen = np.array(
        [
            pictures + after[old.codes[:, None] + others.codes + (plant + target)]
            for target in answer_codes(base)
        ]
    )
    kinds, which = np.unique(seen, return_inverse=True)
    chance = np.outer(old.chances, others.chances).ravel()
    best = np.zeros(len(kinds))
    for p, column in zip(population, which.reshape(ANSWERS, -1), strict=True):
        np.maximum(best, p * np.bincount(column, weights=chance, minlength=len(kinds)), out=best)
    return float(best.sum()) - max(population)
