"""What holds of every picture, whatever it shows."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from ratingsbot.charts import (
    ComparedDrug,
    ComparisonChart,
    RankedDrug,
    RankingChart,
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
from unit.charts.samples import (
    FAR,
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

Chart = ScoreChart | ComparisonChart | RankingChart | TrendChart

FLAGS = dict.fromkeys(Dimension, "opinions split, falling")
FAR_FLAGS = dict.fromkeys(Dimension, FAR)
FAR_NAMES = comparison(*(FAR + end for end in "abcd"), synthetic=True)
CHARTS: dict[str, Chart] = {
    "flags": ScoreChart("A", "", results(4), flags=FLAGS),
    "flags without results": ScoreChart("A", "", {}, flags=FLAGS),
    "flags too long": ScoreChart("A", "", results(4), flags=FAR_FLAGS),
    "two drugs": comparison("A", "B"),
    "four drugs": comparison("A", LONG, LONGEST, "D"),
    "unrated drugs": ComparisonChart("A", "", [ComparedDrug(name, "", {}) for name in "AB"], {}),
    "names too long": replace(FAR_NAMES, title=FAR),
    "ten ranks": TEN,
    "one rank": ranking(RankedDrug("1", "A", "", 4.5)),
    "ranks too long": ranking(*[RankedDrug(FAR, FAR, FAR, 5.0, 1.0, 5.0)] * 10, synthetic=True),
    "two years": replace(TWO_YEARS, flags=FLAGS),
    "one release": trend(results(4.1)),
    "unrated releases": trend({}, {}),
    "trend too long": replace(TWO_YEARS, title=FAR, footer=FAR, flags=FAR_FLAGS),
}
every_picture = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)


def draw(chart: Chart) -> bytes:
    match chart:
        case ScoreChart():
            return score_chart(chart)
        case ComparisonChart():
            return comparison_chart(chart)
        case RankingChart():
            return ranking_chart(chart)
        case TrendChart():
            return trend_chart(chart)


def tell(chart: Chart) -> str:
    match chart:
        case ScoreChart():
            return alternative_text(chart)
        case ComparisonChart():
            return comparison_text(chart)
        case RankingChart():
            return ranking_text(chart)
        case TrendChart():
            return trend_text(chart)


@every_picture
def test_a_picture_is_a_small_png_that_is_800_pixels_wide(chart: Chart) -> None:
    picture = draw(chart)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(picture) < 80_000
    assert pixels(picture).shape[1] == 800


@every_picture
def test_nothing_is_drawn_into_a_pictures_margins(chart: Chart) -> None:
    below_the_badge = pixels(draw(chart))[70:-30, :, :3]
    # The band of a shared rank begins at 20 pixels, and all else at 34.
    for margin in (below_the_badge[:, 5:18], below_the_badge[:, -18:-5]):
        assert abs(margin - PAPER).max() <= 4


@every_picture
def test_a_picture_has_its_own_background_with_clear_corners(chart: Chart) -> None:
    opacity = pixels(draw(chart))[..., 3]
    assert opacity[0, 0] == opacity[-1, -1] == 0
    assert opacity[30:-30, 3:-3].min() >= 250


@every_picture
def test_a_pictures_words_are_at_most_a_thousand_characters_on_one_line(chart: Chart) -> None:
    text = tell(chart)
    assert 0 < len(text) <= 1_000
    assert "\n" not in text


@pytest.mark.parametrize("kind", ["two drugs", "one rank", "one release"])
def test_synthetic_data_is_marked_in_every_picture_and_in_words(kind: str) -> None:
    real, synthetic = CHARTS[kind], replace(CHARTS[kind], synthetic=True)
    amber = "#FFD166"
    assert amount(draw(real), amber) == 0
    assert amount(draw(synthetic), amber) > 20_000
    assert "Synthetic demo data" not in tell(real)
    assert tell(synthetic).startswith("Synthetic demo data")


def test_threads_draw_the_same_bytes_of_every_picture_as_one_thread() -> None:
    alone = [draw(chart) for chart in CHARTS.values()]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(draw, CHARTS.values())) == alone


@pytest.mark.parametrize("name", [r"A$\frac{$", "_{x}^", "a\nb\tc", "药 💊", ""])
def test_a_hostile_name_is_drawn_in_every_picture(name: str) -> None:
    assert draw(comparison(name, "B")) != draw(comparison("b", "B"))
    assert draw(ranking(ranked("1", name, 4))) != draw(ranking(ranked("1", "b", 4)))
    assert draw(replace(TWO_YEARS, title=name)) != draw(TWO_YEARS)


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
        return draw(ComparisonChart("A", "", drugs, {}))

    dot, line = "#004A7A", "#3F93CE"
    full, early, unrated = map(one, (Tier.FULL, Tier.VERY_EARLY, Tier.NONE))
    assert amount(full, line) > 200 > 20 > amount(early, line)
    assert amount(unrated, dot) < amount(early, dot) < amount(full, dot)
