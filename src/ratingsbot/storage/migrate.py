"""Bring a database up to date: one process at a time, after a backup, all revisions or none.

SQLite: Alembic's batch mode drops and rebuilds tables, which with foreign keys on would delete
the children; so they are off meanwhile, and rows are counted and keys checked before the commit.
PostgreSQL: the operator backs it up (pg_dump); DDL is transactional there.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata, resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from ratingsbot.errors import ConfigError, StorageError
from ratingsbot.storage.address import open_engine, parse, sqlite_file
from ratingsbot.storage.backup import back_up
from ratingsbot.storage.failures import failure_of
from ratingsbot.storage.filelock import file_lock

PATIENCE = 60.0
"""Seconds to wait for another process that migrates."""

_ADVISORY_LOCK = 0x726174696E6773  # "ratings"; any number that nobody else takes
_MIGRATED_BY = "migrated_by"  # in meta: the version of ratingsbot that migrated last


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What was done."""

    before: str | None
    """The revision found; None for an empty database."""
    after: str
    backup: Path | None = None
    """Where the SQLite file was copied to first; None when there was nothing to copy."""

    @property
    def changed(self) -> bool:
        return self.before != self.after


async def migrate(
    url: str,
    *,
    backup_dir: Path,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> MigrationReport:
    """Migrate to the newest revision that this code knows; nothing happens when it is there.

    Args:
        url: As in `create_store`.
        backup_dir: Made when missing (SQLite only).

    Raises ConfigError when the database is newer than the code, StorageError when it failed:
    then nothing was changed.
    """
    address = parse(url)
    path = sqlite_file(address)
    if path is None:
        return await _migrate(address, lambda revision: None)

    def copy(revision: str) -> Path:
        return back_up(path, backup_dir, revision, now())

    path.parent.mkdir(parents=True, exist_ok=True)
    async with file_lock(path.with_name(f"{path.name}.lock"), PATIENCE):
        # Made here, so that it is readable by its owner only; SQLite's side files follow suit.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        return await _migrate(address, copy)


async def current_revision(url: str) -> str | None:
    """The database's revision; None when it was never migrated. Raises StorageError."""
    async with _connected(parse(url)) as connection:
        return await connection.run_sync(_revision)


async def check(url: str) -> None:
    """Raises ConfigError unless the database is exactly at this code's revision."""

    def compare(connection: Connection) -> None:
        with _migrations() as config:
            script = ScriptDirectory.from_config(config)
            found = _revision(connection)
            _refuse_newer(connection, script, found)
            if found != _head(script):
                raise ConfigError("The database isn't up to date. Run: ratingsbot migrate")

    async with _connected(parse(url)) as connection:
        await connection.run_sync(compare)


async def _migrate(address: URL, copy: Callable[[str], Path | None]) -> MigrationReport:
    async with _connected(address) as connection:
        if connection.dialect.name == "sqlite":
            # Before the transaction begins: within one the pragma does nothing.
            await connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        report = await connection.run_sync(_upgrade, copy)
        await connection.commit()
        return report


def _upgrade(connection: Connection, copy: Callable[[str], Path | None]) -> MigrationReport:
    """Blocks the event loop while it works: nothing is served before a migration has ended."""
    with _migrations() as config:
        config.attributes["connection"] = connection
        script = ScriptDirectory.from_config(config)
        before = _revision(connection)
        _refuse_newer(connection, script, before)
        head = _head(script)
        if before == head:
            return MigrationReport(before, head)
        counts = _row_counts(connection)
        backup = copy(before or "empty") if counts else None
        command.upgrade(config, "head")
        _check_nothing_lost(connection, counts)
        _note_version(connection)
        return MigrationReport(before, head, backup)


@contextmanager
def _migrations() -> Iterator[Config]:
    """Alembic's settings, made in code: there is no alembic.ini.

    A wheel carries the folder inside the package; an editable checkout has it beside `src`.
    """
    packaged = resources.files("ratingsbot").joinpath("_migrations")
    checkout = Path(__file__).resolve().parents[3] / "migrations"
    with resources.as_file(packaged) if packaged.is_dir() else nullcontext(checkout) as folder:
        if not (folder / "env.py").is_file():
            raise ConfigError("This installation holds no migrations; install ratingsbot anew.")
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        yield config


def _head(script: ScriptDirectory) -> str:
    head = script.get_current_head()
    if head is None:
        raise ConfigError("This installation holds no migrations; install ratingsbot anew.")
    return head


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(connection: Connection, script: ScriptDirectory, found: str | None) -> None:
    known = {revision.revision for revision in script.walk_revisions()}
    if found is None or found in known:
        return
    query = text("SELECT value FROM meta WHERE key = :key")
    by = connection.execute(query, {"key": _MIGRATED_BY}).scalar()
    needed = f"ratingsbot {by.decode()} or newer" if isinstance(by, bytes) else "a newer ratingsbot"
    raise ConfigError(
        f"The database is at revision {found}, and this version knows {_head(script)} at most. "
        f"Install {needed}, or go back to the backup made before it was migrated."
    )


def _row_counts(connection: Connection) -> dict[str, int]:
    """Rows of each table."""
    quote = connection.dialect.identifier_preparer.quote
    return {
        name: connection.execute(text(f"SELECT count(*) FROM {quote(name)}")).scalar_one()  # noqa: S608
        for name in inspect(connection).get_table_names()
        if name != "alembic_version"
    }


def _check_nothing_lost(connection: Connection, before: dict[str, int]) -> None:
    """Raises StorageError, which rolls the migration back. A table may be dropped, not emptied."""
    after = _row_counts(connection)
    shrunk = [name for name, count in before.items() if after.get(name, count) < count]
    if shrunk:
        raise StorageError(f"the migration would have lost rows of: {', '.join(sorted(shrunk))}")
    if connection.dialect.name == "sqlite":
        broken = {str(row[0]) for row in connection.execute(text("PRAGMA foreign_key_check"))}
        if broken:
            raise StorageError(f"the migration left orphans in: {', '.join(sorted(broken))}")


def _note_version(connection: Connection) -> None:
    """Leave word which version of ratingsbot this database needs."""
    connection.execute(text("DELETE FROM meta WHERE key = :key"), {"key": _MIGRATED_BY})
    connection.execute(
        text("INSERT INTO meta (key, value) VALUES (:key, :value)"),
        {"key": _MIGRATED_BY, "value": metadata.version("ratingsbot").encode()},
    )


@asynccontextmanager
async def _connected(address: URL) -> AsyncIterator[AsyncConnection]:
    """A connection of its own, closed for good at the end, so that no setting outlives it."""
    engine = open_engine(address, patience=PATIENCE)
    try:
        async with engine.connect() as connection:
            yield connection
    except (SQLAlchemyError, OSError) as error:
        raise failure_of(error).error from None
    finally:
        await engine.dispose()
