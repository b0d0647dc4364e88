"""The exact gain of a physician who controls some of a drug's few raters, from one result.

Everything is enumerated, nothing is drawn: the honest raters' answers come independently from a
known population; the attacker knows it, knows how many raters there are, and picks the answers
that are under control so as to learn most. The gain is how much more often the best guess at one
honest rater's answer is right with the published figures than without. docs/method.md tells these
figures.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations_with_replacement as multisets

import pytest

from ratingsbot.domain.releases import DimensionResult
from ratingsbot.domain.reviews import Dimension
from ratingsbot.scoring.publication import publish

Histogram = tuple[int, ...]
Shown = Callable[[Histogram], object]

TYPICAL = (0.08, 0.10, 0.20, 0.27, 0.35)
EVEN = (0.2, 0.2, 0.2, 0.2, 0.2)
POLAR = (0.4, 0.1, 0.0, 0.1, 0.4)


@cache
def published(hist: Histogram) -> DimensionResult:
    return publish([hist, *([[0] * 5] * 4)], sum(hist))[Dimension.EFFICACY]


def answers(n: int) -> Iterator[Histogram]:
    """Every histogram of `n` answers."""
    for chosen in multisets(range(5), n):
        yield tuple(chosen.count(value) for value in range(5))


def probability(hist: Histogram, population: tuple[float, ...]) -> float:
    ways = math.factorial(sum(hist)) / math.prod(map(math.factorial, hist))
    return ways * math.prod(p**k for p, k in zip(population, hist, strict=True))


def gain(
    raters: int, population: tuple[float, ...], *, colluders: int = 2, shown: Shown = published
) -> float:
    """The best attacker's gain, in probability."""
    others = [(h, probability(h, population)) for h in answers(raters - colluders - 1)]
    right = 0.0
    for planted in answers(colluders):
        joint: dict[object, list[float]] = defaultdict(lambda: [0.0] * 5)
        for target, p_target in enumerate(population):
            for other, p_other in others:
                seen = [a + b for a, b in zip(planted, other, strict=True)]
                seen[target] += 1
                joint[shown(tuple(seen))][target] += p_target * p_other
        right = max(right, sum(map(max, joint.values())))
    return right - max(population)


@pytest.mark.parametrize(
    ("raters", "colluders", "figure", "bound"),
    [(5, 2, 0.054, 0.06), (6, 2, 0.036, 0.06), (7, 2, 0.026, 0.06), (11, 4, 0.048, 0.05)],
)
def test_ratings_as_they_usually_fall_give_an_attacker_less_than_the_bound(
    raters: int, colluders: int, figure: float, bound: float
) -> None:
    measured = gain(raters, TYPICAL, colluders=colluders)
    assert measured == pytest.approx(figure, abs=5e-4)
    assert measured <= bound


@pytest.mark.parametrize(
    ("raters", "colluders", "even", "polar"),
    [
        (5, 2, 0.144, 0.210),
        (6, 2, 0.118, 0.175),
        (7, 2, 0.106, 0.155),
        (11, 4, 0.128, 0.132),
    ],
)
def test_the_method_page_tells_where_the_bound_is_missed(
    raters: int, colluders: int, even: float, polar: float
) -> None:
    measured = [gain(raters, population, colluders=colluders) for population in (EVEN, POLAR)]
    assert measured == pytest.approx([even, polar], abs=5e-4)


def test_nothing_protects_the_fifth_rater_from_the_other_four() -> None:
    assert gain(5, TYPICAL, colluders=4) == pytest.approx(0.370, abs=5e-4)


def test_whole_points_would_hardly_help() -> None:
    def whole(hist: Histogram) -> int:
        return round(sum(k * n for k, n in enumerate(hist, start=1)) / sum(hist))

    assert gain(5, EVEN, shown=whole) == pytest.approx(0.128, abs=5e-4)
