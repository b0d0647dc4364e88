"""What all pictures say alike, and how their alternative texts are kept within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from ratingsbot.domain.releases import DimensionResult
from ratingsbot.domain.reviews import WORDING, Dimension

ALTERNATIVE_TEXT_MAX = 1_000
SYNTHETIC = "Synthetic demo data, not real ratings"
NOT_ENOUGH = "not enough ratings yet"
VERY_EARLY = "very early"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_FRAME = 250
"""Characters that results leave to a picture's title, subtitle and footer, if these need them."""


class Framed(Protocol):
    """What surrounds the results of every picture."""

    @property
    def title(self) -> str: ...
    @property
    def subtitle(self) -> str: ...
    @property
    def synthetic(self) -> bool: ...
    @property
    def footer(self) -> str: ...


def told(chart: Framed, drafts: Sequence[str]) -> str:
    """A picture in words: its frame around the first of `drafts` that leaves room for it.

    `drafts` tell the same results, ever more tersely; the last must leave some room by itself.
    Should an unusually long title, subtitle or footer not fit, it ends with "…"; results never
    do. At most 1,000 characters.
    """
    mark = f"{SYNTHETIC}." if chart.synthetic else ""
    title, subtitle, footer = map(one_line, (chart.title, chart.subtitle, chart.footer))
    room = ALTERNATIVE_TEXT_MAX - len(mark) - 8
    wanted = min(len(title) + len(subtitle) + len(footer), _FRAME)
    results = next((draft for draft in drafts if len(draft) + wanted <= room), drafts[-1])
    room -= len(results)
    title = shortened(title, room // 2)
    subtitle = shortened(subtitle, room // 4)
    footer = shortened(footer, room - len(title) - len(subtitle))
    heading = f"{title}: {subtitle}." if subtitle else f"{title}."
    return " ".join(part for part in (mark, heading, results, footer) if part)


def figure(value: float) -> str:
    """A published value as it is written: one decimal."""
    return f"{value:.1f}"


def interval(low: float, high: float) -> str:
    """Two published bounds as they are written."""
    return f"{figure(low)} to {figure(high)}"


def figures(result: DimensionResult) -> str:
    """ "3.9 (3.5 to 4.2)", "3.5 (very early)" or "not enough ratings yet"."""
    if result.mean is None:
        return NOT_ENOUGH
    if result.low is None or result.high is None:
        return f"{figure(result.mean)} ({VERY_EARLY})"
    return f"{figure(result.mean)} ({interval(result.low, result.high)})"


def dimension_title(dimension: Dimension, *, scale: bool) -> str:
    """ "Efficacy", with its scale "Efficacy (1 hardly works, 5 works best)"."""
    title = WORDING[dimension].title
    return f"{title} ({scale_words(dimension, ', ')})" if scale else title


def scale_words(dimension: Dimension, separator: str) -> str:
    """What a dimension's ends mean: "1 hardly works, 5 works best"."""
    words = WORDING[dimension].words
    return f"1 {words[0]}{separator}5 {words[-1]}"


def month(day: date) -> str:
    """ "Mar 2026"; the day itself is nobody's business."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def one_line(text: str) -> str:
    """`text` with every run of white space, line breaks too, made one space."""
    return " ".join(text.split())


def shortened(text: str, room: int) -> str:
    """`text` in at most `room` characters (at least 1), a cut marked by "…"."""
    return text if len(text) <= room else text[: max(room - 1, 0)].rstrip() + "…"


def abridged(name: str, room: int) -> str:
    """`name` in at most `room` characters, "…" in its middle: combinations differ at an end."""
    if len(name) <= room:
        return name
    end = (room - 1) // 2
    return f"{name[: room - 1 - end].rstrip()}…{name[len(name) - end :].lstrip()}"
