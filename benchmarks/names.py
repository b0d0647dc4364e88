"""How well names are found: the lists in tests/data/names against the shipped catalogue.

    python benchmarks/names.py           the tuning half, with each miss
    python benchmarks/names.py final     the other half, looked at for the final figure only

Prints the shares that the tests assert, the times of each look-up, and what the index costs.
"""

from __future__ import annotations

import csv
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from ratingsbot.catalogue.answers import answer
from ratingsbot.catalogue.lookup import Catalogue
from ratingsbot.catalogue.table import load_catalogue, shipped_table
from ratingsbot.domain.drugs import DrugId

T = TypeVar("T")

LISTS = Path(__file__).parents[1] / "tests" / "data" / "names"
OFFERED = 25


def rows(name: str, half: str) -> list[dict[str, str]]:
    """A list's rows of one half."""
    with (LISTS / name).open(encoding="utf-8") as file:
        lines = (line for line in file if not line.startswith("#"))
        return [row for row in csv.DictReader(lines, delimiter="\t") if row["half"] == half]


def ids(catalogue: Catalogue, text: str) -> set[DrugId]:
    """The drugs that a right name means."""
    return {match.drug.id for match in catalogue.find(text)}


def timed(work: Callable[[], T], milliseconds: list[float]) -> T:
    """Its result; how long it took is noted."""
    start = time.perf_counter()
    result = work()
    milliseconds.append((time.perf_counter() - start) * 1_000)
    return result


def told(times: Sequence[float]) -> str:
    """Median and 99th percentile."""
    p99 = statistics.quantiles(times, n=100)[98]
    return f"p50 {statistics.median(times):.2f} ms, p99 {p99:.2f} ms"


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of a list came out right, which didn't, and what each look-up took."""

    right: int
    of: int
    missed: Sequence[str] = ()
    milliseconds: Sequence[float] = ()

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.right / self.of

    def __str__(self) -> str:
        took = f"; {told(self.milliseconds)}" if self.milliseconds else ""
        lines = [f"{self.right}/{self.of} = {self.share:.4f}{took}", *self.missed]
        return "\n    ".join(lines)


def first_is_right(catalogue: Catalogue, half: str) -> Figure:
    """Misspellings whose right drug comes first, taken or asked about."""
    times: list[float] = []
    missed: list[str] = []
    listed = rows("misspellings.tsv", half)
    for row in listed:
        typed = row["typed"]
        found = timed(partial(answer, catalogue, typed), times)
        got = found.candidates[0].drug if found.candidates else None
        if got not in ids(catalogue, row["meant"]):
            missed.append(f"{typed} (meant {row['meant']}), first was {got}")
    return Figure(len(listed) - len(missed), len(listed), missed, times)


def silently_wrong(catalogue: Catalogue, half: str) -> list[str]:
    """Misspellings taken for another drug without asking: there must be none."""
    return [
        row["typed"]
        for row in rows("misspellings.tsv", half)
        if (taken := answer(catalogue, row["typed"]).drug) is not None
        and taken.drug not in ids(catalogue, row["meant"])
    ]


def typeahead(catalogue: Catalogue, half: str) -> Figure:
    """Beginnings with one typo whose right drug is among 25 offered."""
    times: list[float] = []
    missed: list[str] = []
    listed = rows("prefixes.tsv", half)
    for row in listed:
        typed = row["typed"]
        found = timed(partial(catalogue.suggest, typed, OFFERED), times)
        if not {match.drug.id for match in found} & ids(catalogue, row["meant"]):
            missed.append(f"{typed} (meant {row['meant']})")
    return Figure(len(listed) - len(missed), len(listed), missed, times)


def typing_every_name(catalogue: Catalogue, letters: int) -> Figure:
    """The first letters of every name there is: how long an offer takes."""
    times: list[float] = []
    for entry in shipped_table().entries:
        for name in (entry.drug.name, *(name.text for name in entry.names)):
            timed(partial(catalogue.suggest, name[:letters], OFFERED), times)
    return Figure(len(times), len(times), (), times)


def nonsense_taken(catalogue: Catalogue, half: str) -> list[str]:
    """Small talk that was taken for a drug: there must be none."""
    return [r["text"] for r in rows("nonsense.txt", half) if answer(catalogue, r["text"]).drug]


def names_refused(catalogue: Catalogue, half: str) -> Figure:
    """True names that are known."""
    names = sorted({row["meant"] for row in rows("misspellings.tsv", half)})
    missed = [name for name in names if not catalogue.find(name)]
    return Figure(len(names) - len(missed), len(names), missed)


def lookalikes_apart(catalogue: Catalogue, half: str) -> Figure:
    """Pairs of which neither name finds the other's drug."""
    pairs = rows("lookalikes.tsv", half)
    mixed = [
        f"{p['a']} / {p['b']}" for p in pairs if ids(catalogue, p["a"]) & ids(catalogue, p["b"])
    ]
    return Figure(len(pairs) - len(mixed), len(pairs), mixed)


def main(half: str) -> None:
    """Measure and print."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    catalogue = load_catalogue()
    loaded = time.perf_counter()
    catalogue.prepare()
    ready = time.perf_counter()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"table read {loaded - start:.2f} s, all ready {ready - start:.2f} s, {grown:.0f} MB")
    print(f"right drug first: {first_is_right(catalogue, half)}")
    print(f"silently taken wrong: {silently_wrong(catalogue, half)}")
    print(f"typeahead with a typo: {typeahead(catalogue, half)}")
    for letters in (2, 4, 8):
        print(f"typeahead, {letters} letters of each name: {typing_every_name(catalogue, letters)}")
    print(f"nonsense taken: {nonsense_taken(catalogue, half)}")
    print(f"true names known: {names_refused(catalogue, half)}")
    print(f"look-alikes apart: {lookalikes_apart(catalogue, half)}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "tune")
