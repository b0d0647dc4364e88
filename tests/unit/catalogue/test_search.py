"""How well names are found, on both halves of the lists; benchmarks/names.py prints the figures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import names as measured
from ratingsbot.catalogue.lookup import Catalogue
from ratingsbot.testing.harness import shared_catalogue

HALVES = pytest.mark.parametrize("half", ["tune", "final"])
RATINGSBOT = Path(sys.executable).with_name("ratingsbot")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shared_catalogue()


@HALVES
def test_the_right_drug_comes_first_for_97_of_100_misspellings(
    catalogue: Catalogue, half: str
) -> None:
    assert measured.first_is_right(catalogue, half).share >= 0.97


@HALVES
def test_no_misspelling_is_silently_taken_for_another_drug(catalogue: Catalogue, half: str) -> None:
    assert measured.silently_wrong(catalogue, half) == []


@HALVES
def test_nonsense_is_never_taken_and_true_names_are_hardly_ever_refused(
    catalogue: Catalogue, half: str
) -> None:
    assert measured.nonsense_taken(catalogue, half) == []
    assert measured.names_refused(catalogue, half).share >= 0.99


@HALVES
def test_look_alikes_are_kept_apart_in_both_directions(catalogue: Catalogue, half: str) -> None:
    assert measured.lookalikes_apart(catalogue, half).missed == []


@HALVES
def test_the_right_drug_is_offered_for_98_of_100_beginnings_with_a_typo(
    catalogue: Catalogue, half: str
) -> None:
    assert measured.typeahead(catalogue, half).share >= 0.98


def test_drugs_that_are_not_marketed_are_offered_only_where_no_marketed_one_is(
    catalogue: Catalogue,
) -> None:
    assert all(match.drug.marketed for match in catalogue.suggest("a", 25))
    (asleep,) = (d for d in catalogue.all() if d.id == "abagovomab")
    assert not asleep.marketed
    assert catalogue.suggest("abagovomab")[0].drug == asleep


def test_new_drugs_are_first_authorised_lately_and_marketed(catalogue: Catalogue) -> None:
    found = catalogue.newly_authorised(2024)
    assert len(found) >= 20
    assert all(d.marketed and d.first_authorised and d.first_authorised >= 2024 for d in found)
    years = [d.first_authorised for d in found]
    assert years == sorted(years, reverse=True, key=lambda year: year or 0)


def test_find_prints_a_json_line_a_name_in_order() -> None:
    done = subprocess.run(
        [
            RATINGSBOT,
            "catalogue",
            "find",
            "--json",
            "Zoloft",
            "sertralin 50 mg",
            "hello",
            "asdfghj",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    zoloft, typo, hello, mash = (json.loads(line) for line in done.stdout.splitlines())
    assert (zoloft["query"], zoloft["drug_id"], zoloft["confidence"]) == ("Zoloft", "sertraline", 1)
    assert typo["candidates"][0]["drug_id"] == "sertraline"
    assert hello["drug_id"] is mash["drug_id"] is None
    assert set(mash) == {"query", "drug_id", "name", "confidence", "candidates"}
    assert all(set(c) == {"drug_id", "name", "confidence"} for c in typo["candidates"])


def test_stats_print_what_the_table_holds() -> None:
    done = subprocess.run(
        [RATINGSBOT, "catalogue", "stats", "--json"], capture_output=True, text=True, check=True
    )
    figures = json.loads(done.stdout)
    assert figures["drugs"] >= 10_000
    assert figures["marketed"] >= 6_000
    assert figures["names"] >= 55_000
    assert figures["years"]


def test_show_tells_a_drug_by_any_name_and_asks_when_unsure() -> None:
    shown = subprocess.run(
        [RATINGSBOT, "catalogue", "show", "Zoloft"], capture_output=True, text=True, check=True
    )
    assert shown.stdout.startswith("sertraline (sertraline)")
    unsure = subprocess.run(
        [RATINGSBOT, "catalogue", "show", "zolofft"], capture_output=True, text=True, check=False
    )
    assert unsure.returncode == 1
    assert "did you mean Zoloft (sertraline)" in unsure.stderr
