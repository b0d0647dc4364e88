"""Which spellings mean the same active ingredient."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ratingsbot.catalogue.french import in_english, plain
from ratingsbot.catalogue.importers import fda_unii
from ratingsbot.catalogue.importers.records import Registered, Substance
from ratingsbot.catalogue.names import fold, listed
from ratingsbot.catalogue.salts import is_moiety, shorter
from ratingsbot.catalogue.starter import Wanted

_SUFFIX_OF_BIOSIMILAR = re.compile(r"-[a-z]{4}$", re.IGNORECASE)
# "(Recombinant)" and "(Human)" tell blood products apart; other brackets only explain.
_IN_BRACKETS = re.compile(
    r"\s*[(\[](?![^)\]]*(?:human|recombinant|equine|ovine|bovine|porcine|murine|rabbit|live|i-?1))"
    r"[^)\]]*[)\]]",
    re.IGNORECASE,
)
# "(-)-SALBUTAMOL" and "SERTRALINE, (+/-)-" would fold onto their mirror image.
_STEREO = re.compile(r"^\(|(?<!rho)\([-+RSEZ\d/*.,'A-D]*\)|\b(?:rac|rel)-|racemic", re.IGNORECASE)
# Depot insulins share the vocabulary's entry with the fast ones, and are not the same drug.
_DEPOT = ("protamine", "isophane")
_GREEK = listed("alfa beta gamma delta epsilon zeta theta kappa omega")

OFFICIAL_LISTS = frozenset({"INN", "USAN", "JAN", "BAN"})
"""Tags of the names that an authority for nomenclature gave out."""

_TRUSTED_LISTS = OFFICIAL_LISTS | {"ORANGE BOOK", "EMA EPAR", "PURPLE BOOK CDER", "VANDF"}
_SHORTEST = 4
# The size of a polymer: macrogol 4000 is not macrogol 3350.
_SIZE = re.compile(r"(?<![\w.])\d{3,}(?![\w.])")

_Names = dict[str, set[str]]


class Vocabulary:
    """Resolves an ingredient's spelling to a key; equal keys are one active ingredient.

    Keys are DrugBank's identifiers where it has the substance, else FDA's UNII. Salts, esters and
    hydrates have their moiety's key if a name of the moiety is what is left without their salt
    word. A name that the sources give to two substances resolves to neither. `pinned` are drugs
    whose spellings are one substance whatever the sources say; `spellings` are a list's way of
    writing a substance, with its usual name.
    """

    def __init__(
        self,
        substances: Iterable[Substance],
        registered: Iterable[Registered] = (),
        pinned: Iterable[Wanted] = (),
        spellings: Mapping[str, str] | None = None,
    ) -> None:
        self.substances: Mapping[str, Substance] = {s.key: s for s in substances}
        by_unii = {s.unii: s.key for s in self.substances.values() if s.unii}
        common = {fold(s.name): s.key for s in self.substances.values()}
        self._levels: tuple[_Names, _Names, _Names] = (
            defaultdict(set),
            defaultdict(set),
            defaultdict(set),
        )
        self.registered: dict[str, list[Registered]] = defaultdict(list)
        for substance in self.substances.values():
            self._add_substance(substance)
        for entry in registered:
            key = by_unii.get(entry.unii) or common.get(fold(entry.name), entry.unii)
            self.registered[key].append(entry)
            self._add_registered(entry, key)
        self._coined: list[str] = []
        self._moiety = self._moieties()
        self._pin(pinned)
        self.unmatched: list[str] = []
        """Usual names of `spellings` that no source has; their spellings stay unknown."""
        for written, usual in (spellings or {}).items():
            meant = self._find(fold(usual))
            if meant is None:
                self.unmatched.append(usual)
            else:
                self._levels[0][fold(written)] = {meant}
        self._cache: dict[str, str] = {}
        self._members: dict[str, list[str]] = defaultdict(list)
        known = dict.fromkeys([*self.substances, *self.registered, *self._coined])
        for key in known:
            self._members[self.canonical(key)].append(key)

    def canonical(self, key: str) -> str:
        """The key of the active moiety of the substance `key`."""
        seen = {key}
        while (parent := self._moiety.get(key)) is not None and parent not in seen:
            seen.add(parent)
            key = parent
        return key

    def members(self, key: str) -> tuple[str, ...]:
        """The substances folded onto the moiety `key`, itself first."""
        return tuple(sorted(self._members[key], key=lambda member: (member != key, member)))

    def moieties(self) -> Iterator[str]:
        """Every moiety's key, in no particular order."""
        yield from self._members

    def knows(self, key: str) -> bool:
        """Whether `key` is a substance of the sources and not only a folded spelling."""
        return key in self._members

    def name(self, key: str) -> str:
        """DrugBank's name of the moiety, else the register's, else the key itself."""
        if key in self.substances:
            return self.substances[key].name
        entries = self.registered.get(key, ())
        return entries[0].name if entries else key

    def lists(self, key: str) -> frozenset[str]:
        """The lists that, as the register says, print a name of the moiety or of its salts."""
        return frozenset(
            name
            for member in self.members(key)
            for entry in self.registered.get(member, ())
            for _, _, lists in entry.names
            for name in lists
        )

    def has_trade_name(self, key: str) -> bool:
        """Whether the register knows a trade name of the moiety or of its salts."""
        return any(
            kind == fda_unii.BRAND
            for member in self.members(key)
            for entry in self.registered.get(member, ())
            for _, kind, _ in entry.names
        )

    def is_drug(self, key: str) -> bool:
        """Whether it is a drug of its own and not a salt that only the register knows."""
        return key in self.substances or key in self._coined

    def key(self, spelling: str) -> str:
        """The moiety's key or, for a name unknown here, the folded name without salts."""
        if spelling not in self._cache:
            self._cache[spelling] = self._resolved(spelling)
        return self._cache[spelling]

    def _resolved(self, spelling: str) -> str:
        spelling = plain(spelling)
        literal = fold(spelling)
        if any(word in literal for word in _DEPOT):
            return self._find(literal) or literal
        bare = fold(_IN_BRACKETS.sub("", _SUFFIX_OF_BIOSIMILAR.sub("", spelling)))
        if not _STEREO.search(spelling) and (found := self._find(literal)):
            return found
        if bare != literal and not is_moiety(bare):  # "SODIUM (… DE)" is no sodium
            bare = literal
        for candidate in [*shorter(bare), *in_english(spelling)]:
            if found := self._find(candidate):
                return found
        return shorter(bare)[-1]

    def _find(self, folded: str) -> str | None:
        for names in self._levels:
            keys = {self.canonical(key) for key in names.get(folded, ())}
            if keys:
                return next(iter(keys)) if len(keys) == 1 else None
        return None

    def _add_substance(self, substance: Substance) -> None:
        if not _STEREO.search(substance.name):
            self._levels[0][fold(substance.name)].add(substance.key)
        for synonym in substance.synonyms:
            if not misleads(synonym, substance.name):
                self._levels[2][fold(synonym)].add(substance.key)

    def _add_registered(self, entry: Registered, key: str) -> None:
        own = self.substances.get(key)
        known = own.name if own is not None else entry.name
        if not _STEREO.search(entry.name):
            self._levels[0][fold(entry.name)].add(key)
        for text, kind, lists in entry.names:
            if kind == fda_unii.BRAND or len(text) < _SHORTEST or misleads(text, known):
                continue
            official = kind == fda_unii.OFFICIAL or not lists.isdisjoint(_TRUSTED_LISTS)
            self._levels[1 if official else 2][fold(text)].add(key)

    def _moieties(self) -> dict[str, str]:
        """By substance the one that is left without its salt word, if that is one substance."""
        moiety: dict[str, str] = {}
        self._moiety = moiety
        names = {s.key: s.name for s in self.substances.values()}
        names |= {k: held[0].name for k, held in self.registered.items() if k not in names}
        for key, name in names.items():
            folded = fold(name)
            if _STEREO.search(name) or any(word in folded for word in _DEPOT):
                continue
            found = shorter(folded)[:0:-1]  # the barest first: a salt's hydrate isn't its moiety
            if key in self.substances:  # of DrugBank's own entries only those for esters
                found = [f for f in found if folded.startswith(f)]
            elif not self._has_own_inn(key):
                found = [*found, folded]
            target = next((t for f in found if (t := self._other(f, key)) is not None), None)
            if target is not None and self.canonical(target) != key:
                moiety[key] = target
        self._same_inn(moiety)
        return moiety

    def _same_inn(self, moiety: dict[str, str]) -> None:
        """An INN is one substance's, so what bears the same one is the same."""
        bearers: dict[str, set[str]] = defaultdict(set)
        for key, entries in self.registered.items():
            for entry in entries:
                for text, _, lists in entry.names:
                    if "INN" in lists:
                        bearers[fold(text)].add(self.canonical(key))
        for keys in bearers.values():
            first, *others = sorted(keys, key=lambda key: (key not in self.substances, key))
            for other in others:
                if other not in self.substances and self.canonical(first) != other:
                    moiety[other] = first

    def _has_own_inn(self, key: str) -> bool:
        """Whether its INN is of no salt: then it is a moiety, whoever lists it as a synonym."""
        return any(
            "INN" in lists and len(shorter(fold(text))) == 1
            for entry in self.registered[key]
            for text, _, lists in entry.names
        )

    def _other(self, folded: str, key: str) -> str | None:
        for names in self._levels:
            others = names.get(folded, set()) - {key}
            if len(others) == 1:
                return next(iter(others))
            if others:
                return None
        return None

    def _pin(self, pinned: Iterable[Wanted]) -> None:
        self._cache = {}
        wanted = list(pinned)
        owned: set[str] = set()
        for drug in wanted:  # a drug of the list is never part of another one
            if len(drug.parts) == 1:
                own = "" if drug.apart else self._literal(drug.name)
                if drug.apart or own in owned:
                    own = self._coin(fold(drug.name))
                owned.add(own)
                self._moiety.pop(own, None)
        for drug in wanted:
            for spelling in drug.spellings:
                same, target = self._literal(spelling), self._literal(drug.name)
                if same != target:
                    self._moiety[same] = target
        self._cache = {}

    def _literal(self, name: str) -> str:
        """The substance of exactly that name, before it is folded onto a moiety."""
        folded = fold(name)
        for names in self._levels:
            keys = names.get(folded, set())
            if len(keys) == 1:
                return next(iter(keys))
        found = self._find(folded)
        return found if found is not None else self._coin(folded)

    def _coin(self, folded: str) -> str:
        """A substance that no source has apart, known by its name."""
        self._levels[0][folded] = {folded}
        self._coined.append(folded)
        return folded


def misleads(synonym: str, name: str) -> bool:
    """Whether folding the synonym would name another substance.

    "(R)-salbutamol" is levosalbutamol, epoetin theta is not epoetin alfa, macrogol 400 not 4000.
    """
    if _STEREO.search(synonym):
        return True
    theirs, own = _greek(synonym), _greek(name)
    if theirs not in ("", own):
        return True
    return not set(_SIZE.findall(synonym)) <= set(_SIZE.findall(name))


def _greek(name: str) -> str:
    last = (fold(name).split() or [""])[-1].replace("alpha", "alfa")
    return last if last in _GREEK else ""
