"""Wikidata's "medical condition treated" (P2175). CC0 1.0; written by anyone, so unauthorised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ratingsbot.catalogue.importers.records import Tally, Treats, read_bytes
from ratingsbot.catalogue.names import code

SOURCE = "Wikidata"
FILE = "wikidata_treats/WikiMedicineData.jl"

# Unwanted effects, genetic traits and errors of the bots that mapped labels' wording to items
# (statins are not given for lipedema), seen over and over in this file.
_MISTAKEN = (
    "susceptibility",
    "lipedema",
    "arterial occlusive disease",
    "transient cerebral isolation",
    "progressive multifocal leukoencephalopathy",
    "substance abuse",
    "withdrawal symptom",
    "silent stroke",
    "injury",
)


def read(folder: Path, tally: Tally) -> Iterator[Treats]:
    """Every statement but the known mistakes, by the substance's English name."""
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
            if any(wrong in condition for wrong in _MISTAKEN):
                continue
            tally.kept += 1
            yield Treats(SOURCE, medicine, condition, code("WD", condition))
