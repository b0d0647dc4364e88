"""Draws a score card. Imported by `score_chart` alone, on first use: it imports Matplotlib."""

from __future__ import annotations

from ratingsbot.charts.card import MISSING, NOT_ENOUGH, SYNTHETIC, ScoreChart, figure
from ratingsbot.charts.pen import MARGIN, WIDTH, Pen, fitted
from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import WORDING, Dimension

ROW = 104
"""The height of a dimension's row, in pixels."""
BAR_TOP, BAR_HEIGHT, BAR_WIDTH = 9, 40, 62
BAR_TO_AXIS = 11
"""Keeps the dot and the line off the bars, of which the least are 2 pixels high."""
SCALE_LEFT, SCALE_RIGHT = 316, WIDTH - MARGIN - BAR_WIDTH // 2
"""Where 1 and 5 lie."""
NO_BREAK_SPACE = "\u00a0"
LEAST_FULL_BAR = 50
"""The tallest bar stands for at least this share, so that an even spread looks even."""

# Blues on greys differ in lightness too, so any kind of colour vision tells them apart.
INK, MUTED, FAINT = "#16202C", "#465263", "#CDD5DF"
BAR, LINE, DOT = "#98A8BB", "#3F93CE", "#004A7A"


def draw(card: ScoreChart) -> bytes:
    """The card as PNG bytes; see `score_chart`."""
    title = fitted(card.title, (42, 38, 34, 30), lines=2, bold=True)
    subtitle = fitted(card.subtitle, (25, 23), lines=2)
    legend = fitted(_legend(card), (21,), lines=2)
    footer = fitted(card.footer, (21,), lines=3)
    title_top = 64 if card.synthetic else 22
    rows_top = title_top + title.height + subtitle.height + 18
    legend_top = rows_top + ROW * len(Dimension) + 12
    footer_top = legend_top + legend.height + 3

    pen = Pen(round(footer_top + footer.height + 16))
    if card.synthetic:
        pen.badge(SYNTHETIC)
    pen.block(title, title_top, INK)
    pen.block(subtitle, title_top + title.height + 3, MUTED)
    full_bar = max([LEAST_FULL_BAR, *(max(r.shares) for r in card.results.values() if r.shares)])
    for i, dimension in enumerate(Dimension):
        result = card.results.get(dimension, MISSING)
        _row(pen, rows_top + i * ROW, dimension, result, full_bar)
    pen.line(MARGIN, WIDTH - MARGIN, legend_top - 12, FAINT)
    pen.block(legend, legend_top, MUTED)
    pen.block(footer, footer_top, MUTED)
    return pen.png()


def _legend(card: ScoreChart) -> str:
    """Explains the signs that this card has, and no others."""
    results = [card.results.get(dimension, MISSING) for dimension in Dimension]
    signs = []
    if any(r.tier > Tier.VERY_EARLY for r in results):
        signs.append("Dot: mean")
    if any(r.tier is Tier.VERY_EARLY for r in results):
        signs.append("Ring: mean of 5 to 10 ratings, in half points")
    if any(r.low is not None for r in results):
        signs.append("Line: 95 % interval")
    if any(r.shares is not None for r in results):
        signs.append("Bars: how many gave 1 to 5")
    return " · ".join(sign.replace(" ", NO_BREAK_SPACE) for sign in signs)


def _row(
    pen: Pen, top: float, dimension: Dimension, result: DimensionResult, full_bar: int
) -> None:
    wording = WORDING[dimension]
    pen.line(MARGIN, WIDTH - MARGIN, top, FAINT)
    pen.text(MARGIN, top + 33, wording.title, 28, INK, bold=True)
    bars = top + BAR_TOP + BAR_HEIGHT
    axis = bars + BAR_TO_AXIS
    for share, x in zip(result.shares or (), map(_x, range(1, 6)), strict=False):
        pen.box(x - BAR_WIDTH / 2, bars, BAR_WIDTH, BAR_HEIGHT * share / full_bar, BAR)
    _scale(pen, axis, wording.words, INK if result.mean else FAINT)
    if result.mean is None:
        pen.text(MARGIN, top + 66, NOT_ENOUGH, 21, MUTED)
        return
    pen.text(MARGIN, top + 78, figure(result.mean), 40, DOT, bold=True)
    if result.low is not None and result.high is not None:
        beside = f"{figure(result.low)} to {figure(result.high)}"
        pen.line(_x(result.low), _x(result.high), axis, LINE, thickness=12)
    else:
        beside = "very early"
    pen.text(MARGIN + 82, top + 77, beside, 23, MUTED)
    pen.dot(_x(result.mean), axis, 12, DOT, hollow=result.tier is Tier.VERY_EARLY)


def _scale(pen: Pen, axis: float, words: tuple[str, ...], colour: str) -> None:
    pen.line(_x(1), _x(5), axis, colour, thickness=2)
    for value in range(1, 6):
        pen.box(_x(value) - 1, axis + 7, 2, 14, colour)
    pen.text(_x(1) - BAR_WIDTH / 2, axis + 32, f"1 {words[0]}", 21, MUTED)
    pen.text(_x(5) + BAR_WIDTH / 2, axis + 32, f"{words[-1]} 5", 21, MUTED, right=True)


def _x(value: float) -> float:
    return SCALE_LEFT + (SCALE_RIGHT - SCALE_LEFT) * (value - 1) / 4
