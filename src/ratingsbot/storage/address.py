"""From a database's address to an engine set up by the house rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from ratingsbot.errors import ConfigError

POOL_SIZE = 10


def parse(url: str) -> URL:
    """The address with the asynchronous driver. Raises ConfigError, never quoting the address.

    "sqlite:////var/lib/ratingsbot/db.sqlite3" or "postgresql://user@host/name".
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise ConfigError(
            "The database's address can't be read. Write sqlite:////path/to/file or "
            "postgresql://user:password@host/name."
        ) from None
    match address.drivername.partition("+")[0]:
        case "sqlite":
            if not address.database or ":memory:" in address.database or "mode" in address.query:
                raise ConfigError(
                    "SQLite in memory isn't supported: each connection would see a database of "
                    "its own. Name a file: sqlite:////path/to/file."
                )
            return address.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return address.set(drivername="postgresql+asyncpg")
        case other:
            raise ConfigError(f"{other!r} databases aren't supported: SQLite and PostgreSQL are.")


def sqlite_file(address: URL) -> Path | None:
    """SQLite's file; None for PostgreSQL."""
    if address.get_backend_name() != "sqlite" or address.database is None:
        return None
    return Path(address.database)


def open_engine(address: URL, *, patience: float) -> AsyncEngine:
    """An engine that has not connected yet.

    Args:
        patience: Seconds to wait for another writer, or for a free connection.
    """
    try:
        engine = create_async_engine(
            address,
            hide_parameters=True,
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=patience,
        )
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"{error.name} isn't installed. PostgreSQL needs the extra: "
            "pip install 'ratingsbot[postgres]'."
        ) from error
    if address.get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _sqlite_settings(patience))
    return engine


def _sqlite_settings(patience: float) -> Any:
    settings = (
        f"busy_timeout = {int(patience * 1000)}",
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = FULL",
        "secure_delete = ON",
    )

    def apply(connection: Any, record: object) -> None:
        # The driver must begin no transaction of its own: its BEGIN is deferred, and a deferred
        # transaction that comes to write fails at once when another has written meanwhile.
        connection.isolation_level = None
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    return apply
