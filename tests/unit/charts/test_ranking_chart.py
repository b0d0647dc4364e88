from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratingsbot.charts import RankedDrug, ranking_chart, ranking_text
from unit.charts.samples import (
    FOOTER,
    LONG,
    LONGEST,
    TEN,
    amount,
    any_words,
    pixels,
    ranked,
    ranking,
    written,
)


def bands(picture: bytes) -> int:
    """How many separate bands lie below each other."""
    beside_the_ranks = pixels(picture)[:, 25, :3]
    on_band = np.abs(beside_the_ranks - (0xE7, 0xEE, 0xF5)).max(axis=-1) < 8
    return int((on_band[1:] & ~on_band[:-1]).sum())


def test_drugs_that_share_a_rank_lie_on_one_band() -> None:
    alone = ranking(*(ranked(rank, f"Drug {rank}", 4) for rank in "123"))
    shared = ranking(
        ranked("1", "Drug 1", 4), *(ranked("shared 2–3", f"Drug {i}", 4) for i in "23")
    )
    assert bands(ranking_chart(alone)) == 0
    assert bands(ranking_chart(shared)) == 1
    assert amount(ranking_chart(shared), "#E7EEF5") > 40_000


def test_neighbouring_groups_are_separate_bands() -> None:
    groups = [*(ranked("shared 1–2", name, 4) for name in "AB")]
    groups += [ranked("shared 3–4", name, 3) for name in "CD"]
    assert bands(ranking_chart(ranking(*groups))) == 2


def test_each_rank_has_its_line() -> None:
    def lines(count: int) -> int:
        rows = (ranked(str(i), "A", 4) for i in range(count))
        return amount(ranking_chart(ranking(*rows)), "#3F93CE")

    assert lines(1) > 100
    assert lines(10) == pytest.approx(10 * lines(1), rel=0.05)


@pytest.mark.parametrize("name", [LONG, LONGEST])
def test_a_name_is_drawn_to_its_last_letter(name: str) -> None:
    pictures = [ranking_chart(ranking(ranked("1", name[:-1] + end, 4))) for end in "ea"]
    assert pictures[0] != pictures[1]


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
    any_words,
    any_words,
    st.just("45+ raters"),
    scores,
    st.just(1.0),
    st.just(5.0),
)
early_rows = st.builds(RankedDrug, any_words, any_words, st.just("5+ raters"), scores)


@given(st.lists(st.one_of(rows, early_rows), min_size=1, max_size=10))
def test_the_words_tell_every_figure_in_order(drugs: list[RankedDrug]) -> None:
    text = ranking_text(ranking(*drugs, synthetic=True))
    assert len(text) <= 1_000
    assert re.findall(r"\d\.\d", text) == written(*(row.result for row in drugs))
    assert text.count("(very early)") == sum(row.low is None for row in drugs)
