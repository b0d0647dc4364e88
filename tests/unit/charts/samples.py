"""Pictures' contents for the tests: made-up published results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from io import BytesIO

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from ratingsbot.charts import (
    ComparedDrug,
    ComparisonChart,
    RankedDrug,
    RankingChart,
    TrendChart,
)
from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import Dimension

Results = Mapping[Dimension, DimensionResult]

FOOTER = "Opinions of verified physicians, not patient outcomes. Raters choose themselves."
LONG = "sulfamethoxazole + trimethoprim + phenazopyridine"
LONGEST = (
    "compound solution of sodium chloride/macrogol/potassium chloride/sodium bicarbonate/"
    "sodium sulfate"
)
PAPER = (251, 252, 253)
FAR = "W" * 500


def pixels(picture: bytes) -> NDArray[np.int64]:
    """Height × width × (red, green, blue, opacity)."""
    return np.asarray(Image.open(BytesIO(picture)).convert("RGBA")).astype(np.int64)


def amount(picture: bytes, colour: str) -> int:
    """How many pixels have nearly the colour "#RRGGBB"."""
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return int((np.abs(pixels(picture)[..., :3] - wanted).max(axis=-1) < 8).sum())


def differing(one: bytes, other: bytes) -> NDArray[np.bool_]:
    """Where two pictures of one size differ clearly: their palettes differ a little anyway."""
    difference: NDArray[np.int64] = np.abs(pixels(one) - pixels(other)).max(axis=-1)
    return difference > 60


def result(mean: float, tier: Tier = Tier.FULL) -> DimensionResult:
    if tier is Tier.NONE:
        return DimensionResult(tier)
    if tier is Tier.VERY_EARLY:
        return DimensionResult(tier, mean)
    low, high = round(max(mean - 0.4, 1), 1), round(min(mean + 0.3, 5), 1)
    return DimensionResult(tier, mean, low, high)


def results(mean: float, tier: Tier = Tier.FULL) -> Results:
    return {dimension: result(mean, tier) for dimension in Dimension}


def comparison(*names: str, synthetic: bool = False) -> ComparisonChart:
    drugs = [ComparedDrug(n, "45+ raters", results(4.2 - i / 2)) for i, n in enumerate(names)]
    verdicts = {dimension: ["No reliable difference"] for dimension in Dimension}
    return ComparisonChart("Compared", "March 2026", drugs, verdicts, synthetic, FOOTER)


def ranked(rank: str, name: str, score: float) -> RankedDrug:
    return RankedDrug(rank, name, "45+ raters", score, round(score - 0.4, 1), round(score + 0.3, 1))


def ranking(*rows: RankedDrug, synthetic: bool = False) -> RankingChart:
    subtitle = "Results of March 2026"
    return RankingChart("SSRIs", subtitle, Dimension.SAFETY, rows, synthetic, FOOTER)


TEN = ranking(
    ranked("1", "Sertraline", 4.6),
    *(ranked("shared 2–5", name, 4.2) for name in ("Citalopram", LONG, "Escitalopram", LONGEST)),
    *(ranked("6", "Fluoxetine", 3.9), ranked("7", "Paroxetine", 3.5), ranked("8", "Other", 3.2)),
    *(ranked("shared 9–10", name, 2.5) for name in ("Fluvoxamine", "Vortioxetine")),
)


def trend(*releases: Results, synthetic: bool = False) -> TrendChart:
    """One release a month, from December 2023."""
    months = [(11 + i) for i in range(len(releases))]
    days = [date(2023 + m // 12, m % 12 + 1, 7) for m in months]
    points = list(zip(days, releases, strict=True))
    return TrendChart("Sertraline", "45+ raters", points, {}, synthetic, FOOTER)


TWO_YEARS = trend(
    *[results(3.5, Tier.VERY_EARLY)] * 3, *(results(round(3 + i / 20, 1)) for i in range(21))
)

halves = st.integers(2, 10).map(lambda half: half / 2)
tenths = st.integers(10, 50).map(lambda tenth: tenth / 10)
any_result = st.one_of(
    st.just(DimensionResult(Tier.NONE)),
    halves.map(lambda mean: DimensionResult(Tier.VERY_EARLY, mean)),
    st.lists(tenths, min_size=3, max_size=3)
    .map(sorted)
    .map(lambda three: DimensionResult(Tier.FULL, three[1], three[0], three[2])),
)
any_results = st.fixed_dictionaries(dict.fromkeys(Dimension, any_result))
any_words = st.text(max_size=200).map(lambda text: re.sub(r"[\w.:;(]", "x", text))
"""Of any signs, but none that could be taken for a figure or for another sentence."""


def written(*shown: DimensionResult) -> list[str]:
    """Every published value, as it is written, in its order."""
    values = (v for r in shown for v in (r.mean, r.low, r.high) if v is not None)
    return [f"{value:.1f}" for value in values]
