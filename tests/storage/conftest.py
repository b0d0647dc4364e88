"""Each test gets a migrated database of its own, on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from ratingsbot.storage.engine import SqlStore, create_store
from ratingsbot.storage.migrate import migrate
from storage import pgcluster
from storage.clock import Time

NO_POSTGRES = "PostgreSQL's binaries (initdb, pg_ctl) were not found"


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
        folder = str(self._cluster().folder)
        connection = await asyncpg.connect(host=folder, user="tester", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def _cluster(self) -> pgcluster.Cluster:
        if self.cluster is None:
            binaries = pgcluster.find_binaries()
            assert binaries is not None, NO_POSTGRES
            self.cluster = pgcluster.start(binaries)
        return self.cluster


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Started when first needed, and once in each worker."""
    kept = Servers(tmp_path_factory.mktemp("storage"))
    yield kept
    if kept.cluster is not None:
        kept.cluster.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Every test that uses a database runs twice."""
    name = str(request.param)
    if name == "postgresql" and pgcluster.find_binaries() is None:
        pytest.skip(NO_POSTGRES)
    return name


@pytest.fixture
async def url(servers: Servers, dialect: str) -> str:
    """A migrated database without rows."""
    return await servers.migrated(dialect)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def store(url: str, time: Time) -> AsyncIterator[SqlStore]:
    opened = create_store(url, now=time.now)
    yield opened
    await opened.close()


@pytest.fixture
async def open_store(url: str, time: Time) -> AsyncIterator[Callable[..., SqlStore]]:
    """Further stores on the same database, as other processes would have them."""
    opened: list[SqlStore] = []

    def one_more(patience: float = 10.0) -> SqlStore:
        opened.append(create_store(url, now=time.now, patience=patience))
        return opened[-1]

    yield one_more
    for each in opened:
        await each.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it so loudly that nobody takes half a run for a whole one."""
    skipped = terminalreporter.stats.get("skipped", [])
    missed = sum(NO_POSTGRES in str(report.longrepr) for report in skipped)
    if missed:
        terminalreporter.section("POSTGRESQL WAS NOT TESTED", sep="!", red=True, bold=True)
        terminalreporter.line(f"{missed} TESTS WERE LEFT OUT: {NO_POSTGRES.upper()}.")
