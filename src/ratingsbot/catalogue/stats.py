"""How much the catalogue holds, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ratingsbot.catalogue.entry import Entry, Kind


@dataclass(frozen=True, slots=True)
class CatalogueStats:
    """Counts of drugs and names. Retired drugs are counted only as such.

    `kinds` are names by kind, `regions` brands and labels by region (a name may be used in
    several), `indications` drug-condition pairs by source, `years` drugs by the source of their
    first year ("" where it is unknown).
    """

    drugs: int
    marketed: int
    combinations: int
    names: int
    marketed_names: int
    retired: int
    kinds: Mapping[str, int]
    regions: Mapping[str, int]
    indications: Mapping[str, int]
    years: Mapping[str, int]


def stats(entries: Iterable[Entry]) -> CatalogueStats:
    """The figures of a table's entries."""
    listed = list(entries)
    kept = [entry for entry in listed if not entry.retired]
    names = [name for entry in kept for name in entry.names]
    sold = [entry for entry in kept if entry.drug.marketed]
    kinds = Counter(name.kind.value for name in names)
    kinds[Kind.INN.value] += len(kept)  # each drug's own
    return CatalogueStats(
        drugs=len(kept),
        marketed=len(sold),
        combinations=sum(len(entry.ingredients) > 1 for entry in kept),
        names=len(kept) + len(names),
        marketed_names=len(sold) + sum(len(entry.names) for entry in sold),
        retired=len(listed) - len(kept),
        kinds=_ordered(kinds),
        regions=_ordered(Counter(region for name in names for region in name.regions)),
        indications=_ordered(Counter(i.source for e in kept for i in e.drug.indications)),
        years=_ordered(Counter(_source(e.drug.first_year_source) for e in kept)),
    )


def _source(wording: str) -> str:
    return wording.partition(" · ")[2]


def _ordered(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
