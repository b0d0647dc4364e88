"""Draws a trend. Imported by `trend_chart` alone, on first use: it imports Matplotlib."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import TypeVar

from ratingsbot.charts.frame import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    SMALL,
    Axis,
    framed,
    heading,
    signs,
)
from ratingsbot.charts.lettering import fitted, width
from ratingsbot.charts.pen import CENTRE, MARGIN, RIGHT, WIDTH, Pen
from ratingsbot.charts.trend import FLAG_MAX, ONE_SO_FAR, TrendChart
from ratingsbot.charts.words import (
    NOT_ENOUGH,
    VERY_EARLY,
    figure,
    interval,
    month,
    shortened,
)
from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import Dimension

T = TypeVar("T")

PANEL, PLOT_TOP, PLOT_BOTTOM = 196, 62, 178
FLAG_ROOM, FLAG_LINES = 226, 3
NUMERAL_RIGHT, PLOT_LEFT, PLOT_RIGHT = 306, 318, WIDTH - MARGIN
FIRST, LAST = PLOT_LEFT + 16, PLOT_RIGHT - 16
"""Where the first release and the last lie."""
MONTHS = 38
LEAST_RADIUS, RADIUS = 5, 7.5
BAND = "#B5D5ED"
BEYOND = 15


@dataclass(frozen=True, slots=True)
class _Timeline:
    """The months from left to right, in pixels."""

    places: Sequence[float]
    """Each release's; those of one month spread over it, as their days are nobody's business."""
    years: Sequence[tuple[float, str]]
    """The Januaries between the first release and the last."""

    @property
    def nearest(self) -> float:
        """How close two releases come."""
        return min((right - left for left, right in pairwise(self.places)), default=LAST - FIRST)

    @property
    def radius(self) -> float:
        """A dot's: small enough that neighbours leave each other room."""
        return min(max(self.nearest * 0.3, LEAST_RADIUS), RADIUS)

    @property
    def beyond(self) -> float:
        """How far a band goes beyond its first dot and its last; so a single dot has one too."""
        return min(self.nearest / 2, BEYOND)


def draw(chart: TrendChart) -> bytes:
    """The trend as PNG bytes; see `trend_chart`."""
    legend = signs((r for d in Dimension for r in chart.series(d)), line="Band")
    pen, top = framed(chart, legend, PANEL * len(Dimension) + MONTHS)
    timeline = _timeline([day for day, _ in chart.points])
    for dimension in Dimension:
        heading(pen, top, dimension)
        series = chart.series(dimension)
        _draw_latest(pen, top, series[-1], chart.flags.get(dimension, ""))
        _draw_plot(pen, Axis(top + PLOT_BOTTOM, top + PLOT_TOP), timeline, series)
        top += PANEL
    _draw_months(pen, top + SMALL, chart, timeline)
    return pen.png()


def _timeline(days: Sequence[date]) -> _Timeline:
    months = [day.year * 12 + day.month - 1 for day in days]
    in_month, seen = Counter(months), Counter[int]()
    times = list[float]()
    for number in months:
        times.append(number + seen[number] / in_month[number])
        seen[number] += 1
    start, span = times[0], (times[-1] - times[0]) or 1

    def place(time: float) -> float:
        return FIRST + (LAST - FIRST) * (time - start) / span

    januaries = (n for n in range(months[0] + 1, months[-1]) if n % 12 == 0)
    return _Timeline([*map(place, times)], [(place(n), str(n // 12)) for n in januaries])


def _draw_latest(pen: Pen, top: float, latest: DimensionResult, flag: str) -> None:
    if latest.mean is None:
        # Broken in two, lest it read on into the plot's numerals.
        pen.block(fitted(NOT_ENOUGH, (SMALL,), room=FLAG_ROOM, lines=2), top + 42, MUTED)
    else:
        pen.text(MARGIN, top + 84, figure(latest.mean), 40, BLUE.dot, bold=True)
        beside = VERY_EARLY
        if latest.low is not None and latest.high is not None:
            beside = interval(latest.low, latest.high)
        pen.text(MARGIN + 82, top + 83, beside, 23, MUTED)
    words = shortened(flag, FLAG_MAX)
    pen.block(fitted(words, (23, SMALL), room=FLAG_ROOM, lines=FLAG_LINES), top + 103, INK)


def _draw_plot(
    pen: Pen, axis: Axis, timeline: _Timeline, series: Sequence[DimensionResult]
) -> None:
    points = [*zip(timeline.places, series, strict=True)]
    for run in _runs(
        (x, axis.at(r.low), axis.at(r.high)) if r.low is not None and r.high is not None else None
        for x, r in points
    ):
        _draw_band(pen, run, timeline.beyond)
    for value in range(1, 6):
        pen.line(PLOT_LEFT, PLOT_RIGHT, axis.at(value), FAINT)
    for x, _ in timeline.years:
        pen.box(x - 1, axis.one, 2, axis.one - axis.five, FAINT)
    for value in (1, 3, 5):
        pen.text(NUMERAL_RIGHT, axis.at(value) + 8, str(value), SMALL, MUTED, align=RIGHT)
    for line in _runs((x, axis.at(r.mean)) if r.mean is not None else None for x, r in points):
        pen.stroke(line, BLUE.dot, thickness=2.5)
    for x, r in points:
        if r.mean is not None:
            hollow = r.tier is Tier.VERY_EARLY
            pen.dot(x, axis.at(r.mean), timeline.radius, BLUE.dot, hollow=hollow)


def _draw_band(pen: Pen, run: Sequence[tuple[float, float, float]], beyond: float) -> None:
    (first, *_), (last, *_) = run[0], run[-1]
    ended = [(first - beyond, *run[0][1:]), *run, (last + beyond, *run[-1][1:])]
    lows = [(x, low) for x, low, _ in ended]
    highs = [(x, high) for x, _, high in ended]
    pen.area([*lows, *reversed(highs)], BAND)


def _runs(values: Iterable[T | None]) -> list[list[T]]:
    """What follows each other without a None between."""
    runs = groupby(values, key=lambda value: value is not None)
    return [[value for value in run if value is not None] for known, run in runs if known]


def _draw_months(pen: Pen, baseline: float, chart: TrendChart, timeline: _Timeline) -> None:
    """The first month and the last; between them the years, as far as there is room."""
    first, last = (month(chart.points[place][0]) for place in (0, -1))
    if len(chart.points) == 1:
        first = f"{first}: {ONE_SO_FAR}"
    pen.text(PLOT_LEFT, baseline, first, SMALL, MUTED)
    left = PLOT_LEFT + width(first, SMALL, bold=False)
    right = PLOT_RIGHT
    if last not in first:
        pen.text(PLOT_RIGHT, baseline, last, SMALL, MUTED, align=RIGHT)
        right -= round(width(last, SMALL, bold=False))
    for x, year in timeline.years:
        half = width(year, SMALL, bold=False) / 2
        if left + 16 < x - half and x + half < right - 16:
            pen.text(x, baseline, year, SMALL, MUTED, align=CENTRE)
            left = x + half
