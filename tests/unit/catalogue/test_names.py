"""Folding removes what never tells drugs apart, and nothing else."""

from __future__ import annotations

import pytest

from ratingsbot.catalogue.names import compact, fold, nice_case, slug, without_dose, without_salts


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Co-Trimoxazole", "co trimoxazole"),
        ("  Paracétamol® ", "paracetamol"),
        ("AMOXICILLIN/clavulanic  acid", "amoxicillin clavulanic acid"),
        ("5-Fluorouracil", "5 fluorouracil"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_compact_ignores_hyphens_and_spaces() -> None:
    assert compact("Co-trimoxazole") == compact("cotrimoxazole") == compact("CO TRIMOXAZOLE")


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("metformin 500 mg tab", "metformin"),
        ("Ozempic 0.25 mg/0.5 ml pen", "Ozempic"),
        ("Eliquis 2.5", "Eliquis"),
        ("Augmentin 875/125 mg", "Augmentin"),
        ("heparin 5,000 units/mL", "heparin"),
        ("Toprol-XL", "Toprol"),
        ("hydrocortisone 1% cream", "hydrocortisone"),
        ("Tylenol 3", "Tylenol 3"),
        ("Tylenol #3", "Tylenol #3"),
        ("Humulin 70/30", "Humulin 70/30"),
        ("Humulin 70/30 100 units/ml", "Humulin 70/30"),
        ("interferon beta-1a", "interferon beta-1a"),
        ("vitamin B12", "vitamin B12"),
        ("Diovan HCT", "Diovan HCT"),
    ],
)
def test_doses_and_forms_go_and_what_tells_products_apart_stays(text: str, bare: str) -> None:
    assert without_dose(text) == bare


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("sertraline hydrochloride", "sertraline"),
        ("sodium valproate", "valproate"),
        ("potassium chloride", "potassium chloride"),
        ("metformin", "metformin"),
    ],
)
def test_salts_go_unless_they_are_all_there_is(name: str, base: str) -> None:
    assert without_salts(name) == base


def test_an_id_is_readable() -> None:
    assert slug("Amoxicillin/Clavulanic acid") == "amoxicillin-clavulanic-acid"


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("ZOLOFT", "Zoloft"),
        ("humira", "Humira"),
        ("AzaSITE", "AzaSITE"),
        ("DIOVAN HCT", "Diovan HCT"),
    ],
)
def test_capitals_are_made_readable(printed: str, shown: str) -> None:
    assert nice_case(printed) == shown
