"""Fresh databases for tests, and statements outside of a store."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

from sqlalchemy import text

from ratingsbot.storage.address import open_engine, parse
from ratingsbot.storage.migrate import migrate
from storage import pgcluster

NO_POSTGRES = "PostgreSQL's binaries (initdb, pg_ctl) were not found"


async def run(url: str, statement: str) -> list[tuple[object, ...]]:
    """Execute a statement on a connection of its own, in autocommit."""
    engine = open_engine(parse(url), patience=1)
    try:
        by_itself = engine.execution_options(isolation_level="AUTOCOMMIT")
        async with by_itself.connect() as connection:
            result = await connection.execute(text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []
    finally:
        await engine.dispose()


class Servers:
    """Where fresh databases come from: a migrated template, copied for each test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster: pgcluster.Cluster | None = None
        self._numbers = itertools.count()
        self._templates: set[str] = set()

    async def empty(self, dialect: str) -> str:
        """The address of an empty database."""
        name = f"test_{next(self._numbers)}"
        if dialect == "sqlite":
            return f"sqlite:///{self.folder / name}.sqlite3"
        await self._on_postgres(f"CREATE DATABASE {name}")
        return self._cluster().url(name)

    async def migrated(self, dialect: str) -> str:
        """The address of a database with all its tables, and no rows."""
        template = f"sqlite:///{self.folder / 'template'}.sqlite3"
        if dialect == "postgresql":
            template = self._cluster().url("template")
        if dialect not in self._templates:
            if dialect == "postgresql":
                await self._on_postgres("CREATE DATABASE template")
            await migrate(template, backup_dir=self.folder)
            self._templates.add(dialect)
        name = f"test_{next(self._numbers)}"
        if dialect == "sqlite":
            copy = self.folder / f"{name}.sqlite3"
            shutil.copyfile(self.folder / "template.sqlite3", copy)  # its log is empty: closed
            return f"sqlite:///{copy}"
        await self._on_postgres(f"CREATE DATABASE {name} TEMPLATE template")
        return self._cluster().url(name)

    async def _on_postgres(self, statement: str) -> None:
        await run(self._cluster().url("postgres"), statement)

    def _cluster(self) -> pgcluster.Cluster:
        if self.cluster is None:
            binaries = pgcluster.find_binaries()
            assert binaries is not None, NO_POSTGRES
            self.cluster = pgcluster.start(binaries)
        return self.cluster
