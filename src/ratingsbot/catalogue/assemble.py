"""Puts one drug together from everything the sources say about its ingredients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ratingsbot.catalogue.brands import Brands, Keys
from ratingsbot.catalogue.conditions import MOST_CLAIMED, Conditions, is_condition, merged
from ratingsbot.catalogue.entry import Entry
from ratingsbot.catalogue.importers import bdpm, ema, fda_ndc, healthcanada, purplebook
from ratingsbot.catalogue.importers import drugsatfda as drugs_at_fda
from ratingsbot.catalogue.importers.records import Product, Treats
from ratingsbot.catalogue.names import compact, fold
from ratingsbot.catalogue.starter import Wanted
from ratingsbot.catalogue.vocabulary import Vocabulary
from ratingsbot.domain.drugs import Drug, Indication

_YEAR_WORDING = {
    purplebook.SOURCE: "licensed in the US {year} · FDA Purple Book",
    ema.SOURCE: "authorised in the EU {year} · EMA",
    bdpm.SOURCE: "authorised in France {year} · BDPM (ANSM)",
    fda_ndc.SOURCE: "marketed in the US since at least {year} · FDA NDC",
    healthcanada.SOURCE: "on Canada's register since at least {year} · Health Canada DPD",
}
"""In the order in which a tie is settled: an authorisation says more than a marketing start."""

_AMERICAN = frozenset({fda_ndc.SOURCE, drugs_at_fda.SOURCE, purplebook.SOURCE})
# Properties of a substance, which the directory lists among its classes.
_PROPERTY = ("cytochrome", "p-glycoprotein", "transporter", "ugt1a1")
_SEARCH = "https://dailymed.nlm.nih.gov/dailymed/search.cfm?"
_LONGEST_SYNONYM = 40
_FEW = 3


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything read, arranged by the ingredients it is about."""

    vocabulary: Vocabulary
    products: Mapping[Keys, Sequence[Product]]
    brands: Brands
    curated: Mapping[Keys, Sequence[Treats]]
    claimed: Mapping[Keys, Sequence[Treats]]
    conditions: Conditions


def assemble(wanted: Wanted, keys: Keys, sources: Sources) -> Entry:
    """The catalogue's entry for `wanted`, whose active ingredients are exactly `keys`."""
    products = sources.products.get(keys, ())
    own = _own_names(wanted, sources.vocabulary)
    brands, lesser = sources.brands.of(keys, own, _foreign_names(wanted, sources.vocabulary))
    synonyms = _synonyms(wanted, brands, lesser, sources.vocabulary)
    year, year_source = _first_year(products)
    drug = Drug(
        id=wanted.id,
        name=wanted.name,
        brands=brands,
        drug_class=_drug_class(products),
        first_year=year,
        first_year_source=year_source,
        indications=_indications(keys, products, sources),
        links=_links(wanted, products, sources.vocabulary),
    )
    return Entry(drug, synonyms)


def _own_names(wanted: Wanted, vocabulary: Vocabulary) -> list[str]:
    """The INN, the list's further names and the American one, of the drug and of its parts."""
    american = [_american(part, vocabulary) for part in wanted.parts]
    return [*wanted.parts, *wanted.spellings, *wanted.also, *american]


def _foreign_names(wanted: Wanted, vocabulary: Vocabulary) -> list[str]:
    found = [vocabulary.substances.get(vocabulary.key(part)) for part in wanted.parts]
    return [name for s in found if s is not None for name in s.synonyms if _readable(name)]


def _synonyms(
    wanted: Wanted, brands: Sequence[str], lesser: Sequence[str], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Further generic names, for a single substance in several languages, then lesser brands."""
    names = [*wanted.also, *wanted.spellings]
    usual = [_american(part, vocabulary) for part in wanted.parts]
    if len(wanted.parts) == 1:
        names += [*usual, *_foreign_names(wanted, vocabulary)]
    else:
        names += ["/".join(reversed(wanted.parts)), "/".join(usual), "/".join(reversed(usual))]
    names += lesser
    taken = {compact(name) for name in [wanted.name, *brands]}
    unique = {compact(name): name for name in reversed(names) if compact(name) not in taken}
    return tuple(reversed(unique.values()))


def _readable(name: str) -> bool:
    """Whether people type it: no chemical formula, no laboratory code, no abbreviation."""
    letters = name.replace(" ", "").replace("-", "")
    abbreviation = len(letters) < 4 or (name.isupper() and len(letters) < 6)
    return letters.isalpha() and not abbreviation and len(name) <= _LONGEST_SYNONYM


def _american(part: str, vocabulary: Vocabulary) -> str:
    substance = vocabulary.substances.get(vocabulary.key(part))
    return substance.name.lower() if substance is not None else part


def _first_year(products: Iterable[Product]) -> tuple[int | None, str]:
    order = list(_YEAR_WORDING)
    dated = [
        (product.year, order.index(product.source))
        for product in products
        if product.year is not None and product.source in _YEAR_WORDING
    ]
    if not dated:
        return None, ""
    year, place = min(dated)
    return year, _YEAR_WORDING[order[place]].format(year=year)


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


def _links(
    wanted: Wanted, products: Iterable[Product], vocabulary: Vocabulary
) -> tuple[tuple[str, str], ...]:
    products = list(products)
    links: list[tuple[str, str]] = []
    if any(p.source in _AMERICAN for p in products):
        query = " ".join(_american(part, vocabulary) for part in wanted.parts)
        address = _SEARCH + urlencode({"labeltype": "human", "query": query})
        links.append(("DailyMed (US labels)", address))
    pages = [p for p in products if p.source == ema.SOURCE and p.reference and p.address]
    if pages:
        first = min(pages, key=lambda p: (p.year or 9999, fold(p.brand)))
        links.append((f"EMA: {first.brand}", first.address))
    return tuple(links)
