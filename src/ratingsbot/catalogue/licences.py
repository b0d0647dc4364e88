"""What a US licence says of a biologic's actives, against coarser lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ratingsbot.catalogue.identity import Identity, Keys, trade_name
from ratingsbot.catalogue.importers import drugsatfda, fda_ndc, purplebook
from ratingsbot.catalogue.importers.records import Product
from ratingsbot.catalogue.names import compact

_COARSER = frozenset({fda_ndc.SOURCE, drugsatfda.SOURCE})


def by_drug(products: Iterable[Product], identity: Identity) -> dict[Keys, list[Product]]:
    """The products by their drug; those that are none to rate are left out.

    FDA's other lists call Follistim and Gonal-f both "follitropin" and anti-D an immunoglobulin.
    Where the Purple Book licenses a product of that name, its proper name decides.
    """
    read = [(product, identity.of(product)) for product in products]
    licensed: dict[str, set[Keys]] = defaultdict(set)
    for product, keys in read:
        if product.source == purplebook.SOURCE and keys is not None and identity.knows(keys):
            licensed[compact(trade_name(product))].add(keys)
    found: dict[Keys, list[Product]] = defaultdict(list)
    for product, keys in read:
        if keys is None:
            continue
        if product.source in _COARSER:
            proper = licensed.get(compact(trade_name(product)), set())
            if len(proper) == 1:
                (keys,) = proper
        found[keys].append(product)
    return found
