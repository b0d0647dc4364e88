"""Draws a score card. Imported by `score_chart` alone, on first use: it imports Matplotlib."""

from __future__ import annotations

from dataclasses import dataclass

from ratingsbot.charts.card import FLAG_MAX, ScoreChart
from ratingsbot.charts.frame import BLUE, FAINT, INK, MUTED, SMALL, Axis, framed, mark, signs
from ratingsbot.charts.lettering import Block, fitted
from ratingsbot.charts.pen import MARGIN, RIGHT, WIDTH, Pen
from ratingsbot.charts.words import NOT_ENOUGH, VERY_EARLY, figure, interval, shortened
from ratingsbot.domain.releases import NOTHING, DimensionResult
from ratingsbot.domain.reviews import WORDING, Dimension

ROW = 104
"""The height of a dimension's row without a flag, in pixels."""
BAR_TOP, BAR_HEIGHT, BAR_WIDTH = 9, 40, 62
BAR_TO_AXIS = 11
"""Keeps the dot and the line off the bars, of which the least are 2 pixels high."""
SCALE_LEFT = 316
AXIS = Axis(SCALE_LEFT, WIDTH - MARGIN - BAR_WIDTH // 2)
BAR = "#98A8BB"
LEAST_FULL_BAR = 50
"""The tallest bar stands for at least this share, so that an even spread looks even."""


@dataclass(frozen=True, slots=True)
class _Row:
    dimension: Dimension
    result: DimensionResult
    flag: Block

    @property
    def height(self) -> float:
        return ROW + self.flag.height


def draw(card: ScoreChart) -> bytes:
    """The card as PNG bytes; see `score_chart`."""
    rows = [_Row(d, card.results.get(d, NOTHING), _flag(card.flags.get(d, ""))) for d in Dimension]
    legend = signs(row.result for row in rows)
    shares = [row.result.shares for row in rows if row.result.shares is not None]
    if shares:
        legend.append("Bars: how many gave 1 to 5")
    full_bar = max([LEAST_FULL_BAR, *map(max, shares)])
    pen, top = framed(card, legend, sum(row.height for row in rows))
    for row in rows:
        _draw_row(pen, top, row, full_bar)
        top += row.height
    return pen.png()


def _flag(text: str) -> Block:
    room = SCALE_LEFT - BAR_WIDTH / 2 - MARGIN - 10
    return fitted(shortened(text, FLAG_MAX), (SMALL,), room=room, lines=4)


def _draw_row(pen: Pen, top: float, row: _Row, full_bar: int) -> None:
    wording, result = WORDING[row.dimension], row.result
    pen.line(MARGIN, WIDTH - MARGIN, top, FAINT)
    pen.text(MARGIN, top + 33, wording.title, 28, INK, bold=True)
    bars = top + BAR_TOP + BAR_HEIGHT
    axis = bars + BAR_TO_AXIS
    for share, x in zip(result.shares or (), map(AXIS.at, range(1, 6)), strict=False):
        pen.box(x - BAR_WIDTH / 2, bars, BAR_WIDTH, BAR_HEIGHT * share / full_bar, BAR)
    _scale(pen, axis, wording.words, INK if result.mean else FAINT)
    pen.block(row.flag, top + 90, INK)
    if result.mean is None:
        pen.text(MARGIN, top + 66, NOT_ENOUGH, SMALL, MUTED)
        return
    pen.text(MARGIN, top + 78, figure(result.mean), 40, BLUE.dot, bold=True)
    beside = VERY_EARLY
    if result.low is not None and result.high is not None:
        beside = interval(result.low, result.high)
    pen.text(MARGIN + 82, top + 77, beside, 23, MUTED)
    mark(pen, AXIS, axis, result, BLUE, radius=12)


def _scale(pen: Pen, axis: float, words: tuple[str, ...], colour: str) -> None:
    pen.line(AXIS.one, AXIS.five, axis, colour, thickness=2)
    for value in range(1, 6):
        pen.box(AXIS.at(value) - 1, axis + 7, 2, 14, colour)
    pen.text(AXIS.one - BAR_WIDTH / 2, axis + 32, f"1 {words[0]}", SMALL, MUTED)
    right = AXIS.five + BAR_WIDTH / 2
    pen.text(right, axis + 32, f"{words[-1]} 5", SMALL, MUTED, align=RIGHT)
