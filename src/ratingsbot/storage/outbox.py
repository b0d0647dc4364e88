"""What is to be sent. A claim makes sure that two processes never send the same message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Update, delete, insert, select, update

from ratingsbot.engine.records import OutboxMessage, OutboxState
from ratingsbot.storage import tables as t
from ratingsbot.storage.connection import Connection, chunks


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that was given up, for the operator to look at."""

    message: OutboxMessage
    state: OutboxState
    reason: str


class SqlOutbox:
    """Implements `ratingsbot.engine.ports.Outbox`; see there."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    async def add(self, message: OutboxMessage) -> None:
        await self._db.run(
            insert(t.outbox).values(
                id=message.id,
                platform=message.platform,
                sealed=message.sealed,
                due_at=message.due_at,
                attempts=message.attempts,
                state=OutboxState.WAITING.value,
            )
        )

    async def claim(
        self, platforms: Sequence[str], now: datetime, limit: int
    ) -> Sequence[OutboxMessage]:
        """The longest due first. `attempts` counts the one that now begins.

        SQLite knows no row locks and needs none: it has one writer at a time.
        """
        c = t.outbox.c
        due = (
            select(t.outbox)
            .where(c.state == OutboxState.WAITING.value, c.platform.in_(platforms), c.due_at <= now)
            .order_by(c.due_at, c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = await self._db.rows(due)
        for ids in chunks([row["id"] for row in rows]):
            await self._db.run(
                update(t.outbox)
                .where(c.id.in_(ids))
                .values(state=OutboxState.CLAIMED.value, claimed_at=now, attempts=c.attempts + 1)
            )
        return [_message(row, attempts=row["attempts"] + 1) for row in rows]

    async def delivered(self, message: str) -> None:
        await self._db.run(delete(t.outbox).where(t.outbox.c.id == message))

    async def postpone(self, message: str, due_at: datetime) -> None:
        await self._db.run(
            _settle(t.outbox.c.id == message, OutboxState.WAITING).values(due_at=due_at)
        )

    async def give_up(self, message: str, reason: str, *, uncertain: bool) -> None:
        state = OutboxState.UNCERTAIN if uncertain else OutboxState.FAILED
        await self._db.run(_settle(t.outbox.c.id == message, state).values(reason=reason))

    async def unclaim_older_than(self, moment: datetime) -> int:
        c = t.outbox.c
        stale = (c.state == OutboxState.CLAIMED.value) & (c.claimed_at < moment)
        reason = "the process that was sending it stopped before the answer came"
        return await self._db.run(_settle(stale, OutboxState.UNCERTAIN).values(reason=reason))

    async def unsent(self) -> Sequence[Unsent]:
        """The messages given up, failed or uncertain, the longest due first."""
        c = t.outbox.c
        given_up = (OutboxState.UNCERTAIN.value, OutboxState.FAILED.value)
        rows = await self._db.rows(
            select(t.outbox).where(c.state.in_(given_up)).order_by(c.due_at, c.id)
        )
        return [
            Unsent(_message(row, row["attempts"]), OutboxState(row["state"]), row["reason"] or "")
            for row in rows
        ]


def _settle(which: ColumnElement[bool], state: OutboxState) -> Update:
    return update(t.outbox).where(which).values(state=state.value, claimed_at=None)


def _message(row: RowMapping, attempts: int) -> OutboxMessage:
    return OutboxMessage(row["id"], row["platform"], row["sealed"], row["due_at"], attempts)
