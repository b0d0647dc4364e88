"""The one look of all pictures: colours, what surrounds the results, and how a result is marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ratingsbot.charts.lettering import fitted
from ratingsbot.charts.pen import CENTRE, MARGIN, RIGHT, ROOM, WIDTH, Pen
from ratingsbot.charts.words import SYNTHETIC, Framed, scale_words
from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import WORDING, Dimension

SMALL = 21
"""The least size of text, in pixels: on a phone the picture is half as wide."""
NO_BREAK_SPACE = "\u00a0"

INK, MUTED, FAINT = "#16202C", "#465263", "#CDD5DF"


@dataclass(frozen=True, slots=True)
class Hue:
    """A dot and the paler line under it."""

    dot: str
    line: str


# Blues on greys differ in lightness too, so any kind of colour vision tells them apart.
BLUE = Hue("#004A7A", "#3F93CE")


@dataclass(frozen=True, slots=True)
class Axis:
    """Where 1 and 5 lie, in pixels, along either direction."""

    one: float
    five: float

    def at(self, value: float) -> float:
        return self.one + (self.five - self.one) * (value - 1) / 4


def framed(chart: Framed, legend: Iterable[str], body: float) -> tuple[Pen, float]:
    """A card with everything but its body, which is `body` pixels high; and where that begins."""
    title = fitted(chart.title, (42, 38, 34, 30), room=ROOM, lines=2, bold=True)
    subtitle = fitted(chart.subtitle, (25, 23), room=ROOM, lines=2)
    # Each sign's explanation stays on one line.
    signs = " · ".join(sign.replace(" ", NO_BREAK_SPACE) for sign in legend)
    explained = fitted(signs, (SMALL,), room=ROOM, lines=4)
    footer = fitted(chart.footer, (SMALL,), room=ROOM, lines=3)
    title_top = 64 if chart.synthetic else 22
    body_top = title_top + title.height + subtitle.height + 18
    legend_top = body_top + body + 12
    footer_top = legend_top + explained.height + 3

    pen = Pen(round(footer_top + footer.height + 16))
    if chart.synthetic:
        pen.badge(SYNTHETIC)
    pen.block(title, title_top, INK)
    pen.block(subtitle, title_top + title.height + 3, MUTED)
    pen.line(MARGIN, WIDTH - MARGIN, body_top + body, FAINT)
    pen.block(explained, legend_top, MUTED)
    pen.block(footer, footer_top, MUTED)
    return pen, body_top


def signs(
    results: Iterable[DimensionResult], *, value: str = "mean", line: str = "Line"
) -> list[str]:
    """Explains the signs that `results` are drawn with, and no others."""
    shown = list(results)
    explained = []
    if any(r.tier > Tier.VERY_EARLY for r in shown):
        explained.append(f"Dot: {value}")
    if any(r.tier is Tier.VERY_EARLY for r in shown):
        explained.append(f"Ring: {value} of 5 to 10 ratings, in half points")
    if any(r.low is not None for r in shown):
        explained.append(f"{line}: 95 % interval")
    return explained


def heading(pen: Pen, top: float, dimension: Dimension) -> None:
    """A dimension's title under a rule, its scale's words at the right: 42 pixels."""
    pen.line(MARGIN, WIDTH - MARGIN, top, FAINT)
    pen.text(MARGIN, top + 33, WORDING[dimension].title, 28, INK, bold=True)
    words = scale_words(dimension, " · ")
    pen.text(WIDTH - MARGIN, top + 32, words, SMALL, MUTED, align=RIGHT)


def numerals(pen: Pen, axis: Axis, top: float) -> None:
    """1 to 5 under a level axis: 26 pixels."""
    for value in range(1, 6):
        pen.text(axis.at(value), top + SMALL, str(value), SMALL, MUTED, align=CENTRE)


def mark(pen: Pen, axis: Axis, y: float, result: DimensionResult, hue: Hue, radius: float) -> None:
    """A result on a level axis: its dot or ring, and its interval's line."""
    if result.mean is None:
        return
    if result.low is not None and result.high is not None:
        pen.line(axis.at(result.low), axis.at(result.high), y, hue.line, thickness=radius)
    pen.dot(axis.at(result.mean), y, radius, hue.dot, hollow=result.tier is Tier.VERY_EARLY)
