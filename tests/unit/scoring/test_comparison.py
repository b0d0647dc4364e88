"""Two drugs beside each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ratingsbot.scoring.comparison import (
    Verdict,
    detectable,
    difference_interval,
    pairwise,
    probability_higher,
    superiority,
    verdict,
)
from ratingsbot.scoring.interval import interval, mean, moments
from ratingsbot.scoring.score import score

histograms = st.lists(st.integers(0, 400), min_size=5, max_size=5)


@given(histograms, histograms)
def test_what_a_gains_over_b_is_what_b_loses_to_a(a: list[int], b: list[int]) -> None:
    there, back = superiority(a, b), superiority(b, a)
    assert there.theta == pytest.approx(1 - back.theta, abs=1e-12)
    assert there.variance == pytest.approx(back.variance, abs=1e-12)
    assert there.low == pytest.approx(1 - back.high, abs=1e-9)
    assert there.high == pytest.approx(1 - back.low, abs=1e-9)
    assert there.p == pytest.approx(back.p, rel=1e-6, abs=1e-300)


@given(histograms, histograms)
def test_turning_the_scale_round_turns_the_comparison_round(a: list[int], b: list[int]) -> None:
    assert superiority(a[::-1], b[::-1]).theta == pytest.approx(superiority(b, a).theta, abs=1e-12)


@given(histograms, histograms)
def test_theta_lies_in_its_interval_and_all_of_it_in_the_unit_interval(
    a: list[int], b: list[int]
) -> None:
    found = superiority(a, b)
    assert 0 <= found.low <= found.theta <= found.high <= 1
    assert 0 <= found.p <= 1


@given(histograms, histograms)
def test_p_is_below_five_per_cent_exactly_if_the_interval_excludes_equal(
    a: list[int], b: list[int]
) -> None:
    found = superiority(a, b)
    assume(abs(found.p - 0.05) > 1e-6)
    assert (found.p < 0.05) == bool(found.low > 0.5 or found.high < 0.5)


@given(histograms, histograms, st.integers(0, 3))
def test_a_rating_of_a_that_moves_up_raises_theta(a: list[int], b: list[int], value: int) -> None:
    assume(a[value])
    moved = list(a)
    moved[value] -= 1
    moved[value + 1] += 1
    assert superiority(moved, b).theta > superiority(a, b).theta


def test_theta_of_the_ratings_themselves_is_counted_over_all_pairs() -> None:
    a, b = [2, 0, 1, 3, 5], [1, 4, 2, 0, 2]
    ratings_a, ratings_b = (np.repeat(np.arange(1, 6), hist) for hist in (a, b))
    above = ratings_a[:, None] > ratings_b[None, :]
    ties = ratings_a[:, None] == ratings_b[None, :]
    assert superiority(a, b).raw == pytest.approx(np.mean(above + ties / 2))


def test_theta_and_its_variance_are_those_of_drawn_dirichlets() -> None:
    rng, half = np.random.default_rng(1), np.array([0.5, 0, 0, 0, 0.5])
    a, b = np.array([1, 2, 1, 3, 5]), np.array([2, 3, 4, 2, 1])
    shares_a, shares_b = rng.dirichlet(a + half, 200_000), rng.dirichlet(b + half, 200_000)
    below_b = np.cumsum(shares_b, axis=1) - shares_b / 2
    drawn = (shares_a * below_b).sum(axis=1)
    found = superiority(a, b)
    assert found.theta == pytest.approx(drawn.mean(), abs=0.002)
    assert found.variance == pytest.approx(drawn.var(), rel=0.02)
    assert [found.low, found.high] == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.01)


def test_without_ratings_nothing_is_said() -> None:
    found = superiority([0] * 5, [0, 0, 0, 0, 9])
    assert np.isnan(found.raw)
    assert found.p > 0.05


def test_all_pairs_are_worked_out_as_one_by_one() -> None:
    hists = np.random.default_rng(2).integers(0, 20, (6, 5))
    together = pairwise(hists)
    for row, column in np.ndindex(6, 6):
        alone = superiority(hists[row], hists[column])
        for whole, part in zip(together, alone, strict=True):
            assert whole[row, column] == pytest.approx(part)


@given(histograms, histograms)
def test_the_chances_of_two_scores_add_up(a: list[int], b: list[int]) -> None:
    score_a, score_b = (score(moments(hist), class_mean=3.6) for hist in (a, b))
    there, back = probability_higher(score_a, score_b), probability_higher(score_b, score_a)
    assert there + back == pytest.approx(1)
    assert (there > 0.5) == (score_a.value > score_b.value)


@given(histograms, histograms)
def test_the_interval_of_a_difference_turns_round_with_the_drugs(
    a: list[int], b: list[int]
) -> None:
    assume(sum(a) and sum(b))
    low, high = difference_interval(mean(a), interval(a), mean(b), interval(b))
    other = difference_interval(mean(b), interval(b), mean(a), interval(a))
    assert low <= float(mean(a) - mean(b)) <= high
    assert other == pytest.approx([-high, -low])


def test_deviations_add_as_squares_each_towards_its_side() -> None:
    found = difference_interval(4.0, (3.7, 4.4), 3.0, (2.7, 3.4))
    assert found == pytest.approx([1 - 0.5, 1 + 0.5])
    many = difference_interval([4.0, 3.0], [(3.7, 4.4), (2.7, 3.4)], 3.0, (2.7, 3.4))
    assert many.shape == (2, 2)
    assert many[0] == pytest.approx(found)


def test_the_interval_of_a_difference_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    shares_a, shares_b = [0.05, 0.05, 0.15, 0.35, 0.4], [0.2, 0.2, 0.3, 0.2, 0.1]
    truth = float(np.dot(np.subtract(shares_a, shares_b), np.arange(1, 6)))
    a, b = rng.multinomial(15, shares_a, 20_000), rng.multinomial(20, shares_b, 20_000)
    low, high = difference_interval(mean(a), interval(a), mean(b), interval(b)).T
    assert np.mean((low <= truth) & (truth <= high)) == pytest.approx(0.955, abs=0.015)


def test_half_a_point_can_be_seen_from_thirty_seven_raters_each() -> None:
    assert detectable([36, 37, 38], [36, 37, 38]).tolist() == [False, True, True]
    assert not detectable(0, 1000)
    assert not detectable(18, 10_000)
    assert detectable(19, 10_000)


@pytest.mark.parametrize(
    ("difference", "excludes_equal", "could_be_seen", "said"),
    [
        (0.5, True, True, Verdict.A_HIGHER),
        (-0.5, True, False, Verdict.B_HIGHER),
        (0.4, True, True, Verdict.NO_RELIABLE_DIFFERENCE),
        (1.5, False, True, Verdict.NO_RELIABLE_DIFFERENCE),
        (1.5, False, False, Verdict.TOO_FEW),
        (0.1, True, False, Verdict.TOO_FEW),
    ],
)
def test_a_difference_is_told_only_if_it_is_sure_and_worth_it(
    difference: float, excludes_equal: bool, could_be_seen: bool, said: Verdict
) -> None:
    found = verdict(difference, excludes_equal=excludes_equal, could_be_seen=could_be_seen)
    assert found is said
