"""Draws a comparison. Imported by `comparison_chart` alone, on first use: it imports Matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ratingsbot.charts.comparison import ComparisonChart
from ratingsbot.charts.frame import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    NO_BREAK_SPACE,
    SMALL,
    Axis,
    Hue,
    framed,
    heading,
    mark,
    numerals,
    signs,
)
from ratingsbot.charts.lettering import GAP, Block, Label, fitted, told_apart
from ratingsbot.charts.pen import MARGIN, RIGHT, ROOM, WIDTH, Pen
from ratingsbot.charts.words import NOT_ENOUGH, VERY_EARLY, figure, interval
from ratingsbot.domain.releases import NOTHING, DimensionResult
from ratingsbot.domain.reviews import Dimension

HEADING, NUMERALS, VERDICT_TO_RULE = 46, 30, 10
LEAST_ROW, ROW_PADDING = 38, 10
NAME_ROOM = 244
KEY_INDENT = 32
AXIS = Axis(300, 578)
MEAN_LEFT = 602
RADIUS = 9

# Each drug's name stands beside its row; colours only help the eye from one group to the next.
# They differ in any kind of colour vision, and the first two the most.
HUES = (BLUE, Hue("#B34700", "#D07A24"), Hue("#2B2B2B", "#7A8798"), Hue("#0F8560", "#3BA37F"))


@dataclass(frozen=True, slots=True)
class _Group:
    """A dimension with its results, a labelled row for each, and the verdicts below."""

    dimension: Dimension
    labels: Sequence[Label]
    results: Sequence[DimensionResult]
    verdicts: Sequence[Block]

    @property
    def rows(self) -> list[float]:
        """Their heights, without what stands above them."""
        return [max(LEAST_ROW, label.beside + ROW_PADDING) for label in self.labels]

    @property
    def height(self) -> float:
        names = sum(label.above for label in self.labels)
        verdicts = sum(block.height for block in self.verdicts)
        return HEADING + names + sum(self.rows) + NUMERALS + verdicts + VERDICT_TO_RULE


def draw(chart: ComparisonChart) -> bytes:
    """The comparison as PNG bytes; see `comparison_chart`."""
    names = [drug.name for drug in chart.drugs]
    whole, labels = told_apart(names, (24, SMALL), column=NAME_ROOM, across=ROOM, lines=1)
    key = [_key(name, drug.raters) for name, drug in zip(whole, chart.drugs, strict=True)]
    groups = [_group(chart, dimension, labels) for dimension in Dimension]
    key_height = sum(block.height for block in key) + 12
    body = key_height + sum(group.height for group in groups)
    pen, top = framed(chart, signs(r for group in groups for r in group.results), body)
    _draw_key(pen, top, key)
    top += key_height
    for group in groups:
        _draw_group(pen, top, group)
        top += group.height
    return pen.png()


def _key(name: str, raters: str) -> Block:
    """A drug's whole name, and how many rated it."""
    text = f"{name} · {raters.replace(' ', NO_BREAK_SPACE)}" if raters else name
    return fitted(text, (24, SMALL), room=ROOM - KEY_INDENT, lines=9)


def _group(chart: ComparisonChart, dimension: Dimension, labels: Sequence[Label]) -> _Group:
    results = [drug.results.get(dimension, NOTHING) for drug in chart.drugs]
    said = chart.verdicts.get(dimension, ())
    verdicts = [fitted(text, (23, SMALL), room=ROOM, lines=3) for text in said]
    return _Group(dimension, labels, results, verdicts)


def _draw_key(pen: Pen, top: float, key: Sequence[Block]) -> None:
    for block, hue in zip(key, HUES, strict=False):
        pen.dot(MARGIN + RADIUS, top + block.pitch / 2 + 1, RADIUS, hue.dot, hollow=False)
        pen.block(block, top, INK, left=MARGIN + KEY_INDENT)
        top += block.height


def _draw_group(pen: Pen, top: float, group: _Group) -> None:
    heading(pen, top, group.dimension)
    top += HEADING
    rows = zip(group.rows, group.labels, group.results, HUES, strict=False)
    for height, label, result, hue in rows:
        middle = top + (height - label.beside) / 2
        pen.block(label.name, top + GAP if label.across else middle, INK)
        top += label.above
        _draw_result(pen, top, height, result, hue)
        top += height
    numerals(pen, AXIS, top)
    top += NUMERALS
    for verdict in group.verdicts:
        pen.block(verdict, top, INK)
        top += verdict.height


def _draw_result(pen: Pen, top: float, height: float, result: DimensionResult, hue: Hue) -> None:
    middle = top + height / 2
    baseline = middle + 8
    right = WIDTH - MARGIN
    if result.mean is None:
        pen.text(right, baseline, NOT_ENOUGH, SMALL, MUTED, align=RIGHT)
        return
    for value in range(1, 6):
        pen.box(AXIS.at(value) - 1, top + height, 2, height, FAINT)
    mark(pen, AXIS, middle, result, hue, RADIUS)
    pen.text(MEAN_LEFT, baseline, figure(result.mean), 25, hue.dot, bold=True)
    beside = VERY_EARLY
    if result.low is not None and result.high is not None:
        beside = interval(result.low, result.high)
    pen.text(right, baseline, beside, SMALL, MUTED, align=RIGHT)
