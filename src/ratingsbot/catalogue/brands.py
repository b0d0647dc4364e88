"""Trade names: which of the printed names are brands, of which drug, and how familiar."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ratingsbot.catalogue.importers import drugsatfda, fda_ndc
from ratingsbot.catalogue.importers.records import Product
from ratingsbot.catalogue.names import FORMS, SALTS, compact, fold, listed, nice_case, without_dose

MOST_BRANDS = 12

Keys = frozenset[str]
"""The keys of a drug's active ingredients."""

_MARKS = re.compile(r"[®™*]|\([^)]*\)|\[[^\]]*\]")
_FROM_NUMBER = re.compile(r"[\s,]+\d.*$")
_STRENGTH = re.compile(
    r"\b(?:L\.P|I\.V|I\.M)\b\.?|(?<=[a-z]{4})HFA\b|\b(?:extra|regular|maximum|double) strength\b",
    re.IGNORECASE,
)
_SHORTEST = 3
_SHORTEST_STEM = 5
_LEAST_SHARE = 0.2

# What makes a name a description ("Children's Allergy Relief") and not a brand.
_DESCRIBING = listed(
    """
    acid acne adult adults adultes aid allergy arthritis antacid anti antifungal athletes cold
    control
    cough daily day daytime decongestant enfants extra fever flu headache heartburn hour hours
    indoor laxative maximum migraine minis muscle nasal nicotine night nighttime nourrissons
    original pain pharmacy reducer relief reliever sinus sleep stomach strength therapy vitamin
    women's womens children's childrens infants infant's junior kit system pack in and for with
    plus usp bp novaplus premierpro preservative free dextrose water plastic container unit dose
    single use store topcare bayer easy pediatric monthly weekly starter titration base the cvs
    kroger equaline equate leader
    """
)
# Makers of copies who put their own name before or after the ingredient's, or a cut form of it.
_COPIERS = listed(
    """
    aa accel accord ach act actavis ag alti apo arrow auro ava avanstra bio biogaran co cristers
    dom dominion eg evolugen gd gen health jamp krka kye m mar marcan med mint mylan nat natco
    novo nra ntp nu pharmascience phl pms pmsc pro ran ranbaxy ratio reddy riva sandoz sanis
    septa sivem taro teva tevagen van viatris wal xiromed zentiva zydus
    """
)
# Families of different drugs under one name: the name alone says nothing.
_UMBRELLAS = frozenset({"alkaseltzer", "mucinex", "robitussin", "sudafed", "theraflu", "vicks"})
# Copies on these lists carry many labels that nobody would recognise.
_AMERICAN = frozenset({fda_ndc.SOURCE, drugsatfda.SOURCE})


@dataclass(slots=True)
class _Evidence:
    spellings: Counter[str] = field(default_factory=Counter)
    sources: set[str] = field(default_factory=set)
    reference: bool = False

    @property
    def products(self) -> int:
        return self.spellings.total()

    @property
    def weight(self) -> tuple[bool, int]:
        return self.reference, len(self.sources)


class Brands:
    """Every printed name with the active ingredients it was printed for."""

    def __init__(self, products: Mapping[Keys, Iterable[Product]]) -> None:
        self._by_drug: dict[Keys, dict[str, _Evidence]] = {}
        self._by_name: dict[str, list[_Evidence]] = defaultdict(list)
        for keys, printed in products.items():
            self._by_drug[keys] = _collected(printed)
            for name, evidence in self._by_drug[keys].items():
                self._by_name[name].append(evidence)

    def of(
        self, keys: Keys, own: Sequence[str], foreign: Sequence[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The brands of the drug with exactly these ingredients, and lesser ones to search by.

        The first hold at most MOST_BRANDS, most familiar first; the others are what is left and
        the variants ("Lantus Solostar"). A label that contains one of the drug's `own` names is
        no brand; one that contains a `foreign` (other language's) name is only if it is an
        originator's, for some vocabularies list brands among them.
        """
        own_words = _words(own)
        all_words = own_words | _words(foreign)
        found = {
            name: evidence
            for name, evidence in self._by_drug.get(keys, {}).items()
            if _is_known(evidence)
            and self._belongs(name, evidence)
            and _is_brand(_spelling(evidence), own_words if evidence.reference else all_words)
        }
        ranked = sorted(found, key=lambda name: _rank(found[name], name))
        spelled = [_spelling(found[name]) for name in ranked]
        shown = [brand for brand in spelled if not _is_variant(brand, spelled)][:MOST_BRANDS]
        return tuple(shown), tuple(brand for brand in spelled if brand not in shown)

    def _belongs(self, name: str, evidence: _Evidence) -> bool:
        """Whether no other ingredients have the better claim to the name.

        Lists differ on what a product contains; a brand shown with the wrong drug is worse than
        a brand missing. With equal claims both keep it, and a look-up finds both.
        """
        claims = self._by_name[name]
        if evidence.weight < max(claim.weight for claim in claims):
            return False
        return evidence.products >= _LEAST_SHARE * max(claim.products for claim in claims)


def _collected(products: Iterable[Product]) -> dict[str, _Evidence]:
    found: dict[str, _Evidence] = defaultdict(_Evidence)
    for product in products:
        spelling = _clean(product.brand)
        key = compact(spelling)
        if len(key) < (_SHORTEST if product.reference else _SHORTEST + 1) or key in _UMBRELLAS:
            continue
        evidence = found[key]
        evidence.spellings[spelling] += 1
        evidence.sources.add(product.source)
        evidence.reference |= product.reference
    return dict(found)


def _rank(evidence: _Evidence, name: str) -> tuple[int, int, str]:
    """The most familiar first. Being an originator's counts like one more list, and a list like
    eight times the products; beyond three, further lists tell no more.
    """
    lists = min(len(evidence.sources), 3) + evidence.reference
    return -(3 * lists + evidence.products.bit_length()), -evidence.products, name


def _clean(printed: str) -> str:
    """The printed name up to its first dose, without marks, remarks, forms and devices."""
    name = _STRENGTH.sub(" ", _FROM_NUMBER.sub("", _MARKS.sub(" ", printed)))
    return " ".join(without_dose(name).split()).strip(" ,;-/")


def _is_known(evidence: _Evidence) -> bool:
    """Whether it is an originator's, or on another list than one American one."""
    return evidence.reference or not evidence.sources < _AMERICAN


def _is_brand(name: str, generic_words: frozenset[str]) -> bool:
    words = fold(name).split()
    if not words or words[0] in _COPIERS or words[-1] in _COPIERS or words[-1] in SALTS:
        return False
    if "/" in name or words[0].startswith("mix") or words[-1].endswith("mix"):  # of insulins
        return False
    if any(w in _DESCRIBING for w in [*words, *name.casefold().split()]):
        return False
    return not any(_same_stem(word, generic) for word in words for generic in generic_words)


def _words(names: Iterable[str]) -> frozenset[str]:
    words = {word for name in names for word in fold(name).split()}
    return frozenset(words - SALTS - FORMS)


def _same_stem(word: str, generic: str) -> bool:
    """Whether `word` is `generic` in another language ("amoxicilline") or misspelt."""
    if word == generic:
        return True
    if len(generic) > _SHORTEST_STEM and word[0] == generic[0] and _misspelt(word, generic):
        return True
    stem = generic[: max(len(generic) - 2, _SHORTEST_STEM + 1)]
    return len(stem) > _SHORTEST_STEM and word.startswith(stem)


def _misspelt(word: str, generic: str) -> bool:
    """Whether the letters are the same but for one: "omperazole", "fuosemide"."""
    has, needs = Counter(word), Counter(generic)
    return (has - needs).total() + (needs - has).total() <= 1


def _spelling(evidence: _Evidence) -> str:
    """The most usual spelling that is not all capitals; else the capitals made readable."""
    spellings = evidence.spellings
    mixed = {s: n for s, n in spellings.items() if not (s.isupper() or s.islower())}
    best = min((mixed or spellings).items(), key=lambda item: (-item[1], item[0]))[0]
    return nice_case(best)


def _is_variant(brand: str, brands: Sequence[str]) -> bool:
    """Whether another brand is in it: "Lantus" in "Lantus Solostar", "Proair" in "Proairhfa"."""
    words, joined = f"{fold(brand)} ", compact(brand)
    for other in brands:
        shorter = compact(other)
        if (
            other != brand
            and len(shorter) > _SHORTEST
            and (
                words.startswith(f"{fold(other)} ")
                or (joined.startswith(shorter) and len(joined) - len(shorter) >= _SHORTEST)
            )
        ):
            return True
    return False
