"""Each test gets a product of its own, over a copy of an empty, migrated database."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from structlog.testing import capture_logs

from ratingsbot.catalogue.lookup import Catalogue
from ratingsbot.catalogue.table import load_catalogue
from ratingsbot.storage.migrate import migrate
from ratingsbot.testing.harness import Product, product
from unit.core.conversation import PLATFORMS, Person, physician

Open: TypeAlias = Callable[..., AbstractAsyncContextManager[Product]]


@pytest.fixture(scope="session")
def catalogue() -> Iterator[Catalogue]:
    """The shipped one. It never changes, so all products of a run share it: reading it anew for
    each test would take longer than the test."""
    loaded = load_catalogue()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ratingsbot.testing.harness.load_catalogue", lambda: loaded)
        yield loaded


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the migrated file is, once somebody has made it."""
    return tmp_path_factory.mktemp("empty") / "empty.sqlite3"


@pytest.fixture(scope="session")
def open_product(catalogue: Catalogue, empty_database: Path) -> Open:
    """Opens a product over a database of its own, test.sqlite3 in the folder."""

    @asynccontextmanager
    async def opening(folder: Path, *, actions_a_minute: int = 10_000) -> AsyncIterator[Product]:
        if not empty_database.exists():  # noqa: ASYNC240 - a test has no one else to serve
            await migrate(f"sqlite:///{empty_database}", backup_dir=empty_database.parent)
        shutil.copy(empty_database, folder / "test.sqlite3")
        async with product(folder, PLATFORMS, actions_a_minute=actions_a_minute) as opened:
            yield opened

    return opening


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged meanwhile."""
    with capture_logs() as found:
        yield found


@pytest.fixture
async def bot(open_product: Open, tmp_path: Path) -> AsyncIterator[Product]:
    """ratingsbot."""
    async with open_product(tmp_path) as opened:
        yield opened


@pytest.fixture(params=sorted(PLATFORMS))
def platform(request: pytest.FixtureRequest) -> str:
    """Forms of five fields without a comment, and forms of twenty with one."""
    return str(request.param)


@pytest.fixture
async def ada(bot: Product, platform: str) -> Person:
    """A verified physician, on each platform in turn."""
    return await physician(bot, "Ada", platform=platform)
