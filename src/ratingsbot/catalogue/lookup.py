"""Finding drugs and indications by what people type: exactly, by prefix, nearly; never a guess."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from ratingsbot.catalogue.entry import Entry
from ratingsbot.catalogue.fuzzy import NearNames
from ratingsbot.catalogue.names import compact, fold, forms_of_query, is_numbered, speaks_of
from ratingsbot.catalogue.regions import distance
from ratingsbot.catalogue.scopes import Scopes
from ratingsbot.catalogue.years import newly_authorised
from ratingsbot.domain.drugs import Drug, DrugId, DrugMatch, Indication, IndicationCode, Scope

_ENOUGH = 10
"""Offers below which what begins nearly so is offered as well."""
_OWN, _BRAND, _SYNONYM = range(3)
_AFTER_ALL = "\U0010ffff"
"""Sorts after whatever a name may go on with."""


class _Name(NamedTuple):
    """A name of a drug; the order is the order in which equally good matches are shown."""

    kind: int
    place: int
    folded: str
    drug: DrugId
    text: str
    regions: tuple[str, ...]


class _Prefixes:
    """Names, as places in a list, by the beginning of a key: a look-up costs what it hits."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(pairs)
        self._keys = [key for key, _ in ordered]
        self._places = [place for _, place in ordered]

    def starting(self, prefix: str) -> list[int]:
        """The places, in the order of the list."""
        begin = bisect_left(self._keys, prefix)
        end = bisect_left(self._keys, prefix + _AFTER_ALL, begin)
        return sorted(self._places[begin:end])


class Catalogue:
    """The drugs, with look-up by name. Immutable after construction.

    Names compare after folding: case, accents, punctuation and spaces don't count. Doses, forms
    and salts typed along are left out only if the text as typed names nothing.
    """

    def __init__(
        self, entries: Iterable[Entry], aliases: Mapping[DrugId, DrugId] | None = None
    ) -> None:
        ordered = sorted(entries, key=lambda entry: (fold(entry.drug.name), entry.drug.id))
        self._drugs: Mapping[DrugId, Drug] = {e.drug.id: e.drug for e in ordered}
        if len(self._drugs) != len(ordered):
            raise ValueError("two drugs of the catalogue share an id")
        self._aliases: Mapping[DrugId, DrugId] = aliases or {}
        self._retired = frozenset(entry.drug.id for entry in ordered if entry.retired)
        # In the order in which equally good matches are shown, so that places compare as names do.
        self._names = sorted(name for entry in ordered for name in _names(entry))
        self._near: NearNames | None = None
        exact: dict[str, list[_Name]] = defaultdict(list)
        for name in self._names:
            exact[name.folded.replace(" ", "")].append(name)
        self._exact: Mapping[str, list[_Name]] = exact
        self._conditions = _conditions(self._drugs.values())

    @cached_property
    def _whole(self) -> _Prefixes:
        return _Prefixes((name.folded.replace(" ", ""), i) for i, name in self._offered())

    @cached_property
    def _words(self) -> _Prefixes:
        named = self._offered()
        return _Prefixes((rest, i) for i, name in named for rest in _later_words(name.folded))

    @cached_property
    def _scopes(self) -> Scopes:
        return Scopes(drug for drug in self._drugs.values() if drug.marketed)

    def _offered(self) -> Iterator[tuple[int, _Name]]:
        """The names that may be offered, with their places: a retired drug must be asked for."""
        return ((i, n) for i, n in enumerate(self._names) if n.drug not in self._retired)

    def __len__(self) -> int:
        return len(self._drugs)

    def get(self, drug_id: str) -> Drug | None:
        """The drug of that id, or that this id leads to since a merger; None if unknown."""
        known = DrugId(drug_id)
        return self._drugs.get(self._aliases.get(known, known))

    @property
    def aliases(self) -> Mapping[DrugId, DrugId]:
        """Ids of drugs that were merged, each with the id it leads to."""
        return self._aliases

    def prepare(self) -> None:
        """Build every index now: half a second that nobody should wait for later."""
        self._index()
        _ = self._whole, self._words, self._scopes  # each is built when it is first read

    def all(self) -> tuple[Drug, ...]:
        """Every drug, by name."""
        return tuple(self._drugs.values())

    def find(self, text: str, country: str = "") -> tuple[DrugMatch, ...]:
        """The drugs that `text` names exactly: none, one, or several if the name means several.

        Of several, those that are called so in `country` (two letters) or near it come first.
        """
        for key in forms_of_query(text):
            found = [n for n in self._exact.get(key, ()) if not self._differs_by_number(n, text)]
            if found:
                return self._matches(sorted(found, key=lambda n: distance(n.regions, country)))
        return ()

    def suggest(self, prefix: str, limit: int = 25, country: str = "") -> tuple[DrugMatch, ...]:
        """At most `limit` drugs for what is typed so far, each once, by its best name.

        Exact names come first, those of `country` before others; then names that begin so, then
        names with a later word that does; within each the drug's own name, then brands by
        familiarity, then synonyms. Drugs that aren't marketed are offered only where no marketed
        one is, retired ones only by an exact name. What begins so give or take a typo fills up
        the rest. For an empty prefix the first drugs by name.
        """
        if not fold(prefix):
            marketed = (drug for drug in self._drugs.values() if drug.marketed)
            return tuple(DrugMatch(drug, drug.name) for drug in islice(marketed, limit))
        found = _first([*self.find(prefix, country), *self._beginning(prefix, limit)], limit)
        enough = min(limit, _ENOUGH)
        telling = not found or len(compact(prefix)) > 4  # of four letters a typo leaves too little
        if len(found) < enough and telling:
            places = self._index().beginning_like(prefix, 2 * limit)
            near = self._matches(self._names[one.place] for one in places)
            return _first([*found, *(match for match in near if match.drug.marketed)], enough)
        return found

    def near(self, text: str, limit: int = 5) -> tuple[DrugMatch, ...]:
        """Drugs that `text`, which names none, may be a misspelling of, the likest first."""
        return tuple(match for match, _ in self.near_with_likeness(text, limit))

    def near_with_likeness(self, text: str, limit: int) -> list[tuple[DrugMatch, float]]:
        """As `near`, each with how alike its name is, 0 to about 1; without doses and forms."""
        likest: dict[DrugId, tuple[DrugMatch, float]] = {}
        for key in forms_of_query(text):
            for one in self._index().like(key, 5 * limit):
                name = self._names[one.place]
                if name.drug in self._retired:
                    continue
                known = likest.get(name.drug)
                if known is None or one.score > known[1]:
                    likest[name.drug] = DrugMatch(self._drugs[name.drug], name.text), one.score
        return sorted(likest.values(), key=lambda pair: -pair[1])[:limit]

    def newly_authorised(self, since: int) -> tuple[Drug, ...]:
        """Marketed drugs first authorised in `since` or later, the newest first, then by name."""
        return newly_authorised((d for d in self._drugs.values() if d.marketed), since)

    def scope(self, text: str) -> Scope | None:
        """The class or condition of that code or name; None if unknown, or if the name is both."""
        return self._scopes.get(text)

    def scopes(self, text: str, limit: int = 25) -> tuple[Scope, ...]:
        """At most `limit` classes and conditions with a word that begins so."""
        return self._scopes.suggest(text, limit)

    def within(self, scope: str) -> Sequence[Drug]:
        """The marketed drugs of a class or for a condition, by its code."""
        return self._scopes.members(scope)

    def indication(self, code: str) -> Indication | None:
        """The condition of that code, for no drug in particular and so not authorised; or None."""
        return self._conditions.get(IndicationCode(code))

    def indications(
        self, text: str, drug: Drug | None = None, limit: int = 25
    ) -> tuple[Indication, ...]:
        """At most `limit` conditions with a word that begins so, those of `drug` first.

        Conditions that aren't the drug's are not authorised for it, whatever they are for others.
        """
        own = drug.indications if drug is not None else ()
        codes = {indication.code for indication in own}
        rest = [c for c in self._conditions.values() if c.code not in codes]
        wanted = compact(text)
        return tuple(i for i in [*own, *rest] if speaks_of(i.name, wanted))[:limit]

    def shared_names(self) -> Mapping[str, tuple[DrugId, ...]]:
        """The folded names that mean several drugs, with these: to be looked at after a build."""
        shared: dict[str, tuple[DrugId, ...]] = {}
        for key, names in sorted(self._exact.items()):
            drugs = tuple(sorted({name.drug for name in names}))
            if len(drugs) > 1:
                shared[key] = drugs
        return shared

    def _beginning(self, prefix: str, limit: int) -> tuple[DrugMatch, ...]:
        for key in forms_of_query(prefix):
            places = [*self._whole.starting(key), *self._words.starting(key)]
            if places:
                return self._marketed(places, limit) or self._best(places, limit)
        return ()

    def _marketed(self, places: Sequence[int], limit: int) -> tuple[DrugMatch, ...]:
        return self._best((p for p in places if self._drugs[self._names[p].drug].marketed), limit)

    def _best(self, places: Iterable[int], limit: int) -> tuple[DrugMatch, ...]:
        names = (self._names[place] for place in places)
        return _first((DrugMatch(self._drugs[n.drug], n.text) for n in names), limit)

    def _index(self) -> NearNames:
        if self._near is None:
            self._near = NearNames((n.folded, self._drugs[n.drug].marketed) for n in self._names)
        return self._near

    def _differs_by_number(self, name: _Name, text: str) -> bool:
        """Whether a number of `text` was dropped to reach a drug whose own name has one.

        "macrogol 400" is not macrogol 3350, though "macrogol" finds it.
        """
        if name.kind == _BRAND or not is_numbered(text):
            return False
        return is_numbered(self._drugs[name.drug].name) and not is_numbered(name.text)

    def _matches(self, names: Iterable[_Name]) -> tuple[DrugMatch, ...]:
        return _first((DrugMatch(self._drugs[name.drug], name.text) for name in names), None)


def _names(entry: Entry) -> Iterator[_Name]:
    drug = entry.drug
    shown = {brand: place for place, brand in enumerate(drug.brands)}
    yield _Name(_OWN, 0, fold(drug.name), drug.id, drug.name, ())
    for text, _, regions in entry.names:
        kind = _BRAND if text in shown else _SYNONYM
        yield _Name(kind, shown.pop(text, 0), fold(text), drug.id, text, regions)
    for brand, place in shown.items():
        yield _Name(_BRAND, place, fold(brand), drug.id, brand, ())


def _later_words(folded: str) -> Iterator[str]:
    """The compact name from its second word on, from its third, …: cut out, as that is fastest."""
    compacted = folded.replace(" ", "")
    space, spaces = folded.find(" "), 0
    while space >= 0:
        yield compacted[space - spaces :]
        spaces += 1
        space = folded.find(" ", space + 1)


def _first(matches: Iterable[DrugMatch], limit: int | None) -> tuple[DrugMatch, ...]:
    """Each drug once, by the first name given for it; at most `limit`."""
    best: dict[DrugId, DrugMatch] = {}
    for match in matches:
        best.setdefault(match.drug.id, match)
        if len(best) == limit:
            break
    return tuple(best.values())


def _conditions(drugs: Iterable[Drug]) -> Mapping[IndicationCode, Indication]:
    known = {i.code: replace(i, authorised=False) for drug in drugs for i in drug.indications}
    return {i.code: i for i in sorted(known.values(), key=lambda i: (fold(i.name), i.code))}
