"""The shipped table as a pharmacist would check it: enough drugs, none taken for another."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from ratingsbot.catalogue.entry import Entry, Kind
from ratingsbot.catalogue.identity import VACCINE
from ratingsbot.catalogue.lookup import Catalogue
from ratingsbot.catalogue.names import compact
from ratingsbot.catalogue.stats import stats
from ratingsbot.catalogue.table import Table, shipped_table
from ratingsbot.catalogue.years import newly_authorised

FIRST_IDS = Path(__file__).with_name("first_ids.txt")


@pytest.fixture(scope="module")
def table() -> Table:
    return shipped_table()


@pytest.fixture(scope="module")
def entries(table: Table) -> dict[str, Entry]:
    return {entry.drug.id: entry for entry in table.entries}


@pytest.fixture(scope="module")
def catalogue(table: Table) -> Catalogue:
    return Catalogue(table.entries, table.aliases)


def ids(catalogue: Catalogue, text: str) -> set[str]:
    return {match.drug.id for match in catalogue.find(text)}


def test_the_table_holds_ten_thousand_drugs_and_fifty_five_thousand_names(table: Table) -> None:
    figures = stats(table.entries)
    assert figures.drugs >= 10_000
    assert figures.marketed >= 6_000
    assert figures.names >= 55_000
    assert figures.combinations >= 1_000
    assert set(figures.regions) == {"US", "CA", "EU", "FR"}


def test_the_first_tables_ids_still_mean_the_same_drugs(entries: dict[str, Entry]) -> None:
    lines = [line for line in FIRST_IDS.read_text("utf-8").splitlines() if line[0] != "#"]
    first = dict(line.split(" | ") for line in lines)
    assert len(first) == 297
    assert {id_: entries[id_].drug.name for id_ in first if id_ in entries} == first


def test_ids_and_codes_fit_where_they_are_stored(entries: dict[str, Entry]) -> None:
    for id_, entry in entries.items():
        assert re.fullmatch(r"[a-z0-9-]{1,40}", id_)
        assert all(len(i.code) <= 26 for i in entry.drug.indications)


def test_one_drug_is_one_set_of_actives(entries: dict[str, Entry]) -> None:
    actives = [entry.ingredients for entry in entries.values()]
    assert len(set(actives)) == len(actives)
    assert all(actives)


APART = [
    ("insulin human", "insulin isophane human", "insulin aspart", "insulin lispro",
     "insulin glargine", "insulin detemir", "insulin degludec", "insulin glulisine"),
    ("insulin aspart", "insulin aspart/insulin aspart protamine"),
    ("insulin human", "insulin human/insulin isophane human"),
    ("epoetin alfa", "epoetin beta", "epoetin zeta", "epoetin theta", "darbepoetin alfa"),
    ("interferon beta-1a", "interferon beta-1b", "peginterferon beta-1a", "interferon gamma-1b"),
    ("interferon alfa-2b", "peginterferon alfa-2a", "peginterferon alfa-2b"),
    ("prednisolone", "prednisone", "methylprednisolone"),
    ("estradiol", "ethinylestradiol", "estriol"),
    ("codeine", "dihydrocodeine", "hydrocodone"),
    ("tenofovir disoproxil", "tenofovir alafenamide"),
    ("isosorbide dinitrate", "isosorbide mononitrate"),
    ("edetate calcium disodium", "edetate disodium"),
    ("salbutamol", "levosalbutamol"),
    ("omeprazole", "esomeprazole"),
    ("citalopram", "escitalopram"),
    ("mefloquine", "chloroquine", "hydroxychloroquine"),
    ("phenytoin", "fosphenytoin"),
    ("trastuzumab", "trastuzumab emtansine", "trastuzumab deruxtecan"),
    ("onabotulinumtoxinA", "abobotulinumtoxinA", "incobotulinumtoxinA"),
    ("follitropin alfa", "follitropin beta"),
    ("benzylpenicillin", "penicillin G benzathine", "phenoxymethylpenicillin"),
    ("vinblastine", "vincristine"),
    ("daunorubicin", "doxorubicin", "idarubicin", "epirubicin"),
    ("hydralazine", "hydroxyzine"),
    ("human immunoglobulin G", "human Rho(D) immune globulin"),
    ("sodium polystyrene sulfonate", "sodium chloride"),
]  # fmt: skip


@pytest.mark.parametrize("family", APART, ids=lambda family: family[0])
def test_different_actives_are_never_one_drug(
    catalogue: Catalogue, family: tuple[str, ...]
) -> None:
    found = {name: ids(catalogue, name) for name in family}
    assert all(len(drugs) == 1 for drugs in found.values()), found
    assert all(found[one] != found[other] for one, other in combinations(family, 2)), found


@pytest.mark.parametrize(
    ("typed", "drug"),
    [
        ("sertraline hydrochloride", "sertraline"),
        ("testosterone cypionate", "testosterone"),
        ("Haldol Decanoate", "haloperidol"),
        ("hydrocortisone butyrate", "hydrocortisone"),
        ("adalimumab-atto", "adalimumab"),
        ("Amjevita", "adalimumab"),
        ("Humulin N", "insulin-isophane-human"),
        ("Humulin 70/30", "insulin-human-insulin-isophane-human"),
        ("NovoMix", "insulin-aspart-insulin-aspart-protamine"),
        ("Insulatard", "insulin-isophane-human"),
        ("Actrapid", "insulin-human"),
        ("Prevnar 13", "prevnar-13-vaccine"),
        ("Gardasil 9", "gardasil-9-vaccine"),
        ("Botox", "onabotulinumtoxina"),
        ("Dysport", "abobotulinumtoxina"),
        ("Gonal-f", "follitropin-alfa"),
        ("Follistim AQ", "follitropin-beta"),
        ("Kayexalate", "sodium-polystyrene-sulfonate"),
        ("Kardégic", "acetylsalicylic-acid"),
        ("Trikafta", "elexacaftor-ivacaftor-tezacaftor"),
        ("amoxicillin and clavulanate potassium", "amoxicillin-clavulanic-acid"),
        ("Apo-Sertraline", "sertraline"),
    ],
)
def test_salts_biosimilars_and_brands_lead_to_their_moiety(
    catalogue: Catalogue, typed: str, drug: str
) -> None:
    assert ids(catalogue, typed) == {drug}


def test_a_brand_of_two_countries_finds_both_drugs(
    catalogue: Catalogue, entries: dict[str, Entry]
) -> None:
    found = ids(catalogue, "Unisom")
    assert found == {"diphenhydramine", "doxylamine"}
    regions = {i: n.regions for i in found for n in entries[i].names if n.text == "Unisom"}
    assert regions["diphenhydramine"] == ("CA",)
    assert "US" in regions["doxylamine"]


def test_a_combinations_brand_is_no_single_ingredients(entries: dict[str, Entry]) -> None:
    for brand in ("Augmentin", "Entresto", "Percocet", "Trikafta", "Sinemet", "Symbicort"):
        holders = [e for e in entries.values() if any(compact(n.text) == compact(brand)
                                                      for n in e.names)]  # fmt: skip
        assert holders
        assert all(len(e.ingredients) > 1 for e in holders), brand


def test_a_given_name_is_nobody_elses_synonym(table: Table) -> None:
    owners: dict[str, set[str]] = {}
    for entry in table.entries:
        owners.setdefault(compact(entry.drug.name), set()).add(entry.drug.id)
    for entry in table.entries:
        for name in entry.names:
            if name.kind in (Kind.BRAND, Kind.GENERIC):
                others = owners.get(compact(name.text), {entry.drug.id})
                assert entry.drug.id in others, (entry.drug.id, name.text)


def test_vaccines_are_told_by_their_trade_names(catalogue: Catalogue) -> None:
    assert ids(catalogue, "rabies vaccine") >= {"imovax-rabies-vaccine", "rabavert-vaccine"}
    assert ids(catalogue, "Shingrix").isdisjoint(ids(catalogue, "Zostavax"))


def test_no_key_of_the_build_is_shown_as_a_name(table: Table) -> None:
    for entry in table.entries:
        assert not any(VACCINE in text for text in [entry.drug.name, *entry.synonyms])


def test_classes_are_no_atc_texts_and_only_ema_authorises(table: Table) -> None:
    for entry in table.entries:
        assert not re.match(r"[A-Z]\d\d[A-Z]{2}\d\d", entry.drug.drug_class)
        assert all(i.authorised == (i.source == "EMA") for i in entry.drug.indications)


def test_sunscreens_and_allergens_are_left_out(catalogue: Catalogue) -> None:
    for name in ("avobenzone", "octinoxate", "Timothy grass pollen", "Purell"):
        assert ids(catalogue, name) == set()


def test_the_newest_drugs_have_authorisations_to_show(table: Table) -> None:
    found = newly_authorised([e.drug for e in table.entries], since=2024)
    assert 50 <= len(found) <= 200
    assert all((d.first_authorised or 0) >= 2024 for d in found)
    assert not any("FDA NDC" in d.first_year_source for d in found)
