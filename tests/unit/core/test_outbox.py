"""The outbox: each message once, and never blindly twice."""

from __future__ import annotations

import asyncio

import pytest

from ratingsbot.chat.boundary import Address, MessageRef
from ratingsbot.chat.replies import Reply
from ratingsbot.engine.records import OutboxMessage, OutboxState
from ratingsbot.errors import (
    AdapterError,
    Forbidden,
    Gone,
    RateLimited,
    TooLarge,
    Uncertain,
    Unreachable,
)
from ratingsbot.jobs.outbox import CLAIM_LIFE, MAX_ATTEMPTS
from ratingsbot.testing.harness import Product
from unit.core.conversation import Person, RecordingAdapter, admin


@pytest.fixture
async def chief(bot: Product) -> Person:
    """Who has one message waiting: the welcome."""
    return await admin(bot)


async def unsent(bot: Product) -> list[tuple[OutboxState, str]]:
    """What was given up, and why."""
    return [(u.state, u.reason) for u in await bot.store.read(lambda uow: uow.outbox.unsent())]


async def test_a_message_is_delivered_once(bot: Product, chief: Person) -> None:
    slack = RecordingAdapter()
    assert await bot.deliver(slack) == 1
    assert await bot.deliver(slack) == 0
    (welcome,) = slack.told(chief)
    assert "Three steps" in welcome
    (address, _) = slack.sent[0]
    assert (address.platform, address.workspace, address.channel) == ("slack", "W1", "")
    assert await unsent(bot) == []


async def test_another_platform_s_messages_are_left_alone(bot: Product, chief: Person) -> None:
    discord, slack = RecordingAdapter("discord"), RecordingAdapter()
    assert await bot.deliver(discord) == 0
    assert await bot.deliver(slack) == 1


async def test_a_limited_message_waits_as_long_as_asked(bot: Product, chief: Person) -> None:
    slack = RecordingAdapter(failures=[RateLimited("slow down", retry_after=30)])
    await bot.deliver(slack)
    bot.clock.advance(seconds=29)
    assert await bot.deliver(slack) == 0
    bot.clock.advance(seconds=1)
    assert await bot.deliver(slack) == 1
    assert len(slack.told(chief)) == 1


async def test_an_unreachable_platform_is_tried_ever_more_rarely(
    bot: Product, chief: Person
) -> None:
    slack = RecordingAdapter(failures=[Unreachable("no answer") for _ in range(3)])
    tried_at: list[int] = []
    for second in range(20):
        if await bot.deliver(slack):
            tried_at.append(second)
        bot.clock.advance(seconds=1)
    assert tried_at == [0, 2, 6, 14]
    assert len(slack.told(chief)) == 1


async def test_an_unreachable_platform_is_given_up_in_the_end(bot: Product, chief: Person) -> None:
    slack = RecordingAdapter(failures=[Unreachable("no answer") for _ in range(99)])
    for _ in range(MAX_ATTEMPTS + 5):
        await bot.deliver(slack)
        bot.clock.advance(minutes=10)
    assert slack.tried == MAX_ATTEMPTS
    assert await unsent(bot) == [(OutboxState.FAILED, "Unreachable")]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Uncertain("answer lost"), OutboxState.UNCERTAIN),
        (Forbidden("U-Admin has closed DMs"), OutboxState.FAILED),
        (Gone("no such user U-Admin"), OutboxState.FAILED),
        (TooLarge("3,001 characters"), OutboxState.FAILED),
    ],
)
async def test_what_can_not_be_mended_is_never_repeated(
    bot: Product, chief: Person, error: AdapterError, state: OutboxState
) -> None:
    slack = RecordingAdapter(failures=[error])
    await bot.deliver(slack)
    bot.clock.advance(days=1)
    assert await bot.deliver(slack) == 0
    assert slack.tried == 1
    assert await unsent(bot) == [(state, type(error).__name__)]


async def test_one_failure_does_not_hold_up_the_others(bot: Product, chief: Person) -> None:
    other = await admin(bot, "Other")
    slack = RecordingAdapter(failures=[Forbidden("closed")])
    assert await bot.deliver(slack) == 2
    assert len(slack.told(chief)) + len(slack.told(other)) == 1


async def test_what_a_dead_process_had_claimed_is_uncertain(bot: Product, chief: Person) -> None:
    now = bot.clock.now()
    claimed = await bot.store.write(lambda uow: uow.outbox.claim(["slack"], now, 10))
    assert len(claimed) == 1
    slack = RecordingAdapter()
    bot.clock.advance(seconds=CLAIM_LIFE.total_seconds())
    assert await bot.deliver(slack) == 0
    assert await unsent(bot) == []
    bot.clock.advance(seconds=1)
    assert await bot.deliver(slack) == 0
    assert slack.tried == 0
    ((state, _),) = await unsent(bot)
    assert state is OutboxState.UNCERTAIN


async def test_a_message_that_the_key_does_not_open_is_given_up(bot: Product) -> None:
    message = OutboxMessage("tampered", "slack", b"x" * 40, bot.clock.now())
    await bot.store.write(lambda uow: uow.outbox.add(message))
    slack = RecordingAdapter()
    await bot.deliver(slack)
    assert slack.tried == 0
    assert await unsent(bot) == [(OutboxState.FAILED, "StorageError")]


async def test_a_message_that_breaks_the_adapter_keeps_no_other_waiting(
    bot: Product, chief: Person
) -> None:
    await admin(bot, "Second")

    class Broken(RecordingAdapter):
        async def send(self, to: Address, reply: Reply, *, nonce: str) -> MessageRef:
            if to.user == chief.actor.user:
                raise ValueError("not a number")
            return await super().send(to, reply, nonce=nonce)

    slack = Broken()
    await bot.deliver(slack)
    assert [to.user for to, _ in slack.sent] == ["Second"]
    assert await unsent(bot) == [(OutboxState.FAILED, "ValueError")]


async def test_messages_that_a_stopped_process_had_not_begun_are_sent_by_the_next(
    bot: Product, chief: Person
) -> None:
    await admin(bot, "Second")

    class Stopped(RecordingAdapter):
        async def send(self, to: Address, reply: Reply, *, nonce: str) -> MessageRef:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await bot.deliver(Stopped())
    bot.clock.advance(seconds=CLAIM_LIFE.total_seconds() + 1)
    slack = RecordingAdapter()
    await bot.deliver(slack)
    assert len(slack.sent) == 1
    assert [state for state, _ in await unsent(bot)] == [OutboxState.UNCERTAIN]
