"""FDA National Drug Code directory: product.txt. Public domain (US government)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ratingsbot.catalogue.importers.records import Product, Tally, by_header, rows_of, year_of

SOURCE = "FDA NDC"
FILE = "fda_ndc/product.txt"

_NEEDED = (
    "PROPRIETARYNAME",
    "PROPRIETARYNAMESUFFIX",
    "NONPROPRIETARYNAME",
    "STARTMARKETINGDATE",
    "MARKETINGCATEGORYNAME",
    "SUBSTANCENAME",
    "PHARM_CLASSES",
)
_ORIGINATORS = frozenset({"NDA", "BLA"})
_APPROVED = _ORIGINATORS | {"ANDA", "NDA AUTHORIZED GENERIC"}
# Sold without an application; homeopathic and unapproved products are left out altogether.
_MONOGRAPHS = frozenset({"OTC MONOGRAPH FINAL", "OTC MONOGRAPH NOT FINAL"})
# "bevacizumab-awwb"; biosimilars are licensed like their originators.
_BIOSIMILAR = re.compile(r"-[a-z]{4}\b", re.IGNORECASE)
_FIRST_APPLICATION = 1938  # Federal Food, Drug, and Cosmetic Act
_EPC = re.compile(r"([^\[\]]+?) \[EPC\]")


def read(folder: Path, tally: Tally) -> Iterator[Product]:
    """Every approved or monograph product, with its Established Pharmacologic Classes.

    Monograph products carry no year: their dates are a labeller's, not the drug's.
    """
    rows = rows_of(folder, FILE, tally, columns=18, encoding="cp1252")
    for line, row in by_header(rows, _NEEDED, FILE, tally):
        category = row["MARKETINGCATEGORYNAME"]
        if category not in _APPROVED | _MONOGRAPHS or not row["SUBSTANCENAME"]:
            continue
        try:
            year = year_of(row["STARTMARKETINGDATE"], "%Y%m%d")
        except ValueError:
            tally.reject(FILE, line, f"date {row['STARTMARKETINGDATE']!r}")
            year = None
        if year is not None and year < _FIRST_APPLICATION and category in _APPROVED:
            tally.reject(FILE, line, f"marketed in {year}, before there were applications")
            year = None
        tally.kept += 1
        yield Product(
            source=SOURCE,
            brand=f"{row['PROPRIETARYNAME']} {row['PROPRIETARYNAMESUFFIX']}".strip(),
            ingredients=tuple(part.strip() for part in row["SUBSTANCENAME"].split(";")),
            year=year if category in _APPROVED else None,
            reference=category in _ORIGINATORS
            and not _BIOSIMILAR.search(row["NONPROPRIETARYNAME"]),
            classes=tuple(c.lstrip(", ") for c in _EPC.findall(row["PHARM_CLASSES"])),
        )
