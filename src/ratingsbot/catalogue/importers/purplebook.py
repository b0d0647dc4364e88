"""FDA Purple Book: licensed biologics. Public domain (US government)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ratingsbot.catalogue.importers.records import Product, Tally, by_header, rows_of, year_of

SOURCE = "FDA Purple Book"
FILE = "fda_purplebook/purplebook.csv"

_VACCINE = re.compile(r"vaccine|toxoids?\b", re.IGNORECASE)
# Every maker's plain immunoglobulin has a proper name of its own.
_IMMUNOGLOBULIN = re.compile(
    r"^Immune Globulin,? (?:Intravenous|Subcutaneous|Infusion|Injection)?[ ,]*\(Human\).*$"
)
_BETWEEN = re.compile(r",? and |, ")
_NEEDED = ("Proprietary Name", "Proper Name", "BLA Type", "Approval Date", "BLA Number")


def read(folder: Path, tally: Tally) -> Iterator[Product]:
    """Every licensed product once, although the monthly files repeat them."""
    seen: set[tuple[str, ...]] = set()
    rows = rows_of(folder, FILE, tally, columns=13, delimiter=",", quoted=True)
    for line, row in by_header(rows, _NEEDED, FILE, tally):
        key = tuple(row[column] for column in _NEEDED)
        if key in seen:
            continue
        seen.add(key)
        if not row["Proper Name"]:
            tally.reject(FILE, line, "no proper name")
            continue
        try:
            year = year_of(row["Approval Date"], "%d-%b-%y")
        except ValueError:
            tally.reject(FILE, line, f"date {row['Approval Date']!r}")
            year = None
        proper = row["Proper Name"]
        blood = row.get("Center", "") == "CBER"
        for brand in row["Proprietary Name"].split(","):
            if blood and brand.strip() in ("", "N/A"):
                continue  # allergens and reagents, licensed without a name
            tally.kept += 1
            yield Product(
                source=SOURCE,
                brand=brand.strip(),
                ingredients=(_IMMUNOGLOBULIN.sub("human immunoglobulin G", proper),)
                if blood
                else _parts(proper),
                year=year,
                reference=row["BLA Type"].startswith("351(a)"),
                generic=proper,
                vaccine=_VACCINE.search(proper) is not None,
            )


def _parts(proper: str) -> tuple[str, ...]:
    return tuple(part.strip(" ,") for part in _BETWEEN.split(proper) if part.strip(" ,"))
