"""What a drug is called: its own name, and the generic names beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ratingsbot.catalogue.entry import Kind, Name
from ratingsbot.catalogue.importers import fda_unii
from ratingsbot.catalogue.importers.records import Registered
from ratingsbot.catalogue.names import compact, fold, listed
from ratingsbot.catalogue.salts import shorter
from ratingsbot.catalogue.vocabulary import OFFICIAL_LISTS, Vocabulary, misleads

LONGEST = 60
_BIOSIMILAR = re.compile(r"[a-z]{5,}-[a-z]{4}", re.IGNORECASE)
_KEPT_CAPITAL = listed("II III IV VI VII VIII IX X XI XII XIII A B C D E G K M Y H I Q F U-100")
_MIXTURE = listed(
    """
    compound comp component cough cold syrup plus with and co duo combi combo forte complex hct
    expectorant allergy sinus flu day night elixir hctz diu retic kit
    """
)
_HAS_DIGIT = re.compile(r"\d")


class Naming:
    """Names of single substances, out of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary, chosen: dict[str, str]) -> None:
        self._vocabulary = vocabulary
        self._chosen = chosen

    def own(self, key: str) -> str:
        """The substance's name: the committed list's, the INN, or the vocabulary's."""
        if key not in self._chosen:
            self._chosen[key] = self._found(key)
        return self._chosen[key]

    def usual(self, key: str) -> str:
        """The vocabulary's name, which is mostly the American one."""
        substance = self._vocabulary.substances.get(key)
        return substance.name.lower() if substance is not None else self.own(key)

    def further(self, key: str) -> Iterator[Name]:
        """Every other readable name of the substance and of its salts."""
        for member in self._vocabulary.members(key):
            substance = self._vocabulary.substances.get(member)
            known = self._vocabulary.name(key)
            if substance is not None:
                yield Name(lowered(substance.name), Kind.SYNONYM)
            for entry in self._vocabulary.registered.get(member, ()):
                yield from _registered(entry, known, moiety=member == key)
            if substance is not None:
                for synonym in substance.synonyms:
                    if readable(synonym) and not misleads(synonym, substance.name):
                        yield Name(synonym, Kind.SYNONYM)

    def foreign(self, key: str) -> Iterator[str]:
        """The substance's generic names in all languages; some lists mix brands among others."""
        yield from (name.text for name in self.further(key) if name.kind is not Kind.SYNONYM)
        for member in self._vocabulary.members(key):
            substance = self._vocabulary.substances.get(member)
            if substance is not None:
                yield from filter(readable, (substance.name, *substance.synonyms))

    def trade_names(self, key: str) -> Iterator[str]:
        """What the register calls trade names of the substance, wherever they are used."""
        for member in self._vocabulary.members(key):
            for entry in self._vocabulary.registered.get(member, ()):
                for text, kind, _ in entry.names:
                    if kind == fda_unii.BRAND and readable(text) and _is_single(text):
                        yield text.title() if text.isupper() else text

    def _found(self, key: str) -> str:
        substance = self._vocabulary.substances.get(key)
        inns = [
            text
            for entry in self._vocabulary.registered.get(key, ())
            for text, _, lists in entry.names
            if "INN" in lists and len(text) <= LONGEST
        ]
        if inns:
            usual = fold(substance.name) if substance is not None else ""
            best = min(inns, key=lambda text: (fold(text) != usual, _salted(text), text))
            return lowered(best)
        if substance is not None:
            return lowered(substance.name)
        entries = self._vocabulary.registered.get(key, ())
        return lowered(entries[0].name) if entries else key


def _registered(entry: Registered, known: str, *, moiety: bool) -> Iterator[Name]:
    for text, kind, lists in entry.names:
        if kind == fda_unii.BRAND or len(text) > LONGEST or misleads(text, known):
            continue
        name = text.lower()
        if _BIOSIMILAR.fullmatch(name):
            if kind == fda_unii.OFFICIAL:
                yield Name(name, Kind.BIOSIMILAR)
        elif "INN" in lists and moiety:
            yield Name(lowered(text), Kind.INN)
        elif not lists.isdisjoint(OFFICIAL_LISTS):
            yield Name(lowered(text), Kind.USAN)
        elif readable(text) and (moiety or kind == fda_unii.OFFICIAL):
            yield Name(lowered(text), Kind.SYNONYM)


def _salted(text: str) -> int:
    return len(shorter(fold(text)))


def readable(name: str) -> bool:
    """Whether people type it: no chemical formula, no laboratory code, no abbreviation."""
    letters = name.replace(" ", "").replace("-", "")
    abbreviation = len(letters) < 4 or (name.isupper() and len(letters) < 5)
    return letters.isalpha() and not abbreviation and len(name) <= LONGEST


def lowered(name: str) -> str:
    """A generic name in small letters, but for numerals and types ("factor VIII", "B12")."""
    return " ".join(word if _keeps(word) else _uncapped(word, whole=name) for word in name.split())


def _keeps(word: str) -> bool:
    return word.strip("(),") in _KEPT_CAPITAL or (
        len(word) <= 5 and _HAS_DIGIT.search(word) is not None
    )


def _uncapped(word: str, *, whole: str) -> str:
    if whole.isupper() or word.istitle() or not any(c.isupper() for c in word[1:]):
        return word.lower()
    return word


def _is_single(name: str) -> bool:
    """Whether a trade name doesn't sound like a mixture's, which the register gives to a part."""
    return _MIXTURE.isdisjoint(fold(name).split())


def unique(names: Iterable[Name], taken: Sequence[str]) -> tuple[Name, ...]:
    """Each name once, as first given, without those `taken`; compared as look-up compares."""
    found: dict[str, Name] = {}
    used = {compact(name) for name in taken}
    for name in names:
        key = compact(name.text)
        if key and key not in used:
            found.setdefault(key, name)
    return tuple(found.values())
