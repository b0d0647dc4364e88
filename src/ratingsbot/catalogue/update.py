"""What newer files change: which drugs are new, renamed, merged, split or gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ratingsbot.catalogue.entry import Entry
from ratingsbot.catalogue.names import compact
from ratingsbot.catalogue.table import Table
from ratingsbot.domain.drugs import DrugId

_SHOWN = 20
_MOST, _FAIR = 0.5, 0.2
"""Shares of its names: what makes a drug the same or the one it became, and a part of it."""


@dataclass(frozen=True, slots=True)
class CatalogueDiff:
    """How one table became another.

    `same` leads from each new id to the old id of the same drug, where there is one. `merged` are
    old ids with the new one that holds their names, `split` old ids with every new one that took
    a share of theirs, the heir first.
    """

    new: tuple[Entry, ...]
    renamed: tuple[tuple[Entry, Entry], ...]
    merged: tuple[tuple[Entry, Entry], ...]
    split: tuple[tuple[Entry, tuple[Entry, ...]], ...]
    retired: tuple[Entry, ...]
    same: Mapping[DrugId, DrugId]

    def __bool__(self) -> bool:
        return bool(self.new or self.renamed or self.merged or self.split or self.retired)

    def __str__(self) -> str:
        if not self:
            return "No drug is new, renamed, merged, split or retired."
        lines = [
            *_section("new", [_told(entry) for entry in self.new]),
            *_section("renamed", [f"{o.drug.name} -> {n.drug.name}" for o, n in self.renamed]),
            *_section("merged", [f"{_told(o)} into {_told(n)}" for o, n in self.merged]),
            *_section(
                "split",
                [f"{_told(o)} into {', '.join(map(_told, parts))}" for o, parts in self.split],
            ),
            *_section("retired", [_told(entry) for entry in self.retired]),
        ]
        return "\n".join(lines)


def diff(old: Sequence[Entry], new: Sequence[Entry]) -> CatalogueDiff:
    """How `old` became `new`. Drugs are told by their ingredients, and if those changed, by names.

    An old drug whose ingredients are gone was merged if one new drug has most of its names, split
    if several new ones have a fair share; otherwise it is retired.
    """
    return _Comparison(old, new).result()


def carried_over(old: Table, new: Table) -> Table:
    """`new` with the ids of `old`: reviews follow their drugs, and nothing is lost.

    A drug keeps its id, whatever it is called now. A merged drug's id becomes an alias; the heir
    of a split drug, which has most of its names, keeps the id. A retired drug stays, marked.
    """
    found = diff(old.entries, new.entries)
    followed = {*found.same.values(), *(before.drug.id for before, _ in found.merged)}
    ids = _ids(new.entries, found.same, {e.drug.id for e in old.entries} | set(old.aliases))
    entries = [_with_id(entry, ids[entry.drug.id]) for entry in new.entries]
    entries += [_retired(entry) for entry in old.entries if entry.drug.id not in followed]
    aliases = dict(old.aliases)
    aliases |= {before.drug.id: ids[after.drug.id] for before, after in found.merged}
    return Table(tuple(sorted(entries, key=lambda e: e.drug.id)), _settled(aliases))


class _Comparison:
    def __init__(self, old: Sequence[Entry], new: Sequence[Entry]) -> None:
        self._old = sorted(old, key=lambda entry: (not entry.retired, entry.drug.id))
        self._new = sorted(new, key=lambda entry: entry.drug.id)
        by_actives: dict[object, Entry] = {entry.ingredients: entry for entry in self._old}
        by_id: dict[object, Entry] = {entry.drug.id: entry for entry in self._old}
        self._pairs: dict[DrugId, Entry] = {}
        for entry in self._new:
            same = by_actives if entry.ingredients else by_id
            before = same.get(entry.ingredients or entry.drug.id)
            if before is not None:
                self._pairs[entry.drug.id] = before
        self._holders: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._new:
            for name in _names(entry):
                self._holders[name].append(entry)

    def result(self) -> CatalogueDiff:
        matched = {entry.drug.id for entry in self._pairs.values()}
        merged: list[tuple[Entry, Entry]] = []
        split: list[tuple[Entry, tuple[Entry, ...]]] = []
        retired: list[Entry] = []
        for before, heirs in self._left(matched):
            free = [entry for entry in heirs if entry.drug.id not in self._pairs]
            if len(free) > 1 and free[0] is heirs[0]:
                split.append((before, tuple(heirs)))
                self._pairs[free[0].drug.id] = before
            elif not heirs or self._share(before, heirs[0]) < _MOST:
                if not before.retired:
                    retired.append(before)
            elif heirs[0] in free:
                self._pairs[heirs[0].drug.id] = before
            else:
                merged.append((before, heirs[0]))
        split += self._split_off(split)
        return CatalogueDiff(
            new=tuple(e for e in self._new if self._is_new(e, split)),
            renamed=tuple(
                (self._pairs[e.drug.id], e)
                for e in self._new
                if e.drug.id in self._pairs and self._pairs[e.drug.id].drug.name != e.drug.name
            ),
            merged=tuple(merged),
            split=tuple(split),
            retired=tuple(retired),
            same={new: before.drug.id for new, before in self._pairs.items()},
        )

    def _left(self, matched: set[DrugId]) -> list[tuple[Entry, list[Entry]]]:
        """The old drugs whose ingredients are gone, with their heirs; the surest first."""
        left = [(e, self._heirs(e)) for e in self._old if e.drug.id not in matched]
        return sorted(
            left,
            key=lambda pair: (
                -max((self._share(pair[0], heir) for heir in pair[1]), default=0.0),
                pair[0].drug.id,
            ),
        )

    def _heirs(self, before: Entry) -> list[Entry]:
        """The new drugs with a fair share of its names, the largest first.

        One with more or fewer ingredients is another drug, whatever names they share: reviews of a
        single drug never become a combination's.
        """
        found: dict[DrugId, Entry] = {}
        for name in _names(before):
            for entry in self._holders.get(name, ()):
                if len(entry.ingredients) == len(before.ingredients):
                    found[entry.drug.id] = entry
        heirs = [entry for entry in found.values() if self._share(before, entry) >= _FAIR]
        return sorted(heirs, key=lambda e: (-self._share(before, e), e.drug.id))

    def _split_off(
        self, known: Iterable[tuple[Entry, tuple[Entry, ...]]]
    ) -> list[tuple[Entry, tuple[Entry, ...]]]:
        """Drugs that still are, but lost brands to one that is new."""
        told = {part.drug.id for _, parts in known for part in parts}
        shares: dict[DrugId, list[Entry]] = defaultdict(list)
        befores = {entry.drug.id: entry for entry in self._old}
        owners: dict[str, set[DrugId]] = defaultdict(set)
        for entry in self._old:
            for name in _brands(entry):
                owners[name].add(entry.drug.id)
        for entry in self._new:
            if entry.drug.id in self._pairs or entry.drug.id in told:
                continue
            lost = [owners[name] for name in _brands(entry) if name in owners]
            if lost and len(set(chain.from_iterable(lost))) == 1:
                shares[next(iter(lost[0]))].append(entry)
        heirs = {before.drug.id: new for new, before in self._pairs.items()}
        by_id = {entry.drug.id: entry for entry in self._new}
        return [
            (befores[before], (by_id[heirs[before]], *parts))
            for before, parts in sorted(shares.items())
            if before in heirs
        ]

    def _is_new(self, entry: Entry, split: Iterable[tuple[Entry, tuple[Entry, ...]]]) -> bool:
        parts = {part.drug.id for _, of in split for part in of}
        return entry.drug.id not in self._pairs and entry.drug.id not in parts

    def _share(self, before: Entry, after: Entry) -> float:
        names = _names(before)
        return len(names & _names(after)) / len(names)


def _names(entry: Entry) -> frozenset[str]:
    return frozenset(map(compact, [entry.drug.name, *(name.text for name in entry.names)]))


def _brands(entry: Entry) -> frozenset[str]:
    return frozenset(map(compact, entry.drug.brands))


def _ids(
    entries: Iterable[Entry], same: Mapping[DrugId, DrugId], used: set[DrugId]
) -> dict[DrugId, DrugId]:
    ids = dict(same)
    for entry in entries:
        if entry.drug.id not in ids:
            ids[entry.drug.id] = _unused(entry.drug.id, used)
            used.add(ids[entry.drug.id])
    return ids


def _unused(wish: DrugId, used: set[DrugId]) -> DrugId:
    """`wish`, or with a number if an earlier drug had it: ids are never given twice."""
    number, found = 2, wish
    while found in used:
        found = DrugId(f"{wish[:36].rstrip('-')}-{number}")
        number += 1
    return found


def _with_id(entry: Entry, id_: DrugId) -> Entry:
    return entry if entry.drug.id == id_ else replace(entry, drug=replace(entry.drug, id=id_))


def _retired(entry: Entry) -> Entry:
    return replace(entry, drug=replace(entry.drug, marketed=False), retired=True)


def _settled(aliases: Mapping[DrugId, DrugId]) -> dict[DrugId, DrugId]:
    """Aliases that lead to their end in one step."""
    settled: dict[DrugId, DrugId] = {}
    for old, new in aliases.items():
        end, seen = new, {old}
        while end in aliases and end not in seen:
            seen.add(end)
            end = aliases[end]
        settled[old] = end
    return settled


def _told(entry: Entry) -> str:
    return f"{entry.drug.name} ({entry.drug.id})"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = [f"  and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return [f"{len(lines)} {title}", *(f"  {line}" for line in lines[:_SHOWN]), *more]
