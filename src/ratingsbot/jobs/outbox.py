"""Sending what the outbox holds: once each, and never blindly twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import structlog

from ratingsbot.chat.boundary import Adapter
from ratingsbot.chat.notifications import address_of, render
from ratingsbot.engine.notifications import open_notification
from ratingsbot.engine.records import OutboxMessage
from ratingsbot.engine.services import Services
from ratingsbot.errors import AdapterError, RateLimited, StorageError, Uncertain, Unreachable

log = structlog.get_logger()

BATCH = 100
"""Messages a round."""
CLAIM_LIFE = timedelta(minutes=5)
MAX_ATTEMPTS = 10


async def deliver_due(services: Services, adapters: Mapping[str, Adapter]) -> int:
    """Send all that is due now, over the adapters at hand. How many messages were claimed.

    One is claimed at a time: what a process had not begun to send when it ended is sent by the
    next, and only the one it was sending becomes uncertain.
    """
    now = services.clock.now()
    await services.store.write(lambda uow: uow.outbox.unclaim_older_than(now - CLAIM_LIFE))
    names = sorted(adapters)
    for done in range(BATCH):
        claimed = await services.store.write(lambda uow: uow.outbox.claim(names, now, 1))
        if not claimed:
            return done
        await _deliver(services, adapters[claimed[0].platform], claimed[0])
    return BATCH


async def _deliver(services: Services, adapter: Adapter, message: OutboxMessage) -> None:
    try:
        notification = open_notification(services, message)
        nonce = message.id[:25]
        await adapter.send(address_of(notification), render(notification), nonce=nonce)
    except (RateLimited, Unreachable) as error:
        await _postpone(services, message, error)
    except Uncertain as error:
        log.warning("a message may or may not have arrived", message=message.id)
        await _give_up(services, message, error, uncertain=True)
    except (AdapterError, StorageError) as error:
        log.warning("a message can’t be sent", message=message.id, error=type(error).__name__)
        await _give_up(services, message, error, uncertain=False)
    except Exception as error:  # a defect of ours must not keep the other messages waiting
        log.exception("a message failed", message=message.id)
        await _give_up(services, message, error, uncertain=False)
    else:
        await services.store.write(lambda uow: uow.outbox.delivered(message.id))


async def _postpone(
    services: Services, message: OutboxMessage, error: RateLimited | Unreachable
) -> None:
    if message.attempts >= MAX_ATTEMPTS:
        await _give_up(services, message, error, uncertain=False)
        return
    seconds = (
        error.retry_after if isinstance(error, RateLimited) else min(2.0**message.attempts, 600.0)
    )
    due = services.clock.now() + timedelta(seconds=seconds)
    await services.store.write(lambda uow: uow.outbox.postpone(message.id, due))


async def _give_up(
    services: Services, message: OutboxMessage, error: Exception, *, uncertain: bool
) -> None:
    # Only the kind of error: a platform's text may name the person.
    reason = type(error).__name__
    await services.store.write(
        lambda uow: uow.outbox.give_up(message.id, reason, uncertain=uncertain)
    )
