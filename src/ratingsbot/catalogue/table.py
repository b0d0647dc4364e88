"""The table that ships with the package: one JSON document, compressed by LZMA.

A drug is a row of numbers and strings; what many rows share (conditions, classes, wordings) stands
once, at the head. LZMA's container holds no date, so the same table gives the same bytes.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import groupby
from typing import Any

from ratingsbot.catalogue.entry import Entry, Kind, Name
from ratingsbot.catalogue.lookup import Catalogue
from ratingsbot.catalogue.regions import REGIONS
from ratingsbot.domain.drugs import Drug, DrugId, Indication, IndicationCode

TABLE = "drugs.json.xz"
PROVENANCE = "SOURCES.md"

_FORMAT = 2
_KINDS = tuple(Kind)
_BY_MASK = tuple(
    tuple(region for bit, region in enumerate(REGIONS) if mask >> bit & 1)
    for mask in range(1 << len(REGIONS))
)
_RETIRED, _MARKETED = 1, 2
# JSON's own separators would cost an object each; no name holds these.
_BETWEEN, _WITHIN = "\n", "\t"


@dataclass(frozen=True, slots=True)
class Table:
    """The entries by id, and the ids of drugs that were merged, with the id they lead to."""

    entries: tuple[Entry, ...]
    aliases: Mapping[DrugId, DrugId] = field(default_factory=dict)


def load_catalogue() -> Catalogue:
    """The shipped catalogue, read anew at each call: load it once, at start-up.

    Raises FileNotFoundError if the installation lacks the table.
    """
    table = shipped_table()
    return Catalogue(table.entries, table.aliases)


def shipped_table() -> Table:
    """The table as it stands in the package. Raises FileNotFoundError if it is missing."""
    return unpack(files("ratingsbot.catalogue").joinpath(f"data/{TABLE}").read_bytes())


def pack(table: Table) -> bytes:
    """`table` in the shipped form, the same bytes for the same table."""
    pool = _Pool()
    entries = sorted(table.entries, key=lambda entry: entry.drug.id)
    rows = [_row(entry, pool) for entry in entries]
    document = {
        "format": _FORMAT,
        "shared": pool.values,
        "drugs": rows,
        "aliases": dict(sorted(table.aliases.items())),
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return lzma.compress(text.encode(), format=lzma.FORMAT_XZ, preset=6)


def unpack(packed: bytes) -> Table:
    """The table that `pack` wrote. Raises ValueError or LZMAError on anything else."""
    document = json.loads(lzma.decompress(packed))
    if document.get("format") != _FORMAT:
        raise ValueError(f"a table of format {document.get('format')}, {_FORMAT} expected")
    shared: list[str] = document["shared"]
    indications = _Indications(shared)
    aliases = {DrugId(old): DrugId(new) for old, new in document["aliases"].items()}
    return Table(tuple(_entry(row, shared, indications) for row in document["drugs"]), aliases)


class _Pool:
    """Strings that rows share, by number."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, value: str) -> int:
        if value not in self._places:
            self._places[value] = len(self.values)
            self.values.append(value)
        return self._places[value]


class _Indications:
    """The indications that rows share, each made once."""

    def __init__(self, shared: Sequence[str]) -> None:
        self._shared = shared
        self._made: dict[int, Indication] = {}

    def at(self, place: int) -> Indication:
        found = self._made.get(place)
        if found is None:
            code, name, source, authorised = self._shared[place].split(_WITHIN)
            found = Indication(IndicationCode(code), name, source, authorised == "1")
            self._made[place] = found
        return found


def _row(entry: Entry, pool: _Pool) -> list[Any]:
    drug = entry.drug
    wording = drug.first_year_source.replace(str(drug.first_year), "{year}")
    return [
        drug.id,
        drug.name,
        _BETWEEN.join(entry.ingredients),
        _RETIRED * entry.retired + _MARKETED * drug.marketed,
        _BETWEEN.join(drug.brands),
        pool.place(drug.drug_class),
        drug.first_year or 0,
        pool.place(wording),
        drug.first_authorised or 0,
        [
            pool.place(_WITHIN.join((i.code, i.name, i.source, str(int(i.authorised)))))
            for i in drug.indications
        ],
        _BETWEEN.join(_WITHIN.join(link) for link in drug.links),
        _packed_names(entry.names),
    ]


def _packed_names(names: Sequence[Name]) -> list[int | str]:
    """Runs of names of one kind and the same regions: kind and regions as a number, then names."""
    packed: list[int | str] = []
    for (kind, regions), run in groupby(names, key=lambda name: (name.kind, name.regions)):
        mask = sum(1 << REGIONS.index(region) for region in regions)
        packed += [_KINDS.index(kind) << len(REGIONS) | mask, _BETWEEN.join(n.text for n in run)]
    return packed


def _entry(row: list[Any], shared: list[str], indications: _Indications) -> Entry:
    flags: int = row[3]
    class_: int = row[5]
    year: int = row[6]
    wording: int = row[7]
    drug = Drug(
        row[0],
        row[1],
        _parts(row[4]),
        shared[class_],
        year or None,
        shared[wording].replace("{year}", str(year)) if year else "",
        tuple([indications.at(place) for place in row[9]]),
        tuple(_links(row[10])) if row[10] else (),
        bool(flags & _MARKETED),
        row[8] or None,
    )
    return Entry(drug, _unpacked_names(row[11]), _parts(row[2]), bool(flags & _RETIRED))


def _parts(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(_BETWEEN)) if joined else ()


def _links(text: str) -> list[tuple[str, str]]:
    pairs = [link.split(_WITHIN) for link in text.split(_BETWEEN)]
    return [(label, address) for label, address in pairs]


def _unpacked_names(packed: Sequence[Any]) -> tuple[Name, ...]:
    names: list[Name] = []
    for place in range(0, len(packed), 2):
        number: int = packed[place]
        kind = _KINDS[number >> len(REGIONS)]
        regions = _BY_MASK[number % len(_BY_MASK)]
        names += [Name(text, kind, regions) for text in packed[place + 1].split(_BETWEEN)]
    return tuple(names)
