"""Where a source's products are sold."""

from __future__ import annotations

from ratingsbot.catalogue.importers import (
    bdpm,
    drugsatfda,
    ema,
    fda_ndc,
    healthcanada,
    purplebook,
)

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
