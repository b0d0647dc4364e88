"""What may be called new, and what a drug's first year rests on."""

from __future__ import annotations

from ratingsbot.catalogue.importers.records import Product
from ratingsbot.catalogue.years import first_authorised, first_year, newly_authorised
from ratingsbot.domain.drugs import Drug, DrugId

NONE: frozenset[str] = frozenset()


def product(source: str, year: int | None, *, reference: bool = True) -> Product:
    return Product(source, "X", (), year, reference=reference)


def drug(name: str, year: int | None) -> Drug:
    return Drug(DrugId(name), name, (), "", None, "", (), first_authorised=year)


def test_an_authorisation_dates_a_drug() -> None:
    assert first_authorised([product("EMA", 2025)], NONE) == 2025


def test_a_marketing_start_never_does() -> None:
    assert first_authorised([product("FDA NDC", 2019)], NONE) is None


def test_an_earlier_marketing_start_contradicts_a_late_authorisation() -> None:
    assert first_authorised([product("EMA", 2025), product("FDA NDC", 2012)], NONE) is None


def test_a_place_on_an_old_list_contradicts_it_even_undated() -> None:
    assert first_authorised([product("EMA", 2025), product("Drugs@FDA", None)], NONE) is None


def test_a_new_national_product_of_an_old_drug_is_not_new() -> None:
    assert first_authorised([product("BDPM", 2025)], frozenset({"MART."})) is None
    assert first_authorised([product("BDPM", 2025)], NONE) == 2025


def test_the_first_year_is_the_earliest_in_its_sources_words() -> None:
    found = first_year([product("EMA", 2011), product("Health Canada DPD", 2009)])
    assert found == (2009, "on Canada's register since at least 2009 · Health Canada DPD")
    assert first_year([product("Drugs@FDA", None)]) == (None, "")


def test_new_drugs_come_newest_first_and_the_window_counts_this_year() -> None:
    drugs = [drug("b", 2024), drug("a", 2024), drug("c", 2026), drug("old", 2023), drug("n", None)]
    found = newly_authorised(drugs, since=2024)
    assert [d.name for d in found] == ["c", "a", "b"]
