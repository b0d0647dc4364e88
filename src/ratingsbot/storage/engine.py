"""The store: opens connections, runs units of work, repeats what another writer got in the way of.

SQLite: reads in autocommit; one writer at a time, in this process by a lock, among processes by
`BEGIN IMMEDIATE`. PostgreSQL: reads in autocommit, writes SERIALIZABLE, so that a unit of work may
look first and then act on either database, as if it were alone.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any, TypeVar

from sqlalchemy import select, text
from sqlalchemy.engine.interfaces import IsolationLevel
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
Work = Callable[[Connection], Awaitable[T]]

PATIENCE = 10.0
"""Seconds that a write waits or repeats itself before it raises StorageBusy."""

_PAUSES = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16)  # seconds before a repetition, the last for ever

_HOPES = 3
"""Repetitions when nothing says that another writer was the cause."""


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
        self._around = around
        self._patience = patience
        self._turn = asyncio.Lock()
        self._begun: set[asyncio.Task[object]] = set()

    async def read(self, fn: Callable[[SqlUnitOfWork], Awaitable[T]]) -> T:
        """See the port. Each statement sees what was committed before it."""
        return await self._read(lambda db: fn(unit_of_work(db, self._around)))

    async def write(self, fn: Callable[[SqlUnitOfWork], Awaitable[T]]) -> T:
        """See the port. Waiting for one's turn can be cancelled; what follows can't."""
        return await self._write(lambda db: fn(unit_of_work(db, self._around)))

    async def ping(self) -> None:
        """Raises StorageUnavailable when nobody answers."""
        await self._read(lambda db: db.row(text("SELECT 1")))

    async def meta_get(self, key: str) -> bytes | None:
        """A value that belongs to the whole database, such as the key's fingerprint."""
        row = await self._read(lambda db: db.row(select(t.meta.c.value).where(t.meta.c.key == key)))
        value: bytes | None = None if row is None else row["value"]
        return value

    async def meta_set(self, key: str, value: bytes) -> None:
        """Insert or replace it; at most 64 characters of key."""
        await self._write(lambda db: db.put(t.meta, {"key": key, "value": value}))

    async def tidy(self) -> None:
        """Rewrite the tables in the order of their keys and let go of what was deleted.

        Deleted text may linger in SQLite's write-ahead log or PostgreSQL's dead rows, and the
        place of a row within its page tells roughly when it came. Locks out other writers
        meanwhile (seconds for 1 GB), so it is a job for the night.
        """

        async def rewrite() -> None:
            async with self._connected("AUTOCOMMIT") as raw:
                db = Connection(raw)
                if self.dialect == "sqlite":
                    await db.run(text("VACUUM"))
                    await db.rows(text("PRAGMA wal_checkpoint(TRUNCATE)"))
                    return
                for table in t.REVIEW_TABLES:
                    await db.run(text(f"CLUSTER {table.name} USING {table.primary_key.name}"))

        await self._in_turn(rewrite)

    async def close(self) -> None:
        """Wait for the writes begun, then close all connections."""
        if self._begun:
            await asyncio.wait(self._begun)
        await self._engine.dispose()

    async def _read(self, work: Work[T]) -> T:
        async def attempt() -> T:
            async with self._connected("AUTOCOMMIT") as raw:
                return await _finished(Connection(raw), work)

        return await self._repeated(attempt)

    async def _write(self, work: Work[T]) -> T:
        sqlite = self.dialect == "sqlite"

        async def begun(db: Connection) -> T:
            if sqlite:
                await db.run(text("BEGIN IMMEDIATE"))
            return await work(db)

        async def attempt() -> T:
            # On SQLite the driver begins nothing, but commits and rolls back what we begin.
            async with self._connected("AUTOCOMMIT" if sqlite else "SERIALIZABLE") as raw:
                result = await _finished(Connection(raw), begun)
                await _commit(raw)
                return result

        return await self._in_turn(lambda: self._repeated(attempt))

    @asynccontextmanager
    async def _connected(self, isolation: IsolationLevel) -> AsyncIterator[AsyncConnection]:
        """A connection; whatever wasn't committed when it is given back is rolled back."""
        engine = self._engine.execution_options(isolation_level=isolation)
        try:
            raw = await engine.connect()
        except (SQLAlchemyError, OSError) as error:
            raise failure_of(error).error from None
        try:
            yield raw
        finally:
            await raw.close()

    async def _in_turn(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run `work` uninterrupted; on SQLite, alone."""
        if self.dialect == "sqlite":
            try:
                async with asyncio.timeout(self._patience):
                    await self._turn.acquire()
            except TimeoutError:
                raise StorageBusy("too many writes are waiting for their turn") from None
        task = asyncio.create_task(work())
        self._begun.add(task)
        task.add_done_callback(self._ended)
        return await uninterrupted(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._begun.discard(task)
        if self.dialect == "sqlite":
            self._turn.release()

    async def _repeated(self, attempt: Callable[[], Awaitable[T]]) -> T:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        for number, pause in enumerate(chain(_PAUSES, repeat(_PAUSES[-1]))):
            try:
                return await attempt()
            except _Again as again:
                error = again.failure.error
                others = isinstance(error, StorageBusy)
                if loop.time() >= deadline or (number >= _HOPES and not others):
                    raise error from None
            # Those who collided must not come back at the same moment.
            await asyncio.sleep(pause * (0.5 + self._around.token_bytes(1)[0] / 255))
        raise AssertionError("unreachable")


class _Again(Exception):
    """The attempt failed, and may succeed when repeated from the start."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure.error))
        self.failure = failure


async def _finished(db: Connection, work: Work[T]) -> T:
    """What `work` returns. A failure of the database's counts even when `work` hid it."""
    try:
        result = await work(db)
    except Exception:
        if db.failure is not None and db.failure.again:
            raise _Again(db.failure) from None
        raise
    if db.failure is not None:
        raise _Again(db.failure) if db.failure.again else db.failure.error
    return result


async def _commit(raw: AsyncConnection) -> None:
    try:
        await raw.commit()
    except (SQLAlchemyError, OSError) as error:
        failure = failure_of(error)
        # Never repeated when the connection broke: the commit may have been done.
        if isinstance(failure.error, StorageBusy):
            raise _Again(failure) from None
        raise failure.error from None
