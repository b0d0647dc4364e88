"""What isn't shown (yet): the composite, and the mean that counts as the roster does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratingsbot.scoring.composite import composite
from ratingsbot.scoring.interval import interval
from ratingsbot.scoring.representation import post_stratified

NONE = [0, 0, 0, 0, 0]
SOME = [1, 0, 1, 3, 5]
histograms = st.lists(st.integers(0, 60), min_size=5, max_size=5)


def test_the_composite_of_one_dimension_has_that_dimensions_interval() -> None:
    found = composite([SOME])
    assert [found.low, found.high] == pytest.approx(interval(SOME))


@given(st.lists(histograms, min_size=1, max_size=5))
def test_the_composite_has_no_favoured_end(hists: list[list[int]]) -> None:
    there, back = composite(hists), composite([hist[::-1] for hist in hists], class_mean=2.4)
    assert there.score == pytest.approx(6 - back.score)
    assert there.low == pytest.approx(6 - back.high, nan_ok=True)


@given(st.lists(histograms.filter(any), min_size=2, max_size=5))
def test_ratings_that_agree_across_dimensions_tell_less(hists: list[list[int]]) -> None:
    apart, together = composite(hists, rho=0.0), composite(hists, rho=0.9)
    assert together.high - together.low > apart.high - apart.low


def test_dimensions_that_nobody_rated_are_left_out_of_the_interval_alone() -> None:
    with_empty, without = composite([SOME, SOME, NONE]), composite([SOME, SOME])
    assert with_empty.low == pytest.approx(without.low)
    assert with_empty.score == pytest.approx((2 * without.score + 3.6) / 3)


def test_without_any_rating_there_is_no_interval() -> None:
    found = composite([NONE, NONE])
    assert found.score == 3.6
    assert np.all(np.isnan([found.centre, found.low, found.high]))


def test_many_drugs_together_are_worked_out_as_one_by_one() -> None:
    hists = np.random.default_rng(1).integers(0, 4, (6, 5, 5))
    hists[0, 2] = hists[1] = 0
    together = composite(hists)
    for drug in range(6):
        for whole, part in zip(together, composite(hists[drug]), strict=True):
            assert whole[drug] == pytest.approx(part, nan_ok=True)


def test_what_is_no_composite_is_refused() -> None:
    with pytest.raises(ValueError, match="dimensions"):
        composite(SOME)
    with pytest.raises(ValueError, match="rho"):
        composite([SOME], rho=1.5)


def test_specialties_that_answered_much_count_as_the_roster_has_them() -> None:
    cells = [[0, 0, 0, 0, 90_000], [10_000, 0, 0, 0, 0]]
    assert post_stratified(cells, [0.25, 0.75], 4.6, [0, 0]) == pytest.approx(2.0, abs=0.01)


def test_specialties_that_did_not_answer_are_guessed_from_the_drug_and_their_habit() -> None:
    assert post_stratified([NONE, NONE], [0.5, 0.5], 3.7, [0.3, -0.1]) == pytest.approx(3.8)


def test_many_drugs_are_stratified_as_one_by_one() -> None:
    cells = np.random.default_rng(2).integers(0, 4, (4, 3, 5))
    means, offsets = np.array([3.0, 3.5, 4.0, 4.5]), np.array([0.1, -0.2, 0.0])
    together = post_stratified(cells, [0.5, 0.3, 0.2], means, offsets)
    for drug in range(4):
        alone = post_stratified(cells[drug], [0.5, 0.3, 0.2], means[drug], offsets)
        assert together[drug] == pytest.approx(alone)


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="shares"):
        post_stratified([SOME, SOME], [0.5, 0.3], 3.7, [0, 0])
    with pytest.raises(ValueError, match="shares"):
        post_stratified([SOME, SOME], [1.5, -0.5], 3.7, [0, 0])
    with pytest.raises(ValueError, match="weight"):
        post_stratified([SOME], [1.0], 3.7, [0], weight=0)
