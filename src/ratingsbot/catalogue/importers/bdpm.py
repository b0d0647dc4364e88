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

_HOMEOPATHIC = re.compile(r"HOM[ÉE]OPATHI|\bDH\b")
# A product's name ends where its form begins; a decimal comma is no end.
_BRAND_END = re.compile(r",(?!\d)| en seringue| suspension inj| solution inj| ?\.\s?Vaccin")
_ELEMENT = re.compile(
    r"(?:SODIUM|POTASSIUM|CALCIUM|MAGN[ÉE]SIUM|FER|ZINC|CUIVRE|MANGAN[ÈE]SE|S[ÉE]L[ÉE]NIUM|FLUOR"
    r"|IODE|CHLORE|PHOSPHORE|ALUMINIUM|LANTHANE|CHROME|COBALT|ARGENT)(?: [ÉE]L[ÉE]MENT)?$"
)
_VACCINE = re.compile(r"\bvaccin", re.IGNORECASE)


def read(folder: Path, tally: Tally) -> Iterator[Product]:
    """Every product but the homeopathic and herbal ones.

    Those no longer authorised too: people keep using their names.
    """
    active, held = _composition(folder, tally)
    rows = rows_of(folder, PRODUCTS, tally, columns=8, encoding="cp1252")
    for line, (code, name, _form, _route, _status, procedure, _marketed, date, *_rest) in rows:
        if procedure.startswith("Enreg"):
            continue
        if code not in active:
            tally.reject(PRODUCTS, line, f"no composition for CIS {code}")
            continue
        if any(map(_HOMEOPATHIC.search, active[code])):
            continue
        try:
            year = year_of(date, "%d/%m/%Y")
        except ValueError:
            tally.reject(PRODUCTS, line, f"date {date!r}")
            year = None
        tally.kept += 1
        yield Product(
            source=SOURCE,
            brand=_BRAND_END.split(name, maxsplit=1)[0],
            ingredients=active[code],
            year=year,
            precursors=held.get(code, ()),
            vaccine=_VACCINE.search(name) is not None,
        )


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
    active = {code: _flat(map(_actives, c.values())) for code, c in parts.items()}
    held = {code: _flat(p.get("SA", []) for p in c.values()) for code, c in parts.items()}
    return active, held


def _actives(component: dict[str, list[str]]) -> list[str]:
    """The fractions, unless they are only the element that a salt was weighed as."""
    fractions = [name for name in component.get("FT", []) if not _ELEMENT.match(name)]
    return fractions or component.get("SA", []) or component.get("FT", [])


def _flat(lists: Iterable[list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))
