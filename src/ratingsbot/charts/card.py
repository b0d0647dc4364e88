"""What a score card's picture says: its parts, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import WORDING, Dimension

ALTERNATIVE_TEXT_MAX = 1_000
SYNTHETIC = "Synthetic demo data, not real ratings"
NOT_ENOUGH = "not enough ratings yet"
MISSING = DimensionResult(Tier.NONE)


@dataclass(frozen=True, slots=True)
class ScoreChart:
    """A drug's published results, as one picture. A dimension left out counts as unrated."""

    title: str
    """The drug's name."""
    subtitle: str
    """How many raters and from when, e.g. "25+ raters · results updated March 2026"."""
    results: Mapping[Dimension, DimensionResult]
    synthetic: bool = False
    """Marked in the picture itself, which may travel without its message."""
    footer: str = ""


def alternative_text(card: ScoreChart) -> str:
    """The picture in words, at most 1,000 characters.

    Should an unusually long footer or title not fit, it ends with "…"; the results never do.
    """
    mark = f"{SYNTHETIC}." if card.synthetic else ""
    results = " ".join(_sentence(d, card.results.get(d, MISSING)) for d in Dimension)
    room = ALTERNATIVE_TEXT_MAX - len(results) - len(mark) - 8
    title = shortened(one_line(card.title), room // 2)
    subtitle = shortened(one_line(card.subtitle), room // 4)
    footer = shortened(one_line(card.footer), room - len(title) - len(subtitle))
    heading = f"{title}: {subtitle}." if subtitle else f"{title}."
    return " ".join(part for part in (mark, heading, results, footer) if part)


def figure(value: float) -> str:
    """A published value as it is written: one decimal."""
    return f"{value:.1f}"


def one_line(text: str) -> str:
    """`text` with every run of white space, line breaks too, made one space."""
    return " ".join(text.split())


def shortened(text: str, room: int) -> str:
    """`text` in at most `room` characters (at least 1), a cut marked by "…"."""
    return text if len(text) <= room else text[: max(room - 1, 0)].rstrip() + "…"


def _sentence(dimension: Dimension, result: DimensionResult) -> str:
    wording = WORDING[dimension]
    if result.mean is None:
        return f"{wording.title}: {NOT_ENOUGH}."
    scale = f"1 {wording.words[0]}, 5 {wording.words[-1]}"
    parts = [f"{wording.title} ({scale}): mean {figure(result.mean)}"]
    if result.low is not None and result.high is not None:
        parts.append(f"95 % interval {figure(result.low)} to {figure(result.high)}")
    else:
        parts.append("very early")
    if result.shares is not None:
        parts.append(f"shares of 1 to 5: {', '.join(map(str, result.shares))} %")
    return "; ".join(parts) + "."
