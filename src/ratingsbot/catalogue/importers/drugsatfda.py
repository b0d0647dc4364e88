"""Drugs@FDA: Products.txt. Public domain (US government). It holds no dates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ratingsbot.catalogue.importers.records import Product, Tally, by_header, rows_of

SOURCE = "Drugs@FDA"
FILE = "fda_drugsatfda/Products.txt"


def read(folder: Path, tally: Tally) -> Iterator[Product]:
    """Every product ever approved by application, with the reference listed drugs marked."""
    rows = rows_of(folder, FILE, tally, columns=7)
    for line, row in by_header(
        rows, ("ReferenceDrug", "DrugName", "ActiveIngredient"), FILE, tally
    ):
        if not row["DrugName"] or not row["ActiveIngredient"]:
            tally.reject(FILE, line, "no name or no ingredient")
            continue
        tally.kept += 1
        yield Product(
            source=SOURCE,
            brand=row["DrugName"],
            ingredients=tuple(part.strip() for part in row["ActiveIngredient"].split(";")),
            reference=row["ReferenceDrug"] == "1",
        )
