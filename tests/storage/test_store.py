"""Units of work: whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from ratingsbot.domain.releases import PoolId
from ratingsbot.engine.ports import Store
from ratingsbot.engine.records import Pool
from ratingsbot.errors import (
    ConfigError,
    Invalid,
    StorageBusy,
    StorageError,
    StorageUnavailable,
)
from ratingsbot.storage.engine import SqlStore, create_store
from ratingsbot.storage.uow import SqlUnitOfWork
from storage.samples import (
    DRUG,
    POOL,
    TODAY,
    account,
    add_pool,
    add_workspace,
    author,
    message,
    request,
    review,
    save,
)
from storage.servers import run


async def pools(store: SqlStore) -> list[str]:
    return [pool.id for pool in await store.read(lambda uow: uow.people.pools())]


async def break_connections(url: str) -> None:
    """End all other sessions on the database, as a restart of the server does."""
    await run(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


async def test_the_store_is_what_the_engine_asks_for(store: SqlStore) -> None:
    port: Store = store
    await port.write(lambda uow: uow.people.add_pool(Pool(POOL)))
    assert await port.read(lambda uow: uow.people.pool(POOL)) == Pool(POOL)


async def test_an_error_of_the_work_s_own_comes_through_and_nothing_is_kept(
    store: SqlStore,
) -> None:
    own = Invalid("no")

    async def work(uow: SqlUnitOfWork) -> None:
        await uow.people.add_pool(Pool(POOL))
        raise own

    with pytest.raises(Invalid) as caught:
        await store.write(work)
    assert caught.value is own
    assert await pools(store) == []


async def test_an_os_error_of_the_work_s_own_is_not_taken_for_the_database_s(
    store: SqlStore,
) -> None:
    async def work(uow: SqlUnitOfWork) -> None:
        raise FileNotFoundError("mine")

    with pytest.raises(FileNotFoundError):
        await store.read(work)


async def test_a_database_error_that_the_work_hides_still_undoes_everything(
    store: SqlStore,
) -> None:
    async def work(uow: SqlUnitOfWork) -> None:
        await uow.people.add_pool(Pool(POOL))
        try:
            await uow.people.add_pool(Pool(POOL))
        except StorageError:
            return

    with pytest.raises(StorageError):
        await store.write(work)
    assert await pools(store) == []


async def test_reads_do_not_see_what_is_not_committed(
    store: SqlStore, open_store: Callable[..., SqlStore]
) -> None:
    other = open_store()
    seen: list[list[str]] = []

    async def work(uow: SqlUnitOfWork) -> None:
        await uow.people.add_pool(Pool(POOL))
        seen.append(await pools(store))
        seen.append(await pools(other))

    await store.write(work)
    assert seen == [[], []]
    assert await pools(other) == [POOL]


async def test_a_read_cannot_leave_a_lock_behind(store: SqlStore) -> None:
    async def read(uow: SqlUnitOfWork) -> None:
        await uow.people.pools()
        await store.write(lambda inner: inner.people.add_pool(Pool(POOL)))
        assert await uow.people.pools() == [Pool(POOL)]

    await store.read(read)


async def test_a_write_that_is_cancelled_midway_is_done_all_the_same(store: SqlStore) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work(uow: SqlUnitOfWork) -> None:
        await uow.people.add_pool(Pool(POOL))
        begun.set()
        await go_on.wait()
        await uow.people.add_pool(Pool(PoolId("pool-2")))

    task = asyncio.create_task(store.write(work))
    await begun.wait()
    task.cancel()
    await pools(store)  # lets the cancellation arrive
    assert not task.done()
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await pools(store) == [POOL, "pool-2"]


async def test_a_cancelled_write_that_fails_tells_both(store: SqlStore) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work(uow: SqlUnitOfWork) -> None:
        await uow.people.add_pool(Pool(POOL))
        begun.set()
        await go_on.wait()
        raise Invalid("no")

    task = asyncio.create_task(store.write(work))
    await begun.wait()
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert isinstance(caught.value.__cause__, Invalid)
    assert await pools(store) == []


async def test_closing_waits_for_the_writes_begun(url: str) -> None:
    store = create_store(url)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work(uow: SqlUnitOfWork) -> None:
        begun.set()
        await go_on.wait()
        await uow.people.add_pool(Pool(POOL))

    writing = asyncio.create_task(store.write(work))
    await begun.wait()
    closing_ = asyncio.create_task(store.close())
    go_on.set()
    await asyncio.gather(writing, closing_)
    again = create_store(url)
    assert await pools(again) == [POOL]
    await again.close()


async def test_fifty_writers_at_once_all_succeed(
    store: SqlStore, open_store: Callable[..., SqlStore]
) -> None:
    await add_pool(store)
    processes = [store, open_store()]

    async def rate(number: int) -> None:
        async def look_and_act(uow: SqlUnitOfWork) -> None:
            ref = number.to_bytes(4, "big")
            assert await uow.drafts.receipt(ref) is None
            await uow.reviews.of_drug(POOL, author(number), DRUG)
            await uow.reviews.save(POOL, author(number), review(f"text {number}"), TODAY)
            await uow.drafts.add_receipt(ref, b"", message(1).due_at)

        await processes[number % 2].write(look_and_act)

    await asyncio.gather(*(rate(number) for number in range(50)))
    counts = await store.read(lambda uow: uow.reviews.recount(POOL, [DRUG]))
    assert counts[DRUG].raters == 50


async def test_two_who_look_first_and_then_act_do_so_one_after_the_other(
    store: SqlStore, open_store: Callable[..., SqlStore], dialect: str
) -> None:
    await add_workspace(store, accounts=2)
    # On PostgreSQL both have looked before either acts; SQLite lets only one come so far.
    both_looked = asyncio.Barrier(2 if dialect == "postgresql" else 1)

    async def act(process: SqlStore, number: int) -> str:
        runs = iter((True,))

        async def look_and_act(uow: SqlUnitOfWork) -> str:
            if await uow.people.requests("ws-1"):
                return "second"
            if next(runs, False):
                await both_looked.wait()
            await uow.people.add_request(request(number, f"acc-{number}"))
            return "first"

        return await process.write(look_and_act)

    results = await asyncio.gather(act(store, 1), act(open_store(), 2))
    assert sorted(results) == ["first", "second"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_write_holds_the_database_from_its_beginning(store: SqlStore, url: str) -> None:
    path = str(make_url(url).database)

    async def has_written_nothing_yet(uow: SqlUnitOfWork) -> None:
        with (
            closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")

    await store.write(has_written_nothing_yet)


async def test_rows_without_their_parent_are_refused(store: SqlStore) -> None:
    with pytest.raises(StorageError):
        await store.write(lambda uow: uow.people.put_account(account(1)))
    with pytest.raises(StorageError):
        await save(store, 1, review())


async def test_errors_name_the_constraint_and_never_a_value(store: SqlStore) -> None:
    await add_workspace(store)
    secret = "5ecret"

    async def work(uow: SqlUnitOfWork) -> None:
        for _ in range(2):
            await uow.drafts.add_receipt(secret.encode(), secret.encode(), message(1).due_at)

    with pytest.raises(StorageError) as caught:
        await store.write(work)
    told = "".join(traceback.format_exception(caught.value))
    assert "receipt" in str(caught.value)
    assert secret not in told
    assert secret.encode().hex() not in told


async def test_meta_values_are_kept_and_replaced(store: SqlStore) -> None:
    assert await store.meta_get("fingerprint") is None
    for value in (b"one", b"two"):
        await store.meta_set("fingerprint", value)
    assert await store.meta_get("fingerprint") == b"two"


async def test_tidying_up_changes_nothing_that_can_be_read(store: SqlStore) -> None:
    await add_pool(store)
    await save(store, 1, review("kept"))
    before = await store.read(lambda uow: uow.reviews.of_author(POOL, author(1)))
    await store.tidy()
    assert await store.read(lambda uow: uow.reviews.of_author(POOL, author(1))) == before


async def test_ping_answers(store: SqlStore, dialect: str) -> None:
    await store.ping()
    assert store.dialect == dialect


async def test_a_database_that_cannot_be_reached_is_unavailable(dialect: str) -> None:
    nowhere = {
        "sqlite": "sqlite:////nowhere/at/all.sqlite3",
        "postgresql": "postgresql://tester@/test?host=/nowhere",
    }
    store = create_store(nowhere[dialect])
    with pytest.raises(StorageUnavailable):
        await store.ping()
    with pytest.raises(StorageUnavailable):
        await pools(store)
    await store.close()
    await _end_of_failed_connections()


async def _end_of_failed_connections() -> None:
    """aiosqlite leaves the thread of a connection that failed to end by itself; it must not
    outlive the loop that it reports to."""
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 10)


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_a_connection_that_broke_is_replaced(store: SqlStore, url: str) -> None:
    await add_pool(store)
    await break_connections(url)
    assert await pools(store) == [POOL]
    await break_connections(url)
    await store.meta_set("key", b"after")
    assert await store.meta_get("key") == b"after"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_writer_who_waits_too_long_for_another_process_is_told_so(
    url: str, open_store: Callable[..., SqlStore]
) -> None:
    hasty = open_store(patience=0.05)
    with closing(sqlite3.connect(str(make_url(url).database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageBusy):
            await add_pool(hasty)
        assert await pools(hasty) == []
        other.execute("ROLLBACK")
    await add_pool(hasty)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_writer_who_waits_too_long_for_its_turn_is_told_so(
    open_store: Callable[..., SqlStore],
) -> None:
    hasty = open_store(patience=0.05)

    async def work(uow: SqlUnitOfWork) -> None:
        with pytest.raises(StorageBusy):
            await add_pool(hasty)

    await hasty.write(work)
    await add_pool(hasty)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_writer_cancelled_while_it_waits_for_its_turn_does_nothing(
    store: SqlStore,
) -> None:
    async def work(uow: SqlUnitOfWork) -> None:
        waiting = asyncio.create_task(add_pool(store))
        await uow.people.pools()  # lets it come to wait
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    await store.write(work)
    assert await pools(store) == []


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"]
)
def test_sqlite_in_memory_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="in memory"):
        create_store(url)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://secret@host/name"])
def test_an_address_that_makes_no_sense_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        create_store(url)
    assert "secret" not in "".join(traceback.format_exception(caught.value))


def test_making_a_store_touches_nothing(tmp_path: Path) -> None:
    store = create_store(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    asyncio.run(store.close())
    assert list(tmp_path.iterdir()) == []
