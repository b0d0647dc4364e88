"""When what is done: a plain loop over an injected clock, one process at a time by leases."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from ratingsbot.chat.boundary import Adapter
from ratingsbot.engine.publication import publish_all
from ratingsbot.engine.services import Services
from ratingsbot.errors import StorageError
from ratingsbot.jobs.outbox import deliver_due

log = structlog.get_logger()

TICK_SECONDS = 1.0
ATTEMPT = timedelta(minutes=15)
"""How long a publication may take before another process may try."""


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

    async def run(self) -> None:
        """Until cancelled. A failing database is reported and tried again at the next tick."""
        while True:
            try:
                await self.tick()
            except StorageError as error:
                log.error("jobs paused: the database failed", error=type(error).__name__)
            await asyncio.sleep(TICK_SECONDS)

    async def tick(self) -> None:
        """All that is due at this moment."""
        await deliver_due(self._services, self._adapters)
        now = self._services.clock.now()
        if now.hour >= self._hour and await self._lease(f"publication {now:%Y-%m-%d}", now):
            done = await publish_all(self._services)
            log.info("published", releases=done.releases, comments=done.comments)
            await self._keep_until_tomorrow(f"publication {now:%Y-%m-%d}", now)
        if await self._lease(f"purge {now:%Y-%m-%dT%H}", now):
            await self._services.store.write(lambda uow: uow.drafts.purge(now))
            await self._keep_until_tomorrow(f"purge {now:%Y-%m-%dT%H}", now)

    async def _lease(self, job: str, now: datetime) -> bool:
        return await self._services.store.write(
            lambda uow: uow.jobs.lease(job, f"{self._holder} {now:%H:%M:%S.%f}", now, ATTEMPT)
        )

    async def _keep_until_tomorrow(self, job: str, now: datetime) -> None:
        """Done: nobody takes this lease again before its name has changed."""
        await self._services.store.write(
            lambda uow: uow.jobs.lease(
                job, f"{self._holder} {now:%H:%M:%S.%f}", now, timedelta(days=2)
            )
        )
