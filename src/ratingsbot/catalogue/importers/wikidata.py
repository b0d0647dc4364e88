"""Wikidata's "medical condition treated" (P2175). CC0 1.0; written by anyone, so unauthorised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ratingsbot.catalogue.importers.records import Tally, Treats, read_bytes
from ratingsbot.catalogue.names import slug

SOURCE = "Wikidata"
FILE = "wikidata_treats/WikiMedicineData.jl"


def read(folder: Path, tally: Tally) -> Iterator[Treats]:
    """Every statement, by the substance's English name."""
    lines = read_bytes(folder, FILE, tally).decode("utf-8", errors="replace").splitlines()
    for line, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        tally.rows += 1
        try:
            record = json.loads(text)
            medicine = str(record["Medicine"])
            conditions = [str(condition) for condition in record["ConditionsTreated"]]
        except (ValueError, KeyError, TypeError) as error:
            tally.reject(FILE, line, f"not a statement: {error!r}")
            continue
        for condition in conditions:
            if "susceptibility" in condition:  # a genetic trait, not a condition
                continue
            tally.kept += 1
            yield Treats(SOURCE, medicine, condition, f"WD:{slug(condition)}")
