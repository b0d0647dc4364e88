"""Makes the shipped table anew from the publishers' files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ratingsbot.catalogue import provenance
from ratingsbot.catalogue.assemble import Sources, assemble
from ratingsbot.catalogue.brands import Brands, Keys
from ratingsbot.catalogue.conditions import Conditions
from ratingsbot.catalogue.entry import to_line
from ratingsbot.catalogue.importers import (
    bdpm,
    drugbank,
    drugsatfda,
    ema,
    fda_ndc,
    healthcanada,
    pharmacotherapydb,
    purplebook,
    wikidata,
)
from ratingsbot.catalogue.importers.records import Malformed, Product, Tally, Treats
from ratingsbot.catalogue.starter import Wanted, read_starter
from ratingsbot.catalogue.vocabulary import Vocabulary
from ratingsbot.errors import ConfigError

TABLE = "drugs.jsonl"
PROVENANCE = "SOURCES.md"

_T = TypeVar("_T")
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What came of one source: rows read, records kept, rows that made no sense."""

    source: str
    rows: int
    kept: int
    malformed: tuple[Malformed, ...]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What came of a build. `bare` are drugs without brand, class and indication."""

    target: Path
    drugs: int
    brands: int
    sources: tuple[SourceReport, ...]
    bare: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{self.drugs} drugs with {self.brands} brands written to {self.target}"]
        for source in self.sources:
            bad = len(source.malformed)
            lines.append(
                f"  {source.source}: {source.rows} rows, {source.kept} kept, {bad} malformed"
            )
            lines += [f"    {row}" for row in source.malformed[:_SHOWN]]
            if bad > _SHOWN:
                lines.append(f"    and {bad - _SHOWN} more")
        if self.bare:
            lines.append(f"  nothing but the name known of: {', '.join(self.bare)}")
        return "\n".join(lines)


def build_catalogue(
    source: Path, target: Path, *, wanted: Sequence[Wanted] | None = None
) -> BuildReport:
    """Reads the publishers' files in `source` and writes the table and its provenance.

    `target` is the folder to write `drugs.jsonl` and `SOURCES.md` into; the same files give the
    same bytes. `wanted` is the list of drugs to hold, by default the shipped starter list.
    Malformed rows are counted and named, never fatal. Raises ConfigError for a missing file, a
    changed header or a missing openpyxl.
    """
    if not source.is_dir():
        raise ConfigError(f"No folder {source} to read the catalogue's sources from.")
    tallies: list[Tally] = []
    read = _read_all(source, tallies)
    drugs = read_starter() if wanted is None else wanted
    key_of = _canonical(read.vocabulary, drugs)
    sources = _arranged(read, key_of)
    entries = [
        assemble(drug, frozenset(map(key_of, drug.parts)), sources)
        for drug in sorted(drugs, key=lambda drug: drug.id)
    ]
    target.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{to_line(entry)}\n" for entry in entries)
    (target / TABLE).write_text(text, encoding="utf-8", newline="\n")
    (target / PROVENANCE).write_text(
        provenance.text(tallies, drugs=len(entries)), encoding="utf-8", newline="\n"
    )
    return BuildReport(
        target=target,
        drugs=len(entries),
        brands=sum(len(entry.drug.brands) for entry in entries),
        sources=tuple(SourceReport(t.source, t.rows, t.kept, tuple(t.malformed)) for t in tallies),
        bare=tuple(
            e.drug.name
            for e in entries
            if not (e.drug.brands or e.drug.drug_class or e.drug.indications)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    vocabulary: Vocabulary
    products: tuple[Product, ...]
    curated: tuple[Treats, ...]
    claimed: tuple[Treats, ...]


def _read_all(folder: Path, tallies: list[Tally]) -> _Read:
    def run(name: str, read: Callable[[Path, Tally], Iterator[_T]]) -> tuple[_T, ...]:
        tally = Tally(name)
        tallies.append(tally)
        return tuple(read(folder, tally))

    return _Read(
        vocabulary=Vocabulary(run(drugbank.SOURCE, drugbank.read)),
        products=(
            *run(fda_ndc.SOURCE, fda_ndc.read),
            *run(drugsatfda.SOURCE, drugsatfda.read),
            *run(purplebook.SOURCE, purplebook.read),
            *run(ema.SOURCE, ema.read),
            *run(healthcanada.SOURCE, healthcanada.read),
            *run(bdpm.SOURCE, bdpm.read),
        ),
        curated=run(pharmacotherapydb.SOURCE, pharmacotherapydb.read),
        claimed=run(wikidata.SOURCE, wikidata.read),
    )


def _canonical(vocabulary: Vocabulary, wanted: Iterable[Wanted]) -> Callable[[str], str]:
    """`Vocabulary.key` with the starter list's further spellings counted as one substance."""
    same: dict[str, str] = {}
    for drug in wanted:
        for spelling in drug.spellings:
            same[vocabulary.key(spelling)] = vocabulary.key(drug.name)
    cache: dict[str, str] = {}

    def key(spelling: str) -> str:
        if spelling not in cache:
            found = vocabulary.key(spelling)
            cache[spelling] = same.get(found, found)
        return cache[spelling]

    return key


def _arranged(read: _Read, key_of: Callable[[str], str]) -> Sources:
    products: dict[Keys, list[Product]] = defaultdict(list)
    for product in read.products:
        products[_keys(product, read.vocabulary, key_of)].append(product)
    return Sources(
        vocabulary=read.vocabulary,
        products=products,
        brands=Brands(products),
        curated=_by_substance(read.curated, read.vocabulary, key_of),
        claimed=_by_substance(read.claimed, read.vocabulary, key_of),
        conditions=Conditions(
            read.curated, (area for p in read.products for area in p.areas), read.claimed
        ),
    )


def _keys(product: Product, vocabulary: Vocabulary, key_of: Callable[[str], str]) -> Keys:
    """The product's active ingredients: a prodrug with a name of its own is itself.

    Fosphenytoin is listed with the fraction phenytoin, and is another drug.
    """
    keys = frozenset(map(key_of, product.ingredients))
    held = {key for name in product.precursors if (key := key_of(name)) in vocabulary.substances}
    if held <= keys:
        return keys
    return frozenset(held) if len(keys) == 1 else keys | held


def _by_substance(
    claims: Iterable[Treats], vocabulary: Vocabulary, key_of: Callable[[str], str]
) -> Mapping[Keys, Sequence[Treats]]:
    found: dict[Keys, list[Treats]] = defaultdict(list)
    for claim in claims:
        substance = vocabulary.substances.get(claim.substance)
        name = substance.name if substance is not None else claim.substance
        found[frozenset(key_of(part) for part in name.split("/"))].append(claim)
    return found
