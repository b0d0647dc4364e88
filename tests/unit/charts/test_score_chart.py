from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from ratingsbot.charts import ScoreChart, alternative_text, score_chart
from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import WORDING, Dimension
from ratingsbot.scoring.publication import publish, shown_raters

FULL = [
    [1, 3, 9, 21, 13],
    [0, 2, 6, 19, 18],
    [2, 7, 15, 16, 6],
    [0, 0, 3, 9, 33],
    [3, 8, 14, 15, 4],
]
MIXED = [[1, 2, 5, 16, 8], [32, 0, 0, 0, 0], [0, 0, 1, 6, 7], [1, 2, 1, 1, 0], [0, 1, 1, 1, 0]]
COMBINATION = "Sulfaméthoxazole/triméthoprime/chlorhydrate de phénazopyridine"
FOOTER = "Opinions of verified physicians, not patient outcomes. Raters choose themselves."
PAPER = (251, 252, 253, 255)


def card(
    rows: list[list[int]],
    title: str = "Sertraline",
    *,
    synthetic: bool = False,
    footer: str = FOOTER,
) -> ScoreChart:
    raters = max(map(sum, rows))
    subtitle = f"{shown_raters(raters)}+ raters · results updated March 2026"
    return ScoreChart(title, subtitle, publish(rows, raters), synthetic, footer)


def pixels(picture: bytes) -> NDArray[np.uint8]:
    """Height × width × (red, green, blue, opacity)."""
    return np.asarray(Image.open(BytesIO(picture)).convert("RGBA"))


CARDS = {
    "full": card(FULL, synthetic=True),
    "early": card([[1, 2, 5, 6, 3], *([[0, 1, 3, 7, 6]] * 4)]),
    "very early": card([[0, 1, 1, 2, 2]] * 5),
    "mixed": card(MIXED, COMBINATION),
    "nothing": ScoreChart("Esketamine", "Not enough ratings yet", {}),
    "everything too long": card(FULL, "W" * 500, synthetic=True, footer="so " * 900),
}
every_card = pytest.mark.parametrize("chart", CARDS.values(), ids=CARDS)


@every_card
def test_the_picture_is_a_small_png_that_is_800_pixels_wide(chart: ScoreChart) -> None:
    picture = score_chart(chart)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(picture) < 60_000
    height, width, _ = pixels(picture).shape
    assert width == 800
    assert 600 < height < 900


@every_card
def test_nothing_is_drawn_into_the_margins(chart: ScoreChart) -> None:
    below_the_badge = pixels(score_chart(chart))[70:-30]
    for margin in (below_the_badge[:, 5:30], below_the_badge[:, -30:-5]):
        assert np.abs(margin.astype(int) - PAPER).max() <= 4


def test_the_card_brings_its_own_background_with_clear_corners() -> None:
    picture = pixels(score_chart(card(FULL)))
    assert picture[0, 0, 3] == picture[-1, -1, 3] == 0
    assert picture[30:-30, 3:-3, 3].min() >= 250


def test_synthetic_data_is_marked_in_the_picture_and_in_words() -> None:
    def amber(chart: ScoreChart) -> int:
        distance = np.abs(pixels(score_chart(chart))[..., :3].astype(int) - (255, 209, 102))
        return int((distance.max(axis=-1) < 8).sum())

    real, synthetic = card(FULL), card(FULL, synthetic=True)
    assert amber(real) == 0
    assert amber(synthetic) > 20_000
    assert "Synthetic demo data" not in alternative_text(real)
    assert alternative_text(synthetic).startswith("Synthetic demo data")


@pytest.mark.parametrize("name", [r"A$\frac{$", "_{x}^", "$", "a\nb\tc", "药 💊", "e\u0301"])
def test_a_hostile_name_is_drawn_as_it_is(name: str) -> None:
    # As a formula, the first would be refused as unbalanced; a missing sign would warn.
    assert score_chart(card(MIXED, name)) != score_chart(card(MIXED, "b"))


def test_two_threads_draw_the_same_bytes_as_one() -> None:
    cards = [*CARDS.values()] * 2
    alone = [score_chart(chart) for chart in cards]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(score_chart, cards)) == alone


def test_matplotlib_and_scipy_wait_for_the_first_use() -> None:
    program = (
        "import sys, ratingsbot.charts, ratingsbot.scoring.publication\n"
        "sys.exit(any(name in sys.modules for name in ('matplotlib', 'PIL', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def told(results: Mapping[Dimension, DimensionResult]) -> set[str]:
    """Every published value, as it is written."""
    values = (v for r in results.values() for v in (r.mean, r.low, r.high) if v is not None)
    return {f"{value:.1f}" for value in values}


rows = st.lists(st.lists(st.integers(0, 12), min_size=5, max_size=5), min_size=5, max_size=5)


@given(rows)
def test_the_words_tell_every_published_figure_and_no_other(hists: list[list[int]]) -> None:
    chart = card(hists)
    text = alternative_text(chart)
    assert set(re.findall(r"\d+\.\d+", text)) == told(chart.results)
    for dimension, result in chart.results.items():
        sentence = text[text.index(WORDING[dimension].title) :].partition(". ")[0]
        shares = re.findall(r"shares of 1 to 5: (.*?) %", sentence)
        assert shares == ([", ".join(map(str, result.shares))] if result.shares else [])
        assert ("not enough ratings yet" in sentence) is (result.tier is Tier.NONE)
        if result.mean is not None:
            assert f"mean {result.mean:.1f}" in sentence


@every_card
def test_the_words_are_at_most_a_thousand_characters_on_one_line(chart: ScoreChart) -> None:
    text = alternative_text(chart)
    assert len(text) <= 1_000
    assert "\n" not in text
    assert all(WORDING[dimension].title in text for dimension in Dimension)


def test_a_usual_card_is_told_whole() -> None:
    text = alternative_text(card(FULL, COMBINATION, synthetic=True))
    assert COMBINATION in text
    assert FOOTER in text
    assert "45+ raters" in text


def flagged(chart: ScoreChart, flag: str) -> ScoreChart:
    return replace(chart, flags={Dimension.SAFETY: flag})


def test_a_flag_is_drawn_below_its_figures_and_told() -> None:
    plain = card(FULL)
    one, two = pixels(score_chart(plain)), pixels(score_chart(flagged(plain, "opinions split")))
    assert 20 <= two.shape[0] - one.shape[0] <= 30
    above = 320  # the figures of safety
    assert abs(one[:above].astype(int) - two[:above]).max() < 60
    assert score_chart(flagged(plain, "opinions split")) != score_chart(flagged(plain, "falling"))
    assert "; opinions split. Tolerability" in alternative_text(flagged(plain, "opinions split"))
    assert "opinions split" not in alternative_text(plain)


def test_a_card_whose_flags_are_blank_is_the_card_without() -> None:
    plain = card(FULL)
    assert score_chart(flagged(plain, " ")) == score_chart(plain)
    assert alternative_text(flagged(plain, "")) == alternative_text(plain)


def test_a_flag_that_is_far_too_long_is_cut_with_a_mark() -> None:
    text = alternative_text(flagged(card(FULL), "rising " * 40))
    assert "; rising rising" in text
    assert "…. Tolerability" in text


def test_the_scales_words_go_before_any_result() -> None:
    chart = card(FULL, synthetic=True, footer="so " * 900)
    crowded = replace(chart, flags=dict.fromkeys(Dimension, "opinions split, and falling of late"))
    text = alternative_text(crowded)
    assert "hardly works" not in text
    assert text.count("opinions split, and falling of late") == 5
    assert text.count("shares of 1 to 5") == 5
    assert "hardly works" in alternative_text(chart)
