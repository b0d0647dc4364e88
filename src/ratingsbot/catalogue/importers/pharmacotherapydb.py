"""PharmacotherapyDB 1.0: indications curated by physicians. CC0 1.0 (original content)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ratingsbot.catalogue.importers.records import Tally, Treats, by_header, rows_of

SOURCE = "PharmacotherapyDB"
FILE = "pharmacotherapydb/indications.tsv"

_NEEDED = ("doid_id", "drugbank_id", "disease", "category")


def read(folder: Path, tally: Tally) -> Iterator[Treats]:
    """The disease-modifying and the symptomatic indications; "NOT" is a refuted one."""
    for line, row in by_header(rows_of(folder, FILE, tally, columns=5), _NEEDED, FILE, tally):
        if row["category"] not in {"DM", "SYM", "NOT"} or not row["doid_id"].startswith("DOID:"):
            tally.reject(FILE, line, f"category {row['category']!r}, disease {row['doid_id']!r}")
            continue
        if row["category"] != "NOT":
            tally.kept += 1
            modifies = row["category"] == "DM"
            yield Treats(SOURCE, row["drugbank_id"], row["disease"], row["doid_id"], modifies)
