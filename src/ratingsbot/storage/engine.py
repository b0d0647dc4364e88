"""The store: opens connections, runs units of work, repeats what another writer got in the way of.

SQLite: reads in autocommit; one writer at a time, in this process by a lock, among processes by
`BEGIN IMMEDIATE`. PostgreSQL: reads in autocommit, writes SERIALIZABLE, so that a unit of work may
look first and then act on either database, as if it were alone.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ratingsbot.errors import StorageBusy
from ratingsbot.storage import tables as t
from ratingsbot.storage.address import open_engine, parse
from ratingsbot.storage.connection import Connection
from ratingsbot.storage.failures import Failure, failure_of
from ratingsbot.storage.shield import uninterrupted
from ratingsbot.storage.uow import SqlUnitOfWork, Surroundings, unit_of_work

T = TypeVar("T")
Work = Callable[[SqlUnitOfWork], Awaitable[T]]

PATIENCE = 10.0
"""Seconds that a write waits or repeats itself before it raises StorageBusy."""

_PAUSES = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16)  # seconds before a repetition, the last for ever


def create_store(
    url: str,
    *,
    key_version: int = 1,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    token_bytes: Callable[[int], bytes] = secrets.token_bytes,
    patience: float = PATIENCE,
) -> SqlStore:
    """A store that has not connected yet. Raises ConfigError.

    Args:
        url: sqlite:////path/to/file or postgresql://user:password@host/name.
        key_version: Kept beside each review: the version of the key that made its author.
        patience: Seconds to wait for other writers.
    """
    engine = open_engine(parse(url), patience=patience)
    return SqlStore(engine, Surroundings(key_version, now, token_bytes), patience)


class SqlStore:
    """Implements `ratingsbot.engine.ports.Store`."""

    def __init__(self, engine: AsyncEngine, around: Surroundings, patience: float) -> None:
        self.dialect = engine.dialect.name
        self._engine = engine
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")
        isolation = "AUTOCOMMIT" if self.dialect == "sqlite" else "SERIALIZABLE"
        self._writing = engine.execution_options(isolation_level=isolation)
        self._around = around
        self._patience = patience
        self._turn = asyncio.Lock()
        self._begun: set[asyncio.Task[object]] = set()

    async def read(self, fn: Work[T]) -> T:
        """See the port. Each statement sees what was committed before it."""

        async def attempt() -> T:
            async with self._connected(self._reading) as connection:
                return await self._run(connection, fn)

        return await self._repeated(attempt)

    async def write(self, fn: Work[T]) -> T:
        """See the port. Waiting for one's turn can be cancelled; what follows can't."""
        await self._take_turn()
        task = asyncio.create_task(self._transaction(fn))
        self._begun.add(task)
        task.add_done_callback(self._ended)
        return await uninterrupted(task)

    async def ping(self) -> None:
        """Raises StorageUnavailable when nobody answers."""
        async with self._connected(self._reading) as connection:
            await connection.row(text("SELECT 1"))

    async def meta_get(self, key: str) -> bytes | None:
        """A value kept for the operator's side, such as the key's fingerprint."""
        async with self._connected(self._reading) as connection:
            row = await connection.row(select(t.meta.c.value).where(t.meta.c.key == key))
        value: bytes | None = None if row is None else row["value"]
        return value

    async def meta_set(self, key: str, value: bytes) -> None:
        """Insert or replace it."""
        ...

    async def close(self) -> None:
        """Wait for the writes begun, then close all connections."""
        if self._begun:
            await asyncio.wait(self._begun)
        await self._engine.dispose()
