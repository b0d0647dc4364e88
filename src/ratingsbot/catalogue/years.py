"""When a drug came: the earliest year that a source gives, and which sources may call it new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ratingsbot.catalogue.importers import bdpm, drugsatfda, ema, fda_ndc, healthcanada, purplebook
from ratingsbot.catalogue.importers.records import Product
from ratingsbot.domain.drugs import Drug

_WORDING = {
    purplebook.SOURCE: "licensed in the US {year} · FDA Purple Book",
    ema.SOURCE: "authorised in the EU {year} · EMA",
    bdpm.SOURCE: "authorised in France {year} · BDPM (ANSM)",
    fda_ndc.SOURCE: "marketed in the US since at least {year} · FDA NDC",
    healthcanada.SOURCE: "on Canada's register since at least {year} · Health Canada DPD",
}
"""In the order in which a tie is settled: an authorisation says more than a marketing start."""

_AUTHORISATIONS = frozenset({purplebook.SOURCE, ema.SOURCE, bdpm.SOURCE, healthcanada.SOURCE})
# The years of the two snapshots: what they list was sold by then, dated or not.
_SNAPSHOTS = {fda_ndc.SOURCE: 2019, drugsatfda.SOURCE: 2020}
# National registers date each product, and an old drug may have a young one.
_CENTRAL = frozenset({purplebook.SOURCE, ema.SOURCE})
# Books that hold a drug only after years of use.
_BOOKS = frozenset({"MART.", "USP MONOGRAPH", "EP MONOGRAPH", "WHO-IP"})


def first_year(products: Iterable[Product]) -> tuple[int | None, str]:
    """The earliest year of all, in the words of its source; (None, "") if no source dates it."""
    order = list(_WORDING)
    dated = [
        (product.year, order.index(product.source))
        for product in products
        if product.year is not None and product.source in _WORDING
    ]
    if not dated:
        return None, ""
    year, place = min(dated)
    return year, _WORDING[order[place]].format(year=year)


def first_authorised(products: Sequence[Product], lists: frozenset[str]) -> int | None:
    """The year of the first dated authorisation; None if there are signs of an earlier one.

    `lists` are the lists that name the substance; they are empty for a combination.
    """
    granted = [p.year for p in products if p.year is not None and p.source in _AUTHORISATIONS]
    if not granted:
        return None
    year = min(granted)
    seen = [p.year for p in products if p.year is not None]
    seen += [_SNAPSHOTS[p.source] for p in products if p.source in _SNAPSHOTS]
    if min(seen) < year:
        return None
    central = any(p.source in _CENTRAL and p.reference and p.year == year for p in products)
    return None if not central and not lists.isdisjoint(_BOOKS) else year


def newly_authorised(drugs: Iterable[Drug], since: int) -> tuple[Drug, ...]:
    """The drugs first authorised in the year `since` or later, the newest first, then by name."""
    found = [d for d in drugs if d.first_authorised is not None and d.first_authorised >= since]
    return tuple(sorted(found, key=lambda d: (-(d.first_authorised or 0), d.name.casefold())))
