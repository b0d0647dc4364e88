"""Each importer on a few real rows, with what it does about rows that make no sense."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import pytest

from ratingsbot.catalogue.importers import (
    bdpm,
    drugbank,
    drugsatfda,
    ema,
    fda_ndc,
    fda_unii,
    healthcanada,
    pharmacotherapydb,
    purplebook,
    wikidata,
)
from ratingsbot.catalogue.importers.records import Malformed, Product, Tally
from ratingsbot.errors import ConfigError
from unit.catalogue.rows import write_source

T = TypeVar("T")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_source(tmp_path)


def run(read: Callable[[Path, Tally], Iterator[T]], source: Path) -> tuple[list[T], list[str]]:
    tally = Tally("test")
    records = list(read(source, tally))
    assert tally.kept == len(records)
    return records, [f"{row.file}:{row.line}" for row in tally.malformed]


def brands(products: list[Product]) -> list[str]:
    return [product.brand for product in products]


def test_ndc_gives_class_and_year_and_leaves_homeopathy_out(source: Path) -> None:
    products, malformed = run(fda_ndc.read, source)
    assert brands(products) == [
        "Zoloft",
        "Sertraline Hydrochloride",
        "Amoxil",
        "Augmentin",
        "Zoloft",
    ]
    zoloft, generic, amoxil, augmentin, early = products
    assert (zoloft.year, zoloft.reference) == (1992, True)
    assert zoloft.classes == ("Serotonin Reuptake Inhibitor",)
    assert not generic.reference
    assert augmentin.ingredients == ("AMOXICILLIN", "CLAVULANATE POTASSIUM")
    assert augmentin.classes == ("Penicillin-class Antibacterial", "beta Lactamase Inhibitor")
    assert amoxil.year is None
    assert early.year is None
    assert malformed == [f"fda_ndc/product.txt:{line}" for line in (5, 7, 8)]


def test_drugs_at_fda_marks_the_reference_drug_and_names_a_row_without_name(source: Path) -> None:
    products, malformed = run(drugsatfda.read, source)
    assert brands(products) == ["ZOLOFT", "AUGMENTIN '250'"]
    assert products[0].reference
    assert malformed == ["fda_drugsatfda/Products.txt:3"]


def test_the_purple_book_tells_originator_from_biosimilar_and_drops_repeats(source: Path) -> None:
    products, malformed = run(purplebook.read, source)
    assert [(p.brand, p.year, p.reference) for p in products] == [
        ("Humira", 2002, True),
        ("Hyrimoz", 2023, False),
        ("Hyrimoz", None, False),
    ]
    assert malformed == ["fda_purplebook/purplebook.csv:5"]


def test_ema_keeps_human_medicines_whose_authorisation_is_in_force(source: Path) -> None:
    products, malformed = run(ema.read, source)
    assert brands(products) == ["Humira", "Imraldi"]
    humira, imraldi = products
    assert humira.areas == ("Arthritis, Rheumatoid", "Psoriasis")
    assert (humira.year, humira.reference, humira.group) == (2003, True, "Immunosuppressants")
    assert humira.address.endswith("/EPAR/humira")
    assert (imraldi.year, imraldi.reference) == (None, False)
    assert malformed == ["ema/medicines-output-medicines-report_en.xlsx:7"]


def test_without_openpyxl_the_error_names_the_extra(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ConfigError, match=r"ratingsbot\[catalogue\]"):
        run(ema.read, source)


def test_health_canada_leaves_animals_and_sunscreens_out_and_reads_the_base_of_a_salt(
    source: Path,
) -> None:
    products, malformed = run(healthcanada.read, source)
    assert brands(products) == ["ZOLOFT", "CLAVULIN 400"]
    assert products[0].ingredients == ("SERTRALINE",)
    assert products[0].year == 1991
    assert products[1].ingredients == ("AMOXICILLIN", "CLAVULANIC ACID")
    assert malformed == ["healthcanada_dpd/status.txt:3", "healthcanada_dpd/drug.txt:5"]


def test_france_reads_active_fractions_and_keeps_both_of_a_complex(source: Path) -> None:
    products, malformed = run(bdpm.read, source)
    assert [(p.brand, p.ingredients, p.year) for p in products] == [
        ("ZOLOFT 50 mg", ("SERTRALINE",), 1996),
        ("ENTRESTO 15 mg/16 mg", ("SACUBITRIL", "VALSARTAN"), 2015),
        ("PRODILANTIN 75 mg/ml", ("PHÉNYTOÏNE SODIQUE",), 1998),
    ]
    assert malformed == ["france_bdpm/CIS_COMPO_bdpm.txt:8", "france_bdpm/CIS_bdpm.txt:5"]


def test_an_element_with_a_salt_in_brackets_is_read_as_the_salt(source: Path) -> None:
    path = source / healthcanada.INGREDIENTS
    lines = path.read_text("utf-8").replace("SERTRALINE (SERTRALINE HYDROCHLORIDE)", "IRON (X)")
    path.write_text(lines, encoding="utf-8")
    products, _ = run(healthcanada.read, source)
    assert products[0].ingredients == ("X",)


def test_the_register_reads_tags_and_kinds_and_leaves_codes_and_impurities_out(
    source: Path,
) -> None:
    substances, malformed = run(fda_unii.read, source)
    names = {s.unii: s.names for s in substances}
    assert names["FYS6T7F842"] == (
        ("ADALIMUMAB", "of", frozenset({"INN"})),
        ("ADALIMUMAB-ATTO", "of", frozenset()),
    )
    assert [(text, kind) for text, kind, _ in names["UTI8907Y6X"]] == [
        ("LUSTRAL", "bn"),
        ("SERTRALINE HYDROCHLORIDE", "cn"),
    ]
    assert malformed == [f"fda_unii/UNII_Names.txt:{line}" for line in (15, 16, 17)]


def test_the_streamed_file_is_summed_like_the_others_packed_or_not(source: Path) -> None:
    plain, packed = Tally("plain"), Tally("packed")
    before = list(fda_unii.read(source, plain))
    path = source / fda_unii.FILE
    content = path.read_bytes()
    Path(f"{path}.gz").write_bytes(gzip.compress(content))
    path.unlink()
    assert list(fda_unii.read(source, packed)) == before
    assert plain.sha256 == packed.sha256 == {fda_unii.FILE: sha256(content).hexdigest()}


def test_the_vocabulary_splits_synonyms(source: Path) -> None:
    substances, malformed = run(drugbank.read, source)
    assert substances[0].synonyms == ("(+)-Sertraline", "Sertralina", "Sertraline")
    assert malformed == ["drugbank_open_vocabulary/drugbank vocabulary.csv:12"]


def test_pharmacotherapydb_leaves_refuted_indications_out(source: Path) -> None:
    claims, malformed = run(pharmacotherapydb.read, source)
    assert [(c.condition, c.modifies) for c in claims] == [
        ("panic disorder", True),
        ("autistic disorder", False),
        ("rheumatoid arthritis", True),
    ]
    assert malformed == ["pharmacotherapydb/indications.tsv:6"]


def test_wikidata_names_the_line_that_is_no_json(source: Path) -> None:
    claims, malformed = run(wikidata.read, source)
    assert [(c.substance, c.condition) for c in claims] == [("sertraline", "obsession")]
    assert malformed == ["wikidata_treats/WikiMedicineData.jl:2"]


def test_a_gzipped_file_reads_like_a_plain_one_with_the_same_sum(source: Path) -> None:
    plain, packed = Tally("plain"), Tally("packed")
    before = list(drugsatfda.read(source, plain))
    path = source / drugsatfda.FILE
    Path(f"{path}.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    assert list(drugsatfda.read(source, packed)) == before
    assert packed.sha256 == plain.sha256


def test_a_missing_file_is_named(source: Path) -> None:
    (source / wikidata.FILE).unlink()
    with pytest.raises(ConfigError, match="WikiMedicineData"):
        run(wikidata.read, source)


def test_a_changed_header_is_named(source: Path) -> None:
    (source / drugsatfda.FILE).write_text("A\tB\tC\tD\tE\tF\tG\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="ReferenceDrug"):
        run(drugsatfda.read, source)


def test_a_malformed_row_reads_as_file_line_and_reason() -> None:
    assert str(Malformed("a.txt", 3, "date 'x'")) == "a.txt:3: date 'x'"
