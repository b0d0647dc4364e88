"""Draws a ranking. Imported by `ranking_chart` alone, on first use: it imports Matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ratingsbot.charts.frame import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    SMALL,
    Axis,
    framed,
    heading,
    mark,
    numerals,
    signs,
)
from ratingsbot.charts.lettering import GAP, Block, Label, fitted, told_apart
from ratingsbot.charts.pen import MARGIN, RIGHT, WIDTH, Pen
from ratingsbot.charts.ranking import RankedDrug, RankingChart
from ratingsbot.charts.words import VERY_EARLY, figure, interval

HEADING, NUMERALS = 52, 40
LEAST_ROW, ROW_PADDING = 70, 16
GROUP_GAP = 10
RANK_ROOM = 102
BRACKET = MARGIN + RANK_ROOM + 12
NAME_LEFT = BRACKET + 16
NAME_ROOM, ACROSS, ACROSS_LINES = 232, WIDTH - MARGIN - NAME_LEFT, 6
AXIS = Axis(414, 640)
RADIUS = 8
BAND = "#E7EEF5"
"""Behind the drugs that share a rank, so that nobody reads an order among them."""


@dataclass(frozen=True, slots=True)
class _Row:
    drug: RankedDrug
    label: Label
    raters: Block

    @property
    def height(self) -> float:
        """With the name that stands above it."""
        beside = max(LEAST_ROW, self.label.beside + self.raters.height + ROW_PADDING)
        return self.label.above + beside


@dataclass(frozen=True, slots=True)
class _Group:
    """The rows that share a rank."""

    rank: Block
    rows: Sequence[_Row]

    @property
    def height(self) -> float:
        return max(sum(row.height for row in self.rows), self.rank.height + ROW_PADDING)


def draw(chart: RankingChart) -> bytes:
    """The ranking as PNG bytes; see `ranking_chart`."""
    groups = _groups(chart)
    legend = signs((row.result for row in chart.rows), value="score")
    if any(len(group.rows) > 1 for group in groups):
        legend.append("Band: a shared rank, in no order")
    body = HEADING + sum(group.height + GROUP_GAP for group in groups) + NUMERALS
    pen, top = framed(chart, legend, body)
    heading(pen, top, chart.dimension)
    top += HEADING
    for group in groups:
        _draw_group(pen, top, group)
        top += group.height + GROUP_GAP
    numerals(pen, AXIS, top)
    return pen.png()


def _groups(chart: RankingChart) -> list[_Group]:
    names = [row.name for row in chart.rows]
    _, labels = told_apart(
        names, (25, 23, SMALL), column=NAME_ROOM, across=ACROSS, lines=ACROSS_LINES
    )
    rows = [_row(drug, label) for drug, label in zip(chart.rows, labels, strict=True)]
    return [_group(rank, [*shared]) for rank, shared in groupby(rows, key=lambda r: r.drug.rank)]


def _group(rank: str, rows: Sequence[_Row]) -> _Group:
    words = fitted(rank, (27, 25, 23, SMALL), room=RANK_ROOM, lines=3, bold=True)
    return _Group(words, rows)


def _row(drug: RankedDrug, label: Label) -> _Row:
    return _Row(drug, label, fitted(drug.raters, (SMALL,), room=NAME_ROOM, lines=2))


def _draw_group(pen: Pen, top: float, group: _Group) -> None:
    bottom = top + group.height
    if len(group.rows) > 1:
        left = MARGIN - 14
        pen.band(left, top, WIDTH - 2 * left, group.height, BAND)
        bracket = [(BRACKET + 8, top + 12), (BRACKET, top + 12)]
        bracket += [(BRACKET, bottom - 12), (BRACKET + 8, bottom - 12)]
        pen.stroke(bracket, INK, thickness=3)
    pen.block(group.rank, top + (group.height - group.rank.height) / 2, INK)
    share = (group.height - sum(row.height for row in group.rows)) / len(group.rows)
    for row in group.rows:
        _draw_row(pen, top + share / 2, row)
        top += row.height + share


def _draw_row(pen: Pen, top: float, row: _Row) -> None:
    drug, label = row.drug, row.label
    middle = top + (label.above + row.height) / 2
    lettering = middle - (label.beside + row.raters.height) / 2
    pen.block(label.name, top + GAP if label.across else lettering, INK, left=NAME_LEFT)
    pen.block(row.raters, lettering + label.beside, MUTED, left=NAME_LEFT)
    for value in range(1, 6):
        pen.box(AXIS.at(value) - 1, top + row.height, 2, row.height - label.above, FAINT)
    mark(pen, AXIS, middle, drug.result, BLUE, RADIUS)
    right = WIDTH - MARGIN
    pen.text(right, middle - 2, figure(drug.score), 27, BLUE.dot, bold=True, align=RIGHT)
    below = VERY_EARLY
    if drug.low is not None and drug.high is not None:
        below = interval(drug.low, drug.high)
    pen.text(right, middle + 24, below, SMALL, MUTED, align=RIGHT)
