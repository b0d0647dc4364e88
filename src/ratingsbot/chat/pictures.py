"""Pictures on demand: drawn off the event loop, once a release, kept for the next who asks."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from ratingsbot.charts import score_chart
from ratingsbot.chat.views.score import score_picture
from ratingsbot.domain.releases import ReleaseId
from ratingsbot.engine import formulary, rating, results
from ratingsbot.engine.services import Services
from ratingsbot.errors import Unknown

KEPT = 256
"""Pictures in memory, under 60 kB each."""


class Pictures:
    """A small cache by release: a release never changes, so neither does its picture."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: OrderedDict[str, asyncio.Future[bytes]] = OrderedDict()

    async def get(self, key: str) -> bytes:
        """The PNG of "score|<release id>". Raises Unknown."""
        if key not in self._kept:
            self._kept[key] = asyncio.ensure_future(self._draw(key))
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        drawing = self._kept[key]
        try:
            # Shielded: one person's time-out must not spoil the picture for the others.
            return await asyncio.shield(drawing)
        except Exception:
            self._kept.pop(key, None)
            raise

    async def _draw(self, key: str) -> bytes:
        kind, _, release_id = key.partition("|")
        if kind != "score":
            raise Unknown("There is no such picture.")
        release = await results.release(self._services, ReleaseId(release_id))
        services = await self._services.store.read(
            lambda uow: formulary.for_pool(self._services, uow, release.pool)
        )
        drug = rating.known_drug(services, release.drug)
        return await asyncio.to_thread(score_chart, score_picture(drug, release))
