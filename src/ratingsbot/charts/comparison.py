"""What a comparison's picture says: a few drugs side by side, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ratingsbot.charts.words import (
    NOT_ENOUGH,
    abridged,
    dimension_title,
    figures,
    one_line,
    shortened,
    told,
)
from ratingsbot.domain.releases import NOTHING, DimensionResult
from ratingsbot.domain.reviews import Dimension

DRUGS = range(2, 5)
LETTERS = "ABCD"
_NAME_MAX = (100, 70, 40)
"""Characters of a name in terser words, where a letter tells it from the others."""
_RATERS_MAX = 20


@dataclass(frozen=True, slots=True)
class ComparedDrug:
    """One drug's published results. A dimension left out counts as unrated."""

    name: str
    raters: str
    """In words, e.g. "45+ raters"."""
    results: Mapping[Dimension, DimensionResult]


@dataclass(frozen=True, slots=True)
class ComparisonChart:
    """Two to four drugs on every dimension, as one picture. Raises ValueError for more or less."""

    title: str
    subtitle: str
    drugs: Sequence[ComparedDrug]
    verdicts: Mapping[Dimension, Sequence[str]]
    """What may be said of a difference, a line each, e.g. "no reliable difference"."""
    synthetic: bool = False
    """Marked in the picture itself, which may travel without its message."""
    footer: str = ""

    def __post_init__(self) -> None:
        if len(self.drugs) not in DRUGS:
            raise ValueError(f"expected two to four drugs to compare, not {len(self.drugs)}")


def comparison_text(chart: ComparisonChart) -> str:
    """The picture in words, at most 1,000 characters.

    Should it be too long, the scales' words go first; then letters stand for the drugs' names;
    last the verdicts go, which the text then says. Every figure stays.
    """
    names = [one_line(drug.name) for drug in chart.drugs]
    letters = LETTERS[: len(names)]
    by_name = [f"{_key(chart)} {_results(chart, names, scale=scale)}" for scale in (True, False)]
    by_letter = _results(chart, letters, scale=False)
    figures_only = _results(chart, letters, scale=False, verdicts=False)
    tersest = f"{figures_only} What is said of their differences is left out for length."
    return told(
        chart,
        [
            *by_name,
            *(f"{_lettered_key(chart, longest)} {by_letter}" for longest in _NAME_MAX),
            *(f"{_lettered_key(chart, longest)} {tersest}" for longest in _NAME_MAX),
        ],
    )


def _key(chart: ComparisonChart) -> str:
    return _told_key([(one_line(d.name), one_line(d.raters)) for d in chart.drugs])


def _lettered_key(chart: ComparisonChart, longest: int) -> str:
    return _told_key(
        [
            (
                f"{letter} is {abridged(one_line(drug.name), longest)}",
                shortened(one_line(drug.raters), _RATERS_MAX),
            )
            for letter, drug in zip(LETTERS, chart.drugs, strict=False)
        ]
    )


def _told_key(drugs: Sequence[tuple[str, str]]) -> str:
    told_drugs = (f"{name} ({raters})" if raters else name for name, raters in drugs)
    return f"{'; '.join(told_drugs)}. Means with 95 % intervals."


def _results(
    chart: ComparisonChart, names: Sequence[str], *, scale: bool, verdicts: bool = True
) -> str:
    sentences = []
    for dimension in Dimension:
        sentences.append(
            f"{dimension_title(dimension, scale=scale)}: {_figures(chart, dimension, names)}."
        )
        if verdicts:
            said = map(one_line, chart.verdicts.get(dimension, ()))
            sentences += [text if text.endswith(".") else f"{text}." for text in said if text]
    return " ".join(sentences)


def _figures(chart: ComparisonChart, dimension: Dimension, names: Sequence[str]) -> str:
    results = [drug.results.get(dimension, NOTHING) for drug in chart.drugs]
    named = list(zip(names, results, strict=True))
    parts = [f"{name} {figures(result)}" for name, result in named if result.mean is not None]
    unrated = [name for name, result in named if result.mean is None]
    if unrated:
        parts.append(f"{NOT_ENOUGH} for {', '.join(unrated)}" if parts else NOT_ENOUGH)
    return ", ".join(parts)
