"""What a trend's picture says: a drug's results as they followed each other, and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ratingsbot.charts.words import (
    NOT_ENOUGH,
    VERY_EARLY,
    dimension_title,
    figure,
    figures,
    month,
    one_line,
    shortened,
    told,
)
from ratingsbot.domain.releases import NOTHING, DimensionResult, Tier
from ratingsbot.domain.reviews import Dimension

POINTS_MAX = 24
FLAG_MAX = 60
ONE_SO_FAR = "first results, nothing older"
_TERSE_FLAG = 16
_NONE, _EARLY = "–", "*"
"""How the tersest words write a release without a result, and one that is very early."""

Results = Mapping[Dimension, DimensionResult]
"""One release's. A dimension left out counts as unrated."""


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A drug's releases, oldest first, as one picture of five panels.

    Raises ValueError unless there are 1 to 24, in order.
    """

    title: str
    subtitle: str
    points: Sequence[tuple[date, Results]]
    """Only the months of the days are drawn and told."""
    flags: Mapping[Dimension, str] = field(default_factory=dict)
    """A word or two about a dimension, e.g. "rising"; at most 60 characters."""
    synthetic: bool = False
    """Marked in the picture itself, which may travel without its message."""
    footer: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.points) <= POINTS_MAX:
            raise ValueError(f"expected 1 to {POINTS_MAX} releases, not {len(self.points)}")
        days = [day for day, _ in self.points]
        if days != sorted(days):
            raise ValueError("expected the releases in order, the oldest first")

    def series(self, dimension: Dimension) -> list[DimensionResult]:
        """A dimension's result in each release."""
        return [results.get(dimension, NOTHING) for _, results in self.points]

    def span(self) -> str:
        """The months of the first and of the last release: "Mar 2024 to Mar 2026"."""
        first, last = month(self.points[0][0]), month(self.points[-1][0])
        return first if first == last else f"{first} to {last}"


def trend_text(chart: TrendChart) -> str:
    """The picture in words, at most 1,000 characters.

    Should it be too long, the scales' words go first, then each figure's month. Where some
    releases are many, every mean stays, but of the intervals only the last, which the text says.
    """
    return told(
        chart,
        [
            _by_month(chart, scale=True),
            _by_month(chart, scale=False),
            _in_order(chart),
            _tersely(chart),
        ],
    )


def _by_month(chart: TrendChart, *, scale: bool) -> str:
    months = [month(day) for day, _ in chart.points]
    sentences = [_preface(chart)]
    for dimension in Dimension:
        series = chart.series(dimension)
        told_series = "; ".join(f"{m} {figures(r)}" for m, r in zip(months, series, strict=True))
        if all(result.mean is None for result in series):
            told_series = NOT_ENOUGH
        sentences.append(_sentence(chart, dimension, told_series, scale=scale))
    return " ".join(sentences)


def _in_order(chart: TrendChart) -> str:
    sentences = [_preface(chart)]
    for dimension in Dimension:
        told_series = "; ".join(map(figures, chart.series(dimension)))
        sentences.append(_sentence(chart, dimension, told_series))
    return " ".join(sentences)


def _tersely(chart: TrendChart) -> str:
    everything = [result for dimension in Dimension for result in chart.series(dimension)]
    preface = f"{_many(chart)}, oldest first: means, only the last interval."
    if any(result.tier is Tier.VERY_EARLY for result in everything):
        preface += f" {_EARLY}: {VERY_EARLY}."
    if any(result.mean is None for result in everything):
        preface += f" {_NONE}: {NOT_ENOUGH}."
    sentences = [preface]
    for dimension in Dimension:
        series = chart.series(dimension)
        means = " ".join(map(_terse_mean, series[:-1]))
        last = figures(series[-1]) if series[-1].low is not None else _terse_mean(series[-1])
        sentences.append(_sentence(chart, dimension, f"{means} {last}", flag_max=_TERSE_FLAG))
    return " ".join(sentences)


def _terse_mean(result: DimensionResult) -> str:
    if result.mean is None:
        return _NONE
    return figure(result.mean) + (_EARLY if result.tier is Tier.VERY_EARLY else "")


def _preface(chart: TrendChart) -> str:
    if len(chart.points) == 1:
        return f"{ONE_SO_FAR.capitalize()}: mean with 95 % interval."
    return f"{_many(chart)}, oldest first: means with 95 % intervals."


def _many(chart: TrendChart) -> str:
    return f"{len(chart.points)} results, {chart.span()}"


def _sentence(
    chart: TrendChart,
    dimension: Dimension,
    told_series: str,
    *,
    scale: bool = False,
    flag_max: int = FLAG_MAX,
) -> str:
    flag = shortened(one_line(chart.flags.get(dimension, "")), flag_max)
    end = f"; {flag}." if flag else "."
    return f"{dimension_title(dimension, scale=scale)}: {told_series}{end}"
