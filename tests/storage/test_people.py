"""Workspaces, accounts, physicians and how they are verified."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ratingsbot.domain.physicians import Level, Role
from ratingsbot.domain.releases import PoolId
from ratingsbot.engine.records import Account, JoinCode, Notice, Pool
from ratingsbot.errors import StorageError, Unknown
from ratingsbot.storage.engine import SqlStore
from ratingsbot.storage.uow import SqlUnitOfWork
from storage.samples import (
    POOL,
    TODAY,
    WORKSPACE,
    account,
    add_workspace,
    code,
    physician,
    request,
)


@pytest.fixture(autouse=True)
async def workspace(store: SqlStore) -> None:
    await add_workspace(store, accounts=3)


async def put(store: SqlStore, *accounts: Account) -> None:
    async def effect(uow: SqlUnitOfWork) -> None:
        for each in accounts:
            await uow.people.put_account(each)

    await store.write(effect)


async def test_pools_are_found_by_id_and_listed(store: SqlStore) -> None:
    demo = Pool(PoolId("demo"), strict=True, synthetic=True)
    await store.write(lambda uow: uow.people.add_pool(demo))
    assert await store.read(lambda uow: uow.people.pool(PoolId("demo"))) == demo
    assert await store.read(lambda uow: uow.people.pools()) == [demo, Pool(POOL)]


async def test_what_is_asked_for_by_id_and_is_not_there_is_unknown(store: SqlStore) -> None:
    with pytest.raises(Unknown):
        await store.read(lambda uow: uow.people.pool(PoolId("nowhere")))
    with pytest.raises(Unknown):
        await store.read(lambda uow: uow.people.workspace_by_id("nowhere"))
    with pytest.raises(Unknown):
        await store.read(lambda uow: uow.people.physician("nobody"))


async def test_a_workspace_is_found_by_its_platform_and_by_its_id(store: SqlStore) -> None:
    assert await store.read(lambda uow: uow.people.workspace("slack", "T123")) == WORKSPACE
    assert await store.read(lambda uow: uow.people.workspace("discord", "T123")) is None
    assert await store.read(lambda uow: uow.people.workspace_by_id("ws-1")) == WORKSPACE


async def test_a_workspace_is_recorded_only_once(store: SqlStore) -> None:
    again = replace(WORKSPACE, id="ws-2")
    with pytest.raises(StorageError):
        await store.write(lambda uow: uow.people.add_workspace(again))


async def test_an_account_is_read_back_as_it_was_put(store: SqlStore) -> None:
    await store.write(lambda uow: uow.people.put_physician(physician()))
    whole = replace(
        account(1),
        physician="phy-1",
        level=Level.ATTESTED,
        expires_on=date(2027, 3, 14),
        roles=frozenset(Role),
        briefed=True,
        sealed_recent=b"recent",
    )
    await put(store, whole)
    assert await store.read(lambda uow: uow.people.account(whole.ref)) == whole
    assert await store.read(lambda uow: uow.people.account_by_id("acc-1")) == whole
    assert await store.read(lambda uow: uow.people.accounts_of("phy-1")) == [whole]
    assert await store.read(lambda uow: uow.people.account(b"stranger")) is None
    assert await store.read(lambda uow: uow.people.account_by_id("stranger")) is None


async def test_putting_an_account_again_replaces_its_roles_too(store: SqlStore) -> None:
    await put(store, replace(account(1), roles=frozenset(Role)))
    await put(store, replace(account(1), roles=frozenset({Role.STEWARD}), briefed=True))
    found = await store.read(lambda uow: uow.people.account_by_id("acc-1"))
    assert found == replace(account(1), roles=frozenset({Role.STEWARD}), briefed=True)


async def test_holders_of_a_role_are_found_in_their_workspace_only(store: SqlStore) -> None:
    other = replace(WORKSPACE, id="ws-2", external_id="T999")
    await store.write(lambda uow: uow.people.add_workspace(other))
    both = replace(account(2), roles=frozenset(Role))
    elsewhere = replace(account(9), workspace="ws-2", roles=frozenset({Role.STEWARD}))
    admin = replace(account(1), roles=frozenset({Role.ADMIN}))
    await put(store, both, elsewhere, admin)
    stewards = await store.read(lambda uow: uow.people.with_role("ws-1", Role.STEWARD))
    assert stewards == [both]
    admins = await store.read(lambda uow: uow.people.with_role("ws-1", Role.ADMIN))
    assert admins == [admin, both]


async def test_a_physician_is_found_by_licence_and_replaced_by_id(store: SqlStore) -> None:
    await store.write(lambda uow: uow.people.put_physician(physician()))
    later = replace(physician(), specialty="oncology", sealed_profile=b"new")
    await store.write(lambda uow: uow.people.put_physician(later))
    assert await store.read(lambda uow: uow.people.physician_by_licence(b"licence-1")) == later
    assert await store.read(lambda uow: uow.people.physician("phy-1")) == later
    assert await store.read(lambda uow: uow.people.physician_by_licence(b"other")) is None


async def test_one_licence_is_one_physician(store: SqlStore) -> None:
    await store.write(lambda uow: uow.people.put_physician(physician()))
    twin = replace(physician(2), licence_ref=physician(1).licence_ref)
    with pytest.raises(StorageError):
        await store.write(lambda uow: uow.people.put_physician(twin))


async def test_a_second_request_of_an_account_replaces_its_first(store: SqlStore) -> None:
    for number in (1, 2):
        await store.write(lambda uow, n=number: uow.people.add_request(request(n)))  # type: ignore[misc]
    assert await store.read(lambda uow: uow.people.requests("ws-1")) == [request(2)]
    assert await store.read(lambda uow: uow.people.request_of("acc-1")) == request(2)
    assert await store.read(lambda uow: uow.people.request("req-1")) is None


async def test_requests_wait_oldest_first_until_deleted(store: SqlStore) -> None:
    newer, older = request(1, "acc-1"), request(2, "acc-2", TODAY - timedelta(days=1))

    async def add(uow: SqlUnitOfWork) -> None:
        await uow.people.add_request(newer)
        await uow.people.add_request(older)

    await store.write(add)
    assert await store.read(lambda uow: uow.people.requests("ws-1")) == [older, newer]
    await store.write(lambda uow: uow.people.delete_request(older.id))
    assert await store.read(lambda uow: uow.people.requests("ws-1")) == [newer]


async def test_a_code_is_taken_once(store: SqlStore) -> None:
    await store.write(lambda uow: uow.people.add_codes([code(1), code(2)]))
    take = code(1).ref
    assert await store.write(lambda uow: uow.people.take_code(take, TODAY)) == code(1)
    assert await store.write(lambda uow: uow.people.take_code(take, TODAY)) is None
    assert await store.write(lambda uow: uow.people.take_code(b"unknown", TODAY)) is None


async def test_a_code_past_its_last_day_is_worth_nothing(store: SqlStore) -> None:
    await store.write(lambda uow: uow.people.add_codes([code(1)]))
    tomorrow = TODAY + timedelta(days=1)
    assert await store.write(lambda uow: uow.people.take_code(code(1).ref, tomorrow)) is None


async def test_of_many_who_take_a_code_at_once_one_gets_it(
    store: SqlStore, open_store: Callable[..., SqlStore]
) -> None:
    await store.write(lambda uow: uow.people.add_codes([code(1)]))
    processes = [open_store() for _ in range(3)]

    async def take(process: SqlStore) -> JoinCode | None:
        return await process.write(lambda uow: uow.people.take_code(code(1).ref, TODAY))

    taken = await asyncio.gather(*(take(process) for process in processes * 4))
    assert [found for found in taken if found is not None] == [code(1)]


async def test_notices_are_read_until_deleted_and_by_their_account_only(store: SqlStore) -> None:
    later = Notice("a", "acc-1", b"later", TODAY)
    sooner = Notice("b", "acc-1", b"sooner", TODAY - timedelta(days=1))
    other = Notice("c", "acc-2", b"other", TODAY)

    async def add(uow: SqlUnitOfWork) -> None:
        for notice in (later, sooner, other):
            await uow.people.add_notice(notice)

    await store.write(add)
    assert await store.read(lambda uow: uow.people.notices("acc-1")) == [sooner, later]
    await store.write(lambda uow: uow.people.delete_notices("acc-1"))
    assert await store.read(lambda uow: uow.people.notices("acc-1")) == []
    assert await store.read(lambda uow: uow.people.notices("acc-2")) == [other]


async def test_watching_twice_is_once_and_watchers_are_taken_once(store: SqlStore) -> None:
    async def watch(uow: SqlUnitOfWork) -> None:
        for account_id in ("acc-2", "acc-1", "acc-2"):
            await uow.people.watch(b"drug", account_id)
        await uow.people.watch(b"other drug", "acc-3")

    await store.write(watch)
    assert await store.write(lambda uow: uow.people.take_watchers(b"drug")) == ["acc-1", "acc-2"]
    assert await store.write(lambda uow: uow.people.take_watchers(b"drug")) == []
    assert await store.write(lambda uow: uow.people.take_watchers(b"other drug")) == ["acc-3"]
