"""Open dialogs and receipts: sealed by the caller, short-lived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from ratingsbot.engine.records import DialogSession, OutboxState
from ratingsbot.storage import tables as t
from ratingsbot.storage.connection import Connection

UNSENT_LIFE = timedelta(days=14)
"""How long a message that was given up stays listed."""


class SqlDrafts:
    """Implements `ratingsbot.engine.ports.Drafts`; see there."""

    def __init__(self, db: Connection, now: Callable[[], datetime]) -> None:
        self._db = db
        self._now = now

    async def put(self, session: DialogSession) -> None:
        """Insert it, or replace the one with its token."""
        await self._db.put(
            t.dialog_session,
            {
                "token": session.token,
                "dialog": session.dialog,
                "version": session.version,
                "owner_ref": session.owner_ref,
                "sealed_state": session.sealed_state,
                "page": session.page,
                "expires_at": session.expires_at,
            },
        )

    async def get(self, token: str) -> DialogSession | None:
        c = t.dialog_session.c
        row = await self._db.row(
            select(t.dialog_session).where(c.token == token, c.expires_at > self._now())
        )
        return None if row is None else DialogSession(**row)

    async def of_owner(self, owner_ref: bytes, dialog: str) -> Sequence[DialogSession]:
        """Those not expired, the one that lives longest first."""
        c = t.dialog_session.c
        rows = await self._db.rows(
            select(t.dialog_session)
            .where(c.owner_ref == owner_ref, c.dialog == dialog, c.expires_at > self._now())
            .order_by(c.expires_at.desc(), c.token)
        )
        return [DialogSession(**row) for row in rows]

    async def delete(self, token: str) -> None:
        await self._db.run(delete(t.dialog_session).where(t.dialog_session.c.token == token))

    async def receipt(self, ref: bytes) -> bytes | None:
        """Given as long as it is kept: an expired one still proves that the effect was had."""
        row = await self._db.row(select(t.receipt.c.sealed).where(t.receipt.c.ref == ref))
        sealed: bytes | None = None if row is None else row["sealed"]
        return sealed

    async def add_receipt(self, ref: bytes, sealed: bytes, expires_at: datetime) -> None:
        await self._db.run(insert(t.receipt).values(ref=ref, sealed=sealed, expires_at=expires_at))

    async def purge(self, now: datetime) -> int:
        """Dialogs and receipts past their moment, unused join codes past their last day, and
        messages given up whose due moment is UNSENT_LIFE ago.
        """
        box = t.outbox.c
        given_up = (OutboxState.UNCERTAIN.value, OutboxState.FAILED.value)
        expired = (
            delete(t.dialog_session).where(t.dialog_session.c.expires_at <= now),
            delete(t.receipt).where(t.receipt.c.expires_at <= now),
            delete(t.join_code).where(t.join_code.c.valid_until < now.date()),
            delete(t.outbox).where(box.state.in_(given_up), box.due_at <= now - UNSENT_LIFE),
        )
        return sum([await self._db.run(statement) for statement in expired])
