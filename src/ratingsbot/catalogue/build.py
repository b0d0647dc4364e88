"""Makes the shipped table anew from the publishers' files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ratingsbot.catalogue import provenance
from ratingsbot.catalogue.assemble import Assembler, Sources
from ratingsbot.catalogue.brands import Brands
from ratingsbot.catalogue.conditions import Conditions
from ratingsbot.catalogue.identity import Identity, Keys
from ratingsbot.catalogue.importers import (
    bdpm,
    drugbank,
    drugsatfda,
    ema,
    fda_ndc,
    fda_unii,
    healthcanada,
    pharmacotherapydb,
    purplebook,
    wikidata,
)
from ratingsbot.catalogue.importers.records import Malformed, Product, Tally, Treats
from ratingsbot.catalogue.licences import by_drug
from ratingsbot.catalogue.naming import Naming
from ratingsbot.catalogue.roster import Listed, listed_drugs
from ratingsbot.catalogue.starter import Wanted, read_spellings, read_starter
from ratingsbot.catalogue.table import PROVENANCE, TABLE, Table, pack
from ratingsbot.catalogue.update import carried_over
from ratingsbot.catalogue.vocabulary import Vocabulary
from ratingsbot.errors import ConfigError

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
    """What came of a build.

    `unknown` are ingredients that no vocabulary knows, with the number of products left out for
    them; `bare` are drugs of the committed list without brand, class and indication.
    """

    target: Path
    drugs: int
    marketed: int
    names: int
    sources: tuple[SourceReport, ...]
    unknown: tuple[tuple[str, int], ...]
    bare: tuple[str, ...]
    unmatched: tuple[str, ...]
    """Names in spellings.txt that no vocabulary has (any more)."""

    def __str__(self) -> str:
        lines = [
            f"{self.drugs} drugs, {self.marketed} of them marketed, with {self.names} names "
            f"written to {self.target}"
        ]
        for source in self.sources:
            bad = len(source.malformed)
            lines.append(
                f"  {source.source}: {source.rows} rows, {source.kept} kept, {bad} malformed"
            )
            lines += [f"    {row}" for row in source.malformed[:_SHOWN]]
            if bad > _SHOWN:
                lines.append(f"    and {bad - _SHOWN} more")
        if self.unknown:
            products = sum(count for _, count in self.unknown)
            names = ", ".join(f"{name} ({count})" for name, count in self.unknown[:_SHOWN])
            lines.append(f"  left out {products} products of unknown ingredients: {names}")
        if self.bare:
            lines.append(f"  nothing but the name known of: {', '.join(self.bare)}")
        if self.unmatched:
            lines.append(f"  unknown in spellings.txt: {', '.join(self.unmatched)}")
        return "\n".join(lines)


def build_catalogue(
    source: Path,
    target: Path,
    *,
    wanted: Sequence[Wanted] | None = None,
    previous: Table | None = None,
) -> BuildReport:
    """Reads the publishers' files in `source` and writes the table and its provenance.

    `target` is the folder to write `table.TABLE` and `table.PROVENANCE` into; the same files give
    the same bytes. `wanted` is the list of drugs whose names and ids are chosen by hand, by
    default the shipped one. With `previous`, drugs keep the ids they have there, those that are
    gone stay as retired, and ids that were merged lead on. Malformed rows are counted and named,
    never fatal. Raises ConfigError for a missing file, a changed header or a missing openpyxl.
    """
    read = read_sources(source, read_starter() if wanted is None else wanted)
    table = read.table if previous is None else carried_over(previous, read.table)
    target.mkdir(parents=True, exist_ok=True)
    (target / TABLE).write_bytes(pack(table))
    (target / PROVENANCE).write_text(
        provenance.text(read.tallies, drugs=len(table.entries)), encoding="utf-8", newline="\n"
    )
    return _report(target, table, read)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the publishers' files give: the table, and how the reading went."""

    table: Table
    tallies: tuple[Tally, ...]
    unknown: Mapping[str, int]
    pinned: frozenset[str]
    unmatched: tuple[str, ...]


def read_sources(source: Path, wanted: Sequence[Wanted]) -> Reading:
    """The table that the files in `source` give, without a thought to any earlier one.

    Raises ConfigError as `build_catalogue` does.
    """
    if not source.is_dir():
        raise ConfigError(f"No folder {source} to read the catalogue's sources from.")
    tallies: list[Tally] = []
    read = _read_all(source, tallies, wanted)
    identity = Identity(read.vocabulary)
    products = by_drug(read.products, identity)
    pinned = {read.vocabulary.key(d.name): d.name for d in wanted if len(d.parts) == 1}
    naming = Naming(read.vocabulary, pinned)
    drugs = listed_drugs(wanted, products, read.vocabulary, identity, naming)
    assembler = Assembler(drugs, _arranged(read, products, naming))
    entries = tuple(assembler.entry(drug) for drug in drugs)
    return Reading(
        Table(entries),
        tuple(tallies),
        identity.unknown,
        frozenset(_ids_of(drugs, wanted, read.vocabulary)),
        tuple(read.vocabulary.unmatched),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    vocabulary: Vocabulary
    products: tuple[Product, ...]
    curated: tuple[Treats, ...]
    claimed: tuple[Treats, ...]


def _read_all(folder: Path, tallies: list[Tally], wanted: Sequence[Wanted]) -> _Read:
    def run(name: str, read: Callable[[Path, Tally], Iterator[_T]]) -> tuple[_T, ...]:
        tally = Tally(name)
        tallies.append(tally)
        return tuple(read(folder, tally))

    return _Read(
        vocabulary=Vocabulary(
            run(drugbank.SOURCE, drugbank.read),
            run(fda_unii.SOURCE, fda_unii.read),
            wanted,
            read_spellings(),
        ),
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


def _arranged(read: _Read, products: Mapping[Keys, Sequence[Product]], naming: Naming) -> Sources:
    return Sources(
        vocabulary=read.vocabulary,
        naming=naming,
        products=products,
        brands=Brands(products),
        curated=_by_substance(read.curated, read.vocabulary),
        claimed=_by_substance(read.claimed, read.vocabulary),
        conditions=Conditions(
            read.curated, (area for p in read.products for area in p.areas), read.claimed
        ),
    )


def _by_substance(
    claims: Iterable[Treats], vocabulary: Vocabulary
) -> Mapping[Keys, Sequence[Treats]]:
    found: dict[Keys, list[Treats]] = defaultdict(list)
    for claim in claims:
        substance = vocabulary.substances.get(claim.substance)
        name = substance.name if substance is not None else claim.substance
        found[frozenset(vocabulary.key(part) for part in name.split("/"))].append(claim)
    return found


def _ids_of(
    drugs: Iterable[Listed], wanted: Iterable[Wanted], vocabulary: Vocabulary
) -> Iterator[str]:
    pinned = {frozenset(map(vocabulary.key, drug.parts)) for drug in wanted}
    yield from (drug.id for drug in drugs if drug.keys in pinned)


def _report(target: Path, table: Table, read: Reading) -> BuildReport:
    kept = [entry for entry in table.entries if not entry.retired]
    return BuildReport(
        target=target,
        drugs=len(kept),
        marketed=sum(entry.drug.marketed for entry in kept),
        names=sum(1 + len(entry.names) for entry in kept),
        sources=tuple(
            SourceReport(t.source, t.rows, t.kept, tuple(t.malformed)) for t in read.tallies
        ),
        unknown=tuple(sorted(read.unknown.items(), key=lambda item: (-item[1], item[0]))),
        bare=tuple(
            e.drug.name
            for e in kept
            if e.drug.id in read.pinned
            and not (e.drug.brands or e.drug.drug_class or e.drug.indications)
        ),
        unmatched=read.unmatched,
    )
