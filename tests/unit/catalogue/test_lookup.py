"""Finding drugs in the shipped table. A misread name is the worst that can happen here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ratingsbot.catalogue.entry import Entry, Kind, Name
from ratingsbot.catalogue.lookup import Catalogue
from ratingsbot.catalogue.table import load_catalogue
from ratingsbot.domain.drugs import Drug, DrugId

FIRST_IDS = Path(__file__).with_name("first_ids.txt")
FORM_IN_THE_NAME = {"fibrin sealant patch"}
"""Drugs whose own name holds a word for a form, so that its shorter form is another's."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def ids(catalogue: Catalogue, text: str) -> list[str]:
    return [match.drug.id for match in catalogue.find(text)]


def test_every_drug_has_a_name_and_a_readable_id(catalogue: Catalogue) -> None:
    for drug in catalogue.all():
        assert drug.name.strip()
        assert re.fullmatch(r"[a-z0-9-]{1,40}", drug.id)
        assert catalogue.get(drug.id) is drug


def test_nine_in_ten_well_known_drugs_have_brand_class_year_and_indication(
    catalogue: Catalogue,
) -> None:
    lines = FIRST_IDS.read_text("utf-8").splitlines()
    found = [catalogue.get(line.split(" | ")[0]) for line in lines if line[0] != "#"]
    drugs = [drug for drug in found if drug is not None]
    for known in (
        [d for d in drugs if d.brands],
        [d for d in drugs if d.drug_class],
        [d for d in drugs if d.indications],
        [d for d in drugs if d.first_year],
    ):
        assert len(known) >= 0.9 * len(drugs)


def test_a_year_comes_with_its_source_and_is_plausible(catalogue: Catalogue) -> None:
    for drug in catalogue.all():
        if drug.first_year is not None:
            assert 1900 <= drug.first_year <= 2026
            assert str(drug.first_year) in drug.first_year_source


def test_brands_are_few_distinct_and_never_the_drugs_own_name(catalogue: Catalogue) -> None:
    for drug in catalogue.all():
        folded = [brand.casefold() for brand in drug.brands]
        assert len(folded) == len(set(folded)) <= 12
        assert drug.name.casefold() not in folded


def test_only_emas_indications_are_authorised(catalogue: Catalogue) -> None:
    for drug in catalogue.all():
        assert all(i.authorised == (i.source == "EMA") for i in drug.indications)
        assert len({i.code for i in drug.indications}) == len(drug.indications)


def test_links_are_https(catalogue: Catalogue) -> None:
    assert all(url.startswith("https://") for drug in catalogue.all() for _, url in drug.links)


def test_few_names_mean_several_drugs(catalogue: Catalogue) -> None:
    shared = catalogue.shared_names()
    assert shared["unisom"] == ("diphenhydramine", "doxylamine")
    assert len(shared) <= 250


def test_no_name_is_read_as_a_drug_it_does_not_mean_when_dose_and_form_are_typed_along(
    catalogue: Catalogue,
) -> None:
    for drug in catalogue.all():
        for name in (drug.name, *drug.brands):
            typed = set(ids(catalogue, f"{name} 500 mg tablets"))
            assert typed <= set(ids(catalogue, name)) or name in FORM_IN_THE_NAME, name


@pytest.mark.parametrize(
    ("typed", "drug"),
    [
        ("Zoloft", "sertraline"),
        ("zoloft", "sertraline"),
        ("Humira", "adalimumab"),
        ("Augmentin", "amoxicillin-clavulanic-acid"),
        ("co-amoxiclav", "amoxicillin-clavulanic-acid"),
        ("coamoxiclav", "amoxicillin-clavulanic-acid"),
        ("amoxicillin clavulanic acid", "amoxicillin-clavulanic-acid"),
        ("clavulanic acid / amoxicillin", "amoxicillin-clavulanic-acid"),
        ("acetaminophen", "paracetamol"),
        ("Tylenol", "paracetamol"),
        ("albuterol", "salbutamol"),
        ("aspirin", "acetylsalicylic-acid"),
        ("Entresto", "sacubitril-valsartan"),
        ("Diovan", "valsartan"),
        ("Diovan HCT", "valsartan-hydrochlorothiazide"),
        ("metformin 500 mg tab", "metformin"),
        ("METFORMIN XR 1,000mg tablets", "metformin"),
        ("Eliquis 2.5", "apixaban"),
        ("Augmentin 875/125", "amoxicillin-clavulanic-acid"),
        ("sertraline hcl 50mg", "sertraline"),
        ("metoprolol tartrate", "metoprolol"),
        ("Toprol-XL", "metoprolol"),
        ("Ventolin HFA", "salbutamol"),
        ("metformin        500    mg", "metformin"),
        ("paracétamol", "paracetamol"),
        ("Humalog Mix 75/25", "insulin-lispro-insulin-lispro-protamine"),
        ("Haldol Decanoate", "haloperidol"),
        ("macrogol 400", "polyethylene-glycol-400"),
        ("macrogol 3350 17 g powder", "macrogol-3350"),
        ("ácido valproico", "valproic-acid"),
    ],
)
def test_a_name_finds_its_drug_and_no_other(catalogue: Catalogue, typed: str, drug: str) -> None:
    assert ids(catalogue, typed) == [drug]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "500 mg",
        "qwertyuiop",
        "tablet",
        "sodium",
        "sertralin hydroxyzine",
        "Tylenol 3",
        "Tylenol #3",
        "Humalog 75/25",
        "zolof",
        "(-)-omeprazole",
        "(+)-citalopram",
        "metformin " + "1/" * 3000,
    ],
)
def test_what_names_no_drug_of_ours_finds_nothing(catalogue: Catalogue, typed: str) -> None:
    assert catalogue.find(typed) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hydralazine", "hydroxyzine"),
        ("prednisone", "prednisolone"),
        ("carbamazepine", "oxcarbazepine"),
        ("bupropion", "buspirone"),
        ("clonidine", "clonazepam"),
        ("lamotrigine", "levetiracetam"),
        ("Celebrex", "Celexa"),
        ("omeprazole", "esomeprazole"),
        ("cetirizine", "levocetirizine"),
        ("amoxicillin", "amoxicillin/clavulanic acid"),
        ("insulin glargine", "insulin glulisine"),
        ("hydrocodone/acetaminophen", "oxycodone/acetaminophen"),
    ],
)
def test_look_alikes_are_kept_apart(catalogue: Catalogue, one: str, other: str) -> None:
    first, second = ids(catalogue, one), ids(catalogue, other)
    assert len(first) == len(second) == 1
    assert first != second


def test_a_name_of_several_drugs_finds_them_all(catalogue: Catalogue) -> None:
    assert ids(catalogue, "fluticasone") == [
        "fluticasone",
        "fluticasone-furoate",
        "fluticasone-propionate",
    ]


@pytest.mark.parametrize(
    ("country", "first"),
    [("US", "doxylamine"), ("CA", "diphenhydramine"), ("", "doxylamine"), ("AT", "doxylamine")],
)
def test_of_drugs_that_share_a_name_those_of_ones_country_come_first(
    catalogue: Catalogue, country: str, first: str
) -> None:
    found = [match.drug.id for match in catalogue.find("Unisom", country)]
    assert found[0] == first
    assert set(found) == {"doxylamine", "diphenhydramine"}
    assert [m.drug.id for m in catalogue.suggest("unisom", 2, country)] == found


def test_a_neighbours_name_comes_before_a_strangers(catalogue: Catalogue) -> None:
    """Retacrit is epoetin zeta in the Union, France included, and epoetin alfa in America."""
    for country in ("AT", "FR", "NO", "GB"):
        assert catalogue.find("Retacrit", country)[0].drug.id == "epoetin-zeta"
    for country in ("US", "CA"):
        assert catalogue.find("Retacrit", country)[0].drug.id == "epoetin-alfa"


def test_a_retired_drug_is_found_by_its_name_and_never_offered() -> None:
    gone = Drug(DrugId("gonamide"), "gonamide", (), "", None, "", (), marketed=False)
    brand = Name("Gonexa", Kind.BRAND, ("US",))
    catalogue = Catalogue([Entry(gone, (brand,), retired=True)])
    assert [m.drug for m in catalogue.find("gonexa")] == [gone]
    assert [m.drug for m in catalogue.suggest("gonexa")] == [gone]
    assert catalogue.suggest("gone") == ()
    assert catalogue.near("gonexxa") == ()


def test_a_brand_is_labelled_with_its_drug_and_a_drug_with_itself(catalogue: Catalogue) -> None:
    assert catalogue.suggest("zolof")[0].label == "Zoloft · sertraline"
    assert catalogue.suggest("sertral")[0].label == "sertraline"


def test_an_exact_name_is_suggested_before_longer_ones(catalogue: Catalogue) -> None:
    found = [match.drug.id for match in catalogue.suggest("amoxicillin")]
    assert found[0] == "amoxicillin"
    assert "amoxicillin-clavulanic-acid" in found


def test_a_later_word_is_found_after_the_beginnings(catalogue: Catalogue) -> None:
    found = [match.drug.id for match in catalogue.suggest("clavulanic ac")]
    assert "amoxicillin-clavulanic-acid" in found
    insulins = [match.drug.id for match in catalogue.suggest("glarg")]
    assert "insulin-glargine" in insulins


def test_a_dose_typed_along_does_not_end_the_suggestions(catalogue: Catalogue) -> None:
    assert catalogue.suggest("metformin 500 mg")[0].drug.id == "metformin"


def test_each_drug_is_suggested_once_and_the_limit_holds(catalogue: Catalogue) -> None:
    found = [match.drug.id for match in catalogue.suggest("a", limit=10)]
    assert len(found) == len(set(found)) == 10
    assert found == [match.drug.id for match in catalogue.suggest("a", limit=10)]


def test_an_empty_prefix_suggests_the_first_drugs_by_name(catalogue: Catalogue) -> None:
    assert [m.drug for m in catalogue.suggest("", limit=3)] == list(catalogue.all()[:3])
    assert catalogue.suggest("--") == catalogue.suggest("")


def test_nonsense_suggests_nothing(catalogue: Catalogue) -> None:
    assert catalogue.suggest("qwertyuiop") == ()


def test_an_unknown_id_gives_no_drug(catalogue: Catalogue) -> None:
    assert catalogue.get("no-such-drug") is None


def test_a_drugs_own_indications_come_first(catalogue: Catalogue) -> None:
    drug = catalogue.get("adalimumab")
    assert drug is not None
    found = catalogue.indications("", drug)
    own = len(drug.indications)
    assert found[:own] == drug.indications
    assert len(found) == 25
    assert not any(indication.authorised for indication in found[own:])


def test_an_indication_is_found_by_any_word_of_its_name(catalogue: Catalogue) -> None:
    names = [indication.name for indication in catalogue.indications("diabetes mell")]
    assert "Type 2 diabetes mellitus" in names
    assert catalogue.indications("qwertyuiop") == ()


def test_a_condition_alone_is_authorised_for_nothing(catalogue: Catalogue) -> None:
    condition = catalogue.indication("DOID:7148")
    assert condition is not None
    assert (condition.name, condition.authorised) == ("Rheumatoid arthritis", False)
    assert catalogue.indication("DOID:0") is None


def test_two_drugs_with_one_id_are_refused() -> None:
    entry = Entry(Drug(DrugId("a"), "a", (), "", None, "", ()), ())
    with pytest.raises(ValueError, match="share an id"):
        Catalogue([entry, entry])
