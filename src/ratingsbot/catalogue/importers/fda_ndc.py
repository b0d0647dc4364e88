"""FDA National Drug Code directory: product.txt. Public domain (US government)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ratingsbot.catalogue.importers.records import Product, Tally, by_header, rows_of, year_of

SOURCE = "FDA NDC"
FILE = "fda_ndc/product.txt"

_NEEDED = (
    "PRODUCTTYPENAME",
    "DOSAGEFORMNAME",
    "PROPRIETARYNAME",
    "PROPRIETARYNAMESUFFIX",
    "NONPROPRIETARYNAME",
    "STARTMARKETINGDATE",
    "MARKETINGCATEGORYNAME",
    "SUBSTANCENAME",
    "PHARM_CLASSES",
    "APPLICATIONNUMBER",
)
_ORIGINATORS = frozenset({"NDA", "BLA"})
_APPROVED = _ORIGINATORS | {"ANDA", "NDA AUTHORIZED GENERIC"}
# Sold without an application of its own; homeopathic products are left out altogether.
_MONOGRAPHS = frozenset({"OTC MONOGRAPH FINAL", "OTC MONOGRAPH NOT FINAL"})
_UNAPPROVED = frozenset(
    {
        "UNAPPROVED DRUG OTHER",
        "UNAPPROVED DRUG FOR USE IN DRUG SHORTAGE",
        "UNAPPROVED MEDICAL GAS",
        "UNAPPROVED OTHER",
    }
)
# The monographs of soaps, sanitisers, skin protectants, sunscreens, toothpastes, antiperspirants
# and shampoos.
_COSMETIC = tuple(f"part{n}" for n in ("333A", "333E", "347", "350", "352", "355", "358H", "358B"))
_KINDS = frozenset(
    {"HUMAN PRESCRIPTION DRUG", "HUMAN OTC DRUG", "VACCINE", "PLASMA DERIVATIVE",
     "CELLULAR THERAPY"}
)  # fmt: skip
# "bevacizumab-awwb"; biosimilars are licensed like their originators.
_BIOSIMILAR = re.compile(r"-[a-z]{4}\b", re.IGNORECASE)
# Labellers mistype dates, and some give an older product's. Numbers are given out in order, so an
# application has an earliest year: of the number ranges, those below which the directory has only
# strays (Farxiga, NDA 202293, says 2008 for 2014). The first ever is the Act's of 1938.
_FIRST_YEAR = 1938
_YEARS_BY_KIND = {
    "NDA": (
        (210_000, 2017),
        (208_000, 2015),
        (206_000, 2013),
        (204_000, 2012),
        (202_000, 2010),
        (200_000, 2009),
        (50_000, _FIRST_YEAR),  # antibiotics, numbered apart
        (22_000, 2004),
        (21_000, 1997),
        (20_000, 1989),
        (19_000, 1982),
        (18_000, 1976),
    ),
    "ANDA": ((200_000, 2009), (80_000, _FIRST_YEAR), (70_000, 1984)),
}
"""By kind of application: from which number on, which year at the earliest; highest first."""

_APPLICATION = re.compile(r"([A-Z]+)(\d+)")
_EPC = re.compile(r"([^\[\]]+?) \[EPC\]")


def read(folder: Path, tally: Tally) -> Iterator[Product]:
    """Every human drug on the list, with its Established Pharmacologic Classes.

    Products without an application carry no year: their dates are a labeller's, not the drug's.
    """
    rows = rows_of(folder, FILE, tally, columns=18, encoding="cp1252")
    for line, row in by_header(rows, _NEEDED, FILE, tally):
        category = row["MARKETINGCATEGORYNAME"]
        if not _is_drug(row, category):
            continue
        try:
            year = year_of(row["STARTMARKETINGDATE"], "%Y%m%d")
        except ValueError:
            tally.reject(FILE, line, f"date {row['STARTMARKETINGDATE']!r}")
            year = None
        if category in _APPROVED and year is not None and year < _earliest(row):
            tally.reject(FILE, line, f"marketed in {year}, before {row['APPLICATIONNUMBER']}")
            year = None
        tally.kept += 1
        yield Product(
            source=SOURCE,
            brand=f"{row['PROPRIETARYNAME']} {row['PROPRIETARYNAMESUFFIX']}".strip(),
            ingredients=tuple(part.strip() for part in row["SUBSTANCENAME"].split(";")),
            year=year if category in _APPROVED else None,
            reference=category in _ORIGINATORS
            and not _BIOSIMILAR.search(row["NONPROPRIETARYNAME"]),
            label=category not in _APPROVED,
            generic=row["NONPROPRIETARYNAME"],
            vaccine=row["PRODUCTTYPENAME"] == "VACCINE",
            classes=tuple(c.lstrip(", ") for c in _EPC.findall(row["PHARM_CLASSES"])),
        )


def _is_drug(row: Mapping[str, str], category: str) -> bool:
    """Whether people call it a drug: no allergen, homeopathic, cosmetic or convenience kit."""
    if not row["SUBSTANCENAME"] or row["PRODUCTTYPENAME"] not in _KINDS:
        return False
    if "Allergen" in row["PHARM_CLASSES"]:
        return False
    if category in _APPROVED:
        return True
    if row["DOSAGEFORMNAME"] == "KIT":
        return False
    if category in _MONOGRAPHS:
        return not row["APPLICATIONNUMBER"].startswith(_COSMETIC)
    return category in _UNAPPROVED and row["PRODUCTTYPENAME"] != "HUMAN OTC DRUG"


def _earliest(row: Mapping[str, str]) -> int:
    """The year before which the row's application can't have been granted."""
    match = _APPLICATION.fullmatch(row["APPLICATIONNUMBER"])
    if match is None:
        return _FIRST_YEAR
    ranges = _YEARS_BY_KIND.get(match[1], ())
    return next((year for start, year in ranges if int(match[2]) >= start), _FIRST_YEAR)
