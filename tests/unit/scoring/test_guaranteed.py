"""The conservative interval, and both intervals beside the Dirichlet's own."""

from __future__ import annotations

from itertools import combinations_with_replacement as multisets

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ratingsbot.scoring.dirichlet import exact_guaranteed_interval, exact_interval
from ratingsbot.scoring.interval import (
    Floats,
    guaranteed_interval,
    interval,
    mean,
    moments,
    weighted_mean,
)

histograms = st.lists(st.integers(0, 400), min_size=5, max_size=5)
small = st.lists(st.integers(0, 12), min_size=5, max_size=5)
NONE = [0, 0, 0, 0, 0]
ONE_FIVE = np.array([0, 0, 0, 0, 1])


def every_histogram(most: int) -> Floats:
    """All of 1 to `most` ratings."""
    rows = [
        [chosen.count(value) for value in range(5)]
        for n in range(1, most + 1)
        for chosen in multisets(range(5), n)
    ]
    return np.array(rows, dtype=float)


@given(histograms)
def test_the_guaranteed_interval_holds_the_other_and_stays_on_the_scale(hist: list[int]) -> None:
    """But for 3.4e-5 of a point, where hundreds of ratings agree save one."""
    assume(sum(hist))
    low, high = interval(hist)
    wide_low, wide_high = guaranteed_interval(hist)
    assert 1 <= wide_low <= low + 3.4e-5
    assert high - 3.4e-5 <= wide_high <= 5


@given(histograms)
def test_the_guaranteed_interval_has_no_favoured_end(hist: list[int]) -> None:
    low, high = guaranteed_interval(hist)
    assert guaranteed_interval(hist[::-1]) == pytest.approx([6 - high, 6 - low], abs=1e-9)


def test_without_ratings_nothing_is_guaranteed() -> None:
    assert guaranteed_interval(NONE).tolist() == [1, 5]
    assert exact_guaranteed_interval(NONE).tolist() == [1, 5]


@given(st.integers(1, 10_000))
def test_ratings_that_all_agree_on_an_end_keep_it_in_reach(n: int) -> None:
    assert guaranteed_interval([0, 0, 0, 0, n])[1] == 5
    assert guaranteed_interval([n, 0, 0, 0, 0])[0] == 1


def test_many_histograms_together_are_worked_out_as_one_by_one() -> None:
    hists = np.random.default_rng(1).integers(0, 4, (6, 3, 5))
    together = guaranteed_interval(hists)
    assert together.shape == (6, 3, 2)
    for row in np.ndindex(6, 3):
        assert together[row] == pytest.approx(guaranteed_interval(hists[row]), abs=1e-12)


@given(histograms)
def test_a_further_five_lowers_neither_bound_of_the_interval(hist: list[int]) -> None:
    assert np.all(interval(np.array(hist) + ONE_FIVE) >= interval(hist) - 1e-9)


@given(histograms)
def test_a_further_five_hardly_lowers_a_guaranteed_bound(hist: list[int]) -> None:
    """By .0101 at most, where 32 physicians say 2, one says 3 and then one 5."""
    assert np.all(
        guaranteed_interval(np.array(hist) + ONE_FIVE) > guaranteed_interval(hist) - 0.0102
    )


def test_a_further_five_lowers_neither_bound_of_any_few_ratings() -> None:
    hists = every_histogram(9)
    for bounds in (interval, guaranteed_interval):
        assert np.all(bounds(hists + ONE_FIVE) >= bounds(hists) - 1e-9)


@given(histograms, st.integers(0, 3))
def test_a_rating_that_moves_up_raises_the_mean(hist: list[int], value: int) -> None:
    assume(hist[value])
    moved = list(hist)
    moved[value] -= 1
    moved[value + 1] += 1
    assert mean(moved) > mean(hist)


def test_a_rating_that_moves_up_can_lower_a_bound_by_an_eighth_of_a_point_at_most() -> None:
    """The price of the beta distribution: a 4 that becomes a 5 is also further from the rest."""
    hists, worst = every_histogram(9), []
    for value in range(4):
        before = hists[hists[:, value] > 0]
        after = before - np.eye(5)[value] + np.eye(5)[value + 1]
        worst.append((interval(after) - interval(before)).min())
    assert min(worst) == pytest.approx(-0.11996, abs=1e-5)
    assert interval([0, 0, 0, 0, 1])[0] < interval([0, 0, 0, 1, 0])[0]


@settings(max_examples=25, deadline=None)
@given(small, st.integers(0, 3))
def test_of_the_exact_interval_neither_bound_falls_when_a_rating_moves_up(
    hist: list[int], value: int
) -> None:
    assume(hist[value])
    moved = list(hist)
    moved[value] -= 1
    moved[value + 1] += 1
    # But for the end's exception: all 1s have exactly 1 as their bound, all 5s exactly 5.
    assert np.all(exact_guaranteed_interval(moved) >= exact_guaranteed_interval(hist) - 1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5000), st.integers(0, 5000))
def test_where_the_beta_distribution_is_exact_both_ways_agree(low: int, high: int) -> None:
    hist = [low, 0, 0, 0, high]
    assert exact_interval(hist) == pytest.approx(interval(hist), abs=1e-6)
    assert exact_guaranteed_interval(hist) == pytest.approx(guaranteed_interval(hist), abs=1e-6)


def test_the_exact_interval_is_that_of_drawn_dirichlet_means() -> None:
    hist = [1, 0, 2, 4, 3]
    draws = np.random.default_rng(7).dirichlet(np.add(hist, [0.5, 1e-9, 0, 0, 0.5]), 200_000)
    drawn = np.quantile(draws @ np.arange(1, 6), [0.025, 0.975])
    assert exact_interval(hist) == pytest.approx(drawn, abs=0.01)


def test_the_two_ways_differ_little_from_thirty_ratings_on() -> None:
    rng = np.random.default_rng(2)
    for shares in rng.dirichlet(np.ones(5), 20):
        hist = rng.multinomial(30, shares)
        assert interval(hist) == pytest.approx(exact_interval(hist), abs=0.05)


@pytest.mark.parametrize("exact", [exact_interval, exact_guaranteed_interval])
def test_the_exact_ways_take_one_histogram(exact: object) -> None:
    assert callable(exact)
    with pytest.raises(ValueError, match="one histogram"):
        exact([NONE, NONE])


@given(histograms)
def test_moments_are_those_of_the_ratings_themselves(hist: list[int]) -> None:
    ratings = np.repeat(np.arange(1.0, 6.0), hist)
    n, middle, ss = moments(hist)
    assert n == ratings.size
    if not ratings.size:
        assert np.isnan(middle)
        assert ss == 0
        return
    assert middle == pytest.approx(ratings.mean())
    assert ss == pytest.approx(ratings.var() * ratings.size, abs=1e-9)


def test_a_dirichlet_mean_has_the_moments_of_its_draws() -> None:
    weights = np.array([1.5, 2.0, 0.5, 3.0, 1.0])
    drawn = np.random.default_rng(3).dirichlet(weights, 200_000) @ np.arange(1, 6)
    centre, variance = weighted_mean(weights)
    assert centre == pytest.approx(drawn.mean(), abs=0.01)
    assert variance == pytest.approx(drawn.var(), rel=0.02)
