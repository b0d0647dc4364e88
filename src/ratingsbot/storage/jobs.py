"""Leases: one process at a time does a job."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_

from ratingsbot.storage import tables as t
from ratingsbot.storage.connection import Connection


class SqlJobs:
    """Implements `ratingsbot.engine.ports.Jobs`; see there."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    async def lease(self, job: str, holder: str, now: datetime, length: timedelta) -> bool:
        """One statement: taken when free, expired, or held by ourselves (then it is renewed)."""
        c = t.job_lease.c
        offer = self._db.insert(t.job_lease).values(job=job, holder=holder, held_until=now + length)
        taken = await self._db.row(
            offer.on_conflict_do_update(
                index_elements=[c.job],
                set_={"holder": offer.excluded.holder, "held_until": offer.excluded.held_until},
                where=or_(c.holder == holder, c.held_until <= now),
            ).returning(c.job)
        )
        return taken is not None
