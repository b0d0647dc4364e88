from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratingsbot.charts import TrendChart, trend_chart, trend_text
from ratingsbot.domain.releases import Tier
from ratingsbot.domain.reviews import WORDING, Dimension
from unit.charts.samples import (
    FOOTER,
    TWO_YEARS,
    Results,
    amount,
    any_results,
    differing,
    pixels,
    result,
    results,
    trend,
    written,
)

BAND = "#B5D5ED"
PLOT = 318
"""Plots begin here; what is left of it are figures."""


def drawn_dots(chart: TrendChart) -> int:
    """Pixels of a dot's colour within the plots."""
    plots = pixels(trend_chart(chart))[:, PLOT:, :3]
    return int((abs(plots - (0x00, 0x4A, 0x7A)).max(axis=-1) < 8).sum())


def test_each_release_adds_a_dot_to_each_panel() -> None:
    def safety(mean: float) -> Results:
        return {Dimension.SAFETY: result(mean)}

    one, two = drawn_dots(trend(safety(4))), drawn_dots(trend(safety(4), safety(4)))
    everywhere = drawn_dots(trend(results(4)))
    assert 100 < one < two
    assert everywhere == pytest.approx(5 * one, rel=0.1)


def test_a_single_release_is_a_single_dot_with_words() -> None:
    chart = trend(results(4))
    assert "First results, nothing older" in trend_text(chart)
    assert "irst results, nothing older" not in trend_text(trend(results(4), results(4)))
    twice = replace(chart, points=[*chart.points, *chart.points])
    below_the_panels = differing(trend_chart(chart), trend_chart(twice))[-140:]
    assert below_the_panels[:, PLOT + 90 :].any()


def test_a_higher_mean_is_drawn_higher() -> None:
    def middle(mean: float) -> float:
        chart = trend({Dimension.EFFICACY: result(mean, Tier.VERY_EARLY)})
        plots = pixels(trend_chart(chart))[:, PLOT:, :3]
        rows, _ = (abs(plots - (0x00, 0x4A, 0x7A)).max(axis=-1) < 8).nonzero()
        return float(rows.mean())

    heights = [middle(mean) for mean in (1.0, 2.0, 3.0, 4.0, 5.0)]
    steps = [low - high for low, high in pairwise(heights)]
    assert min(steps) == pytest.approx(max(steps), abs=1)
    assert min(steps) > 20


def test_only_results_with_an_interval_have_a_band() -> None:
    early = trend(*[results(4, Tier.VERY_EARLY)] * 3)
    assert amount(trend_chart(early), BAND) == 0
    assert amount(trend_chart(trend(results(4))), BAND) > 500
    assert amount(trend_chart(trend(*[results(4)] * 3)), BAND) > 5_000


def test_a_release_without_a_result_leaves_a_gap() -> None:
    def band(middle: Results) -> int:
        return amount(trend_chart(trend(results(4), middle, results(4))), BAND)

    assert band({}) < band(results(4)) / 2


def test_releases_of_one_month_do_not_hide_each_other() -> None:
    days = [date(2026, 3, 1), date(2026, 3, 9), date(2026, 3, 20)]
    chart = trend(*[{Dimension.SAFETY: result(4, Tier.VERY_EARLY)}] * 3)
    within = replace(chart, points=[(d, r) for d, (_, r) in zip(days, chart.points, strict=True)])
    assert trend_chart(within) != trend_chart(chart)
    assert drawn_dots(within) == pytest.approx(drawn_dots(chart), rel=0.05)


def test_a_release_shows_no_more_of_its_day_than_the_month() -> None:
    first, last = (TrendChart("A", "", [(date(2026, 3, day), results(4))]) for day in (1, 31))
    assert trend_chart(first) == trend_chart(last)
    assert trend_text(first) == trend_text(last)


def test_a_flag_is_drawn_in_its_panel_and_told() -> None:
    flagged = replace(TWO_YEARS, flags={Dimension.SAFETY: "falling"})
    rows, columns = differing(trend_chart(TWO_YEARS), trend_chart(flagged)).nonzero()
    assert columns.max() < PLOT
    assert 0 < rows.max() - rows.min() < 40
    assert re.search(r"Safety: [^:]*; falling\.", trend_text(flagged))


def test_releases_out_of_order_none_or_too_many_are_refused() -> None:
    march, april = (date(2026, 3, 1), results(4)), (date(2026, 4, 1), results(4))
    for points in ([], [april, march], [march] * 25):
        with pytest.raises(ValueError, match="expected"):
            TrendChart("A", "", points)


def test_a_short_trend_is_told_by_month() -> None:
    text = trend_text(trend(results(3.5, Tier.VERY_EARLY), results(4.1)))
    assert "2 results, Dec 2023 to Jan 2024, oldest first" in text
    assert "Safety (1 most harmful, 5 safest): Dec 2023 3.5 (very early); " in text
    assert "Jan 2024 4.1 (3.7 to 4.4)." in text
    assert text.endswith(FOOTER)


def test_an_unrated_dimension_is_told_once() -> None:
    text = trend_text(trend({Dimension.SAFETY: result(4)}, {Dimension.SAFETY: result(4)}))
    assert text.count("not enough ratings yet") == 4


releases = st.lists(any_results, min_size=1, max_size=24)
flags = st.dictionaries(st.sampled_from(Dimension), st.text("abc \n", max_size=80))


@given(releases, flags, st.booleans())
def test_the_words_tell_every_mean_and_the_last_interval(
    shown: list[Results], flagged: dict[Dimension, str], synthetic: bool
) -> None:
    chart = replace(trend(*shown, synthetic=synthetic), flags=flagged)
    text = trend_text(chart)
    assert len(text) <= 1_000
    every_interval = "only the last interval" not in text
    for dimension in Dimension:
        sentence = text[text.index(f"{WORDING[dimension].title}") :]
        sentence = re.split(r"\. (?=[A-Z])", sentence)[0]
        series = chart.series(dimension)
        told = series if every_interval else series[-1:]
        means = [] if every_interval else [replace(r, low=None, high=None) for r in series[:-1]]
        assert re.findall(r"\d\.\d", sentence) == [*written(*means), *written(*told)]


def test_two_years_are_told_in_full_but_for_earlier_intervals() -> None:
    text = trend_text(TWO_YEARS)
    assert "24 results, Dec 2023 to Nov 2025" in text
    assert "only the last interval" in text
    assert "*: very early" in text
    assert "Safety: 3.5* 3.5* 3.5* 3.0 3.0 3.1" in text
