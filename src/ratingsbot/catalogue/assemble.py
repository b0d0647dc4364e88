"""Puts one drug together from everything the sources say about its ingredients."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ratingsbot.catalogue.brands import Brands
from ratingsbot.catalogue.conditions import MOST_CLAIMED, Conditions, is_condition, merged
from ratingsbot.catalogue.entry import Entry, Kind, Name
from ratingsbot.catalogue.identity import VACCINE, Keys
from ratingsbot.catalogue.importers import drugsatfda as drugs_at_fda
from ratingsbot.catalogue.importers import ema, fda_ndc, purplebook
from ratingsbot.catalogue.importers.records import Product, Treats
from ratingsbot.catalogue.names import compact
from ratingsbot.catalogue.naming import LONGEST, Naming, unique
from ratingsbot.catalogue.roster import Listed
from ratingsbot.catalogue.vocabulary import Vocabulary
from ratingsbot.catalogue.years import first_authorised, first_year
from ratingsbot.domain.drugs import Drug, Indication

_AMERICAN = frozenset({fda_ndc.SOURCE, drugs_at_fda.SOURCE, purplebook.SOURCE})
# Properties of a substance, which the directory lists among its classes.
_PROPERTY = ("cytochrome", "p-glycoprotein", "transporter", "ugt1a1")
_SEARCH = "https://dailymed.nlm.nih.gov/dailymed/search.cfm?"
_FEW = 3
_GIVEN = frozenset({Kind.INN, Kind.USAN, Kind.BIOSIMILAR})
"""Kinds of names that an authority gave, and that belong to no other drug."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything read, arranged by the ingredients it is about."""

    vocabulary: Vocabulary
    naming: Naming
    products: Mapping[Keys, Sequence[Product]]
    brands: Brands
    curated: Mapping[Keys, Sequence[Treats]]
    claimed: Mapping[Keys, Sequence[Treats]]
    conditions: Conditions


class Assembler:
    """Makes the entries of a list of drugs, each knowing the names of all others."""

    def __init__(self, drugs: Sequence[Listed], sources: Sources) -> None:
        self._sources = sources
        self._primary = {compact(drug.name): drug.keys for drug in drugs}
        self._given: dict[str, set[Keys]] = defaultdict(set)
        self._traded: dict[str, set[Keys]] = defaultdict(set)
        self._further: dict[str, tuple[Name, ...]] = {}
        naming = sources.naming
        for drug in drugs:
            for name in (drug.name, *drug.also, *drug.spellings):
                self._given[compact(name)].add(drug.keys)
            if len(drug.keys) != 1:
                continue
            (key,) = drug.keys
            if key.startswith(VACCINE):
                continue
            self._further[key] = tuple(naming.further(key))
            self._given[compact(naming.usual(key))].add(drug.keys)
            for further in self._further[key]:
                if further.kind in _GIVEN:
                    self._given[compact(further.text)].add(drug.keys)
            for text in naming.trade_names(key):
                self._traded[compact(text)].add(drug.keys)

    def entry(self, drug: Listed) -> Entry:
        """The catalogue's entry for `drug`."""
        sources = self._sources
        products = sources.products.get(drug.keys, ())
        own = self._own_names(drug)
        foreign = [name for key in sorted(drug.keys) for name in sources.naming.foreign(key)]
        brands, traded = sources.brands.of(drug.keys, own, foreign)
        year, year_source = first_year(products)
        lists = frozenset[str]()
        if len(drug.keys) == 1:
            lists = sources.vocabulary.lists(next(iter(drug.keys)))
        return Entry(
            Drug(
                id=drug.id,
                name=drug.name,
                brands=tuple(b for b in brands if compact(b) != compact(drug.name)),
                drug_class=_drug_class(products),
                first_year=year,
                first_year_source=year_source,
                indications=_indications(drug.keys, products, sources),
                links=_links(drug.keys, products, sources.naming),
                marketed=drug.marketed,
                first_authorised=first_authorised(products, lists),
            ),
            unique([n for n in self._names(drug, traded) if self._allowed(n, drug)], [drug.name]),
            tuple(sorted(drug.keys)),
        )

    def _names_of(self, key: str) -> tuple[Name, ...]:
        if key not in self._further:
            self._further[key] = tuple(self._sources.naming.further(key))
        return self._further[key]

    def _own_names(self, drug: Listed) -> list[str]:
        naming = self._sources.naming
        parts = [name for key in drug.keys for name in (naming.own(key), naming.usual(key))]
        if next(iter(drug.keys)).startswith(VACCINE):
            return []
        return [*drug.name.split("/"), *drug.spellings, *drug.also, *sorted(parts)]

    def _names(self, drug: Listed, traded: Sequence[Name]) -> Iterator[Name]:
        """All names, the better kind first, so that a name given twice has the better one."""
        for text in (*drug.also, *drug.spellings):
            yield Name(text, Kind.SYNONYM)
        if len(drug.keys) == 1:
            (key,) = drug.keys
            further = self._names_of(key)
            yield from sorted(
                (n for n in further if n.kind in _GIVEN), key=lambda n: (n.kind, n.text)
            )
            yield from traded
            if not key.startswith(VACCINE):
                yield Name(self._sources.naming.usual(key), Kind.SYNONYM)
            yield from sorted((n for n in further if n.kind not in _GIVEN), key=lambda n: n.text)
            for text in sorted(set(self._sources.naming.trade_names(key))):
                yield Name(text, Kind.BRAND)
        else:
            yield from traded
            yield from self._orders(drug)
        for product in self._sources.products.get(drug.keys, ()):
            if product.vaccine and 0 < len(product.generic) <= LONGEST:
                yield Name(product.generic, Kind.SYNONYM)

    def _orders(self, drug: Listed) -> Iterator[Name]:
        """A combination's parts in the other order, and by their usual names."""
        naming = self._sources.naming
        own = drug.name.split("/") if "/" in drug.name else []
        usual = sorted(naming.usual(key) for key in drug.keys)
        by_own = sorted(drug.keys, key=naming.own)
        for parts in (own[::-1], usual, usual[::-1], [naming.usual(key) for key in by_own]):
            text = "/".join(parts)
            if text and len(text) <= 2 * LONGEST:
                yield Name(text, Kind.SYNONYM)

    def _allowed(self, name: Name, drug: Listed) -> bool:
        """Whether the name isn't another drug's by a better right.

        A name that an authority gave is nobody else's trade name or synonym; what a list prints
        on a box of other ingredients is no synonym; and what the register calls a trade name of
        several substances was a combination's.
        """
        key = compact(name.text)
        owners = self._given.get(key, set())
        if self._primary.get(key, drug.keys) != drug.keys:
            return name.text in drug.also  # the committed list may let a name mean several
        if owners and drug.keys not in owners:
            return False
        if name.kind in _GIVEN or name.regions or drug.keys in owners:
            return True
        if self._sources.brands.claimed_by_others(key, drug.keys):
            return False
        return name.kind is not Kind.BRAND or len(self._traded.get(key, ())) <= 1


def _drug_class(products: Iterable[Product]) -> str:
    """FDA's class as most products carry it, else the EMA's most frequent group."""
    classes = Counter(kept for p in products if (kept := _classes(p)))
    if classes:
        best = min(classes, key=lambda c: (-classes[c], c))
        return "; ".join(best)
    groups = Counter(p.group for p in products if p.group)
    return min(groups, key=lambda g: (-groups[g], g)) if groups else ""


def _classes(product: Product) -> tuple[str, ...]:
    kept = [c for c in product.classes if not any(word in c.casefold() for word in _PROPERTY)]
    return tuple(dict.fromkeys(kept))


def _indications(
    keys: Keys, products: Iterable[Product], sources: Sources
) -> tuple[Indication, ...]:
    """The regulator's, then the curated ones, then some of the community's where EMA names few.

    Old drugs have no European authorisation of their own, or only one for a niche.
    """
    make = sources.conditions.indication
    areas = sorted({area for p in products for area in p.areas if is_condition(area)})
    official = [make(area, ema.SOURCE, authorised=True) for area in areas]
    others = sorted(sources.curated.get(keys, ()), key=_disease_first)
    if len(official) < _FEW:
        others += sources.claimed.get(keys, ())[:MOST_CLAIMED]
    unofficial = [make(claim.condition, claim.source, authorised=False) for claim in others]
    return merged(official, unofficial)


def _disease_first(claim: Treats) -> tuple[bool, str]:
    return not claim.modifies, claim.condition.casefold()


def _links(keys: Keys, products: Sequence[Product], naming: Naming) -> tuple[tuple[str, str], ...]:
    links: list[tuple[str, str]] = []
    parts = [naming.usual(key) for key in keys if not key.startswith(VACCINE)]
    if parts and any(p.source in _AMERICAN for p in products):
        query = " ".join(sorted(parts))
        address = _SEARCH + urlencode({"labeltype": "human", "query": query})
        links.append(("DailyMed (US labels)", address))
    pages = sorted(
        (p for p in products if p.source == ema.SOURCE and p.reference and p.address),
        key=lambda p: (p.year or 9999, p.brand),
    )
    if pages:
        links.append((f"EMA: {pages[0].brand}", pages[0].address))
    return tuple(links)
