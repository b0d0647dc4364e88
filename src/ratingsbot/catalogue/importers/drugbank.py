"""DrugBank open vocabulary: which names mean one substance. CC0 1.0."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ratingsbot.catalogue.importers.records import Substance, Tally, by_header, rows_of

SOURCE = "DrugBank open vocabulary"
_NEEDED = ("DrugBank ID", "Common name", "Synonyms", "UNII")
FILE = "drugbank_open_vocabulary/drugbank vocabulary.csv"


def read(folder: Path, tally: Tally) -> Iterator[Substance]:
    """Every substance with its synonyms."""
    rows = rows_of(folder, FILE, tally, columns=6, delimiter=",", quoted=True)
    for line, row in by_header(rows, _NEEDED, FILE, tally):
        if not row["DrugBank ID"] or not row["Common name"]:
            tally.reject(FILE, line, "no identifier or no name")
            continue
        tally.kept += 1
        synonyms = tuple(s.strip() for s in row["Synonyms"].split(" | ") if s.strip())
        yield Substance(row["DrugBank ID"], row["Common name"], synonyms, row["UNII"])
