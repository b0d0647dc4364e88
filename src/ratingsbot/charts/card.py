"""What a score card's picture says: its parts, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ratingsbot.charts.words import (
    NOT_ENOUGH,
    VERY_EARLY,
    dimension_title,
    figure,
    interval,
    one_line,
    shortened,
    told,
)
from ratingsbot.domain.releases import NOTHING, DimensionResult
from ratingsbot.domain.reviews import Dimension

FLAG_MAX = 60
"""Characters of a flag that are drawn and told; the rest is a marked cut."""


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
    flags: Mapping[Dimension, str] = field(default_factory=dict)
    """A few words about a dimension, e.g. "opinions split" or "rising"; at most 60 characters."""


def alternative_text(card: ScoreChart) -> str:
    """The picture in words, at most 1,000 characters.

    Should it be too long, the scales' words go first. Then an unusually long footer or title
    ends with "…"; the results never do.
    """
    return told(card, [_results(card, scale=scale) for scale in (True, False)])


def _results(card: ScoreChart, *, scale: bool) -> str:
    return " ".join(
        _sentence(d, card.results.get(d, NOTHING), card.flags.get(d, ""), scale=scale)
        for d in Dimension
    )


def _sentence(dimension: Dimension, result: DimensionResult, flag: str, *, scale: bool) -> str:
    scale = scale and result.mean is not None
    parts = []
    if result.mean is None:
        parts.append(NOT_ENOUGH)
    else:
        parts.append(f"mean {figure(result.mean)}")
        if result.low is not None and result.high is not None:
            parts.append(f"95 % interval {interval(result.low, result.high)}")
        else:
            parts.append(VERY_EARLY)
    if result.shares is not None:
        parts.append(f"shares of 1 to 5: {', '.join(map(str, result.shares))} %")
    if flag:
        parts.append(shortened(one_line(flag), FLAG_MAX))
    return f"{dimension_title(dimension, scale=scale)}: {'; '.join(parts)}."
