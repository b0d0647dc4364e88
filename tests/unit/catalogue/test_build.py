"""The build as a whole: on a few real rows, and on the publishers' files where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ratingsbot.catalogue.build import build_catalogue
from ratingsbot.catalogue.entry import Entry, Kind, Name
from ratingsbot.catalogue.starter import Wanted
from ratingsbot.catalogue.table import TABLE, shipped_table, unpack
from ratingsbot.domain.drugs import Indication, IndicationCode
from ratingsbot.errors import ConfigError
from unit.catalogue.rows import write_source

REPOSITORY = Path(__file__).resolve().parents[3]
SHIPPED = REPOSITORY / "src/ratingsbot/catalogue/data"
WANTED = (
    Wanted("sertraline", (), ()),
    Wanted("amoxicillin", (), ()),
    Wanted("amoxicillin/clavulanic acid", (), ("co-amoxiclav",)),
    Wanted("adalimumab", (), ()),
    Wanted("salbutamol", (), ()),
    Wanted("valsartan", (), ()),
    Wanted("phenytoin", (), ()),
)


@pytest.fixture
def entries(tmp_path: Path) -> dict[str, Entry]:
    source, target = write_source(tmp_path / "source"), tmp_path / "target"
    build_catalogue(source, target, wanted=WANTED)
    return {e.drug.id: e for e in unpack((target / TABLE).read_bytes()).entries}


def test_a_brand_belongs_to_exactly_its_ingredients(entries: dict[str, Entry]) -> None:
    assert entries["amoxicillin"].drug.brands == ("Amoxil",)
    assert entries["amoxicillin-clavulanic-acid"].drug.brands == ("Augmentin", "Clavulin")
    assert entries["valsartan"].drug.brands == ()


def test_a_prodrugs_brand_is_not_the_active_fractions(entries: dict[str, Entry]) -> None:
    assert entries["phenytoin"].drug.brands == ()
    assert entries["phenytoin"].drug.first_year is None


def test_generic_labels_are_no_brands_and_capitals_are_made_readable(
    entries: dict[str, Entry],
) -> None:
    assert entries["sertraline"].drug.brands == ("Zoloft",)


def test_the_first_year_is_the_earliest_and_names_its_source(entries: dict[str, Entry]) -> None:
    sertraline, adalimumab = entries["sertraline"].drug, entries["adalimumab"].drug
    assert sertraline.first_year == 1991
    assert sertraline.first_year_source == (
        "on Canada's register since at least 1991 · Health Canada DPD"
    )
    assert adalimumab.first_year_source == "licensed in the US 2002 · FDA Purple Book"


def test_an_unknown_year_stays_unknown(entries: dict[str, Entry]) -> None:
    assert entries["salbutamol"].drug.first_year is None
    assert entries["salbutamol"].drug.first_year_source == ""


def test_the_class_is_fdas_or_else_emas_group(entries: dict[str, Entry]) -> None:
    assert entries["sertraline"].drug.drug_class == "Serotonin Reuptake Inhibitor"
    assert entries["adalimumab"].drug.drug_class == "Immunosuppressants"


def test_a_condition_is_listed_once_with_one_code_and_the_regulators_word(
    entries: dict[str, Entry],
) -> None:
    assert entries["adalimumab"].drug.indications == (
        Indication(IndicationCode("DOID:7148"), "Rheumatoid arthritis", "EMA", True),
        Indication(IndicationCode("MESH:psoriasis"), "Psoriasis", "EMA", True),
    )


def test_only_a_regulators_indication_is_authorised(entries: dict[str, Entry]) -> None:
    found = [(i.name, i.source, i.authorised) for i in entries["sertraline"].drug.indications]
    assert found == [
        ("Panic disorder", "PharmacotherapyDB", False),
        ("Autistic disorder", "PharmacotherapyDB", False),
        ("Obsession", "Wikidata", False),
    ]


def test_an_american_name_is_a_synonym_and_a_mirror_image_is_not(
    entries: dict[str, Entry],
) -> None:
    synonyms = {name.casefold() for name in entries["salbutamol"].synonyms}
    assert "albuterol" in synonyms
    assert "levalbuterol" not in synonyms


def test_links_lead_to_the_regulators_own_pages(entries: dict[str, Entry]) -> None:
    assert entries["adalimumab"].drug.links == (
        (
            "DailyMed (US labels)",
            "https://dailymed.nlm.nih.gov/dailymed/search.cfm?labeltype=human&query=adalimumab",
        ),
        ("EMA: Humira", "https://www.ema.europa.eu/en/medicines/human/EPAR/humira"),
    )


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    source = write_source(tmp_path / "source")
    for name in ("one", "two"):
        build_catalogue(source, tmp_path / name, wanted=WANTED)
    for file in (TABLE, "SOURCES.md"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_the_report_counts_and_names_malformed_rows(tmp_path: Path) -> None:
    source = write_source(tmp_path / "source")
    report = build_catalogue(source, tmp_path / "target", wanted=WANTED)
    text = str(report)
    assert "10 drugs, 9 of them marketed" in text
    assert "FDA NDC: 9 rows, 5 kept, 3 malformed" in text
    assert "fda_ndc/product.txt:7: 2 columns, 18 expected" in text
    assert "fda_unii/UNII_Names.txt:15: 3 columns, 4 expected" in text
    assert report.bare == ("phenytoin", "salbutamol", "valsartan")


def test_a_missing_folder_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No folder"):
        build_catalogue(tmp_path / "nowhere", tmp_path / "target")


def test_every_name_has_its_kind_and_a_brand_its_countries(entries: dict[str, Entry]) -> None:
    assert set(entries["sertraline"].names) >= {
        Name("Zoloft", Kind.BRAND, ("US", "CA", "FR")),
        Name("sertraline hydrochloride", Kind.USAN),
        Name("Lustral", Kind.BRAND),
    }
    assert Name("adalimumab-atto", Kind.BIOSIMILAR) in entries["adalimumab"].names


def test_a_drug_that_nobody_sells_is_held_and_marked(entries: dict[str, Entry]) -> None:
    assert not entries["abetimus"].drug.marketed
    assert entries["sertraline"].drug.marketed


def test_animals_allergens_and_sunscreens_are_left_out(entries: dict[str, Entry]) -> None:
    assert set(entries) == {
        "abetimus", "adalimumab", "amoxicillin", "amoxicillin-clavulanic-acid", "fosphenytoin",
        "phenytoin", "sacubitril-valsartan", "salbutamol", "sertraline", "valsartan",
    }  # fmt: skip


def test_only_an_authorisation_makes_a_drug_new(entries: dict[str, Entry]) -> None:
    assert entries["adalimumab"].drug.first_authorised == 2002
    assert entries["amoxicillin"].drug.first_authorised is None


def test_the_shipped_table_is_what_the_publishers_files_give(tmp_path: Path) -> None:
    """Takes some 25 seconds of one core: it reads 1.3 million rows."""
    source = REPOSITORY.parent / "shared/data/raw"
    if not source.is_dir():
        pytest.skip(
            "NOT CHECKED: the shipped drug table was not rebuilt, because the publishers' files "
            "are not in ../shared/data/raw beside this checkout"
        )
    report = build_catalogue(source, tmp_path)
    for file in (TABLE, "SOURCES.md"):
        assert (tmp_path / file).read_bytes() == (SHIPPED / file).read_bytes(), (
            f"{file} is stale: rebuild it"
        )
    assert report.bare == ("insulin aspart protamine", "insulin lispro protamine")
    assert report.unmatched == ()


def test_a_build_after_itself_changes_nothing(tmp_path: Path) -> None:
    source = write_source(tmp_path / "source")
    build_catalogue(source, tmp_path / "one", wanted=WANTED)
    previous = unpack((tmp_path / "one" / TABLE).read_bytes())
    build_catalogue(source, tmp_path / "two", wanted=WANTED, previous=previous)
    assert (tmp_path / "one" / TABLE).read_bytes() == (tmp_path / "two" / TABLE).read_bytes()


def test_the_shipped_table_stays_small() -> None:
    assert (SHIPPED / TABLE).stat().st_size <= 4_000_000
    assert shipped_table().aliases == {}
