"""Pictures on demand: drawn off the event loop, once a release, kept for the next who asks."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from ratingsbot.charts import comparison_chart, score_chart, trend_chart
from ratingsbot.chat.views.comparing import comparison_picture
from ratingsbot.chat.views.ranking import trend_picture
from ratingsbot.chat.views.score import score_picture
from ratingsbot.domain.drugs import Drug
from ratingsbot.domain.releases import Release, ReleaseId
from ratingsbot.engine import comparing, formulary, ranking, rating, results
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
        """The PNG of "score|<release>", "trend|<last release>" or "compare|<release>|…".

        Raises Unknown.
        """
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
        kind, *ids = key.split("|")
        releases = [await results.release(self._services, ReleaseId(one)) for one in ids]
        match kind, releases:
            case "score", [release]:
                card = score_picture(await self._drug(release), release)
                return await asyncio.to_thread(score_chart, card)
            case "trend", [release]:
                return await self._trend(release)
            case "compare", [_, _, *_] if len(releases) <= comparing.MOST:
                return await self._comparison(releases)
        raise Unknown("There is no such picture.")

    async def _trend(self, last: Release) -> bytes:
        course = await ranking.course_until(self._services, await self._drug(last), last)
        return await asyncio.to_thread(trend_chart, trend_picture(course))

    async def _comparison(self, releases: Sequence[Release]) -> bytes:
        compared = [comparing.Compared(await self._drug(one), one) for one in releases]
        pool = await self._services.store.read(lambda uow: uow.people.pool(releases[0].pool))
        found = comparing.side_by_side(compared, synthetic=pool.synthetic)
        return await asyncio.to_thread(comparison_chart, comparison_picture(found))

    async def _drug(self, release: Release) -> Drug:
        services = await self._services.store.read(
            lambda uow: formulary.for_pool(self._services, uow, release.pool)
        )
        return rating.known_drug(services, release.drug)
