"""Reviews and the marks of their changes, by pseudonym. Knows no person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)

from ratingsbot.domain.drugs import DrugId, IndicationCode
from ratingsbot.domain.releases import PoolId
from ratingsbot.domain.reviews import (
    Details,
    Dimension,
    LastPrescribed,
    PaidByMaker,
    PatientsTreated,
    Review,
)
from ratingsbot.engine.records import (
    Changes,
    CommentPage,
    Counts,
    StoredReview,
    WaitingComment,
)
from ratingsbot.storage import tables as t
from ratingsbot.storage.comments import Comments, Key, at
from ratingsbot.storage.connection import Connection, chunks
from ratingsbot.storage.recount import counts_of, recount_query

_OTHER = t.review.alias("other")
_ALREADY = exists().where(
    _OTHER.c.pool == t.review.c.pool,
    _OTHER.c.author == t.review.c.author,
    _OTHER.c.indication == t.review.c.indication,
    _OTHER.c.drug == bindparam("new"),
)


class SqlReviews:
    """Implements `ratingsbot.engine.ports.Reviews`; see there."""

    def __init__(
        self, db: Connection, *, key_version: int, token_bytes: Callable[[int], bytes]
    ) -> None:
        self._db = db
        self._key_version = key_version
        self._comments = Comments(db, token_bytes)

    async def of_drug(self, pool: PoolId, author: bytes, drug: DrugId) -> Sequence[StoredReview]:
        return await self._stored(pool, author, t.review.c.drug == drug)

    async def of_author(self, pool: PoolId, author: bytes) -> Sequence[StoredReview]:
        return await self._stored(pool, author)

    async def save(
        self,
        pool: PoolId,
        author: bytes,
        review: Review,
        today: date,
        *,
        was: IndicationCode | None = None,
        synthetic: bool = False,
    ) -> None:
        """A comment that moves along with its text unchanged stays published.

        Only a rating that differs is a change: else editing a comment would bring on a release in
        which a single colleague's new rating shows.

        Where a review moves onto an existing one, the newest replaces it, comment included.
        """
        old = Key(pool, author, review.drug, review.indication if was is None else was)
        new = Key(pool, author, review.drug, review.indication)
        before = await self._db.row(select(t.review).where(at(t.review, old)))
        comment = await self._comments.take(old)
        replaced: dict[Dimension, int] = {}
        if old != new:
            await self._comments.take(new)
            target = await self._db.row(select(t.review).where(at(t.review, new)))
            replaced = {} if target is None else _rated(target)
            await self._db.run(delete(t.review).where(at(t.review, old)))
        await self._db.put(t.review, {**new.columns, **self._columns(review, today, synthetic)})
        await self._comments.put(new, review.comment, today, replaces=comment)
        rated = {} if before is None else _rated(before)
        if old != new:
            await self._mark(old, rated, today)
            await self._mark(new, {**replaced, **review.ratings}, today)
        else:
            await self._mark(new, _differing(rated, review.ratings), today)

    async def withdraw(
        self, pool: PoolId, author: bytes, drug: DrugId, indication: IndicationCode, today: date
    ) -> bool:
        key = Key(pool, author, drug, indication)
        await self._comments.take(key)
        before = await self._db.row(select(t.review).where(at(t.review, key)))
        if before is None:
            return False
        await self._db.run(delete(t.review).where(at(t.review, key)))
        await self._mark(key, _rated(before), today)
        return True

    async def erase(self, pool: PoolId, author: bytes, today: date) -> int:
        c = t.review.c
        theirs = select(c.drug, c.indication).where(c.pool == pool, c.author == author)
        rows = await self._db.rows(theirs)
        for row in rows:
            await self.withdraw(pool, author, row["drug"], row["indication"], today)
        return len(rows)

    async def carry_over(self, old: DrugId, new: DrugId, today: date) -> int:
        c = t.review.c
        query = select(t.review, _ALREADY.label("already")).where(c.drug == old)
        rows = await self._db.rows(query.params(new=new))
        for row in rows:
            before = Key(row["pool"], row["author"], old, row["indication"])
            after = Key(row["pool"], row["author"], new, row["indication"])
            if row["already"]:
                await self._comments.take(before)
                await self._db.run(delete(t.review).where(at(t.review, before)))
                continue
            moved = {column.name: row[column.name] for column in t.review.columns} | {"drug": new}
            await self._db.put(t.review, moved)
            await self._db.run(update(t.comment).where(at(t.comment, before)).values(drug=new))
            await self._db.run(delete(t.review).where(at(t.review, before)))
            await self._mark(after, _rated(row), today)
        await self._db.run(delete(t.pending_change).where(t.pending_change.c.drug == old))
        await self._db.run(delete(t.release_current).where(t.release_current.c.drug == old))
        return len(rows)

    async def changed(self, pool: PoolId) -> Mapping[DrugId, Changes]:
        c = t.pending_change.c
        authors = func.count(c.author.distinct()).label("authors")
        query = select(c.drug, c.what, authors).where(c.pool == pool).group_by(c.drug, c.what)
        found: dict[DrugId, dict[str, int]] = {}
        for row in await self._db.rows(query.order_by(c.drug)):
            found.setdefault(DrugId(row["drug"]), {})[row["what"]] = row["authors"]
        return {drug: _changes(marks) for drug, marks in found.items()}

    async def clear_changes(
        self, pool: PoolId, renewed: Mapping[DrugId, Collection[Dimension]]
    ) -> None:
        c = t.pending_change.c
        done: dict[str, list[DrugId]] = {t.WHOLE_DRUG: list(renewed)}
        for drug, dimensions in renewed.items():
            for dimension in dimensions:
                done.setdefault(dimension.value, []).append(drug)
        for what, drugs in done.items():
            for some in chunks(drugs):
                marks = (c.pool == pool, c.what == what, c.drug.in_(some))
                await self._db.run(delete(t.pending_change).where(*marks))

    async def recount(self, pool: PoolId, drugs: Sequence[DrugId]) -> Mapping[DrugId, Counts]:
        counts: dict[DrugId, Counts] = {}
        for some in chunks(drugs):
            for row in await self._db.rows(recount_query(pool, some)):
                counts[DrugId(row["drug"])] = counts_of(row)
        return counts

    async def waiting_comments(self, pool: PoolId) -> Sequence[WaitingComment]:
        """In no order that tells anything: by their random ids."""
        return await self._comments.waiting(pool)

    async def publish_comments(
        self, pool: PoolId, batch: int, ids_in_order: Sequence[bytes], month: str
    ) -> None:
        """An id that is gone (withdrawn or rewritten meanwhile) is passed over."""
        await self._comments.publish(pool, batch, ids_in_order, month)

    async def last_batch(self, pool: PoolId) -> tuple[int, date | None]:
        return await self._comments.last_batch(pool)

    async def record_batch(self, pool: PoolId, batch: int, day: date) -> None:
        await self._db.put(t.comment_batch, {"pool": pool, "batch": batch, "day": day})

    async def comments(self, pool: PoolId, drug: DrugId, offset: int, limit: int) -> CommentPage:
        return await self._comments.published(pool, drug, offset, limit)

    async def _stored(
        self, pool: PoolId, author: bytes, *where: ColumnElement[bool]
    ) -> list[StoredReview]:
        c = t.review.c
        query = (
            select(t.review, t.comment.c.text, t.comment.c.batch)
            .outerjoin(t.comment)
            .where(c.pool == pool, c.author == author, *where)
        )
        # Sorted here: the databases differ in how they collate.
        found = [_stored_review(row) for row in await self._db.rows(query)]
        return sorted(found, key=lambda s: (s.review.drug, s.review.indication))

    async def _mark(self, key: Key, touched: Iterable[Dimension], today: date) -> None:
        whats = [dimension.value for dimension in touched]
        if whats:
            rows = [{**key.columns, "what": what, "day": today} for what in (*whats, t.WHOLE_DRUG)]
            await self._db.put(t.pending_change, *rows)

    def _columns(self, review: Review, today: date, synthetic: bool) -> dict[str, Any]:
        details = review.details
        return {
            **{dimension.value: review.ratings.get(dimension) for dimension in Dimension},
            "indication_text": details.indication_text,
            "patients": _value(details.patients),
            "last_prescribed": _value(details.last_prescribed),
            "paid_by_maker": _value(details.paid_by_maker),
            "paid_year": details.paid_year,
            "month": f"{today:%Y-%m}",
            "synthetic": synthetic,
            "key_version": self._key_version,
        }


def _value(choice: StrEnum | None) -> str | None:
    return None if choice is None else choice.value


def _differing(before: Mapping[Dimension, int], after: Mapping[Dimension, int]) -> list[Dimension]:
    return [dimension for dimension in Dimension if before.get(dimension) != after.get(dimension)]


def _changes(marks: Mapping[str, int]) -> Changes:
    of_dimension = {d: marks[d.value] for d in Dimension if d.value in marks}
    return Changes(marks.get(t.WHOLE_DRUG, 0), of_dimension)


def _rated(row: RowMapping) -> dict[Dimension, int]:
    """The dimensions that were judged."""
    values = ((dimension, row[dimension.value]) for dimension in Dimension)
    return {dimension: value for dimension, value in values if value is not None}


def _stored_review(row: RowMapping) -> StoredReview:
    patients, last, paid = row["patients"], row["last_prescribed"], row["paid_by_maker"]
    review = Review(
        drug=DrugId(row["drug"]),
        ratings=_rated(row),
        indication=IndicationCode(row["indication"]),
        comment=row["text"] or "",
        details=Details(
            indication_text=row["indication_text"],
            patients=None if patients is None else PatientsTreated(patients),
            last_prescribed=None if last is None else LastPrescribed(last),
            paid_by_maker=None if paid is None else PaidByMaker(paid),
            paid_year=row["paid_year"],
        ),
    )
    return StoredReview(
        review=review,
        month=row["month"],
        comment_published=row["batch"] is not None,
        synthetic=row["synthetic"],
    )
