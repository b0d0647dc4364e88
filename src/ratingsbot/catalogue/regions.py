"""Where a source's products are sold."""

from __future__ import annotations

from collections.abc import Iterable

from ratingsbot.catalogue.importers import (
    bdpm,
    drugsatfda,
    ema,
    fda_ndc,
    healthcanada,
    purplebook,
)
from ratingsbot.catalogue.names import listed

REGION = {
    fda_ndc.SOURCE: "US",
    drugsatfda.SOURCE: "US",
    purplebook.SOURCE: "US",
    healthcanada.SOURCE: "CA",
    ema.SOURCE: "EU",
    bdpm.SOURCE: "FR",
}

REGIONS = ("US", "CA", "EU", "FR")
"""Every region, in the order in which a name's regions stand."""

_MARKET = {"FR": "EU"}


def markets(sources: frozenset[str]) -> frozenset[str]:
    """The markets of these sources; France shares its trade names with the Union."""
    regions = {REGION[source] for source in sources}
    return frozenset(_MARKET.get(region, region) for region in regions)


_UNION = listed(
    """
    AT BE BG CY CZ DE DK EE ES FI GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK
    IS LI NO CH GB
    """
)
"""The Union but France, the three that take over its authorisations, and two neighbours whose
trade names are mostly the same."""
_NEAR = {"US": ("US", "CA"), "CA": ("CA", "US"), "FR": ("FR", "EU")}


def distance(regions: Iterable[str], country: str) -> int:
    """How far from `country` (ISO 3166, two letters) a name's regions are: 0 for its own.

    The same for every name if the country is of no region, or unknown ("").
    """
    near = ("EU", "FR") if country in _UNION else _NEAR.get(country, ())
    return min((near.index(region) for region in regions if region in near), default=len(near))
