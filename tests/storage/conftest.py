"""Each test gets a migrated database of its own, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from ratingsbot.storage.engine import SqlStore, create_store
from storage import pgcluster
from storage.clock import Time
from storage.servers import NO_POSTGRES, Servers


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
