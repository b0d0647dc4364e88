"""Comments beside their reviews: waiting for a batch, or published by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from ratingsbot.domain.drugs import DrugId, IndicationCode
from ratingsbot.domain.releases import PoolId
from ratingsbot.engine.records import CommentPage, PublishedComment, WaitingComment
from ratingsbot.storage import tables as t
from ratingsbot.storage.connection import Connection


@dataclass(frozen=True, slots=True)
class Key:
    """What a review, its comment and the mark of its change are found by."""

    pool: PoolId
    author: bytes
    drug: DrugId
    indication: IndicationCode

    @property
    def columns(self) -> dict[str, Any]:
        """By column name."""
        return asdict(self)


def at(table: Table, key: Key) -> ColumnElement[bool]:
    """The condition that finds the key's row."""
    return and_(*(table.c[name] == value for name, value in key.columns.items()))


class Comments:
    """The part of `SqlReviews` that deals with comments."""

    def __init__(self, db: Connection, token_bytes: Callable[[int], bytes]) -> None:
        self._db = db
        self._token_bytes = token_bytes

    async def take(self, key: Key) -> RowMapping | None:
        """Delete the comment and return its row, if there was one."""
        return await self._db.row(delete(t.comment).where(at(t.comment, key)).returning(t.comment))

    async def put(self, key: Key, text: str, today: date, *, replaces: RowMapping | None) -> None:
        """Insert a comment; with its text unchanged it keeps its place, else it waits anew."""
        if not text:
            return
        fresh: dict[str, Any] = {
            "comment_id": self._token_bytes(16),
            "text": text,
            "month": f"{today:%Y-%m}",
            "waiting_since": today,
        }
        same = replaces is not None and replaces["text"] == text
        kept = dict(replaces) if replaces is not None and same else fresh
        await self._db.run(insert(t.comment).values({**kept, **key.columns}))

    async def waiting(self, pool: PoolId) -> list[WaitingComment]:
        """Those that no batch has published, by their random ids."""
        c = t.comment.c
        rows = await self._db.rows(
            select(c.comment_id, c.drug, c.author, c.waiting_since)
            .where(c.pool == pool, c.waiting_since.is_not(None))
            .order_by(c.comment_id)
        )
        return [
            WaitingComment(r["comment_id"], DrugId(r["drug"]), r["author"], r["waiting_since"])
            for r in rows
        ]

    async def publish(self, pool: PoolId, batch: int, ids: Sequence[bytes], month: str) -> None:
        """Give them a batch and their positions in it; their day goes."""
        c = t.comment.c
        statement = (
            update(t.comment)
            .where(c.pool == pool, c.comment_id == bindparam("id_"), c.waiting_since.is_not(None))
            .values(batch=batch, month=month, position=bindparam("position_"), waiting_since=None)
        )
        placed = [{"id_": id_, "position_": place} for place, id_ in enumerate(ids)]
        await self._db.run_many(statement, placed)

    async def last_batch(self, pool: PoolId) -> tuple[int, date | None]:
        """Number and day; (0, None) when there was none."""
        row = await self._db.row(select(t.comment_batch).where(t.comment_batch.c.pool == pool))
        return (0, None) if row is None else (row["batch"], row["day"])

    async def published(self, pool: PoolId, drug: DrugId, offset: int, limit: int) -> CommentPage:
        """A page, the newest batch first."""
        c = t.comment.c
        shown = and_(c.pool == pool, c.drug == drug, c.batch.is_not(None))
        total = await self._db.row(select(func.count().label("total")).where(shown))
        rows = await self._db.rows(
            select(c.text, c.indication, c.month)
            .where(shown)
            .order_by(c.batch.desc(), c.position)
            .offset(offset)
            .limit(limit)
        )
        found = [
            PublishedComment(row["text"], IndicationCode(row["indication"]), row["month"])
            for row in rows
        ]
        return CommentPage(found, 0 if total is None else total["total"])
