from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import Dimension
from ratingsbot.scoring.interval import interval
from ratingsbot.scoring.publication import (
    comment_batch_due,
    is_due,
    outward,
    publish,
    renewed,
    shown_raters,
    tier_of,
)

TODAY = date(2026, 3, 10)
YESTERDAY = TODAY - timedelta(days=1)
NOTHING = DimensionResult(Tier.NONE)


def one(hist: list[int], raters: int | None = None, *, strict: bool = False) -> DimensionResult:
    """The efficacy of a drug of which nothing else was rated."""
    rows = [hist, *([[0] * 5] * 4)]
    return publish(rows, sum(hist) if raters is None else raters, strict=strict)[Dimension.EFFICACY]


@pytest.mark.parametrize(
    ("raters", "tier", "strict", "shown"),
    [
        (0, Tier.NONE, Tier.NONE, 0),
        (4, Tier.NONE, Tier.NONE, 0),
        (5, Tier.VERY_EARLY, Tier.NONE, 5),
        (10, Tier.VERY_EARLY, Tier.NONE, 5),
        (11, Tier.EARLY, Tier.EARLY, 10),
        (14, Tier.EARLY, Tier.EARLY, 10),
        (15, Tier.EARLY, Tier.EARLY, 15),
        (29, Tier.EARLY, Tier.EARLY, 25),
        (30, Tier.FULL, Tier.FULL, 30),
        (134, Tier.FULL, Tier.FULL, 130),
    ],
)
def test_the_number_of_raters_decides_what_is_shown(
    raters: int, tier: Tier, strict: Tier, shown: int
) -> None:
    assert tier_of(raters) is tier
    assert tier_of(raters, strict=True) is strict
    assert shown_raters(raters) == shown


@pytest.mark.parametrize(
    ("published", "raters", "changed", "due"),
    [
        (None, 4, 4, False),
        (None, 4, 40, False),
        (None, 5, 4, False),
        (None, 5, 5, True),
        (None, 11, 10, False),
        (None, 11, 11, True),
        (Tier.NONE, 4, 5, False),
        (Tier.NONE, 5, 4, False),
        (Tier.NONE, 5, 5, True),
        (Tier.VERY_EARLY, 10, 4, False),
        (Tier.VERY_EARLY, 10, 5, True),
        (Tier.VERY_EARLY, 11, 10, False),
        (Tier.VERY_EARLY, 11, 11, True),
        (Tier.VERY_EARLY, 4, 4, False),
        (Tier.VERY_EARLY, 4, 5, True),
        (Tier.EARLY, 29, 10, False),
        (Tier.EARLY, 29, 11, True),
        (Tier.EARLY, 30, 10, False),
        (Tier.EARLY, 30, 11, True),
        (Tier.EARLY, 10, 10, False),
        (Tier.EARLY, 10, 11, True),
        (Tier.FULL, 0, 10, False),
        (Tier.FULL, 0, 11, True),
    ],
)
def test_results_are_renewed_once_enough_physicians_changed(
    published: Tier | None, raters: int, changed: int, due: bool
) -> None:
    last_day = None if published is None else YESTERDAY
    assert due is is_due(
        raters_now=raters,
        tier_published=published,
        changed=changed,
        last_day=last_day,
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("last_day", "due"),
    [(YESTERDAY, True), (TODAY, False), (TODAY + timedelta(days=1), False)],
)
def test_results_are_renewed_at_most_daily(last_day: date, due: bool) -> None:
    assert due is is_due(
        raters_now=40, tier_published=Tier.FULL, changed=30, last_day=last_day, today=TODAY
    )


@pytest.mark.parametrize(("raters", "due"), [(10, False), (11, True)])
def test_a_strict_pool_publishes_nothing_under_eleven(raters: int, due: bool) -> None:
    assert due is is_due(
        raters_now=raters,
        tier_published=None,
        changed=raters,
        last_day=None,
        today=TODAY,
        strict=True,
    )


def test_four_answers_show_nothing_however_many_raters_the_drug_has() -> None:
    assert one([0, 0, 1, 2, 1], raters=40) == NOTHING


def test_five_answers_show_the_mean_in_half_points_only() -> None:
    assert one([0, 0, 1, 1, 3]) == DimensionResult(Tier.VERY_EARLY, 4.5)  # 4.4
    assert one([0, 0, 1, 1, 3], strict=True) == NOTHING


def test_ten_answers_are_still_very_early() -> None:
    assert one([1, 0, 1, 3, 5]) == DimensionResult(Tier.VERY_EARLY, 4.0)  # 4.1


def test_eleven_answers_show_the_interval_rounded_outward_to_half_points() -> None:
    # 4.18, 3.29 to 4.68
    assert one([1, 0, 1, 3, 6]) == DimensionResult(Tier.EARLY, 4.0, 3.0, 5.0)


def test_twenty_nine_answers_are_still_early() -> None:
    result = one([2, 3, 6, 10, 8])
    assert result.tier is Tier.EARLY
    assert result.shares is None
    assert (result.low, result.mean, result.high) == (3.0, 3.5, 4.5)


def test_thirty_answers_show_tenths_and_the_distribution_in_steps_of_five() -> None:
    result = one([2, 3, 6, 10, 9])  # 3.70, 3.23 to 4.08
    assert result == DimensionResult(Tier.FULL, 3.7, 3.2, 4.1, (5, 10, 20, 35, 30))


def test_the_method_page_s_worked_example_comes_out() -> None:
    hist = [1, 3, 9, 21, 13]
    assert interval(hist) == pytest.approx([3.587, 4.142], abs=5e-4)
    assert one(hist) == DimensionResult(Tier.FULL, 3.9, 3.5, 4.2, (0, 5, 20, 45, 30))


def test_a_dimension_is_never_shown_more_finely_than_its_own_answers_allow() -> None:
    rows = [[0, 0, 0, 0, n] for n in (40, 29, 10, 4, 0)]
    tiers = [result.tier for result in publish(rows, 40).values()]
    assert tiers == [Tier.FULL, Tier.EARLY, Tier.VERY_EARLY, Tier.NONE, Tier.NONE]


@pytest.mark.parametrize(
    ("bounds", "steps", "rounded"),
    [
        ((2.5 - 1e-12, 4.5 + 1e-12), 2, (2.5, 4.5)),
        ((2.5 + 1e-12, 4.5 - 1e-12), 2, (2.5, 4.5)),
        ((2.499, 4.501), 2, (2.0, 5.0)),
        ((0.1 + 0.2 + 2, 4.1), 10, (2.3, 4.1)),
        ((1.0, 5.0), 10, (1.0, 5.0)),
        ((1.01, 4.99), 2, (1.0, 5.0)),
    ],
)
def test_an_interval_is_rounded_outward_and_a_bound_on_the_grid_stays_there(
    bounds: tuple[float, float], steps: int, rounded: tuple[float, float]
) -> None:
    assert outward(bounds, steps) == rounded


hists = st.lists(st.integers(0, 30), min_size=5, max_size=5)


@given(hists)
def test_everything_published_is_on_its_grid_and_in_order(hist: list[int]) -> None:
    result = one(hist)
    steps = 10 if result.tier is Tier.FULL else 2
    shown = [x for x in (result.low, result.mean, result.high) if x is not None]
    assert shown == sorted(shown)
    assert all(1 <= x <= 5 and x == round(x * steps) / steps for x in shown)
    assert all(share % 5 == 0 and 0 <= share <= 100 for share in result.shares or ())
    assert [result.mean is None, result.low is None, result.shares is None] == [
        result.tier < Tier.VERY_EARLY,
        result.tier < Tier.EARLY,
        result.tier < Tier.FULL,
    ]


@given(hists)
def test_publishing_has_no_favoured_end_either(hist: list[int]) -> None:
    there, back = one(hist), one(hist[::-1])
    if there.mean is not None and back.mean is not None:
        assert there.mean == pytest.approx(6 - back.mean)
    assert there.shares is None or there.shares[::-1] == back.shares


def test_more_answers_than_raters_are_refused() -> None:
    with pytest.raises(ValueError, match="more answers"):
        one([0, 0, 0, 0, 6], raters=5)


def test_another_number_of_dimensions_is_refused() -> None:
    with pytest.raises(ValueError, match="each dimension"):
        publish(np.zeros((4, 5)), 5)


@pytest.mark.parametrize(
    ("authors", "days", "due"),
    [
        (2, 0, False),
        (3, 0, True),
        (2, 13, False),
        (2, 14, True),
        (1, 14, False),
        (1, 400, False),
        (0, 14, False),
    ],
)
def test_comments_wait_for_company(authors: int, days: int, due: bool) -> None:
    assert comment_batch_due(authors, days) is due


def rows_of(efficacy: int, safety: int) -> list[list[int]]:
    """A drug of which so many judged efficacy and safety, all "4"."""
    return [[0, 0, 0, efficacy, 0], [0, 0, 0, safety, 0], *([[0] * 5] * 3)]


@pytest.mark.parametrize(("changed", "taken"), [(10, False), (11, True)])
def test_a_dimension_is_renewed_by_those_who_changed_it_alone(changed: int, taken: bool) -> None:
    published = dict.fromkeys(Dimension, DimensionResult(Tier.EARLY, 4.0, 3.0, 5.0))
    found = renewed(
        rows_of(20, 20),
        changed={Dimension.EFFICACY: 20, Dimension.SAFETY: changed},
        published=published,
    )
    assert (Dimension.SAFETY in found) is taken
    assert Dimension.EFFICACY in found


@pytest.mark.parametrize(
    ("before", "answers", "needed"),
    [
        (Tier.NONE, 5, 5),
        (Tier.VERY_EARLY, 10, 5),
        (Tier.VERY_EARLY, 11, 11),
        (Tier.EARLY, 6, 11),
        (Tier.FULL, 3, 11),
    ],
)
def test_a_dimension_needs_what_its_old_or_its_new_tier_asks_for(
    before: Tier, answers: int, needed: int
) -> None:
    def taken(changed: int) -> bool:
        return Dimension.SAFETY in renewed(
            rows_of(40, answers),
            changed={Dimension.SAFETY: changed},
            published={Dimension.SAFETY: DimensionResult(before)},
        )

    assert (taken(needed - 1), taken(needed)) == (False, True)
