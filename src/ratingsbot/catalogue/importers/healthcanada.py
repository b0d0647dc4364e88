"""Health Canada Drug Product Database extract. Open Government Licence - Canada."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ratingsbot.catalogue.importers.records import Product, Tally, rows_of, year_of

SOURCE = "Health Canada DPD"
DRUGS = "healthcanada_dpd/drug.txt"
INGREDIENTS = "healthcanada_dpd/ingred.txt"
THERAPY = "healthcanada_dpd/ther.txt"
STATUS = "healthcanada_dpd/status.txt"

_SALT_IN_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")
_KINDS = frozenset({"Human", "Radiopharmaceutical"})
# Of the file's ATC codes only these are looked at, to leave sunscreens and emollients (D02),
# alcohol rubs (D08AX), allergens (V01), disinfectants (V07) and toothpastes (A01AA) out.
_NOT_RATED = ("D02", "D08AX", "V01", "V07", "A01AA")
_VACCINES = "J07"
_ELEMENTS = frozenset(
    {
        "ALUMINUM", "BISMUTH", "CALCIUM", "CHLORIDE", "CHROMIUM", "COPPER", "FLUORIDE", "IODIDE",
        "IODINE", "IRON", "LITHIUM", "MAGNESIUM", "MANGANESE", "PHOSPHORUS", "POTASSIUM",
        "SELENIUM", "SODIUM", "ZINC",
    }
)  # fmt: skip
_DATED = frozenset({"APPROVED", "MARKETED"})


def read(folder: Path, tally: Tally) -> Iterator[Product]:
    """Every human drug with its ingredients and the earliest date of its history."""
    ingredients = _ingredients(folder, tally)
    years = _years(folder, tally)
    groups = _groups(folder, tally)
    rows = rows_of(folder, DRUGS, tally, columns=5, delimiter=",", quoted=True)
    for line, cells in rows:
        code, kind, brand = cells[0], cells[2], cells[4]
        group = groups.get(code, "")
        if kind not in _KINDS or group.startswith(_NOT_RATED):
            continue
        if code not in ingredients:
            tally.reject(DRUGS, line, f"no ingredient for drug code {code}")
            continue
        tally.kept += 1
        yield Product(
            source=SOURCE,
            brand=brand,
            ingredients=tuple(dict.fromkeys(ingredients[code])),
            year=years.get(code),
            vaccine=group.startswith(_VACCINES),
        )


def _ingredients(folder: Path, tally: Tally) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = rows_of(folder, INGREDIENTS, tally, columns=3, delimiter=",", quoted=True)
    for _, cells in rows:
        found[cells[0]].append(_active(cells[2]))
    return found


def _active(printed: str) -> str:
    """The base of "CODEINE (CODEINE PHOSPHATE)", but the salt of "IRON (IRON SUCROSE)"."""
    base = _SALT_IN_BRACKETS.sub("", printed)
    if base in _ELEMENTS and base != printed:
        return printed[len(base) :].strip(" ()")
    return base


def _groups(folder: Path, tally: Tally) -> dict[str, str]:
    rows = rows_of(folder, THERAPY, tally, columns=2, delimiter=",", quoted=True)
    return {cells[0]: cells[1] for _, cells in rows}


def _years(folder: Path, tally: Tally) -> dict[str, int]:
    first: dict[str, int] = {}
    rows = rows_of(folder, STATUS, tally, columns=4, delimiter=",", quoted=True)
    for line, (code, _, status, date, *_rest) in rows:
        if status not in _DATED:
            continue
        try:
            year = year_of(date, "%d-%b-%Y")
        except ValueError:
            tally.reject(STATUS, line, f"date {date!r}")
            continue
        if year is not None:
            first[code] = min(year, first.get(code, year))
    return first
