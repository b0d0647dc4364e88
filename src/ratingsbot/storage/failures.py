"""Drivers' errors in our own words.

A driver's message may quote values (PostgreSQL prints the whole failing row), so none is passed
on or chained: what remains is the kind of error, its code, the constraint and the statement,
which holds placeholders only.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ratingsbot.errors import StorageBusy, StorageError, StorageUnavailable

_SQLITE_BUSY = {5, 6}  # SQLITE_BUSY, SQLITE_LOCKED
_SQLITE_UNAVAILABLE = {8, 10, 11, 13, 14, 26}  # READONLY IOERR CORRUPT FULL CANTOPEN NOTADB
_POSTGRES_BUSY = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available
_POSTGRES_TAKEN = "23505"  # unique violation: may be how a collision shows
_POSTGRES_UNAVAILABLE = (
    "08",
    "53",
    "57P",
    "28",
    "3D",
)  # classes: connection, resources, shutdown …


@dataclass(frozen=True, slots=True)
class Failure:
    """An error of the database's, and whether the same work may succeed when done again."""

    error: StorageError
    again: bool


def failure_of(error: Exception) -> Failure:
    """Translate a driver's or SQLAlchemy's error; see the module's docstring for what is said."""
    if isinstance(error, PoolTimeout):
        return Failure(StorageBusy("no connection to the database became free in time"), False)
    if isinstance(error, DBAPIError):
        return _of_driver(error)
    if isinstance(error, OSError):
        return Failure(StorageUnavailable(f"the database can't be reached ({_name(error)})"), False)
    statement = (error.statement or "") if isinstance(error, StatementError) else ""
    return Failure(StorageError(f"{_name(error)}{_at(statement)}"), False)


def _of_driver(error: DBAPIError) -> Failure:
    cause = error.orig
    text = f"{_name(error)}{_code(cause)}{_at(error.statement or '')}"
    kind = _kind(cause)
    if error.connection_invalidated:
        # The connection broke before the commit: nothing was changed, a new one may work.
        return Failure(StorageUnavailable(text), again=True)
    # Two transactions that each looked first may still collide at a unique key: the one that
    # repeats its work then finds the other's row.
    taken = getattr(cause, "sqlstate", None) == _POSTGRES_TAKEN
    return Failure(kind(text), again=kind is StorageBusy or taken)


def _kind(cause: BaseException | None) -> type[StorageError]:
    sqlite_code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(sqlite_code, int):
        primary = sqlite_code & 0xFF  # the rest is the extended code
        if primary in _SQLITE_BUSY:
            return StorageBusy
        return StorageUnavailable if primary in _SQLITE_UNAVAILABLE else StorageError
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        if state in _POSTGRES_BUSY:
            return StorageBusy
        return StorageUnavailable if state.startswith(_POSTGRES_UNAVAILABLE) else StorageError
    return StorageError


def _code(cause: BaseException | None) -> str:
    driver = getattr(cause, "driver_exception", cause)
    said = (
        getattr(cause, "sqlite_errorname", None),
        getattr(cause, "sqlstate", None),
        getattr(driver, "constraint_name", None),
    )
    known = [part for part in said if isinstance(part, str)]
    return f" [{', '.join(known)}]" if known else ""


def _at(statement: str) -> str:
    return f" in: {' '.join(statement.split())[:200]}" if statement else ""


def _name(error: Exception) -> str:
    return type(error).__name__
