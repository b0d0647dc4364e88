"""France's public drug database (BDPM, by ANSM). Free reuse with source and date cited."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ratingsbot.catalogue.importers.records import Product, Tally, rows_of, year_of

SOURCE = "BDPM"
PRODUCTS = "france_bdpm/CIS_bdpm.txt"
COMPOSITION = "france_bdpm/CIS_COMPO_bdpm.txt"

_INVERTED = re.compile(r"^(.+?) \((ACIDE)\)$", re.IGNORECASE)
_SALT_OF = re.compile(r"^.+? (?:DE |D[’'])(?=\w)", re.IGNORECASE)


def read(folder: Path, tally: Tally) -> Iterator[Product]:
    """Every product but the homeopathic and herbal registrations."""
    substances = _composition(folder, tally)
    rows = rows_of(folder, PRODUCTS, tally, columns=8, encoding="cp1252")
    for line, (code, name, _form, _route, _status, procedure, _marketed, date, *_rest) in rows:
        if procedure.startswith("Enreg"):
            continue
        if code not in substances:
            tally.reject(PRODUCTS, line, f"no composition for CIS {code}")
            continue
        try:
            year = year_of(date, "%d/%m/%Y")
        except ValueError:
            tally.reject(PRODUCTS, line, f"date {date!r}")
            year = None
        tally.kept += 1
        yield Product(SOURCE, name.split(",")[0], substances[code], year)


def _composition(folder: Path, tally: Tally) -> dict[str, tuple[str, ...]]:
    """By CIS code the components: of each the active fractions (FT), if given, else the salt (SA).

    One component may have two fractions: the complex of sacubitril and valsartan has.
    """
    parts: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(dict))
    rows = rows_of(folder, COMPOSITION, tally, columns=8, encoding="cp1252")
    for line, (code, _form, _substance, name, _strength, _per, nature, link, *_rest) in rows:
        if nature not in {"SA", "FT"}:
            tally.reject(COMPOSITION, line, f"nature {nature!r}")
            continue
        parts[code][link].setdefault(nature, []).append(_plain(name))
    return {
        code: tuple(
            dict.fromkeys(
                name for part in links.values() for name in part.get("FT", part.get("SA", ()))
            )
        )
        for code, links in parts.items()
    }


def _plain(name: str) -> str:
    """ "CLAVULANIQUE (ACIDE)" read forwards; "CHLORHYDRATE DE SERTRALINE" without its salt."""
    forwards = _INVERTED.sub(r"\2 \1", name)
    return forwards if forwards != name else _SALT_OF.sub("", name)
