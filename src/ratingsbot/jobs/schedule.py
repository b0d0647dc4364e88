"""When what is done: a plain loop over an injected clock, one process at a time by leases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from ratingsbot.chat.boundary import Adapter
from ratingsbot.engine.publication import publish_all
from ratingsbot.engine.services import Services
from ratingsbot.jobs.outbox import deliver_due

log = structlog.get_logger()

TICK_SECONDS = 1.0
ATTEMPT = timedelta(minutes=15)
"""How long a publication may take before another process may try."""
ASK_AGAIN = timedelta(minutes=1)
"""How often a process asks whether a job is free."""


class Schedule:
    """Publishes once a day, delivers at once, purges what has expired."""

    def __init__(
        self,
        services: Services,
        adapters: Mapping[str, Adapter],
        *,
        holder: str,
        publish_hour: int,
    ) -> None:
        """
        Args:
            holder: This process's name in the leases.
            publish_hour: 0 to 23, UTC.
        """
        self._services = services
        self._adapters = adapters
        self._holder = holder
        self._hour = publish_hour
        self._not_before: dict[str, datetime] = {}

    async def run(self) -> None:
        """Until cancelled. What fails is reported and tried again; the bot goes on serving."""
        while True:
            try:
                await self.tick()
            except Exception:
                log.exception("a job failed")
            await asyncio.sleep(TICK_SECONDS)

    async def tick(self) -> None:
        """All that is due at this moment."""
        await deliver_due(self._services, self._adapters)
        now = self._services.clock.now()
        await self._now_and_then(
            "publication", now, next_publication(now, self._hour), self._publish
        )
        await self._now_and_then("purge", now, now + timedelta(hours=1), self._purge)

    async def _now_and_then(
        self, job: str, now: datetime, again_at: datetime, do: Callable[[], Awaitable[None]]
    ) -> None:
        """Do it unless some process did for this period: its lease is kept until it is due again.

        Each attempt has a name of its own, so that not even this process can take it twice.
        """
        if now < self._not_before.get(job, now):
            return
        self._not_before[job] = now + ASK_AGAIN
        holder = f"{self._holder} {self._services.random.token()}"
        store = self._services.store
        if not await store.write(lambda uow: uow.jobs.lease(job, holder, now, ATTEMPT)):
            return
        await do()
        await store.write(lambda uow: uow.jobs.lease(job, holder, now, again_at - now))

    async def _publish(self) -> None:
        done = await publish_all(self._services)
        log.info("published", releases=done.releases, comments=done.comments, failed=done.failed)
        await self._services.store.tidy()

    async def _purge(self) -> None:
        now = self._services.clock.now()
        rows = await self._services.store.write(lambda uow: uow.drafts.purge(now))
        log.info("purged", rows=rows)


def next_publication(now: datetime, hour: int) -> datetime:
    """The next time after `now` at which the clock shows `hour`, both in UTC."""
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if now < today else today + timedelta(days=1)
