from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratingsbot.charts import ComparedDrug, ComparisonChart, comparison_chart, comparison_text
from ratingsbot.charts.comparison import LETTERS
from ratingsbot.charts.comparison_drawing import HUES
from ratingsbot.domain.releases import Tier
from ratingsbot.domain.reviews import WORDING, Dimension
from unit.charts.samples import (
    FOOTER,
    LONG,
    LONGEST,
    amount,
    any_results,
    any_words,
    comparison,
    differing,
    pixels,
    written,
)

DOTS = [hue.dot for hue in HUES]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_every_drug_has_its_own_colour_in_the_key_and_in_each_group(count: int) -> None:
    picture = comparison_chart(comparison(*LETTERS[:count]))
    drawn = [amount(picture, dot) > 6 * 200 for dot in DOTS]
    assert drawn == [i < count for i in range(4)]


def test_the_drugs_colours_differ_without_red_or_without_green() -> None:
    # Machado, Oliveira & Fernandes (2009), severity 1: linear RGB as each kind sees it.
    kinds = (
        ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216)),
        ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413)),
    )
    for kind in kinds:
        seen = [_seen(dot, kind) for dot in DOTS]
        for i, one in enumerate(seen):
            assert all(abs(one[0] - two[0]) + abs(one[1] - two[1]) > 0.04 for two in seen[:i])


def _seen(colour: str, kind: tuple[tuple[float, ...], ...]) -> tuple[float, float]:
    linear = [(int(colour[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5)]
    red, green = (sum(w * c for w, c in zip(row, linear, strict=True)) for row in kind)
    return (red + green) / 2, linear[2]


def test_a_name_of_usual_length_is_drawn_whole_wherever_it_stands() -> None:
    # Only their last letters differ, so a cut anywhere would make the pictures alike there.
    one, other = (comparison_chart(comparison("Sertraline", LONG[:-1] + end)) for end in "ea")
    rows = np.unique(differing(one, other).nonzero()[0])
    places = 1 + sum(below - above > 20 for above, below in pairwise(rows))
    assert places == len(["in the key"]) + len(Dimension)


def test_a_name_too_long_for_a_row_stands_whole_in_the_key() -> None:
    one, other = (comparison_chart(comparison("Sertraline", LONGEST[:-1] + end)) for end in "ea")
    rows = np.unique(differing(one, other).nonzero()[0])
    assert rows.max() - rows.min() < 25


def test_verdicts_stand_below_their_dimension() -> None:
    plain = replace(comparison("A", "B"), verdicts={}, footer="")
    said = replace(plain, verdicts={Dimension.ADHERENCE: ["A’s is higher about 7 times in 10"]})
    one, other = map(pixels, map(comparison_chart, (plain, said)))
    assert 25 < other.shape[0] - one.shape[0] < 35
    above = one.shape[0] - 70  # the legend
    assert abs(one[:above] - other[:above]).max() < 60
    unlike = replace(plain, verdicts={Dimension.ADHERENCE: ["No reliable difference"]})
    rows, _ = differing(comparison_chart(said), comparison_chart(unlike)).nonzero()
    assert above <= rows.min() < rows.max() < rows.min() + 30


@pytest.mark.parametrize("count", [0, 1, 5])
def test_fewer_than_two_drugs_or_more_than_four_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="two to four"):
        comparison(*"ABCDE"[:count])


def test_a_usual_comparison_is_told_whole() -> None:
    text = comparison_text(comparison("Sertraline", "Escitalopram"))
    assert "Sertraline (45+ raters); Escitalopram (45+ raters)" in text
    assert "Efficacy (1 hardly works, 5 works best): " in text
    assert "Sertraline 4.2 (3.8 to 4.5), Escitalopram 3.7 (3.3 to 4.0)." in text
    assert text.count("No reliable difference.") == len(Dimension)
    assert text.endswith(FOOTER)


def test_the_scales_words_go_before_anything_else() -> None:
    verdicts = {dimension: ["No reliable difference between these"] for dimension in Dimension}
    chart = replace(comparison("Sertraline", "Escitalopram", "Paroxetine"), verdicts=verdicts)
    text = comparison_text(chart)
    assert "hardly works" not in text
    assert "Paroxetine 3.2 (2.8 to 3.5)" in text
    assert text.count("No reliable difference between these.") == len(Dimension)
    assert text.endswith(FOOTER)


def test_letters_stand_for_names_before_verdicts_go() -> None:
    text = comparison_text(comparison("Sertraline", "Escitalopram", "Paroxetine", LONG))
    assert f"D is {LONG} (45+ raters)." in text
    assert "D 2.7 (2.3 to 3.0)" in text
    assert text.count("No reliable difference.") == len(Dimension)


def test_verdicts_that_have_no_room_are_said_to_be_left_out() -> None:
    chart = comparison(*(f"{LONGEST} {end}" for end in "wxyz"))
    verdicts = {dimension: ["No reliable difference"] * 6 for dimension in Dimension}
    text = comparison_text(replace(chart, verdicts=verdicts))
    assert "left out" in text
    assert "No reliable difference" not in text
    # The ends of names stay, by which these differ.
    assert all(f"{letter} is " in text for letter in LETTERS)
    assert all(f"sulfate {end} (45+ raters)" in text for end in "wxyz")


drugs = st.lists(
    st.builds(ComparedDrug, any_words, st.just("45+ raters"), any_results), min_size=2, max_size=4
)


@given(drugs, any_words, st.booleans())
def test_the_words_tell_every_figure_of_every_drug_in_order(
    compared: list[ComparedDrug], verdict: str, synthetic: bool
) -> None:
    said = {dimension: [verdict] for dimension in Dimension}
    text = comparison_text(ComparisonChart("A", "", compared, said, synthetic, FOOTER))
    assert len(text) <= 1_000
    titles = [WORDING[dimension].title for dimension in Dimension]
    _, *sentences = re.split("|".join(titles), text)
    for dimension, sentence in zip(Dimension, sentences, strict=True):
        shown = [drug.results[dimension] for drug in compared]
        assert re.findall(r"\d\.\d", sentence) == written(*shown)
        early = sum(result.tier is Tier.VERY_EARLY for result in shown)
        assert sentence.count("(very early)") == early
        assert ("not enough ratings yet" in sentence) is any(r.mean is None for r in shown)
