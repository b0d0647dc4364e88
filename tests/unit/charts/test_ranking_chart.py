from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.charts.samples import (
    FOOTER,
    LONG,
    LONGEST,
    TEN,
    amount,
    any_name,
    pixels,
    ranked,
    ranking,
    written,
)

from ratingsbot.charts import RankedDrug, ranking_chart, ranking_text
from ratingsbot.domain.reviews import Dimension

BAND = "#E7EEF5"
DOT = "#004A7A"


def test_drugs_that_share_a_rank_lie_on_one_band() -> None:
    alone = ranking(*(ranked(rank, f"Drug {rank}", 4) for rank in "123"))
    shared = ranking(ranked("1", "Drug 1", 4), *(ranked("shared 2–3", f"D {i}", 4) for i in "23"))
    assert amount(ranking_chart(alone), BAND) == 0
    assert amount(ranking_chart(shared), BAND) > 40_000

    picture = pixels(ranking_chart(shared))[..., :3]
    column = np.abs(picture[:, 25] - (0xE7, 0xEE, 0xF5)).max(axis=-1) < 8
    begins = int((column[1:] & ~column[:-1]).sum())
    assert begins == 1  # not parted between its two rows


def test_two_groups_with_other_words_are_two_bands() -> None:
    chart = ranking(
        *(ranked("shared 1–2", name, 4) for name in "AB"),
        *(ranked("shared 3–4", name, 3) for name in "CD"),
    )
    picture = pixels(ranking_chart(chart))[..., :3]
    column = np.abs(picture[:, 25] - (0xE7, 0xEE, 0xF5)).max(axis=-1) < 8
    assert int((column[1:] & ~column[:-1]).sum()) == 2


def test_ten_ranks_have_ten_dots() -> None:
    def dots(count: int) -> int:
        return amount(
            ranking_chart(ranking(*(ranked(str(i), "A", 4) for i in range(count)))), "#3F93CE"
        )

    assert dots(10) == pytest.approx(10 * dots(1), rel=0.05)


@pytest.mark.parametrize("name", [LONG, LONGEST])
def test_a_name_is_drawn_to_its_last_letter(name: str) -> None:
    pictures = [ranking_chart(ranking(ranked("1", name[:-1] + end, 4))) for end in "ea"]
    assert pictures[0] != pictures[1]


def test_names_too_long_for_any_row_are_told_apart_by_letters() -> None:
    far = "x" * 399
    pictures = pixels(ranking_chart(ranking(ranked("1", far, 4), ranked("2", far, 4))))
    half = pictures.shape[0] // 2
    assert half > 100
    one = ranking_chart(ranking(ranked("1", far, 4)))
    two = ranking_chart(ranking(ranked("1", "A. " + far, 4)))
    assert one != two


@pytest.mark.parametrize("count", [0, 11])
def test_no_drug_or_more_than_ten_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="one to ten"):
        ranking(*[ranked("1", "A", 4)] * count)


def test_a_usual_ranking_is_told_whole() -> None:
    text = ranking_text(
        ranking(ranked("1", "A", 4.6), *(ranked("shared 2–3", name, 3.9) for name in "BC"))
    )
    assert "Safety (1 most harmful, 5 safest)" in text
    assert "Rank 1: A 4.6 (4.2 to 4.9), 45+ raters." in text
    shared = "Rank shared 2–3: B 3.9 (3.5 to 4.2), 45+ raters; C 3.9 (3.5 to 4.2), 45+ raters."
    assert shared in text
    assert text.endswith(FOOTER)


def test_numbers_of_raters_that_have_no_room_are_said_to_be_left_out() -> None:
    text = ranking_text(ranking(*(ranked(str(i), f"{LONGEST} {i}", 4) for i in range(10))))
    assert len(text) <= 1_000
    assert "45+" not in text
    assert "left out" in text
    # The ends of names stay, by which these differ.
    assert all(f"sulfate {i} 4.0" in text for i in range(10))


def test_ten_usual_drugs_are_told_with_their_raters() -> None:
    text = ranking_text(TEN)
    assert text.count("45+ raters") == 10
    assert all(name in text for name in (LONG, LONGEST))


scores = st.integers(10, 50).map(lambda tenth: tenth / 10)
rows = st.builds(
    RankedDrug,
    st.text(max_size=20),
    any_name,
    st.just("45+ raters"),
    scores,
    st.just(1.0),
    st.just(5.0),
)
early_rows = st.builds(RankedDrug, st.text(max_size=20), any_name, st.just("5+ raters"), scores)


@given(st.lists(st.one_of(rows, early_rows), min_size=1, max_size=10), st.sampled_from(Dimension))
def test_the_words_tell_every_figure_in_order(drugs: list[RankedDrug], dim: Dimension) -> None:
    del dim
    named = [
        RankedDrug(
            re.sub(r"\d", "x", d.rank), re.sub(r"\d", "x", d.name), d.raters, d.score, d.low, d.high
        )
        for d in drugs
    ]
    text = ranking_text(ranking(*named, synthetic=True))
    assert len(text) <= 1_000
    assert re.findall(r"\d\.\d", text) == written(*(row.result for row in named))
    assert text.count("(very early)") == sum(row.low is None for row in named)
