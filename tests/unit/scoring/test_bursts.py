"""Ratings that look made rather than given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import betabinom, combine_pvalues, nbinom

from ratingsbot.scoring.bursts import WINDOWS, betabinom_tail, burst, fisher, nbinom_tail

histograms = st.lists(st.integers(0, 200), min_size=5, max_size=5)
batches = st.lists(st.integers(0, 20), min_size=5, max_size=5)
weights = st.floats(0.05, 40)
HISTORY = [3, 10, 27, 42, 18]


@given(histograms, batches, st.integers(0, 500), st.sampled_from(WINDOWS))
def test_all_figures_are_probabilities_and_both_must_be_small_for_an_alarm(
    history: list[int], batch: list[int], recent: int, days: int
) -> None:
    found = burst(history, batch, recent, days)
    for p in (found.content, found.volume, found.together):
        assert 0 <= p <= 1
    if found.alarm:
        assert sum(batch) >= 3
        assert found.content < 0.01
        assert found.together < 1e-6


@given(batches, st.integers(0, 500), st.sampled_from(WINDOWS), st.booleans())
def test_one_more_at_the_odd_end_never_looks_more_usual(
    batch: list[int], recent: int, days: int, high: bool
) -> None:
    end = 4 if high else 0
    more = list(batch)
    more[end] += 1
    assume(batch[end] == max(batch) and batch[4 - end] == 0)
    before, after = burst(HISTORY, batch, recent, days), burst(HISTORY, more, recent, days)
    assert after.content <= before.content + 1e-12
    assert after.volume <= before.volume + 1e-12


def test_the_same_batch_is_odder_in_a_shorter_time_and_where_less_is_usual() -> None:
    found = burst(HISTORY, [5, 0, 0, 0, 0], 25, [1, 3, 7])
    assert np.all(np.diff(found.volume) > 0)
    found = burst(HISTORY, [5, 0, 0, 0, 0], [5, 50, 500], 1)
    assert np.all(np.diff(found.volume) > 0)


def test_two_ratings_are_never_judged_and_half_a_dozen_ones_are() -> None:
    quiet = [0, 0, 0, 0, 400]
    assert not burst(quiet, [2, 0, 0, 0, 0], 0, 1).alarm
    assert burst(quiet, [6, 0, 0, 0, 0], 0, 1).alarm


def test_a_crowd_without_an_odd_end_and_odd_ratings_without_a_crowd_raise_no_alarm() -> None:
    crowd = burst(HISTORY, [2, 5, 10, 16, 7], 25, 1)
    assert crowd.volume < 1e-6
    assert not crowd.alarm
    odd = burst(HISTORY, [5, 0, 0, 0, 0], 2000, 7)
    assert odd.content < 0.01
    assert not odd.alarm


def test_a_long_history_counts_for_forty_ratings() -> None:
    shares = np.array([0.05, 0.1, 0.2, 0.3, 0.35])
    found = burst(np.array([[40], [400], [40_000]]) * shares * 100, [5, 0, 0, 0, 0], 25, 1)
    assert np.ptp(found.content) / found.content[0] < 0.02


def test_ratings_that_come_as_usual_raise_hardly_any_alarm() -> None:
    """60,000 windows of drugs with 0 to 400 ratings in 90 days, which arrive in clusters."""
    rng = np.random.default_rng(1)
    drugs = 20_000
    recent = rng.choice([0, 5, 25, 100, 400], drugs)
    shares = rng.dirichlet(np.array([0.08, 0.10, 0.20, 0.27, 0.35]) * 6, drugs)
    history = rng.multinomial(recent * 2, shares)
    alarms = 0
    for days in WINDOWS:
        n = rng.poisson(rng.gamma(3, (recent + 0.5) * days / 90 / 3))
        alarms += burst(history, rng.multinomial(n, shares), recent, days).alarm.sum()
    assert alarms <= 1


def test_many_windows_together_are_worked_out_as_one_by_one() -> None:
    rng = np.random.default_rng(2)
    history, batch = rng.integers(0, 50, (6, 2, 5)), rng.integers(0, 9, (6, 2, 5))
    recent, days = rng.integers(0, 90, (6, 1)), np.array([1, 7])
    together = burst(history, batch, recent, days)
    for row in np.ndindex(6, 2):
        alone = burst(history[row], batch[row], recent[row[0], 0], days[row[1]])
        for whole, part in zip(together, alone, strict=True):
            assert whole[row] == pytest.approx(part)


@given(st.integers(0, 60), st.integers(0, 60), weights, weights)
def test_the_beta_binomial_tail_is_scipys(count: int, more: int, alpha: float, beta: float) -> None:
    n = count + more
    expected = betabinom.sf(count - 1, n, alpha, beta)
    assert betabinom_tail(count, n, alpha, beta) == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_a_tiny_beta_binomial_tail_keeps_its_digits() -> None:
    # B(alpha + n, beta) / B(alpha, beta), with beta = 1: alpha / (alpha + n).
    assert betabinom_tail(300, 300, 0.5, 1.0) == pytest.approx(0.5 / 300.5, rel=1e-9)
    assert betabinom_tail(60, 60, 1.0, 60.0) == pytest.approx(
        betabinom.pmf(60, 60, 1.0, 60.0), rel=1e-9
    )


@given(st.integers(0, 100), st.floats(0.1, 5), st.floats(0.01, 50))
def test_the_negative_binomial_tail_is_scipys(count: int, shape: float, mean: float) -> None:
    expected = nbinom.sf(count - 1, shape, shape / (shape + mean))
    assert nbinom_tail(count, shape, mean) == pytest.approx(expected, rel=1e-6, abs=1e-12)


@given(st.floats(1e-100, 1), st.floats(1e-100, 1))
def test_two_p_values_are_joined_as_fisher_does(p: float, q: float) -> None:
    expected = combine_pvalues([p, q], method="fisher").pvalue
    assert fisher(p, q) == pytest.approx(expected, rel=1e-6)
    assert fisher(0.0, p) == 0


@pytest.mark.parametrize(
    ("batch", "recent", "days", "told"),
    [
        ([0, 0, 0.5, 0, 3], 5, 1, "whole"),
        ([0, 0, 0, 3], 5, 1, "histogram"),
        ([0, 0, 0, 0, 3], -1, 1, "recent"),
        ([0, 0, 0, 0, 3], 5, 0, "length"),
    ],
)
def test_what_is_no_window_is_refused(
    batch: list[float], recent: float, days: float, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        burst(HISTORY, batch, recent, days)
