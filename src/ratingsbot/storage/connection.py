"""A database connection as the repositories use it: statements in, rows out, errors translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Executable, RowMapping, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from ratingsbot.storage.failures import Failure, failure_of

T = TypeVar("T")

CHUNK = 500
"""Values in one IN list; both databases allow some 32,000 parameters."""


class Connection:
    """Lives as long as one unit of work. Every method raises StorageError."""

    def __init__(self, raw: AsyncConnection) -> None:
        self._raw = raw
        self.dialect = raw.dialect.name
        self.failure: Failure | None = None
        """The first error, which dooms the transaction even if somebody caught it."""

    async def rows(self, statement: Executable) -> Sequence[RowMapping]:
        """All rows that the statement returns."""
        try:
            return (await self._raw.execute(statement)).mappings().all()
        except (SQLAlchemyError, OSError) as error:
            raise self._failed(error) from None

    async def row(self, statement: Executable) -> RowMapping | None:
        """The first row, if there is one."""
        found = await self.rows(statement)
        return found[0] if found else None

    async def run(self, statement: Executable) -> int:
        """Execute; how many rows it touched."""
        try:
            return (await self._raw.execute(statement)).rowcount
        except (SQLAlchemyError, OSError) as error:
            raise self._failed(error) from None

    async def run_many(
        self, statement: Executable, parameters: Sequence[Mapping[str, Any]]
    ) -> None:
        """Execute once for each set of parameters; not at all when there is none."""
        if not parameters:
            return
        try:
            await self._raw.execute(statement, parameters)
        except (SQLAlchemyError, OSError) as error:
            raise self._failed(error) from None

    async def put(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Insert the rows, or replace those with the same primary key."""
        await self.run_many(self._upsert(table), rows)

    async def add_if_absent(self, table: Table, row: Mapping[str, Any]) -> None:
        """Insert the row unless its primary key is there."""
        insert = self.insert(table).values(**row)
        await self.run(insert.on_conflict_do_nothing(index_elements=list(table.primary_key)))

    def insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """The dialect's own INSERT, which knows ON CONFLICT."""
        return postgresql.insert(table) if self.dialect == "postgresql" else sqlite.insert(table)

    def _upsert(self, table: Table) -> Executable:
        insert = self.insert(table)
        keys = list(table.primary_key)
        rest = {c.name: insert.excluded[c.name] for c in table.columns if not c.primary_key}
        return insert.on_conflict_do_update(index_elements=keys, set_=rest)

    def _failed(self, error: Exception) -> Exception:
        failure = failure_of(error)
        self.failure = self.failure or failure
        return failure.error


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The distinct values, CHUNK at a time."""
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), CHUNK):
        yield distinct[start : start + CHUNK]
