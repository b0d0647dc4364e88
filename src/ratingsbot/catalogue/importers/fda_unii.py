"""FDA's register of substances (UNII names). Public domain (US government)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from ratingsbot.catalogue.importers.records import Registered, Tally, stream_lines
from ratingsbot.errors import ConfigError

SOURCE = "FDA UNII"
FILE = "fda_unii/UNII_Names.txt"

OFFICIAL, BRAND, COMMON = "of", "bn", "cn"
_HEADER = ["Name", "TYPE", "UNII", "Display Name"]
_KINDS = frozenset({OFFICIAL, BRAND, COMMON, "cd", "sys"})
_KEPT = frozenset({OFFICIAL, BRAND, COMMON})
_TAG = re.compile(r"^(.+?) \[([^\[\]]+)\]$")
# "SERTRALINE IMPURITY A" and "ISOMER OF" are of the laboratory, not of the ward.
_OF_THE_LABORATORY = re.compile(r"\b(?:IMPURITY|COMPONENT|ISOMER|RELATED COMPOUND)\b")
_LONGEST = 90


def read(folder: Path, tally: Tally) -> Iterator[Registered]:
    """Every substance with its names; laboratory codes and systematic names are left out.

    The file is sorted by substance and read as a stream: it has a million rows.
    """
    for unii, rows in groupby(_rows(folder, tally), key=itemgetter(2)):
        names: dict[str, str] = {}
        tags: dict[str, set[str]] = {}
        display = ""
        for text, kind, _, shown in rows:
            display = shown
            if kind not in _KEPT or len(text) > _LONGEST or _OF_THE_LABORATORY.search(text):
                continue
            tagged = _TAG.match(text) if text.endswith("]") else None
            name = tagged[1] if tagged else text
            if tagged:
                tags.setdefault(name, set()).add(tagged[2])
            if names.get(name, COMMON) == COMMON:
                names[name] = kind
        tally.kept += 1
        yield Registered(
            unii,
            display,
            tuple((name, kind, frozenset(tags.get(name, ()))) for name, kind in names.items()),
        )


def _rows(folder: Path, tally: Tally) -> Iterator[list[str]]:
    lines = stream_lines(folder, FILE, tally)
    if next(lines, "").split("\t") != _HEADER:
        raise ConfigError(f"{FILE} has other columns than {_HEADER}; is it the right file?")
    for number, line in enumerate(lines, start=2):
        cells = line.split("\t")
        tally.rows += 1
        if len(cells) != len(_HEADER):
            tally.reject(FILE, number, f"{len(cells)} columns, {len(_HEADER)} expected")
        elif not (cells[0] and cells[2] and cells[3]):
            tally.reject(FILE, number, "no name or no UNII")
        elif cells[1] not in _KINDS:
            tally.reject(FILE, number, f"type {cells[1]!r}")
        else:
            yield cells
