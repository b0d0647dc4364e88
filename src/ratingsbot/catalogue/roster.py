"""Which drugs the catalogue holds, with their names and ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from ratingsbot.catalogue.identity import VACCINE, Identity, Keys, trade_name
from ratingsbot.catalogue.importers.records import Product
from ratingsbot.catalogue.names import fold, nice_case, slug
from ratingsbot.catalogue.naming import Naming
from ratingsbot.catalogue.starter import Wanted
from ratingsbot.catalogue.vocabulary import OFFICIAL_LISTS, Vocabulary
from ratingsbot.domain.drugs import DrugId

LONGEST_ID = 40
_LONGEST_NAME = 100
_DIGEST = 8
_MANY = 2
_PARTS = " (many active ingredients)"

# FDA's register says which of these lists print a substance's name. They hold what is sold: in
# the US (Orange and Purple Book, the Veterans' formulary), in the Union, in Japan.
SOLD = frozenset({"VANDF", "ORANGE BOOK", "EMA EPAR", "PURPLE BOOK CDER", "JAN"})
# Martindale describes what is in use anywhere; with a trade name it is, or was, sold there.
_IN_USE = "MART."
_VETERINARY = frozenset({"GREEN BOOK", "EMA EPAR VETERINARY"})
_PESTICIDE = "ISO"


@dataclass(frozen=True, slots=True)
class Listed:
    """A drug to hold: its actives, its name, its stable id, whether it is marketed anywhere."""

    keys: Keys
    id: DrugId
    name: str
    marketed: bool
    also: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()


def listed_drugs(
    pinned: Iterable[Wanted],
    products: Mapping[Keys, Iterable[Product]],
    vocabulary: Vocabulary,
    identity: Identity,
    naming: Naming,
) -> list[Listed]:
    """Every drug, by id: those of the committed list, those sold, those with an official name."""
    chosen = {frozenset(map(vocabulary.key, drug.parts)): drug for drug in pinned}
    official = _with_official_name(vocabulary, identity)
    combined = {_words(name.name) for name in chosen.values() if len(name.parts) > 1}
    combined |= {_words(" ".join(map(naming.own, keys))) for keys in products if len(keys) > 1}
    found: dict[Keys, tuple[str, bool]] = {}
    for keys in sorted({*chosen, *products, *official}, key=sorted):
        name = chosen[keys].name if keys in chosen else _name(keys, products.get(keys, ()), naming)
        if name and not (keys in official and _words(name) in combined):
            found[keys] = name, keys in products or keys in chosen or official[keys]
    found = _distinct(found, products)
    ids = _ids({keys: name for keys, (name, _) in found.items()}, frozenset(chosen))
    drugs = [
        Listed(
            keys,
            ids[keys],
            name,
            marketed,
            chosen[keys].also if keys in chosen else (),
            chosen[keys].spellings if keys in chosen else (),
        )
        for keys, (name, marketed) in found.items()
    ]
    return sorted(drugs, key=lambda drug: drug.id)


def _distinct(
    found: Mapping[Keys, tuple[str, bool]], products: Mapping[Keys, Iterable[Product]]
) -> dict[Keys, tuple[str, bool]]:
    """Of infusions with many parts and one trade name only the one with most products."""
    best: dict[str, Keys] = {}
    for keys, (name, _) in found.items():
        if len(keys) > _MANY and name.endswith(_PARTS):
            other = best.get(name)
            if other is None or _weight(keys, products) > _weight(other, products):
                best[name] = keys
    return {k: told for k, told in found.items() if best.get(told[0], k) == k}


def _weight(keys: Keys, products: Mapping[Keys, Iterable[Product]]) -> tuple[int, list[str]]:
    return len(list(products.get(keys, ()))), sorted(keys)


def _words(name: str) -> str:
    """Equal for a combination and for a complex that the register has as one substance."""
    return " ".join(sorted(fold(name).split()))


def _with_official_name(vocabulary: Vocabulary, identity: Identity) -> dict[Keys, bool]:
    """Substances to which an authority gave a name, with whether they are sold."""
    found: dict[Keys, bool] = {}
    for key in vocabulary.moieties():
        lists = vocabulary.lists(key)
        if lists.isdisjoint(OFFICIAL_LISTS) or not identity.is_rated(key):
            continue
        sold = not lists.isdisjoint(SOLD)
        used = _IN_USE in lists and vocabulary.has_trade_name(key)
        animals = not lists.isdisjoint(_VETERINARY) or _PESTICIDE in lists
        if animals and not sold:
            continue
        found[frozenset({key})] = sold or used
    return found


def _name(keys: Keys, products: Iterable[Product], naming: Naming) -> str:
    """The parts in alphabetical order; of very many parts, or a vaccine, the trade name's."""
    if any(key.startswith(VACCINE) for key in keys):
        brand = _brand(products)
        return brand if "vaccin" in brand.casefold() else f"{brand} vaccine"
    parts = sorted((naming.own(key) for key in keys), key=lambda part: (fold(part), part))
    name = "/".join(parts)
    if len(name) <= _LONGEST_NAME:
        return name
    brand = _brand(products)
    return f"{brand}{_PARTS}" if brand else ""


def _brand(products: Iterable[Product]) -> str:
    """The trade name of most products, of the originators' if there are any."""
    known = [product for product in products if product.brand]
    originals = [product for product in known if product.reference] or known
    names = Counter(nice_case(trade_name(product)) for product in originals)
    return min(names, key=lambda name: (-names[name], name)) if names else ""


def _ids(names: Mapping[Keys, str], first: frozenset[Keys]) -> dict[Keys, DrugId]:
    """An id each, made of the name; a short digest of the actives parts what would collide."""
    ids: dict[Keys, DrugId] = {}
    taken: set[str] = set()
    for keys in sorted(names, key=lambda keys: (keys not in first, len(keys), sorted(keys))):
        wish = slug(names[keys]) or "drug"
        if not wish.isascii() or len(wish) > LONGEST_ID or wish in taken:
            digest = sha256("|".join(sorted(keys)).encode()).hexdigest()[:_DIGEST]
            ascii_only = "".join(c for c in wish if c.isascii())
            wish = f"{ascii_only[: LONGEST_ID - _DIGEST - 1].strip('-')}-{digest}"
        taken.add(wish)
        ids[keys] = DrugId(wish)
    return ids
