"""What may be said of published figures: never more than both of its tests allow."""

from __future__ import annotations

import pytest

from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import Dimension
from ratingsbot.scoring.claims import claim, is_split
from ratingsbot.scoring.comparison import Verdict
from ratingsbot.scoring.publication import publish
from ratingsbot.scoring.ranking import ranks


def shown(*hist: int) -> DimensionResult:
    """What is published of such answers."""
    return publish([list(hist), *([[0] * 5] * 4)], sum(hist))[Dimension.EFFICACY]


def said(a: tuple[int, ...], b: tuple[int, ...]) -> Verdict:
    """The verdict on two histograms as published, each with as many raters as answers."""
    found = claim(shown(*a), sum(a), shown(*b), sum(b))
    assert found is not None
    return found.verdict


def test_a_higher_mean_that_loses_most_pairs_is_not_called_higher() -> None:
    split, agreed = (240, 0, 0, 0, 160), (0, 400, 0, 0, 0)
    higher, lower = shown(*split), shown(*agreed)
    assert higher.mean == 2.6
    assert lower.mean == 2.0
    assert said(split, agreed) is Verdict.NO_RELIABLE_DIFFERENCE
    assert said(agreed, split) is Verdict.NO_RELIABLE_DIFFERENCE


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ((0, 0, 0, 20, 80), (0, 20, 60, 20, 0), Verdict.A_HIGHER),
        ((0, 20, 60, 20, 0), (0, 0, 0, 20, 80), Verdict.B_HIGHER),
        ((0, 0, 0, 0, 6), (6, 0, 0, 0, 0), Verdict.TOO_FEW),
        ((0, 0, 0, 2, 20), (10, 12, 0, 0, 0), Verdict.A_HIGHER),
        ((5, 10, 30, 35, 20), (5, 10, 30, 35, 20), Verdict.NO_RELIABLE_DIFFERENCE),
        ((2, 3, 9, 10, 6), (2, 3, 9, 10, 6), Verdict.TOO_FEW),
    ],
)
def test_a_verdict_is_what_the_published_figures_bear(
    a: tuple[int, ...], b: tuple[int, ...], verdict: Verdict
) -> None:
    assert said(a, b) is verdict


def test_a_difference_under_half_a_point_is_never_told_however_many_rated() -> None:
    assert said((0, 0, 0, 6_000, 4_000), (0, 0, 0, 9_000, 1_000)) is Verdict.NO_RELIABLE_DIFFERENCE


def test_a_dimension_with_few_answers_is_not_taken_for_one_with_the_drug_s_many_raters() -> None:
    """Ten times the raters change nothing where the published lines are as long as before."""
    a, b = shown(3, 4, 6, 11, 8), shown(5, 6, 8, 9, 4)
    few, many = claim(a, 32, b, 32), claim(a, 320, b, 320)
    assert few is not None
    assert many is not None
    assert few.verdict is many.verdict is Verdict.TOO_FEW


def test_nothing_is_claimed_of_what_is_not_shown() -> None:
    nothing = DimensionResult(Tier.NONE)
    assert claim(nothing, 0, shown(0, 0, 0, 0, 40), 40) is None
    assert claim(shown(0, 0, 0, 0, 40), 40, nothing, 0) is None


@pytest.mark.parametrize(
    ("hist", "split"),
    [
        ((20, 0, 0, 0, 20), True),
        ((12, 0, 16, 0, 12), False),
        ((4, 0, 0, 0, 36), False),
        ((6, 6, 8, 10, 10), True),
        ((10, 0, 0, 0, 10), False),
    ],
)
def test_opinions_are_split_where_both_ends_are_full_and_the_middle_is_not(
    hist: tuple[int, ...], split: bool
) -> None:
    assert is_split(shown(*hist)) is split


def test_the_rank_of_few_ratings_is_wide_and_that_of_many_is_one() -> None:
    assert places([shown(0, 0, 0, 0, 200), shown(200, 0, 0, 0, 0)], 200) == [(1, 1), (2, 2)]
    assert places([shown(0, 0, 0, 2, 3), shown(0, 0, 2, 2, 1)], 5) == [(1, 2), (1, 2)]


def test_a_rank_rests_on_the_dimension_s_own_answers_and_not_on_the_drug_s_raters() -> None:
    results = [shown(3, 4, 6, 11, 8), shown(5, 6, 8, 9, 4)]
    assert places(results, 32) == places(results, 3_200) == [(1, 2), (1, 2)]


def places(results: list[DimensionResult], raters: int) -> list[tuple[int, int]]:
    """The ranks of drugs with so many raters each."""
    return [(rank.best, rank.worst) for rank in ranks(results, [raters] * len(results))]


def test_a_drug_without_a_mean_has_no_rank() -> None:
    with pytest.raises(ValueError, match="no rank"):
        ranks([DimensionResult(Tier.NONE)], [0])
    assert ranks([], []) == []
