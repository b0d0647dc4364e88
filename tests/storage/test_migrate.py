"""Migrations: all or nothing, backed up, one process at a time, never backwards."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sqlite3
import stat
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.engine import make_url

from ratingsbot.errors import ConfigError, StorageBusy, StorageError
from ratingsbot.storage import tables as t
from ratingsbot.storage.address import open_engine, parse
from ratingsbot.storage.engine import create_store
from ratingsbot.storage.filelock import file_lock
from ratingsbot.storage.migrate import MigrationReport, check, current_revision, migrate
from storage.clock import NOW
from storage.samples import POOL, add_workspace, author, review, save
from storage.servers import Servers, run

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
HEAD = "0003"
NEXT, AFTER_NEXT = "9001", "9002"


@pytest.fixture
async def empty(servers: Servers, dialect: str) -> str:
    return await servers.empty(dialect)


@pytest.fixture
def revisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations, for a test to add its own to."""
    copy = tmp_path / "package" / "_migrations"
    shutil.copytree(MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(resources, "files", lambda name: tmp_path / "package")
    return copy / "versions"


def add_revision(folder: Path, body: str, number: str = NEXT, after: str = HEAD) -> None:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    (folder / f"{number}_test.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\nrevision = {number!r}\n"
        f"down_revision = {after!r}\n\n\ndef upgrade() -> None:\n{lines}\n"
    )


async def test_an_empty_database_gets_all_tables_and_then_nothing_more(
    empty: str, tmp_path: Path
) -> None:
    assert await current_revision(empty) is None
    first = await migrate(empty, backup_dir=tmp_path / "backups")
    assert (first, first.changed) == (MigrationReport(None, HEAD), True)
    again = await migrate(empty, backup_dir=tmp_path / "backups")
    assert (again, again.changed) == (MigrationReport(HEAD, HEAD), False)
    assert await current_revision(empty) == HEAD
    await check(empty)
    assert not (tmp_path / "backups").exists()


async def test_a_database_that_was_never_migrated_is_told_what_to_do(empty: str) -> None:
    with pytest.raises(ConfigError, match="ratingsbot migrate"):
        await check(empty)


async def test_many_processes_that_migrate_at_once_do_it_once(empty: str, tmp_path: Path) -> None:
    reports = await asyncio.gather(*(migrate(empty, backup_dir=tmp_path) for _ in range(4)))
    assert sorted(report.changed for report in reports) == [False, False, False, True]


async def test_tables_and_migrations_agree(url: str, dialect: str, servers: Servers) -> None:
    made = await servers.empty(dialect)

    def difference(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, t.metadata))

    def rules(connection: Connection) -> dict[str, set[tuple[str, str]]]:
        """What alembic doesn't compare."""
        found = inspect(connection)
        return {
            table: {(str(c["name"]), c["sqltext"]) for c in found.get_check_constraints(table)}
            | {("key", str(found.get_pk_constraint(table)))}
            | {("refers", str(key["name"])) for key in found.get_foreign_keys(table)}
            for table in t.metadata.tables
        }

    migrated, created = (open_engine(parse(each), patience=1) for each in (url, made))
    async with migrated.connect() as one, created.connect() as two:
        assert await one.run_sync(difference) == []
        await two.run_sync(t.metadata.create_all)
        assert await one.run_sync(rules) == await two.run_sync(rules)
    await migrated.dispose()
    await created.dispose()


async def test_a_newer_database_is_refused_and_the_version_it_needs_is_named(
    url: str, tmp_path: Path
) -> None:
    await run(url, "UPDATE alembic_version SET version_num = '9999'")
    store = create_store(url)
    await store.meta_set("migrated_by", b"7.8.9")
    await store.close()
    for attempt in (migrate(url, backup_dir=tmp_path / "backups"), check(url)):
        with pytest.raises(ConfigError, match=re.escape("ratingsbot 7.8.9 or newer")):
            await attempt
    assert not (tmp_path / "backups").exists()


async def test_rows_are_kept_when_their_parent_table_is_rebuilt(
    url: str, dialect: str, tmp_path: Path, revisions: Path
) -> None:
    store = create_store(url)
    await add_workspace(store)
    await save(store, 1, review("kept"))
    await store.close()
    body = """
pg = op.get_bind().dialect.name == "postgresql"
for table in ("review", "workspace", "pool"):
    with op.batch_alter_table(table, recreate="auto" if pg else "always") as batch:
        batch.add_column(sa.Column("added", sa.Text))
"""
    add_revision(revisions, body.strip())
    report = await migrate(url, backup_dir=tmp_path / "backups")
    assert (report.before, report.after) == (HEAD, NEXT)
    store = create_store(url)
    found = await store.read(lambda uow: uow.reviews.of_author(POOL, author(1)))
    assert [item.review.comment for item in found] == ["kept"]
    assert await store.read(lambda uow: uow.people.account_by_id("acc-1")) is not None
    await store.close()
    if dialect == "sqlite":
        rebuilt = "SELECT sql FROM sqlite_master WHERE name = 'review'"
        assert "WITHOUT ROWID" in str(await run(url, rebuilt))


async def test_a_mark_from_before_counts_for_the_drug_and_for_what_was_rated(
    empty: str, dialect: str, tmp_path: Path, revisions: Path
) -> None:
    later = revisions / "0003_marks_by_dimension.py"
    later.rename(tmp_path / "later")
    await migrate(empty, backup_dir=tmp_path)
    one, gone = ("X'01'", "X'02'") if dialect == "sqlite" else (r"'\x01'::bytea", r"'\x02'::bytea")
    await run(empty, "INSERT INTO pool (id, strict, synthetic) VALUES ('p', false, false)")
    await run(
        empty,
        "INSERT INTO review (pool, drug, author, indication, efficacy, indication_text, month, "  # noqa: S608
        f"synthetic, key_version) VALUES ('p', 'd', {one}, '', 4, '', '2026-03', false, 1)",
    )
    for author_ in (one, gone):
        await run(
            empty,
            "INSERT INTO pending_change (pool, drug, author, indication, day) "  # noqa: S608
            f"VALUES ('p', 'd', {author_}, '', '2026-03-14')",
        )
    (tmp_path / "later").rename(later)
    await migrate(empty, backup_dir=tmp_path)
    marks = "SELECT what, count(*) FROM pending_change GROUP BY what ORDER BY what"
    assert await run(empty, marks) == [("drug", 2), ("efficacy", 1)]


async def test_a_migration_that_fails_changes_nothing(
    url: str, tmp_path: Path, revisions: Path
) -> None:
    add_revision(revisions, "op.create_table('more', sa.Column('a', sa.Text))")
    add_revision(revisions, "op.execute('SELECT nonsense')", AFTER_NEXT, NEXT)
    with pytest.raises(StorageError):
        await migrate(url, backup_dir=tmp_path)
    assert await current_revision(url) == HEAD
    with pytest.raises(Exception, match="more"):
        await run(url, "SELECT * FROM more")


async def test_a_migration_that_would_lose_rows_is_undone(
    url: str, tmp_path: Path, revisions: Path
) -> None:
    await run(url, "INSERT INTO meta (key, value) VALUES ('kept', 'x')")
    add_revision(revisions, "op.execute('DELETE FROM meta')")
    with pytest.raises(StorageError, match="lost rows of: meta"):
        await migrate(url, backup_dir=tmp_path)
    assert await run(url, "SELECT key FROM meta WHERE key = 'kept'") == [("kept",)]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_migration_that_leaves_orphans_is_undone(
    url: str, tmp_path: Path, revisions: Path
) -> None:
    add_revision(revisions, "op.execute(\"INSERT INTO account_role VALUES ('nobody', 'admin')\")")
    with pytest.raises(StorageError, match="orphans in: account_role"):
        await migrate(url, backup_dir=tmp_path)
    assert await run(url, "SELECT * FROM account_role") == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_sqlite_is_backed_up_first_for_its_owner_only(
    url: str, tmp_path: Path, revisions: Path
) -> None:
    await run(url, "INSERT INTO meta (key, value) VALUES ('kept', 'x')")
    add_revision(revisions, "op.create_table('more', sa.Column('a', sa.Text))")
    report = await migrate(url, backup_dir=tmp_path / "backups", now=lambda: NOW)
    assert report.backup is not None
    assert report.backup.name.endswith(f"-20260314T120000Z-{HEAD}.sqlite3")
    assert stat.S_IMODE(os.stat(report.backup).st_mode) == 0o600  # noqa: PTH116
    with closing(sqlite3.connect(report.backup)) as copy:
        assert copy.execute("SELECT key FROM meta WHERE key = 'kept'").fetchall() == [("kept",)]
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_without_a_backup_nothing_is_migrated(
    url: str, tmp_path: Path, revisions: Path
) -> None:
    add_revision(revisions, "op.create_table('more', sa.Column('a', sa.Text))")
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    with pytest.raises(StorageError, match="backup"):
        await migrate(url, backup_dir=in_the_way)
    assert await current_revision(url) == HEAD


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_new_sqlite_file_is_readable_by_its_owner_only(empty: str, tmp_path: Path) -> None:
    await migrate(empty, backup_dir=tmp_path)
    path = Path(str(make_url(empty).database))
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600  # noqa: PTH116


async def test_a_file_lock_is_one_holder_s_at_a_time(tmp_path: Path) -> None:
    async with file_lock(tmp_path / "lock", 0):
        with pytest.raises(StorageBusy):
            async with file_lock(tmp_path / "lock", 0):
                pass
    async with file_lock(tmp_path / "lock", 0):
        pass


async def test_sqlite_in_memory_is_not_migrated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="in memory"):
        await migrate("sqlite://", backup_dir=tmp_path)
