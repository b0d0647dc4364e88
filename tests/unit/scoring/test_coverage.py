"""How often the 95 % interval holds the true mean: exact, by summing over every histogram.

docs/method.md tells these figures, beside those of the textbook's normal interval.
"""

from __future__ import annotations

from itertools import combinations_with_replacement as multisets

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

from ratingsbot.scoring.interval import Floats, guaranteed_interval, interval, mean

SHAPES = {
    "even": (0.20, 0.20, 0.20, 0.20, 0.20),
    "typical": (0.08, 0.10, 0.20, 0.27, 0.35),
    "bell": (0.05, 0.25, 0.40, 0.25, 0.05),
    "J": (0.10, 0.05, 0.10, 0.20, 0.55),
    "ceiling": (0.02, 0.03, 0.05, 0.20, 0.70),
    "one in ten disagrees": (0.10, 0.00, 0.00, 0.00, 0.90),
    "polar": (0.45, 0.05, 0.00, 0.05, 0.45),
    "two values": (0.00, 0.00, 0.50, 0.50, 0.00),
    "floor": (0.60, 0.25, 0.10, 0.04, 0.01),
    "skewed": (0.02, 0.08, 0.20, 0.40, 0.30),
}


def all_histograms(n: int) -> NDArray[np.int64]:
    chosen = np.array(list(multisets(range(5), n)))
    return np.stack([(chosen == value).sum(axis=1) for value in range(5)], axis=1)


def coverage(hists: NDArray[np.int64], bounds: Floats) -> Floats:
    """The probability that the bounds hold the true mean, for each of SHAPES."""
    shapes = np.array(list(SHAPES.values()))
    ways = gammaln(hists.sum(axis=1) + 1) - gammaln(hists + 1).sum(axis=1)
    chances = np.exp(ways + xlogy(hists[None], shapes[:, None]).sum(axis=-1))
    truth = (shapes @ np.arange(1, 6))[:, None]
    held = (bounds[:, 0] <= truth + 1e-9) & (truth <= bounds[:, 1] + 1e-9)
    return np.asarray((chances * held).sum(axis=1))


def normal_interval(hists: NDArray[np.int64]) -> Floats:
    n, centre = hists.sum(axis=1), mean(hists)
    squares = hists @ np.arange(1, 6) ** 2 - n * centre**2
    half = 1.96 * np.sqrt(np.maximum(squares, 0) / (n - 1) / n)
    return np.stack([centre - half, centre + half], axis=1)


@pytest.mark.parametrize(
    ("n", "least", "average", "normal_least", "normal_average"),
    [
        (3, 0.965, 0.982, 0.270, 0.706),
        (11, 0.935, 0.964, 0.683, 0.880),
        (30, 0.932, 0.953, 0.808, 0.921),
    ],
)
def test_the_interval_holds_the_truth_as_often_as_the_method_page_says(
    n: int, least: float, average: float, normal_least: float, normal_average: float
) -> None:
    hists = all_histograms(n)
    ours, normal = coverage(hists, interval(hists)), coverage(hists, normal_interval(hists))
    figures = [ours.min(), ours.mean(), normal.min(), normal.mean()]
    assert figures == pytest.approx([least, average, normal_least, normal_average], abs=6e-4)


@pytest.mark.parametrize(
    ("n", "least", "average"), [(3, 0.993, 0.998), (11, 0.980, 0.989), (30, 0.969, 0.982)]
)
def test_the_guaranteed_interval_misses_the_truth_less_often_than_it_says(
    n: int, least: float, average: float
) -> None:
    hists = all_histograms(n)
    held = coverage(hists, guaranteed_interval(hists))
    assert [held.min(), held.mean()] == pytest.approx([least, average], abs=6e-4)
