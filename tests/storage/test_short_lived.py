"""Dialogs, receipts, messages to send, leases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from ratingsbot.engine.records import OutboxMessage, OutboxState
from ratingsbot.storage.drafts import UNSENT_LIFE
from ratingsbot.storage.engine import SqlStore
from ratingsbot.storage.uow import SqlUnitOfWork
from storage.clock import NOW, Time
from storage.samples import TODAY, add_workspace, code, dialog, message

MINUTE = timedelta(minutes=1)


async def add(store: SqlStore, *messages: OutboxMessage) -> None:
    async def effect(uow: SqlUnitOfWork) -> None:
        for each in messages:
            await uow.outbox.add(each)

    await store.write(effect)


async def claim(store: SqlStore, limit: int = 10) -> Sequence[OutboxMessage]:
    return await store.write(lambda uow: uow.outbox.claim(["slack"], NOW, limit))


async def test_a_dialog_is_kept_replaced_and_deleted(store: SqlStore) -> None:
    await store.write(lambda uow: uow.drafts.put(dialog("a")))
    later = replace(dialog("a"), page=1, sealed_state=b"more")
    await store.write(lambda uow: uow.drafts.put(later))
    assert await store.read(lambda uow: uow.drafts.get("a")) == later
    await store.write(lambda uow: uow.drafts.delete("a"))
    assert await store.read(lambda uow: uow.drafts.get("a")) is None


async def test_an_expired_dialog_is_gone_though_not_yet_purged(store: SqlStore, time: Time) -> None:
    await store.write(lambda uow: uow.drafts.put(dialog("a")))
    time.moment = NOW + timedelta(days=14)
    assert await store.read(lambda uow: uow.drafts.get("a")) is None
    assert await store.read(lambda uow: uow.drafts.of_owner(b"owner", "rate")) == []


async def test_an_owner_s_dialogs_are_found_by_name_the_longest_lived_first(
    store: SqlStore,
) -> None:
    long, short = dialog("a", life=timedelta(days=9)), dialog("b", life=timedelta(days=2))
    other, stranger = replace(dialog("c"), dialog="details"), dialog("d", b"stranger")

    async def put(uow: SqlUnitOfWork) -> None:
        for each in (short, long, other, stranger):
            await uow.drafts.put(each)

    await store.write(put)
    assert await store.read(lambda uow: uow.drafts.of_owner(b"owner", "rate")) == [long, short]


async def test_of_two_deliveries_of_one_event_one_has_the_effect(
    store: SqlStore, open_store: Callable[..., SqlStore]
) -> None:
    async def once(uow: SqlUnitOfWork) -> str:
        if await uow.drafts.receipt(b"cause") is not None:
            return "repeated"
        await uow.outbox.add(message(1))
        await uow.drafts.add_receipt(b"cause", b"result", NOW + MINUTE)
        return "done"

    results = await asyncio.gather(store.write(once), open_store().write(once), store.write(once))
    assert sorted(results) == ["done", "repeated", "repeated"]
    assert await store.read(lambda uow: uow.drafts.receipt(b"cause")) == b"result"


async def test_purging_deletes_what_has_expired_and_nothing_else(store: SqlStore) -> None:
    await add_workspace(store)

    async def fill(uow: SqlUnitOfWork) -> None:
        await uow.drafts.put(dialog("old", life=timedelta()))
        await uow.drafts.put(dialog("young", life=MINUTE))
        await uow.drafts.add_receipt(b"old", b"", NOW)
        await uow.drafts.add_receipt(b"young", b"", NOW + MINUTE)
        await uow.people.add_codes([code(1, TODAY - timedelta(days=1)), code(2, TODAY)])
        for number, age in ((1, UNSENT_LIFE), (2, UNSENT_LIFE - MINUTE), (3, UNSENT_LIFE)):
            await uow.outbox.add(message(number, due=-age))
        await uow.outbox.give_up("msg-1", "gone", uncertain=False)
        await uow.outbox.give_up("msg-2", "gone", uncertain=False)

    await store.write(fill)
    assert await store.write(lambda uow: uow.drafts.purge(NOW)) == 4
    assert await store.read(lambda uow: uow.drafts.get("young")) is not None
    assert await store.read(lambda uow: uow.drafts.receipt(b"old")) is None
    assert await store.read(lambda uow: uow.drafts.receipt(b"young")) == b""
    assert await store.write(lambda uow: uow.people.take_code(b"code-2", TODAY)) == code(2)
    assert [m.id for m in await claim(store)] == ["msg-3"]
    assert [u.message.id for u in await store.read(lambda uow: uow.outbox.unsent())] == ["msg-2"]


async def test_due_messages_of_the_platform_are_claimed_once_the_longest_due_first(
    store: SqlStore,
) -> None:
    early, now, later = message(3, due=-MINUTE), message(1), message(2, due=MINUTE)
    await add(store, now, early, later, message(4, platform="discord"))
    first = [replace(early, attempts=1), replace(now, attempts=1)]
    assert await claim(store) == first
    assert await claim(store) == []
    assert await store.write(lambda uow: uow.outbox.claim([], NOW, 10)) == []


async def test_a_claim_takes_at_most_as_many_as_asked_for(store: SqlStore) -> None:
    await add(store, *(message(number) for number in range(5)))
    assert [m.id for m in await claim(store, 2)] == ["msg-0", "msg-1"]
    assert [m.id for m in await claim(store, 9)] == ["msg-2", "msg-3", "msg-4"]


async def test_workers_that_claim_at_once_never_get_the_same_message(
    store: SqlStore, open_store: Callable[..., SqlStore]
) -> None:
    await add(store, *(message(number) for number in range(60)))
    workers = [open_store() for _ in range(3)]
    claims = await asyncio.gather(*(claim(worker, 7) for worker in workers * 4))
    got = [m.id for claimed in claims for m in claimed]
    assert len(got) == len(set(got)) == 60


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_a_worker_passes_over_what_another_is_claiming(
    store: SqlStore, open_store: Callable[..., SqlStore]
) -> None:
    await add(store, message(1), message(2))
    other = open_store()

    async def work(uow: SqlUnitOfWork) -> Sequence[OutboxMessage]:
        await uow.outbox.claim(["slack"], NOW, 1)
        async with asyncio.timeout(5):  # only so that a failure doesn't wait for ever
            return await other.read(lambda theirs: theirs.outbox.claim(["slack"], NOW, 10))

    assert [m.id for m in await store.write(work)] == ["msg-2"]


async def test_a_delivered_message_is_deleted(store: SqlStore) -> None:
    await add(store, message(1))
    await claim(store)
    await store.write(lambda uow: uow.outbox.delivered("msg-1"))
    assert await store.write(lambda uow: uow.outbox.unclaim_older_than(NOW + MINUTE)) == 0
    assert await store.read(lambda uow: uow.outbox.unsent()) == []


async def test_a_postponed_message_is_claimed_again_when_due(store: SqlStore) -> None:
    await add(store, message(1))
    await claim(store)
    await store.write(lambda uow: uow.outbox.postpone("msg-1", NOW + MINUTE))
    assert await claim(store) == []
    again = await store.write(lambda uow: uow.outbox.claim(["slack"], NOW + MINUTE, 10))
    assert again == [replace(message(1, due=MINUTE), attempts=2)]


async def test_messages_given_up_stay_listed_and_are_not_sent_again(store: SqlStore) -> None:
    await add(store, message(1), message(2))
    await claim(store)

    async def give_up(uow: SqlUnitOfWork) -> None:
        await uow.outbox.give_up("msg-1", "timed out", uncertain=True)
        await uow.outbox.give_up("msg-2", "channel is gone", uncertain=False)

    await store.write(give_up)
    assert await claim(store) == []
    unsent = await store.read(lambda uow: uow.outbox.unsent())
    assert [(u.message.id, u.state, u.reason) for u in unsent] == [
        ("msg-1", OutboxState.UNCERTAIN, "timed out"),
        ("msg-2", OutboxState.FAILED, "channel is gone"),
    ]


async def test_claims_of_a_process_that_died_become_uncertain(store: SqlStore) -> None:
    await add(store, message(1), message(2, due=MINUTE))
    await claim(store)
    assert await store.write(lambda uow: uow.outbox.unclaim_older_than(NOW)) == 0
    assert await store.write(lambda uow: uow.outbox.unclaim_older_than(NOW + MINUTE)) == 1
    assert await claim(store) == []
    (unsent,) = await store.read(lambda uow: uow.outbox.unsent())
    assert (unsent.message.id, unsent.state) == ("msg-1", OutboxState.UNCERTAIN)


async def lease(store: SqlStore, holder: str, after: timedelta = timedelta()) -> bool:
    return await store.write(lambda uow: uow.jobs.lease("digest", holder, NOW + after, MINUTE))


async def test_a_lease_is_one_holder_s_until_it_expires(store: SqlStore) -> None:
    assert await lease(store, "a")
    assert not await lease(store, "b")
    assert not await lease(store, "b", MINUTE - timedelta(seconds=1))
    assert await lease(store, "b", MINUTE)
    assert not await lease(store, "a", MINUTE)


async def test_a_holder_renews_its_lease(store: SqlStore) -> None:
    assert await lease(store, "a")
    assert await lease(store, "a", MINUTE / 2)
    assert not await lease(store, "b", MINUTE)


async def test_of_many_who_ask_for_a_lease_at_once_one_gets_it(
    store: SqlStore, open_store: Callable[..., SqlStore]
) -> None:
    others = [open_store() for _ in range(2)]
    asked = [lease(each, f"holder {n}") for n, each in enumerate([store, *others] * 4)]
    assert sum(await asyncio.gather(*asked)) == 1
