"""France's public drug database (BDPM, by ANSM). Free reuse with source and date cited."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from ratingsbot.catalogue.importers.records import Product, Tally, rows_of, year_of

SOURCE = "BDPM"
PRODUCTS = "france_bdpm/CIS_bdpm.txt"
COMPOSITION = "france_bdpm/CIS_COMPO_bdpm.txt"

_INVERTED = re.compile(r"^(.+?) \((ACIDE)\)$", re.IGNORECASE)
_SALT_OF = re.compile(r"^.+? (?:DE |D[’'])(?=\w)", re.IGNORECASE)


def read(folder: Path, tally: Tally) -> Iterator[Product]:
    """Every product but the homeopathic and herbal registrations."""
    active, held = _composition(folder, tally)
    rows = rows_of(folder, PRODUCTS, tally, columns=8, encoding="cp1252")
    for line, (code, name, _form, _route, _status, procedure, _marketed, date, *_rest) in rows:
        if procedure.startswith("Enreg"):
            continue
        if code not in active:
            tally.reject(PRODUCTS, line, f"no composition for CIS {code}")
            continue
        try:
            year = year_of(date, "%d/%m/%Y")
        except ValueError:
            tally.reject(PRODUCTS, line, f"date {date!r}")
            year = None
        tally.kept += 1
        yield Product(SOURCE, name.split(",")[0], active[code], year, precursors=held.get(code, ()))


_Names = dict[str, tuple[str, ...]]


def _composition(folder: Path, tally: Tally) -> tuple[_Names, _Names]:
    """By CIS code the active names and the substances held in their stead.

    Active are of each component the fractions (FT), if given, else the substance (SA). One
    component may have two fractions: the complex of sacubitril and valsartan has.
    """
    parts: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(dict))
    rows = rows_of(folder, COMPOSITION, tally, columns=8, encoding="cp1252")
    for line, (code, _form, _substance, name, _strength, _per, nature, link, *_rest) in rows:
        if nature not in {"SA", "FT"}:
            tally.reject(COMPOSITION, line, f"nature {nature!r}")
            continue
        parts[code][link].setdefault(nature, []).append(name)
    active = {
        code: _flat(p.get("FT", p.get("SA", [])) for p in c.values()) for code, c in parts.items()
    }
    held = {code: _flat(p.get("SA", []) for p in c.values()) for code, c in parts.items()}
    return {code: tuple(map(_plain, names)) for code, names in active.items()}, held


def _flat(lists: Iterable[list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _plain(name: str) -> str:
    """ "CLAVULANIQUE (ACIDE)" read forwards; "CHLORHYDRATE DE SERTRALINE" without its salt."""
    forwards = _INVERTED.sub(r"\2 \1", name)
    return forwards if forwards != name else _SALT_OF.sub("", name)
