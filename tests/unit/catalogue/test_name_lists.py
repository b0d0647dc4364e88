"""The lists by which the search for names is measured are themselves sound.

Nothing here searches: what the search makes of the lists is the benchmark's business.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest
from rapidfuzz.distance import OSA

from ratingsbot.catalogue.table import shipped_table

LISTS = Path(__file__).resolve().parents[2] / "data" / "names"
COLUMNS = {
    "misspellings.tsv": ("typed", "meant", "kind", "half"),
    "lookalikes.tsv": ("a", "b", "source", "half"),
    "nonsense.txt": ("text", "half"),
    "prefixes.tsv": ("typed", "meant", "half"),
    "names.tsv": ("name", "drug"),
}
LEAST_PER_HALF = {
    "misspellings.tsv": 180,
    "lookalikes.tsv": 60,
    "nonsense.txt": 65,
    "prefixes.tsv": 100,
}
ONE_EDIT = {"transposition", "omission", "doubled", "keyboard", "wrong letter", "added letter"}
TWO_EDITS = {"two edits", "several edits"}
OTHER = {
    "phonetic",
    "truncated ending",
    "dose typed along",
    "diacritics",
    "spacing",
    "foreign spelling",
}

Row = Mapping[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of a list, by column. Raises ValueError for a row of another width."""
    text = (LISTS / name).read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    header, *body = lines
    if tuple(header) != COLUMNS[name]:
        raise ValueError(f"{name} has the columns {header}")
    return tuple(dict(zip(header, cells, strict=True)) for cells in body)


def drug_of() -> Mapping[str, str]:
    return {row["name"]: row["drug"] for row in rows("names.tsv")}


def half_of(key: str) -> str:
    """The rule of the halves, as the lists' README states it."""
    return "final" if int(hashlib.sha256(key.encode()).hexdigest()[0], 16) % 2 else "tune"


def folded(name: str) -> str:
    """Letters and digits without case or diacritics."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in decomposed if character.isalnum())


def repeated(keys: Iterable[object]) -> list[object]:
    return [key for key, times in Counter(keys).items() if times > 1]


def typos_at_the_beginning(typed: str, meant: str) -> int:
    """The fewest edits from `typed` to any beginning of `meant`."""
    ends = range(len(typed) - 1, len(typed) + 2)
    return min(OSA.distance(typed.casefold(), meant.casefold()[:end]) for end in ends)


@cache
def shipped() -> Mapping[str, frozenset[str]]:
    """The ids of the drugs that each folded name of the shipped table finds."""
    ids: dict[str, set[str]] = defaultdict(set)
    for entry in shipped_table().entries:
        for name in (entry.drug.name, *entry.drug.brands, *(name.text for name in entry.names)):
            ids[folded(name)].add(entry.drug.id)
    return {name: frozenset(found) for name, found in ids.items()}


@pytest.mark.parametrize("name", LEAST_PER_HALF)
def test_each_half_is_large_enough(name: str) -> None:
    halves = Counter(row["half"] for row in rows(name))
    assert set(halves) == {"tune", "final"}
    assert min(halves.values()) >= LEAST_PER_HALF[name]


def test_the_misspellings_are_of_many_drugs() -> None:
    drugs = drug_of()
    assert len({drugs[row["meant"]] for row in rows("misspellings.tsv")}) >= 200


@pytest.mark.parametrize("name", COLUMNS)
def test_no_cell_is_empty_or_padded(name: str) -> None:
    assert not [row for row in rows(name) if any(c != c.strip() or not c for c in row.values())]


def test_nothing_stands_twice() -> None:
    pairs = rows("lookalikes.tsv")
    assert not repeated(row["typed"].casefold() for row in rows("misspellings.tsv"))
    assert not repeated(row["typed"].casefold() for row in rows("prefixes.tsv"))
    assert not repeated(row["text"].casefold() for row in rows("nonsense.txt"))
    assert not repeated(frozenset((folded(row["a"]), folded(row["b"]))) for row in pairs)
    assert not repeated(row["name"] for row in rows("names.tsv"))


@pytest.mark.parametrize("name", ["misspellings.tsv", "prefixes.tsv"])
def test_what_is_typed_is_not_what_is_meant(name: str) -> None:
    assert not [row for row in rows(name) if row["typed"].casefold() == row["meant"].casefold()]


@pytest.mark.parametrize("name", ["misspellings.tsv", "prefixes.tsv"])
def test_no_drug_is_in_both_halves(name: str) -> None:
    drugs = drug_of()
    assert not [row for row in rows(name) if row["half"] != half_of(drugs[row["meant"]])]


def test_pairs_and_nonsense_are_halved_by_their_own_text() -> None:
    for row in rows("lookalikes.tsv"):
        assert row["half"] == half_of(
            " / ".join(sorted((row["a"].casefold(), row["b"].casefold())))
        )
    for row in rows("nonsense.txt"):
        assert row["half"] == half_of(row["text"].casefold())


def test_the_kinds_are_mixed_as_people_err() -> None:
    kinds = Counter(row["kind"] for row in rows("misspellings.tsv"))
    assert set(kinds) == ONE_EDIT | TWO_EDITS | OTHER
    share = {group: sum(kinds[kind] for kind in group) / kinds.total() for group in _groups()}
    assert 0.45 <= share[frozenset(ONE_EDIT)] <= 0.65
    assert 0.20 <= share[frozenset(TWO_EDITS)] <= 0.35


def _groups() -> tuple[frozenset[str], ...]:
    return frozenset(ONE_EDIT), frozenset(TWO_EDITS), frozenset(OTHER)


def test_a_single_slip_is_a_single_edit() -> None:
    slips = [row for row in rows("misspellings.tsv") if row["kind"] in ONE_EDIT]
    assert not [r for r in slips if OSA.distance(r["typed"].casefold(), r["meant"].casefold()) != 1]


def test_a_prefix_is_short_and_has_exactly_one_typo() -> None:
    for row in rows("prefixes.tsv"):
        assert 4 <= len(row["typed"]) <= 8, row
        assert not row["meant"].casefold().startswith(row["typed"].casefold()), row
        assert typos_at_the_beginning(row["typed"], row["meant"]) == 1, row


def test_look_alikes_are_different_drugs() -> None:
    drugs = drug_of()
    assert not [row for row in rows("lookalikes.tsv") if drugs[row["a"]] == drugs[row["b"]]]


def test_every_right_name_has_a_drug_and_no_name_is_idle() -> None:
    meant = {row["meant"] for name in ("misspellings.tsv", "prefixes.tsv") for row in rows(name)}
    paired = {row[side] for row in rows("lookalikes.tsv") for side in ("a", "b")}
    assert meant | paired == set(drug_of())


@pytest.mark.parametrize("name", ["misspellings.tsv", "prefixes.tsv"])
def test_no_typo_is_another_right_name_of_the_lists(name: str) -> None:
    right = {folded(listed): drug for listed, drug in drug_of().items()}
    drugs = drug_of()
    for row in rows(name):
        assert right.get(folded(row["typed"]), drugs[row["meant"]]) == drugs[row["meant"]], row


@pytest.mark.parametrize("name", ["misspellings.tsv", "prefixes.tsv"])
def test_no_typo_is_another_drug_of_the_shipped_table(name: str) -> None:
    known, nothing = shipped(), frozenset[str]()
    for row in rows(name):
        found = known.get(folded(row["typed"]), nothing)
        assert not found or found & known.get(folded(row["meant"]), nothing), row


def test_no_nonsense_is_a_name_of_the_shipped_table() -> None:
    known = shipped()
    assert not [row["text"] for row in rows("nonsense.txt") if folded(row["text"]) in known]
