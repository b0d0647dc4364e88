"""What the database gives away: nothing that leads from a review to a person."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Date, DateTime
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import make_url

from ratingsbot.storage import tables as t
from ratingsbot.storage.engine import SqlStore, create_store
from ratingsbot.storage.uow import SqlUnitOfWork
from storage.samples import (
    POOL,
    TODAY,
    account,
    add_workspace,
    author,
    dialog,
    message,
    physician,
    request,
    review,
    save,
)
from storage.servers import run


def columns(*tables: object) -> set[str]:
    return {c.name for table in tables for c in t.metadata.tables[str(table)].columns}


def test_every_table_belongs_to_one_group() -> None:
    grouped = [*t.COMMON_TABLES, *t.PEOPLE_TABLES, *t.REVIEW_TABLES]
    assert sorted(table.name for table in grouped) == sorted(t.metadata.tables)


def test_people_and_reviews_share_no_column_but_the_pool() -> None:
    # A pool is a crowd, not a person: the workspaces whose physicians are counted together.
    assert columns(*t.PEOPLE_TABLES) & columns(*t.REVIEW_TABLES) == {"pool"}


def test_no_foreign_key_leads_from_reviews_to_people_or_back() -> None:
    people, reviews = (
        {table.name for table in group} for group in (t.PEOPLE_TABLES, t.REVIEW_TABLES)
    )
    for group, forbidden in ((t.PEOPLE_TABLES, reviews), (t.REVIEW_TABLES, people)):
        referred = {key.column.table.name for table in group for key in table.foreign_keys}
        assert not referred & forbidden


def test_reviews_have_days_only_where_a_rule_needs_one_and_never_a_moment() -> None:
    dated = {
        f"{table.name}.{column.name}"
        for table in t.REVIEW_TABLES
        for column in table.columns
        if isinstance(column.type, Date)
    }
    assert dated == {
        "pending_change.day",
        "comment.waiting_since",
        "comment_batch.day",
        "release.day",
    }
    types = [column.type for table in t.REVIEW_TABLES for column in table.columns]
    assert not any(isinstance(kind, (DateTime, t.Moment)) for kind in types)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        t.Moment().process_bind_param(datetime(2026, 1, 1), sqlite.dialect())  # noqa: DTZ001


@pytest.fixture
def database(url: str) -> Path:
    return Path(str(make_url(url).database))


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_no_table_keeps_the_order_of_arrival(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT name, wr FROM pragma_table_list WHERE type = 'table'")
        without_rowid = {str(name) for name, without in rows if without}
    assert without_rowid == set(t.metadata.tables)
    declared = [table.dialect_options["sqlite"]["with_rowid"] for table in t.metadata.sorted_tables]
    assert not any(declared)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_sqlite_is_set_up_by_the_house_rules(store: SqlStore) -> None:
    async with store._connected("AUTOCOMMIT") as raw:
        settings = {
            name: (await raw.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "secure_delete")
        }
    assert settings == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "secure_delete": 1,
    }


def seal(text: bytes) -> bytes:
    """Stands for the engine's sealing: what comes in isn't what goes in."""
    return bytes(byte ^ 0x5A for byte in text)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_file_s_bytes_name_nobody_and_no_row_of_people_holds_an_author(
    url: str, database: Path
) -> None:
    user, name = b"U024BE7LH", b"Ignaz Semmelweis"
    store = create_store(url)
    await add_workspace(store)

    async def fill(uow: SqlUnitOfWork) -> None:
        await uow.people.put_account(replace(account(), sealed_user=seal(user)))
        await uow.people.put_physician(replace(physician(), sealed_profile=seal(name)))
        await uow.people.add_request(replace(request(1), sealed_profile=seal(name)))
        await uow.drafts.put(replace(dialog("token"), sealed_state=seal(name)))
        await uow.drafts.add_receipt(b"cause", seal(name), message(1).due_at)
        await uow.outbox.add(replace(message(1), sealed=seal(user)))

    await store.write(fill)
    await save(store, 1, review("a public opinion"))
    await store.close()
    held = database.read_bytes()  # noqa: ASYNC240
    for present in (b"a public opinion", seal(user), seal(name), author(1)):
        assert present in held
    for secret in (user, name):
        assert secret not in held
    for table in t.PEOPLE_TABLES:
        rows = await run(url, f"SELECT * FROM {table.name}")  # noqa: S608
        assert author(1) not in {value for row in rows for value in row}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_deleted_text_leaves_no_trace_in_the_files_once_tidied(
    store: SqlStore, database: Path
) -> None:
    def held() -> bytes:
        return b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))

    await add_workspace(store)
    await save(store, 1, review("the first wording"))
    assert b"the first wording" in held()
    await save(store, 1, review("the second wording"))
    await store.tidy()
    assert b"the first wording" not in held()
    assert b"the second wording" in held()
    await store.write(lambda uow: uow.reviews.erase(POOL, author(1), TODAY))
    await store.tidy()
    assert b"the second wording" not in held()
