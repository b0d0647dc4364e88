"""Finding drugs and indications by what people type: exactly, by prefix, nearly; never a guess."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from ratingsbot.catalogue.entry import Entry
from ratingsbot.catalogue.fuzzy import NearNames
from ratingsbot.catalogue.names import compact, fold, forms_of_query, is_numbered
from ratingsbot.catalogue.years import newly_authorised
from ratingsbot.domain.drugs import Drug, DrugId, DrugMatch, Indication, IndicationCode

_ENOUGH = 10
"""Offers below which what begins nearly so is offered as well."""
_OWN, _BRAND, _SYNONYM = range(3)


class _Name(NamedTuple):
    """A name of a drug; the order is the order in which equally good matches are shown."""

    kind: int
    place: int
    folded: str
    drug: DrugId
    text: str


class _Prefixes:
    """Names by the beginning of a key. Look-up is by bisection, so its cost is that of the hits."""

    def __init__(self, pairs: Iterable[tuple[str, _Name]]) -> None:
        ordered = sorted(pairs)
        self._keys = [key for key, _ in ordered]
        self._names = [name for _, name in ordered]

    def starting(self, prefix: str) -> Iterator[_Name]:
        for index in range(bisect_left(self._keys, prefix), len(self._keys)):
            if not self._keys[index].startswith(prefix):
                return
            yield self._names[index]


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
        names = [name for entry in ordered for name in _names(entry)]
        self._near: NearNames | None = None
        exact: dict[str, list[_Name]] = defaultdict(list)
        for name in names:
            exact[name.folded.replace(" ", "")].append(name)
        self._exact: Mapping[str, list[_Name]] = exact
        self._names = names
        self._conditions = _conditions(self._drugs.values())

    @cached_property
    def _whole(self) -> _Prefixes:
        return _Prefixes((name.folded.replace(" ", ""), name) for name in self._names)

    @cached_property
    def _words(self) -> _Prefixes:
        return _Prefixes(pair for name in self._names for pair in _from_later_words(name))

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
        """Build the index of near names now: half a second that nobody should wait for later."""
        self._index()

    def all(self) -> tuple[Drug, ...]:
        """Every drug, by name."""
        return tuple(self._drugs.values())

    def find(self, text: str) -> tuple[DrugMatch, ...]:
        """The drugs that `text` names exactly: none, one, or several if the name means several."""
        for key in forms_of_query(text):
            found = [n for n in self._exact.get(key, ()) if not self._differs_by_number(n, text)]
            if found:
                return self._matches(sorted(found))
        return ()

    def suggest(self, prefix: str, limit: int = 25) -> tuple[DrugMatch, ...]:
        """At most `limit` drugs for what is typed so far, each once, by its best name.

        Exact names come first, then names that begin so, then names with a later word that does;
        within each the drug's own name, then brands by familiarity, then synonyms. Drugs that
        aren't marketed are offered only where no marketed one is. What begins so give or take a
        typo fills up the rest. For an empty prefix the first drugs by name.
        """
        if not fold(prefix):
            marketed = (drug for drug in self._drugs.values() if drug.marketed)
            return tuple(DrugMatch(drug, drug.name) for drug in islice(marketed, limit))
        exact = self.find(prefix)
        right = self._beginning(prefix)
        sold = [match for match in right if match.drug.marketed]
        found = _once([*exact, *(sold or right)])
        enough = min(limit, _ENOUGH)
        telling = not found or len(compact(prefix)) > 4  # of four letters a typo leaves too little
        if len(found) < enough and telling:
            places = self._index().beginning_like(prefix, 2 * limit)
            near = self._matches(self._names[one.place] for one in places)
            guesses = _once([*found, *(match for match in near if match.drug.marketed)])
            return guesses[:enough]
        return found[:limit]

    def near(self, text: str, limit: int = 5) -> tuple[DrugMatch, ...]:
        """Drugs that `text`, which names none, may be a misspelling of, the likest first."""
        return tuple(match for match, _ in self.near_with_likeness(text, limit))

    def near_with_likeness(self, text: str, limit: int) -> list[tuple[DrugMatch, float]]:
        """As `near`, each with how alike its name is, 0 to about 1; without doses and forms."""
        likest: dict[DrugId, tuple[DrugMatch, float]] = {}
        for key in forms_of_query(text):
            for one in self._index().like(key, 5 * limit):
                name = self._names[one.place]
                known = likest.get(name.drug)
                if known is None or one.score > known[1]:
                    likest[name.drug] = DrugMatch(self._drugs[name.drug], name.text), one.score
        return sorted(likest.values(), key=lambda pair: -pair[1])[:limit]

    def newly_authorised(self, since: int) -> tuple[Drug, ...]:
        """Marketed drugs first authorised in `since` or later, the newest first, then by name."""
        return newly_authorised((d for d in self._drugs.values() if d.marketed), since)

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
        return tuple(i for i in [*own, *rest] if _speaks_of(i.name, text))[:limit]

    def shared_names(self) -> Mapping[str, tuple[DrugId, ...]]:
        """The folded names that mean several drugs, with these: to be looked at after a build."""
        shared: dict[str, tuple[DrugId, ...]] = {}
        for key, names in sorted(self._exact.items()):
            drugs = tuple(sorted({name.drug for name in names}))
            if len(drugs) > 1:
                shared[key] = drugs
        return shared

    def _beginning(self, prefix: str) -> tuple[DrugMatch, ...]:
        for key in forms_of_query(prefix):
            whole, words = sorted(self._whole.starting(key)), sorted(self._words.starting(key))
            if whole or words:
                return _once([*self._matches(whole), *self._matches(words)])
        return ()

    def _index(self) -> NearNames:
        if self._near is None:
            self._near = NearNames((n.text, self._drugs[n.drug].marketed) for n in self._names)
        return self._near

    def _differs_by_number(self, name: _Name, text: str) -> bool:
        """Whether a number of `text` was dropped to reach a drug whose own name has one.

        "macrogol 400" is not macrogol 3350, though "macrogol" finds it.
        """
        if name.kind == _BRAND or not is_numbered(text):
            return False
        return is_numbered(self._drugs[name.drug].name) and not is_numbered(name.text)

    def _matches(self, names: Iterable[_Name]) -> tuple[DrugMatch, ...]:
        return _once(DrugMatch(self._drugs[name.drug], name.text) for name in names)


def _names(entry: Entry) -> Iterator[_Name]:
    drug = entry.drug
    yield _Name(_OWN, 0, fold(drug.name), drug.id, drug.name)
    for place, brand in enumerate(drug.brands):
        yield _Name(_BRAND, place, fold(brand), drug.id, brand)
    for synonym in entry.synonyms:
        yield _Name(_SYNONYM, 0, fold(synonym), drug.id, synonym)


def _from_later_words(name: _Name) -> Iterator[tuple[str, _Name]]:
    words = name.folded.split()
    for start in range(1, len(words)):
        yield "".join(words[start:]), name


def _once(matches: Iterable[DrugMatch]) -> tuple[DrugMatch, ...]:
    best: dict[DrugId, DrugMatch] = {}
    for match in matches:
        best.setdefault(match.drug.id, match)
    return tuple(best.values())


def _conditions(drugs: Iterable[Drug]) -> Mapping[IndicationCode, Indication]:
    known = {i.code: replace(i, authorised=False) for drug in drugs for i in drug.indications}
    return {i.code: i for i in sorted(known.values(), key=lambda i: (fold(i.name), i.code))}


def _speaks_of(name: str, text: str) -> bool:
    wanted = compact(text)
    words = fold(name).split()
    return any("".join(words[n:]).startswith(wanted) for n in range(len(words)))
