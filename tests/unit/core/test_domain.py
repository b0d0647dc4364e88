"""What a review may be, and how typed text is made harmless."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratingsbot.domain.drugs import DrugId, IndicationCode
from ratingsbot.domain.reviews import (
    COMMENT_MAX,
    FREE_INDICATION_MAX,
    Details,
    Dimension,
    Review,
    clean_text,
)
from ratingsbot.errors import Invalid

DRUG = DrugId("sertraline")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("not \u202esafe\u202c at all", "not safe at all"),
        ("a\u2066b\u2069c\u200ed\u200fe\u061cf", "abcdef"),
        ("bell\x07 and null\x00", "bell and null"),
        ("soft\u00adhyphen and \ufeffmark", "softhyphen and mark"),
        ("a hidden tag\U000e0041\U000e0042", "a hidden tag"),
        ("one\r\ntwo\nthree", "one\ntwo\nthree"),
        ("tab\there", "tab here"),
        ("  around \n", "around"),
    ],
)
def test_overrides_and_controls_go(typed: str, read: str) -> None:
    assert clean_text(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "👩\u200d⚕️ recommends ❤️ 🇦🇹",
        "Übelkeit, Fußpilz, naïve, ÖÄK",
        "دواء جيد",
        "תרופה טובה",
        "می\u200cشود",
        "first\n\nsecond",
        "<b>&amp; *_~ @here <!channel>",
    ],
)
def test_whatever_reads_is_kept(typed: str) -> None:
    assert clean_text(typed) == typed


def test_letters_that_look_the_same_become_the_same() -> None:
    assert clean_text("u\u0308ber") == "über"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    once = clean_text(typed)
    assert clean_text(once) == once
    assert not any(unicodedata.category(c) == "Cc" for c in once if c != "\n")


@pytest.mark.parametrize("value", [0, 6, -1, True, False])
def test_a_rating_that_is_no_whole_number_from_1_to_5_is_refused(value: int) -> None:
    with pytest.raises(Invalid) as caught:
        Review(DRUG, {Dimension.EFFICACY: 3, Dimension.SAFETY: value})
    assert caught.value.field == "safety"


@pytest.mark.parametrize("value", [1, 2, 3, 4, 5])
def test_one_judged_dimension_is_enough(value: int) -> None:
    assert Review(DRUG, {Dimension.SAFETY: value}).ratings == {Dimension.SAFETY: value}


def test_a_review_without_any_rating_is_refused() -> None:
    with pytest.raises(Invalid, match="at least one"):
        Review(DRUG, {}, comment="only words")


def test_a_comment_has_its_longest_length() -> None:
    ratings = {Dimension.SAFETY: 3}
    assert Review(DRUG, ratings, comment="x" * COMMENT_MAX).comment
    with pytest.raises(Invalid, match="2,001 characters; at most 2,000") as caught:
        Review(DRUG, ratings, comment="x" * (COMMENT_MAX + 1))
    assert caught.value.field == "comment"


def test_an_indication_in_ones_own_words_has_its_longest_length() -> None:
    too_long = Details(indication_text="x" * (FREE_INDICATION_MAX + 1))
    with pytest.raises(Invalid) as caught:
        Review(DRUG, {Dimension.SAFETY: 3}, IndicationCode(""), details=too_long)
    assert caught.value.field == "indication_text"
