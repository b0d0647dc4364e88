"""Trends over twelve months, and how many of those found are false."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from ratingsbot.scoring.interval import Floats
from ratingsbot.scoring.trend import adjusted, between_months, contrast, joint_p, judged, trend

Counts = NDArray[np.int64]

histograms = st.lists(st.integers(0, 40), min_size=5, max_size=5)
years = st.lists(histograms, min_size=12, max_size=12)
probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=30)
USUAL = np.array([0.08, 0.10, 0.20, 0.27, 0.35])
STEADY = [[1, 2, 5, 8, 4]] * 12


def ratings(
    rng: np.random.Generator, drugs: int, month_variance: float, moved: Floats | float = 0.0
) -> Counts:
    """Years of 36 to 720 ratings whose months' means scatter by this variance, and by `moved`."""
    rates = rng.choice([3, 8, 20, 60], drugs)
    shift = rng.normal(0, month_variance**0.5, (drugs, 12)) + moved
    scale = np.arange(1.0, 6.0)
    spread = USUAL @ scale**2 - (USUAL @ scale) ** 2
    shares = USUAL * np.exp(shift[..., None] / spread * (scale - 3))
    shares /= shares.sum(axis=-1, keepdims=True)
    return rng.multinomial(rng.poisson(rates[:, None], (drugs, 12)), shares)


@given(years)
def test_p_lies_in_the_unit_interval_or_nothing_is_judged(year: list[list[int]]) -> None:
    for month_variance in (0.0, 0.01):
        found = trend(year, month_variance)
        assert np.isnan(found.p) != judged(year)
        assert np.isnan(found.p) or 0 <= found.p <= 1


@given(years)
def test_a_scale_turned_round_turns_the_trend_round(year: list[list[int]]) -> None:
    there, back = trend(year, 0.01), trend([month[::-1] for month in year], 0.01)
    assert there.slope == pytest.approx(-back.slope, abs=1e-7)
    assert there.step == pytest.approx(-back.step, abs=1e-7)


@given(years)
def test_time_turned_round_turns_the_slope_round(year: list[list[int]]) -> None:
    assert trend(year, 0.01).slope == pytest.approx(-trend(year[::-1], 0.01).slope, abs=1e-7)


@given(years)
def test_moods_of_the_months_never_make_a_finding_surer(year: list[list[int]]) -> None:
    times = np.arange(12.0)
    # Equal numbers, since weights that change may also turn the slope.
    equal = [month if sum(month) == sum(year[0]) else year[0] for month in year]
    assert abs(contrast(equal, times, 0.1)) <= abs(contrast(equal, times, 0.0)) + 1e-9


def test_what_does_not_vary_has_no_trend() -> None:
    for year in (STEADY, [[0, 0, 0, 0, 9]] * 12, np.zeros((12, 5))):
        for month_variance in (0.0, 0.01):
            found = trend(year, month_variance)
            assert [found.slope, found.step] == pytest.approx([0, 0], abs=1e-9)


def test_ratings_of_one_month_have_no_trend() -> None:
    year = np.zeros((12, 5))
    year[4] = [3, 0, 9, 0, 8]
    assert [trend(year, 0.0).slope, trend(year, 0.0).step] == [0, 0]


def test_a_fall_in_the_last_months_is_seen_by_the_step_and_a_slow_one_by_the_slope() -> None:
    step = trend([[0, 1, 3, 6, 4]] * 9 + [[4, 6, 3, 1, 0]] * 3, 0.01)
    assert step.step < step.slope < 0
    assert step.p < 0.001
    slow = trend([[0, 12 - month, 3, month, 0] for month in range(12)], 0.01)
    assert slow.slope > slow.step > 0
    assert slow.p < 0.001


def test_few_ratings_or_few_on_a_side_are_not_judged() -> None:
    year = np.zeros((3, 12, 5))
    year[0, [2, 10], 2] = [14, 5]  # 19 in all
    year[1, [2, 10], 2] = [16, 4]  # 4 after
    year[2, [2, 10], 2] = [15, 5]
    assert judged(year).tolist() == [False, False, True]
    assert np.isnan(trend(year, 0.01).p).tolist() == [True, True, False]


def test_many_drugs_together_are_worked_out_as_one_by_one() -> None:
    many = ratings(np.random.default_rng(1), 8, 0.02).reshape(4, 2, 12, 5)
    together = trend(many, 0.01)
    for row in np.ndindex(4, 2):
        for whole, part in zip(together, trend(many[row], 0.01), strict=True):
            assert whole[row] == pytest.approx(part, nan_ok=True)


def test_what_is_no_year_is_refused() -> None:
    with pytest.raises(ValueError, match="months"):
        trend([1, 2, 3, 4, 5], 0.0)
    with pytest.raises(ValueError, match="months"):
        trend([[1, 2, 3, 4, 5]] * 3, 0.0)
    with pytest.raises(ValueError, match="variance"):
        trend(STEADY, -0.1)


@pytest.mark.parametrize("month_variance", [0.0, 0.02, 0.1])
def test_the_variance_between_months_is_found_also_where_drugs_have_trends(
    month_variance: float,
) -> None:
    rng = np.random.default_rng(2)
    moved = np.zeros((3000, 12))
    assert between_months(ratings(rng, 3000, month_variance, moved)) == pytest.approx(
        month_variance, rel=0.1, abs=0.002
    )
    moved[:600, 9:] = -0.8
    moved[600:1200] = np.linspace(-0.5, 0.5, 12)
    assert between_months(ratings(rng, 3000, month_variance, moved)) == pytest.approx(
        month_variance, rel=0.1, abs=0.004
    )


def test_few_months_say_nothing_of_the_variance_between_them() -> None:
    year = np.zeros((2, 12, 5))
    assert between_months(year) == 0
    year[0, 3], year[1, 3], year[1, 11] = [0, 0, 9, 1, 0], [4, 0, 0, 0, 4], [0, 0, 5, 0, 0]
    assert between_months(year) == 0


def test_drugs_with_one_rating_a_month_say_nothing_of_the_variance_between_months() -> None:
    rng = np.random.default_rng(4)
    years = ratings(rng, 20, 0.05)
    single = rng.multinomial(1, USUAL, (50, 12))
    assert between_months(np.concatenate([years, single])) == pytest.approx(between_months(years))
    assert between_months(single) == 0


def test_of_the_trends_found_few_are_false_but_many_without_the_months_variance() -> None:
    rng = np.random.default_rng(3)
    true = np.arange(2000) < 200
    moved = np.where(true[:, None] & (np.arange(12) >= 9), -0.8, 0.0)
    shares: dict[str, list[float]] = {"robust": [], "plain": []}
    for _ in range(5):
        years = ratings(rng, 2000, 0.05, moved)
        for name, variance in (("robust", between_months(years)), ("plain", 0.0)):
            found = adjusted(trend(years, variance).p) <= 0.05
            shares[name].append(float(np.mean(~true[found])))
            assert np.mean(found[true]) > 0.4
    assert np.mean(shares["robust"]) < 0.06
    assert np.mean(shares["plain"]) > 0.3


def test_two_contrasts_count_as_two_tests() -> None:
    assert joint_p(1.959964, 0.0) == pytest.approx(0.1, abs=1e-6)
    assert joint_p(0.3, -0.2) == 1


@given(probabilities)
def test_adjusted_p_values_are_those_of_benjamini_and_hochberg(p: list[float]) -> None:
    assert adjusted(p) == pytest.approx(false_discovery_control(p), rel=1e-12)


@given(probabilities, st.integers(0, 30))
def test_what_was_not_judged_is_no_test(p: list[float], place: int) -> None:
    assume(place <= len(p))
    found = adjusted([*p[:place], np.nan, *p[place:]])
    assert np.isnan(found[place])
    assert np.delete(found, place) == pytest.approx(adjusted(p))


def test_the_shape_is_kept_and_no_probability_is_refused() -> None:
    assert adjusted([[0.01, 0.5], [0.2, np.nan]]).shape == (2, 2)
    assert adjusted([]).size == 0
    with pytest.raises(ValueError, match="p-value"):
        adjusted([0.1, 1.5])
