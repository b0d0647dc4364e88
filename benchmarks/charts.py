"""How long each picture takes to draw, and its size; from full pictures of made-up results.

python benchmarks/charts.py             prints p50 and p95 of 40 drawings, the first apart
python benchmarks/charts.py FOLDER      writes the pictures there, too
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from ratingsbot.charts import (
    ComparedDrug,
    ComparisonChart,
    RankedDrug,
    RankingChart,
    ScoreChart,
    TrendChart,
    comparison_chart,
    ranking_chart,
    score_chart,
    trend_chart,
)
from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import Dimension

DRAWINGS = 40
FOOTER = "Opinions of verified physicians, not patient outcomes"
NAMES = (
    "Sertraline",
    "sulfamethoxazole + trimethoprim + phenazopyridine",
    "Escitalopram",
    "Valproate semisodium",
    "Citalopram",
    "Fluoxetine",
    "Paroxetine hydrochloride hemihydrate",
    "Fluvoxamine",
    "olanzapine + fluoxetine",
    "Vortioxetine",
)
MEANS = (3.9, 4.2, 3.4, 4.7, 3.2)


def results(shift: float, tier: Tier = Tier.FULL) -> Mapping[Dimension, DimensionResult]:
    """Of every dimension, `shift` points better than `MEANS`."""
    made: dict[Dimension, DimensionResult] = {}
    for dimension, usual in zip(Dimension, MEANS, strict=True):
        mean = round(min(max(usual + shift, 1), 5), 1)
        if tier is Tier.VERY_EARLY:
            made[dimension] = DimensionResult(tier, round(mean * 2) / 2)
            continue
        low, high = round(max(mean - 0.4, 1), 1), round(min(mean + 0.3, 5), 1)
        made[dimension] = DimensionResult(tier, mean, low, high, (5, 5, 15, 45, 30))
    return made


def score() -> ScoreChart:
    """Every sign and two flags."""
    flags = {Dimension.SAFETY: "opinions split", Dimension.ADHERENCE: "opinions split, falling"}
    return ScoreChart("Sertraline", "45+ raters", results(0), True, FOOTER, flags)


def comparison() -> ComparisonChart:
    """Four drugs, and the words on each pair that differs."""
    tiers = (Tier.FULL, Tier.FULL, Tier.FULL, Tier.VERY_EARLY)
    shifts = (0, -0.7, 0.2, -0.2)
    drugs = [
        ComparedDrug(name, "45+ raters", results(shift, tier))
        for name, shift, tier in zip(NAMES, shifts, tiers, strict=False)
    ]
    verdicts = {dimension: ["No reliable difference"] for dimension in Dimension}
    verdicts[Dimension.EFFICACY] = [
        "Sertraline’s is higher than Escitalopram’s about 7 times in 10",
        "Between the others no reliable difference",
    ]
    verdicts[Dimension.SAFETY] = ["Too few ratings to tell"]
    return ComparisonChart("Four drugs", "Pick one rating of each", drugs, verdicts, True, FOOTER)


def ranking() -> RankingChart:
    """Ten drugs, some of which share a rank."""
    ranks = ("1", *["shared 2–5"] * 4, "6", *["shared 7–9"] * 3, "10")
    rows = [
        RankedDrug(rank, name, "45+ raters", score / 10, score / 10 - 0.4, score / 10 + 0.3)
        for rank, name, score in zip(ranks, NAMES, range(46, 26, -2), strict=True)
    ]
    dimension = Dimension.EFFICACY
    return RankingChart("SSRIs", "Results of March 2026", dimension, rows, True, FOOTER)


def trend() -> TrendChart:
    """Twenty-four releases, the first ones very early."""
    points = []
    for i in range(24):
        tier = Tier.VERY_EARLY if i < 3 else Tier.FULL
        points.append(
            (date(2024 + (i + 3) // 12, (i + 3) % 12 + 1, 5), results(i / 40 - 0.4, tier))
        )
    flags = {Dimension.EFFICACY: "rising"}
    return TrendChart("Sertraline", "45+ raters", points, flags, True, FOOTER)


PICTURES: Mapping[str, Callable[[], bytes]] = {
    "score": partial(score_chart, score()),
    "comparison": partial(comparison_chart, comparison()),
    "ranking": partial(ranking_chart, ranking()),
    "trend": partial(trend_chart, trend()),
}


def milliseconds(draw: Callable[[], bytes]) -> float:
    """What one drawing takes."""
    start = time.perf_counter()
    draw()
    return (time.perf_counter() - start) * 1_000


def told(times: Sequence[float]) -> str:
    """Median and 95th percentile."""
    p95 = statistics.quantiles(times, n=20)[18]
    return f"p50 {statistics.median(times):.0f} ms, p95 {p95:.0f} ms"


def main(folder: Path | None) -> None:
    for name, draw in PICTURES.items():
        first = milliseconds(draw)
        times = [milliseconds(draw) for _ in range(DRAWINGS)]
        png = draw()
        print(f"{name:<11}first {first:.0f} ms, {told(times)}, {len(png) / 1_000:.1f} kB")
        if folder is not None:
            (folder / f"{name}.png").write_bytes(png)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
