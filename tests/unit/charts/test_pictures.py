"""What holds of every picture, whatever it shows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from unit.charts.samples import (
    FAR,
    FOOTER,
    LONG,
    LONGEST,
    PAPER,
    TEN,
    TWO_YEARS,
    amount,
    comparison,
    pixels,
    ranked,
    ranking,
    result,
    results,
    trend,
)

from ratingsbot.charts import (
    ComparedDrug,
    ComparisonChart,
    RankedDrug,
    ScoreChart,
    TrendChart,
    alternative_text,
    comparison_chart,
    comparison_text,
    ranking_chart,
    ranking_text,
    score_chart,
    trend_chart,
    trend_text,
)
from ratingsbot.domain.releases import Tier
from ratingsbot.domain.reviews import Dimension

FLAGS = {dimension: "opinions split, falling" for dimension in Dimension}
UNRATED = ComparisonChart("Unrated", "", [ComparedDrug("A", "", {}), ComparedDrug("B", "", {})], {})
FAR_COMPARISON = comparison(*(FAR + end for end in "abcd"), synthetic=True)
FAR_ROWS = [RankedDrug(FAR, FAR, FAR, 5.0, 1.0, 5.0)] * 10

PICTURES: dict[str, tuple[Callable[[], bytes], Callable[[], str]]] = {
    name: (partial(draw, chart), partial(tell, chart))
    for name, draw, tell, chart in (
        ("flags", score_chart, alternative_text, ScoreChart("A", "", results(4), flags=FLAGS)),
        ("unrated, flags", score_chart, alternative_text, ScoreChart("A", "", {}, flags=FLAGS)),
        (
            "far flags",
            score_chart,
            alternative_text,
            ScoreChart("A", "", results(4), flags=dict.fromkeys(Dimension, FAR)),
        ),
        ("two drugs", comparison_chart, comparison_text, comparison("A", "B")),
        ("four drugs", comparison_chart, comparison_text, comparison("A", LONG, LONGEST, "D")),
        ("unrated drugs", comparison_chart, comparison_text, UNRATED),
        ("far names", comparison_chart, comparison_text, replace(FAR_COMPARISON, title=FAR)),
        ("ten ranks", ranking_chart, ranking_text, TEN),
        ("one rank", ranking_chart, ranking_text, ranking(RankedDrug("1", "A", "", 4.5))),
        ("far ranks", ranking_chart, ranking_text, ranking(*FAR_ROWS, synthetic=True)),
        ("two years", trend_chart, trend_text, replace(TWO_YEARS, flags=FLAGS)),
        ("one release", trend_chart, trend_text, trend(results(4.1))),
        ("unrated releases", trend_chart, trend_text, trend({}, {})),
        (
            "far trend",
            trend_chart,
            trend_text,
            replace(TWO_YEARS, title=FAR, footer=FAR, flags=dict.fromkeys(Dimension, FAR)),
        ),
    )
}
every_picture = pytest.mark.parametrize(("draw", "tell"), PICTURES.values(), ids=PICTURES)


@every_picture
def test_a_picture_is_a_small_png_that_is_800_pixels_wide(
    draw: Callable[[], bytes], tell: Callable[[], str]
) -> None:
    picture = draw()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(picture) < 80_000
    assert pixels(picture).shape[1] == 800


@every_picture
def test_nothing_is_drawn_into_a_pictures_margins(
    draw: Callable[[], bytes], tell: Callable[[], str]
) -> None:
    below_the_badge = pixels(draw())[70:-30, :, :3]
    # The band of a shared rank lies within 20 pixels of the edge, and nothing else does.
    for margin in (below_the_badge[:, 5:18], below_the_badge[:, -18:-5]):
        assert abs(margin - PAPER).max() <= 4


@every_picture
def test_a_picture_has_its_own_background_with_clear_corners(
    draw: Callable[[], bytes], tell: Callable[[], str]
) -> None:
    opacity = pixels(draw())[..., 3]
    assert opacity[0, 0] == opacity[-1, -1] == 0
    assert opacity[30:-30, 3:-3].min() >= 250


@every_picture
def test_a_pictures_words_are_at_most_a_thousand_characters_on_one_line(
    draw: Callable[[], bytes], tell: Callable[[], str]
) -> None:
    text = tell()
    assert 0 < len(text) <= 1_000
    assert "\n" not in text


@pytest.mark.parametrize(
    ("real", "synthetic", "tell"),
    [
        (
            comparison_chart(comparison("A", "B")),
            comparison_chart(comparison("A", "B", synthetic=True)),
            comparison_text(comparison("A", "B", synthetic=True)),
        ),
        (
            ranking_chart(ranking(ranked("1", "A", 4))),
            ranking_chart(ranking(ranked("1", "A", 4), synthetic=True)),
            ranking_text(ranking(ranked("1", "A", 4), synthetic=True)),
        ),
        (
            trend_chart(trend(results(4))),
            trend_chart(trend(results(4), synthetic=True)),
            trend_text(trend(results(4), synthetic=True)),
        ),
    ],
    ids=["comparison", "ranking", "trend"],
)
def test_synthetic_data_is_marked_in_every_picture_and_in_words(
    real: bytes, synthetic: bytes, tell: str
) -> None:
    amber = "#FFD166"
    assert amount(real, amber) == 0
    assert amount(synthetic, amber) > 20_000
    assert tell.startswith("Synthetic demo data")


def test_threads_draw_the_same_bytes_of_every_picture_as_one_thread() -> None:
    drawings = [draw for draw, _ in PICTURES.values()]
    alone = [draw() for draw in drawings]
    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(lambda draw: draw(), drawings)) == alone


@pytest.mark.parametrize("name", [r"A$\frac{$", "_{x}^", "a\nb\tc", "药 💊", ""])
def test_a_hostile_name_is_drawn_in_every_picture(name: str) -> None:
    one, other = comparison(name, "B"), comparison("b", "B")
    assert comparison_chart(one) != comparison_chart(other)
    assert ranking_chart(ranking(ranked("1", name, 4))) != ranking_chart(
        ranking(ranked("1", "b", 4))
    )
    assert trend_chart(replace(TWO_YEARS, title=name)) != trend_chart(TWO_YEARS)


def test_a_published_result_shows_no_more_than_its_month() -> None:
    drawn = [
        trend_chart(TrendChart("A", "", [(date(2026, 3, day), results(4))])) for day in (1, 31)
    ]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("module", ["comparison", "ranking", "trend", "picture"])
def test_no_module_but_the_drawings_imports_matplotlib(module: str) -> None:
    program = (
        f"import sys, ratingsbot.charts.{module}\n"
        "sys.exit(any(name in sys.modules for name in ('matplotlib', 'PIL', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_ring_is_hollow_and_has_no_line() -> None:
    def one(tier: Tier) -> bytes:
        drugs = [ComparedDrug("A", "", {Dimension.SAFETY: result(4, tier)}) for _ in range(2)]
        return comparison_chart(ComparisonChart("A", "", drugs, {}))

    dot, line = "#004A7A", "#3F93CE"
    full, early, unrated = map(one, (Tier.FULL, Tier.VERY_EARLY, Tier.NONE))
    assert amount(full, line) > 200 > 20 > amount(early, line)
    assert amount(unrated, dot) < amount(early, dot) < amount(full, dot)
    assert FOOTER not in alternative_text(ScoreChart("A", "", {}))
