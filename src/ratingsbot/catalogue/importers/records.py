"""What the importers hand on, and how they read the publishers' files."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path

from ratingsbot.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Product:
    """A product on a regulator's list.

    `brand` and `ingredients` are as printed there; `reference` tells an originator's product
    from a copy; `year` is None where the file gives no date. `precursors` are what the product
    holds where `ingredients` are what becomes of it (a salt or a prodrug).
    """

    source: str
    brand: str
    ingredients: tuple[str, ...]
    year: int | None = None
    reference: bool = False
    precursors: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    group: str = ""
    areas: tuple[str, ...] = ()
    address: str = ""
    label: bool = False
    """Whether it is sold without an application of its own, under any shop's label."""
    generic: str = ""
    """The name without a maker that the list prints beside the brand, if it does."""
    vaccine: bool = False


@dataclass(frozen=True, slots=True)
class Substance:
    """An active ingredient of the vocabulary, with the names it has in several languages."""

    key: str
    name: str
    synonyms: tuple[str, ...]
    unii: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """A substance of FDA's register: (text, type, lists that print it) of each name."""

    unii: str
    name: str
    names: tuple[tuple[str, str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Treats:
    """A claim that a substance, given by `substance` (key or name), is used for a condition."""

    source: str
    substance: str
    condition: str
    code: str
    modifies: bool = False
    """Whether the source says that it changes the course of the disease, not only symptoms."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row that could not be read: `file` relative to the source folder, `line` from 1."""

    file: str
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.why}"


@dataclass(slots=True)
class Tally:
    """Counts of one source's import, filled while it runs. `sha256` is by file, uncompressed."""

    source: str
    rows: int = 0
    kept: int = 0
    malformed: list[Malformed] = field(default_factory=list)
    sha256: dict[str, str] = field(default_factory=dict)

    def reject(self, file: str, line: int, why: str) -> None:
        self.malformed.append(Malformed(file, line, why))


def read_bytes(folder: Path, name: str, tally: Tally) -> bytes:
    """The file `name` (or `name`.gz) of `folder`. Raises ConfigError if there is neither."""
    plain, packed = folder / name, folder / f"{name}.gz"
    if plain.is_file():
        content = plain.read_bytes()
    elif packed.is_file():
        content = gzip.decompress(packed.read_bytes())
    else:
        raise ConfigError(f"The catalogue's source folder lacks {name} (plain or .gz).")
    tally.sha256[name] = hashlib.sha256(content).hexdigest()
    return content


def stream_lines(folder: Path, name: str, tally: Tally) -> Iterator[str]:
    """The lines of `name` (or `name`.gz) one by one, for a file too large to hold.

    Raises ConfigError if there is neither.
    """
    plain, packed = folder / name, folder / f"{name}.gz"
    if not (plain.is_file() or packed.is_file()):
        raise ConfigError(f"The catalogue's source folder lacks {name} (plain or .gz).")
    digest = hashlib.sha256()
    with plain.open("rb") if plain.is_file() else gzip.open(packed, "rb") as file:
        for line in file:
            digest.update(line)
            yield line.decode("utf-8", errors="replace").rstrip("\r\n")
    tally.sha256[name] = digest.hexdigest()


def rows_of(
    folder: Path,
    name: str,
    tally: Tally,
    *,
    columns: int,
    delimiter: str = "\t",
    quoted: bool = False,
    encoding: str = "utf-8-sig",
) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every row with at least `columns` cells; shorter ones are malformed.

    Undecodable bytes become U+FFFD, so that one bad byte costs one name and not the file.
    """
    text = read_bytes(folder, name, tally).decode(encoding, errors="replace")
    lines = StringIO(text, newline="")
    if quoted:
        reader = csv.reader(lines, delimiter=delimiter)
    else:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        tally.rows += 1
        if len(cells) < columns:
            tally.reject(name, reader.line_num, f"{len(cells)} columns, {columns} expected")
            continue
        yield reader.line_num, [cell.strip() for cell in cells]


def by_header(
    rows: Iterator[tuple[int, list[str]]], needed: tuple[str, ...], name: str, tally: Tally
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows after the first as mappings by the first row's names.

    Raises ConfigError if a needed column is missing: the publisher changed the format.
    """
    _, header = next(rows, (0, []))
    missing = [column for column in needed if column not in header]
    if missing:
        raise ConfigError(f"{name} has no column {', '.join(missing)}; is it the right file?")
    tally.rows -= 1  # the header is no row
    for line, cells in rows:
        yield line, dict(zip(header, cells, strict=False))


def year_of(text: str, pattern: str) -> int | None:
    """The year of a date in `pattern` (strptime's), None for an empty text.

    Raises ValueError for anything else. Two-digit years from 41 to 99 are of the last century.
    """
    if not text:
        return None
    year = datetime.strptime(text, pattern).year  # noqa: DTZ007 - only the year is used
    return year - 100 if "%y" in pattern and year > 2040 else year
