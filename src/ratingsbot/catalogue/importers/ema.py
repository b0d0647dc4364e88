"""EMA medicines report (an Excel sheet). Reuse allowed with the source acknowledged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from ratingsbot.catalogue.importers.records import Product, Tally, read_bytes, year_of
from ratingsbot.catalogue.names import fold
from ratingsbot.catalogue.salts import HYDRATES
from ratingsbot.errors import ConfigError

SOURCE = "EMA"
FILE = "ema/medicines-output-medicines-report_en.xlsx"

_COLUMNS = {
    "category": "Category",
    "name": "Name of medicine",
    "status": "Medicine status",
    "inn": "International non-proprietary name (INN) / common name",
    "substance": "Active substance",
    "areas": "Therapeutic area (MeSH)",
    "group": "Pharmacotherapeutic group (human)",
    "biosimilar": "Biosimilar",
    "generic": "Generic",
    "date": "Marketing authorisation date",
    "address": "Medicine URL",
}
_MOST_COLUMNS = 60
_BETWEEN = re.compile(r"(?:\s*/\s*|\s*;\s*|,\s+)(?![^(]*\))")
_SPACES = re.compile(r"\s+")


def read(folder: Path, tally: Tally) -> Iterator[Product]:
    """Every human medicine with an authorisation in force.

    Withdrawn, lapsed and refused ones are left out: their indications are authorised no longer.
    Raises ConfigError if openpyxl is missing.
    """
    place: dict[str, int] | None = None
    for line, cells in _sheet(read_bytes(folder, FILE, tally)):
        if place is None:
            if "Category" in cells:
                place = _places(cells)
            continue
        tally.rows += 1
        row = {name: cells[index] for name, index in place.items()}
        if row["category"] != "Human" or row["status"] != "Authorised":
            continue
        product = _product(row, line, tally)
        if product is not None:
            tally.kept += 1
            yield product
    if place is None:
        raise ConfigError(f"{FILE} has no header row; is it the right file?")


def _product(row: dict[str, str], line: int, tally: Tally) -> Product | None:
    named = row["inn"] or row["substance"]
    if not row["name"] or not named:
        tally.reject(FILE, line, "no name or no substance")
        return None
    try:
        year = year_of(row["date"], "%d/%m/%Y")
    except ValueError:
        tally.reject(FILE, line, f"date {row['date']!r}")
        year = None
    return Product(
        source=SOURCE,
        brand=row["name"],
        ingredients=_parts(named),
        year=year,
        reference=row["generic"] != "Yes" and row["biosimilar"] != "Yes",
        group=row["group"].rstrip(" ,;"),
        areas=tuple(area.strip() for area in row["areas"].split(";") if area.strip()),
        generic=named,
        vaccine="vaccine" in f"{named} {row['group']}".casefold(),
        address=row["address"] if row["address"].startswith("https://") else "",
    )


def _parts(named: str) -> tuple[str, ...]:
    """The active substances; cells are one, whatever commas describe them."""
    if "cells" in named.casefold():
        return (named,)
    parts = [part.strip() for part in _BETWEEN.split(named)]
    return tuple(part for part in parts if part and fold(part) not in HYDRATES)


def _places(header: tuple[str, ...]) -> dict[str, int]:
    missing = [title for title in _COLUMNS.values() if title not in header]
    if missing:
        raise ConfigError(f"{FILE} has no column {', '.join(missing)}; is it the right file?")
    return {name: header.index(title) for name, title in _COLUMNS.items()}


def _sheet(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise ConfigError(
            "Reading EMA's sheet needs openpyxl: install the extra, ratingsbot[catalogue]."
        ) from error
    book = load_workbook(BytesIO(content), read_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True, max_col=_MOST_COLUMNS)
    for line, cells in enumerate(rows, start=1):
        yield line, tuple(_SPACES.sub(" ", str(c)).strip() if c is not None else "" for c in cells)
