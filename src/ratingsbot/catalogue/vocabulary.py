"""Which spellings mean the same active ingredient."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from ratingsbot.catalogue.importers.records import Substance
from ratingsbot.catalogue.names import SALTS, fold, listed

_SUFFIX_OF_BIOSIMILAR = re.compile(r"-[a-z]{4}$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
# Depot insulins share the vocabulary's entry with the fast ones, and are not the same drug.
_APART = ("protamine", "isophane")
_GREEK = listed("alfa beta gamma delta epsilon zeta theta kappa omega")


class Vocabulary:
    """Resolves an ingredient's spelling to a key; equal keys are one active ingredient.

    A name that the vocabulary gives to two substances resolves to neither.
    """

    def __init__(self, substances: Iterable[Substance]) -> None:
        self.substances: Mapping[str, Substance] = {s.key: s for s in substances}
        self._keys = _unambiguous(self.substances.values())
        self.common_names = frozenset(fold(s.name) for s in self.substances.values())

    def key(self, spelling: str) -> str:
        """The substance's key or, for a name unknown here, the folded name without salts."""
        literal = fold(spelling)
        if any(word in literal for word in _APART):
            return literal
        bare = fold(_IN_BRACKETS.sub("", _SUFFIX_OF_BIOSIMILAR.sub("", spelling)))
        candidates = [literal, *_shorter(bare)]
        candidates += [name.removesuffix("e") for name in candidates]  # French: "rosuvastatine"
        for candidate in candidates:
            if candidate in self._keys:
                return self._keys[candidate]
        return _shorter(bare)[-1]


def _shorter(name: str) -> list[str]:
    """`name`, then with ever fewer salt words at its end, then at its beginning."""
    words = name.split()
    found = [name]
    while len(words) > 1 and words[-1] in SALTS:
        words = words[:-1]
        found.append(" ".join(words))
    while len(words) > 1 and words[0] in SALTS:
        words = words[1:]
        found.append(" ".join(words))
    if words and words[0] in SALTS:  # nothing but salts: "potassium chloride" is a substance
        return [name]
    return found


def _unambiguous(substances: Iterable[Substance]) -> dict[str, str]:
    """Folded name to key. A common name belongs to its own substance, whoever else claims it."""
    own: dict[str, set[str]] = defaultdict(set)
    claimed: dict[str, set[str]] = defaultdict(set)
    for substance in substances:
        own[fold(substance.name)].add(substance.key)
        for synonym in substance.synonyms:
            if not _misleads(synonym, substance.name):
                claimed[fold(synonym)].add(substance.key)
    merged = {**claimed, **own}
    return {name: next(iter(keys)) for name, keys in merged.items() if len(keys) == 1 and name}


def _misleads(synonym: str, name: str) -> bool:
    """Whether folding the synonym would name another substance.

    "(R)-salbutamol" is levosalbutamol, and epoetin theta is not epoetin alfa.
    """
    theirs, own = _greek(synonym), _greek(name)
    return synonym.startswith("(") or (theirs != own and theirs != "")


def _greek(name: str) -> str:
    last = (fold(name).split() or [""])[-1].replace("alpha", "alfa")
    return last if last in _GREEK else ""
