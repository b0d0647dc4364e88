"""Which drug a product is: the set of its active ingredients, or of a vaccine its own name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ratingsbot.catalogue.importers import ema, purplebook
from ratingsbot.catalogue.importers.records import Product
from ratingsbot.catalogue.names import compact, listed, without_dose
from ratingsbot.catalogue.vocabulary import Vocabulary

Keys = frozenset[str]
"""The keys of a drug's active ingredients."""

VACCINE = "vaccine:"
"""The beginning of the only key of a vaccine; the rest is its compact trade name."""

_SAME_VACCINE = {"prevenar": "prevnar", "prevenar13": "prevnar13", "prevenar20": "prevnar20"}
"""European trade names of vaccines that bear almost the same name elsewhere."""

MOST_PARTS = 12
MOST_PARTS_UNAPPROVED = 5
"""What has more is a food: vitamins and minerals by the dozen."""

# Sunscreens and what else no physician rates as a drug, wherever it is sold as one.
_NOT_RATED = listed(
    """
    avobenzone octocrylene homosalate octinoxate octisalate oxybenzone ensulizole octyldodecanol
    amiloxate bemotrizinol bisoctrizole ecamsule meradimate padimate cinoxate sulisobenzone
    dioxybenzone
    """
)
_POLLEN = re.compile(r"\b(?:pollen|dander|allergen|dust mite|venom protein|whole|feather)", re.I)
_ALSO_KNOWN = re.compile(r"\(previously ([^)]*)\)", re.IGNORECASE)
_MARKS = re.compile(r"[®™*]|[\"'][\s\"']+|\([^)]*\)|\[[^\]]*\]")
# Up to the first number that isn't an insulin's ratio: "HUMULIN 30/70", "ZOLOFT 50 mg, gélule".
_FROM_NUMBER = re.compile(r"(?:[\s,]+(?!\d\d/\d\d\b)|(?<=[a-z])(?=\d+ ?mg))\d.*$", re.IGNORECASE)
# A vaccine's number is its name's; its dose and this season's strain aren't.
_FROM_STRAIN = re.compile(
    r"\s+(?:\d[\d.,]*\s*(?:microgram|µg|mg|ml|u\b|ui\b|dose).*|\(?(?:jn|lp|kp|xbb|ba)\.\d.*"
    r"|original.*|omicron.*|,? suspension.*|(?:quadrivalent )?20\d\d.*)$",
    re.IGNORECASE,
)
_RATIO = re.compile(r"\b(\d\d)\s*/\s*(\d\d)\b")

# By INN, brands of human insulin; EMA's report calls all of them only "insulin human".
_FAST = listed("actrapid velosulin toronto rapid regular r entuzity infusat")
_SLOW = listed("insulatard protaphane basal nph n isophane")
_MIXED = listed("actraphane mixtard comb mix novomix truvelog m3")
# By INN, what lists call only "botulinum toxin type A"; their units differ.
_TOXINS = {
    "onabotulinumtoxinA": listed("botox vistabel onabotulinumtoxina"),
    "abobotulinumtoxinA": listed("dysport azzalure alluzience abobotulinumtoxina"),
    "incobotulinumtoxinA": listed("xeomin bocouture incobotulinumtoxina"),
    "prabotulinumtoxinA": listed("jeuveau nuceiva prabotulinumtoxina"),
    "daxibotulinumtoxinA": listed("daxxify daxibotulinumtoxina"),
    "letibotulinumtoxinA": listed("letybo letibotulinumtoxina"),
}
_DEPOT_OF = {
    "insulin human": "insulin isophane human",
    "insulin aspart": "insulin aspart protamine",
    "insulin lispro": "insulin lispro protamine",
}


class Identity:
    """Tells which drug a product is. Equal answers are one drug."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.unknown: Counter[str] = Counter()
        """Ingredients that no vocabulary knows, by the number of products left out for them."""
        self._depot = {
            vocabulary.key(fast): vocabulary.key(depot) for fast, depot in _DEPOT_OF.items()
        }
        self._human = vocabulary.key("insulin human")
        self._toxin = vocabulary.key("botulinum toxin type A")
        self._toxins = [
            (names, frozenset({vocabulary.key(toxin)})) for toxin, names in _TOXINS.items()
        ]
        self._water = vocabulary.key("water")
        self._not_rated = frozenset(map(vocabulary.key, _NOT_RATED))

    def of(self, product: Product) -> Keys | None:
        """The product's keys; None if an ingredient is unknown, or it is no drug to rate."""
        if product.vaccine:
            name = compact(trade_name(product))
            return frozenset({VACCINE + _SAME_VACCINE.get(name, name)}) if name else None
        keys = frozenset(map(self._vocabulary.key, product.ingredients)) - {self._water}
        most = MOST_PARTS_UNAPPROVED if product.label else MOST_PARTS
        if not 0 < len(keys) <= most or keys & self._not_rated:
            return None
        if any(map(_POLLEN.search, product.ingredients)):
            return None
        trusted = product.source in (ema.SOURCE, purplebook.SOURCE)
        strange = [i for i in product.ingredients if not self._knows(i)]
        if strange and not trusted:
            self.unknown.update(strange)
            return None
        return self._told_by_name(self._as_held(product, keys), product)

    def knows(self, keys: Keys) -> bool:
        """Whether a vocabulary has every one of them, or they are a vaccine's."""
        return all(key.startswith(VACCINE) or self._vocabulary.knows(key) for key in keys)

    def is_rated(self, key: str) -> bool:
        """Whether the substance is a drug to rate, and no sunscreen."""
        return key not in self._not_rated and key != self._water

    def _knows(self, ingredient: str) -> bool:
        return self._vocabulary.knows(self._vocabulary.key(ingredient))

    def _as_held(self, product: Product, keys: Keys) -> Keys:
        """A prodrug with a name of its own is itself: fosphenytoin is not its phenytoin."""
        names = self._vocabulary
        held = {k for name in product.precursors if names.is_drug(k := names.key(name))}
        if held <= keys:
            return keys
        return frozenset(held) if len(keys) == 1 else keys | held

    def _told_by_name(self, keys: Keys, product: Product) -> Keys:
        """What only the trade name tells: an insulin's depot part, whose botulinum toxin it is."""
        if len(keys) != 1:
            return keys
        (key,) = keys
        if key == self._toxin:
            words = frozenset(re.findall(r"[a-z]+", f"{product.brand} {product.generic}".lower()))
            return next((own for names, own in self._toxins if names & words), keys)
        depot = self._depot.get(key)
        if depot is None:
            return keys
        text = f"{product.brand} {product.generic}".casefold()
        words = frozenset(re.findall(r"[a-z]+\d?", _MARKS.sub(" ", text)))
        mixed = any(int(a) + int(b) == 100 for a, b in _RATIO.findall(text))
        if mixed or not words.isdisjoint(_MIXED) or re.search(r"\bmix", text):
            return keys | {depot}
        if key == self._human and not words.isdisjoint(_SLOW) and words.isdisjoint(_FAST):
            return frozenset({depot})
        return keys


def trade_name(product: Product) -> str:
    """The printed name without marks, remarks and forms; a vaccine's number stays."""
    name = _MARKS.sub(" ", product.brand)
    name = (_FROM_STRAIN if product.vaccine else _FROM_NUMBER).sub("", name)
    bare = without_dose(name, bare=not product.vaccine)
    return " ".join(bare.split()).strip(" ,;-/.+\"'")


def printed_names(product: Product) -> Iterator[str]:
    """The trade name and the one it had before: "Kirsty (previously Kixelle)" has two."""
    yield product.brand
    yield from _ALSO_KNOWN.findall(product.brand)
