"""Finding drugs and indications by what people type. Exact and by prefix; never a guess."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ratingsbot.catalogue.entry import Entry
from ratingsbot.catalogue.names import compact, fold, forms_of_query, is_numbered
from ratingsbot.domain.drugs import Drug, DrugId, DrugMatch, Indication, IndicationCode

_OWN, _BRAND, _SYNONYM = range(3)


@dataclass(frozen=True, slots=True, order=True)
class _Name:
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

    def __init__(self, entries: Iterable[Entry]) -> None:
        ordered = sorted(entries, key=lambda entry: (fold(entry.drug.name), entry.drug.id))
        self._drugs: Mapping[DrugId, Drug] = {e.drug.id: e.drug for e in ordered}
        if len(self._drugs) != len(ordered):
            raise ValueError("two drugs of the catalogue share an id")
        names = [name for entry in ordered for name in _names(entry)]
        exact: dict[str, list[_Name]] = defaultdict(list)
        for name in names:
            exact[name.folded.replace(" ", "")].append(name)
        self._exact: Mapping[str, list[_Name]] = exact
        self._whole = _Prefixes((name.folded.replace(" ", ""), name) for name in names)
        self._words = _Prefixes(pair for name in names for pair in _from_later_words(name))
        self._conditions = _conditions(self._drugs.values())

    def __len__(self) -> int:
        return len(self._drugs)

    def get(self, drug_id: str) -> Drug | None:
        """The drug of that id, or None."""
        return self._drugs.get(DrugId(drug_id))

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
        within each the drug's own name, then brands by familiarity, then synonyms. For an empty
        prefix the first drugs by name.
        """
        if not fold(prefix):
            return tuple(DrugMatch(drug, drug.name) for drug in self.all()[:limit])
        exact = self.find(prefix)
        for key in forms_of_query(prefix):
            whole, words = sorted(self._whole.starting(key)), sorted(self._words.starting(key))
            if whole or words:
                return _once([*exact, *self._matches(whole), *self._matches(words)])[:limit]
        return exact[:limit]

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
