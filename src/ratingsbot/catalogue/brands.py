"""Trade names: which of the printed names are brands, of which drug, and how familiar."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ratingsbot.catalogue.entry import Kind, Name
from ratingsbot.catalogue.identity import Keys, printed_names, trade_name
from ratingsbot.catalogue.importers import drugsatfda, fda_ndc
from ratingsbot.catalogue.importers.records import Product
from ratingsbot.catalogue.names import FORMS, SALTS, compact, fold, listed, nice_case
from ratingsbot.catalogue.regions import REGION, REGIONS, markets
from ratingsbot.catalogue.salts import TRAILING

MOST_BRANDS = 12

_STRENGTH = re.compile(
    r"\b(?:L\.P|I\.V|I\.M)\b\.?|(?<=[a-z]{4})HFA\b|\b(?:extra|regular|maximum|double) strength\b",
    re.IGNORECASE,
)
_RATIO = re.compile(r"\d\d/\d\d")
_BETWEEN = frozenset({"and", "with", "in", "usp", "bp", "et", "acid", "acide", "hydrochloride"})
_SHORTEST = 3
_SHORTEST_STEM = 5
_LEAST_SHARE = 0.2

# What makes a name a description ("Children's Allergy Relief") and not a brand.
_DESCRIBING = listed(
    """
    acid acne adult adults adultes aid allergy arthritis antacid anti antifungal athletes cold
    control cough daily day daytime decongestant enfants extra fever flu headache heartburn hour
    hours indoor laxative maximum migraine minis muscle nasal nicotine night nighttime
    nourrissons original pain pharmacy reducer relief reliever sinus sleep stomach strength gas
    multi symptom severe head congestion therapy vitamin women's womens children's childrens
    infants infant's junior kit system pack in and for with plus usp bp novaplus premierpro
    preservative free dextrose water plastic container unit dose single use store topcare bayer
    easy pediatric monthly weekly starter titration base the cvs kroger equaline equate leader
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
    label: bool = True
    """Whether it is only ever a label without an application of its own."""

    @property
    def products(self) -> int:
        return self.spellings.total()

    @property
    def weight(self) -> tuple[bool, int]:
        return self.reference, len(self.sources)

    @property
    def regions(self) -> tuple[str, ...]:
        found = {REGION[source] for source in self.sources}
        return tuple(region for region in REGIONS if region in found)


class Brands:
    """Every printed name with the active ingredients it was printed for."""

    def __init__(self, products: Mapping[Keys, Iterable[Product]]) -> None:
        self._by_drug: dict[Keys, dict[str, _Evidence]] = {}
        self._by_name: dict[str, dict[Keys, _Evidence]] = defaultdict(dict)
        for keys, printed in products.items():
            self._by_drug[keys] = _collected(printed)
            for name, evidence in self._by_drug[keys].items():
                self._by_name[name][keys] = evidence

    def claimed_by_others(self, name: str, keys: Keys) -> bool:
        """Whether a list prints the compact `name` for other ingredients and not for these."""
        claims = self._by_name.get(name, {})
        return bool(claims) and keys not in claims

    def of(
        self, keys: Keys, own: Sequence[str], foreign: Sequence[str]
    ) -> tuple[tuple[str, ...], tuple[Name, ...]]:
        """The brands of the drug with exactly these ingredients, and every name to search by.

        The first hold at most MOST_BRANDS, most familiar first; the names are these, lesser ones
        ("Lantus Solostar") and labels of copies. A label that contains one of the drug's `own`
        names is no brand; one that contains a `foreign` (other language's) name is only if it is
        an originator's, for some vocabularies list brands among them.
        """
        own_words = _Words(own)
        all_words = _Words([*own, *foreign])
        shown: list[str] = []
        names: list[Name] = []
        found = self._by_drug.get(keys, {})
        for key in sorted(found, key=lambda name: _rank(found[name], name)):
            evidence = found[key]
            text = _spelling(evidence)
            generic = own_words if evidence.reference else all_words
            if not self._claims(key, keys) or _describes_only(text):
                continue
            if generic.cover(text):
                if len(keys) > 1:  # "Amoxicillin and Clavulanate Potassium"
                    names.append(Name(text.lower(), Kind.SYNONYM, evidence.regions))
                continue
            is_brand = _is_brand(text, generic)
            if not is_brand and _is_clutter(text, evidence):
                continue
            if evidence.label and not _is_known(evidence):
                continue
            kind = Kind.BRAND if is_brand else Kind.GENERIC
            names.append(Name(text, kind, evidence.regions))
            known = key not in _UMBRELLAS and _is_known(evidence)
            if is_brand and known and self._belongs(key, evidence):
                shown.append(text)
        top = tuple(brand for brand in shown if not _is_variant(brand, shown))[:MOST_BRANDS]
        return top, tuple(names)

    def _claims(self, name: str, keys: Keys) -> bool:
        """Whether the name is the drug's in one market at least.

        Lists differ on what a product contains, and some rows are mistaken: within one market the
        name goes to the better claim. In another it may be another drug, and then finds both.
        """
        claims = self._by_name[name]
        own = claims[keys]
        rivals = [c for k, c in claims.items() if k != keys and _overlap(c, own)]
        return not any(_outweighs(rival, own) for rival in rivals)

    def _belongs(self, name: str, evidence: _Evidence) -> bool:
        """Whether no other ingredients have the better claim to the name, in any market.

        A brand shown with the wrong drug is worse than a brand missing from its card.
        """
        claims = self._by_name[name].values()
        if evidence.weight < max(claim.weight for claim in claims):
            return False
        return evidence.products >= _LEAST_SHARE * max(claim.products for claim in claims)


def _overlap(one: _Evidence, other: _Evidence) -> bool:
    return not markets(frozenset(one.sources)).isdisjoint(markets(frozenset(other.sources)))


def _outweighs(rival: _Evidence, own: _Evidence) -> bool:
    if rival.weight != own.weight:
        return rival.weight > own.weight
    return own.products < _LEAST_SHARE * rival.products


def _collected(products: Iterable[Product]) -> dict[str, _Evidence]:
    found: dict[str, _Evidence] = defaultdict(_Evidence)
    for product in products:
        for printed in printed_names(product):
            spelling = _clean(replace(product, brand=printed))
            key = compact(spelling)
            if len(key) < (_SHORTEST if product.reference else _SHORTEST + 1):
                continue
            evidence = found[key]
            evidence.spellings[spelling] += 1
            evidence.sources.add(product.source)
            evidence.reference |= product.reference
            evidence.label &= product.label
    return dict(found)


def _rank(evidence: _Evidence, name: str) -> tuple[int, int, str]:
    """The most familiar first. Being an originator's counts like one more list, and a list like
    eight times the products; beyond three, further lists tell no more.
    """
    lists = min(len(evidence.sources), 3) + evidence.reference
    return -(3 * lists + evidence.products.bit_length()), -evidence.products, name


def _clean(product: Product) -> str:
    """The printed name up to its first dose; a vaccine's number and an insulin's ratio stay."""
    name = _STRENGTH.sub(" ", trade_name(product))
    return " ".join(name.split()).strip(" ,;-/")


def _is_known(evidence: _Evidence) -> bool:
    """Whether it is an originator's, or on another list than one American one."""
    return evidence.reference or not evidence.sources < _AMERICAN


def _is_brand(name: str, generic: _Words) -> bool:
    words = fold(name).split()
    if not words or words[0] in _COPIERS or words[-1] in _COPIERS or words[-1] in SALTS:
        return False
    if _describes(name) or ("/" in name and not _RATIO.search(name)):
        return False
    return not any(generic.has(word) for word in words)


def _describes(name: str) -> bool:
    return any(word in _DESCRIBING for word in [*fold(name).split(), *name.casefold().split()])


def _describes_only(name: str) -> bool:
    """Whether it says what it is for and not what it is: "Pain Relief Extra Strength"."""
    return all(word in _DESCRIBING for word in fold(name).split())


def _is_clutter(name: str, evidence: _Evidence) -> bool:
    """Whether a label that is no brand says nothing that finds it: "Pain Relief"."""
    return _describes(name) and evidence.sources <= _AMERICAN and not evidence.reference


class _Words:
    """The words of a drug's generic names, with what is one of them in disguise."""

    def __init__(self, names: Iterable[str]) -> None:
        words = {word for name in names for word in fold(name).split()} - SALTS - FORMS
        self._words = frozenset(words)
        self._by_letter: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for word in sorted(words):
            stem = word[: max(len(word) - 2, _SHORTEST_STEM + 1)]
            self._by_letter[word[0]].append((word, stem))

    def has(self, word: str) -> bool:
        """Whether `word` is among them in another language ("amoxicilline") or misspelt."""
        if word in self._words:
            return True
        return any(
            (len(stem) > _SHORTEST_STEM and word.startswith(stem))
            or (len(generic) > _SHORTEST_STEM and _misspelt(word, generic))
            for generic, stem in self._by_letter.get(word[0], ())
        )

    def cover(self, name: str) -> bool:
        """Whether `name` holds nothing but generic names, misspelt ones too, salts and forms."""
        return all(
            word in self._words
            or word in TRAILING
            or word in FORMS
            or word in _BETWEEN
            or word.isdigit()
            or any(_misspelt(word, generic) for generic, _ in self._by_letter.get(word[0], ()))
            for word in fold(name).split()
        )


def _misspelt(word: str, generic: str) -> bool:
    """Whether the letters are the same but for one: "omperazole", "fuosemide"."""
    if abs(len(word) - len(generic)) > 1:
        return False
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
