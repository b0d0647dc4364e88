"""The score that ranks drugs, the classes it leans on, and the prior behind both."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import multivariate_normal

from ratingsbot.scoring.interval import Floats, Moments, moments
from ratingsbot.scoring.score import (
    COLD_START,
    Prior,
    class_mean,
    fit,
    published_moments,
    score,
    score_interval,
)

histograms = st.lists(st.integers(0, 400), min_size=5, max_size=5)
centres = st.floats(1, 5)
NONE = [0, 0, 0, 0, 0]


def value(hist: object, centre: float) -> float:
    return float(score(moments(hist), class_mean=centre).value)  # type: ignore[arg-type]


def test_without_ratings_the_score_is_the_class_mean_and_as_uncertain_as_a_new_drug() -> None:
    found = score(moments(NONE), class_mean=3.2, class_variance=0.03)
    assert found.value == 3.2
    assert found.variance == pytest.approx(COLD_START.between + 0.03)


@given(histograms, centres)
def test_the_score_lies_between_the_mean_and_the_class_mean(hist: list[int], centre: float) -> None:
    assume(sum(hist))
    ends = sorted([float(moments(hist).mean), centre])
    assert ends[0] - 1e-9 <= value(hist, centre) <= ends[1] + 1e-9


@given(histograms, centres, st.integers(0, 4))
def test_a_further_rating_raises_the_score_exactly_if_it_is_above_it(
    hist: list[int], centre: float, rating: int
) -> None:
    more = list(hist)
    more[rating] += 1
    before, after = value(hist, centre), value(more, centre)
    assume(abs(rating + 1 - before) > 1e-6)
    assert (after > before) == (rating + 1 > before)


@given(histograms, centres, st.integers(0, 3))
def test_a_rating_that_moves_up_raises_the_score(
    hist: list[int], centre: float, rating: int
) -> None:
    assume(hist[rating])
    moved = list(hist)
    moved[rating] -= 1
    moved[rating + 1] += 1
    assert value(moved, centre) > value(hist, centre)


@given(histograms, centres)
def test_the_score_has_no_favoured_end(hist: list[int], centre: float) -> None:
    up = score(moments(hist), class_mean=centre)
    down = score(moments(hist[::-1]), class_mean=6 - centre)
    assert down.value == pytest.approx(6 - up.value, abs=1e-9)
    assert down.variance == pytest.approx(up.variance, abs=1e-9)


def test_drugs_and_dimensions_together_are_worked_out_as_one_by_one() -> None:
    hists = np.random.default_rng(1).integers(0, 9, (4, 3, 5))
    centre = np.array([3.0, 3.5, 4.0])
    together = score(moments(hists), class_mean=centre, class_variance=0.01)
    bounds = score_interval(together)
    assert bounds.shape == (4, 3, 2)
    for drug, dimension in np.ndindex(4, 3):
        alone = score(
            moments(hists[drug, dimension]), class_mean=centre[dimension], class_variance=0.01
        )
        assert together.value[drug, dimension] == pytest.approx(alone.value)
        assert bounds[drug, dimension] == pytest.approx(score_interval(alone))


def test_what_is_published_of_a_drug_scores_as_its_mean_and_number_do() -> None:
    hist = [1, 2, 3, 8, 6]
    known = moments(hist)
    published = published_moments(known.n, known.mean)
    assert value(hist, 3.3) == pytest.approx(float(score(published, class_mean=3.3).value))
    assert published_moments([0, 1, 5], 4.0).ss == pytest.approx([0, 0, 4 * 1.2])
    unrated = score(published_moments([0, 5], [np.nan, 4.0]), class_mean=3.3)
    assert unrated.value[0] == 3.3
    assert np.all(np.isfinite(unrated.variance))


def test_a_class_without_ratings_has_the_prior_centre() -> None:
    found = class_mean(moments([NONE, [0, 0, 0, 3, 3]]), [0, 2], number=4)
    assert found.value.shape == (4,)
    assert found.value[[0, 1, 3]] == pytest.approx([3.6] * 3)
    assert found.variance[[0, 1, 3]] == pytest.approx([COLD_START.classes] * 3)
    assert found.value[2] > 3.6
    assert found.variance[2] < COLD_START.classes


def test_a_class_mean_is_the_weighted_mean_of_its_drugs_and_the_centre() -> None:
    of = Moments(np.array([4.0, 24.0]), np.array([2.0, 4.0]), np.zeros(2))
    found = class_mean(of, [0, 0])
    weights = np.array([1 / (0.2 + 1.2 / 4), 1 / (0.2 + 1.2 / 24), 1 / 0.08])
    assert found.value == pytest.approx([weights @ [2.0, 4.0, 3.6] / weights.sum()])
    assert found.variance == pytest.approx([1 / weights.sum()])


def test_classes_of_another_shape_or_kind_are_refused() -> None:
    of = moments([[0, 0, 0, 1, 1], NONE])
    with pytest.raises(ValueError, match="shape"):
        class_mean(of, [0])
    with pytest.raises(ValueError, match="whole numbers"):
        class_mean(of, [0, -1])
    with pytest.raises(ValueError, match="whole numbers"):
        class_mean(of, [0.0, 1.0])


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf")])
def test_a_variance_that_is_none_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="variance"):
        Prior(between=wrong)


def population(
    rng: np.random.Generator, drugs: int, classes: int, prior: Prior
) -> tuple[Moments, NDArray[np.int64], Floats]:
    """Means drawn from the model itself, their classes, and the true means."""
    codes = rng.integers(0, classes, drugs)
    of_class = rng.normal(prior.centre, prior.classes**0.5, classes)
    truth = rng.normal(of_class[codes], prior.between**0.5)
    n = np.asarray(rng.geometric(1 / 12, drugs) + 1, np.float64)
    means = rng.normal(truth, (prior.within / n) ** 0.5)
    ss = prior.within * rng.chisquare(n - 1)
    return Moments(n, means, ss), codes, truth


def test_a_fit_finds_on_the_average_the_prior_that_made_the_ratings() -> None:
    made = Prior(within=1.0, between=0.3, classes=0.15, centre=3.2)
    fits = [fit(*population(np.random.default_rng(seed), 8000, 400, made)[:2]) for seed in range(9)]
    figures = np.mean([[p.within, p.between, p.classes, p.centre] for p in fits], axis=0)
    # Four standard errors, from 40 such fits.
    assert np.all(np.abs(figures - [1.0, 0.3, 0.15, 3.2]) < [0.008, 0.011, 0.018, 0.028])


def test_a_fit_is_where_the_joint_normal_likelihood_is_highest() -> None:
    of, codes, _ = population(np.random.default_rng(5), 60, 8, Prior(classes=0.2))
    found = fit(of, codes)

    def log_likelihood(prior: Prior) -> float:
        same_class = codes[:, None] == codes[None, :]
        covariance = np.diag(prior.between + found.within / of.n) + prior.classes * same_class
        centre = np.full(of.n.size, prior.centre)
        return float(multivariate_normal(centre, covariance).logpdf(of.mean))

    best = log_likelihood(found)
    for factor in (0.9, 1.1):
        around = [
            Prior(found.within, found.between * factor, found.classes, found.centre),
            Prior(found.within, found.between, found.classes * factor, found.centre),
            Prior(found.within, found.between, found.classes, found.centre * factor),
        ]
        assert all(log_likelihood(prior) < best for prior in around)


def test_classes_that_do_not_differ_leave_the_variance_between_them_at_its_least() -> None:
    of, codes, _ = population(np.random.default_rng(6), 4000, 200, Prior(classes=1e-9))
    assert fit(of, codes).classes < 0.005


def test_few_drugs_or_few_classes_leave_the_prior_as_it_is() -> None:
    of, codes, _ = population(np.random.default_rng(7), 29, 10, COLD_START)
    assert fit(of, codes) == COLD_START
    of, _, _ = population(np.random.default_rng(7), 100, 10, COLD_START)
    assert fit(of, np.arange(100) % 4) == COLD_START
    start = Prior(centre=3.0)
    assert fit(moments(np.zeros((40, 5))), np.arange(40), start) == start


def test_drugs_with_one_rating_each_say_nothing_of_the_variance_within() -> None:
    rng = np.random.default_rng(8)
    of = Moments(np.ones(300), rng.normal(3.5, 1.2, 300), np.zeros(300))
    assert fit(of, np.arange(300) % 10).within == COLD_START.within


def test_one_much_rated_drug_counts_for_twenty_ratings_in_the_variance_within() -> None:
    n = np.array([3.0] * 40 + [10_001.0])
    of = Moments(n, np.linspace(3, 4, 41), np.where(n > 3, 4.0, 1.0) * (n - 1))
    assert fit(of, np.arange(41) % 6).within == pytest.approx((80 * 1.0 + 20 * 4.0) / 100)


def test_the_scores_come_nearer_to_the_truth_than_the_plain_means() -> None:
    of, codes, truth = population(np.random.default_rng(9), 3000, 100, COLD_START)
    prior = fit(of, codes)
    classes = class_mean(of, codes, prior)
    found = score(
        of, prior, class_mean=classes.value[codes], class_variance=classes.variance[codes]
    )
    assert np.mean((found.value - truth) ** 2) < 0.6 * np.mean((of.mean - truth) ** 2)
    low, high = np.moveaxis(score_interval(found), -1, 0)
    assert np.mean((low <= truth) & (truth <= high)) == pytest.approx(0.95, abs=0.02)
