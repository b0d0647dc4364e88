"""Messages that the bot sends on its own account: committed with what caused them.

Only a kind and harmless parameters are kept, never a rendered text: a direct message may end up
in a workspace's export, so none contains or implies a rating or a comment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.records import Account, Notice, OutboxMessage
from ratingsbot.engine.services import Services


class Kind(StrEnum):
    """What there is to tell."""

    WELCOME = "welcome"
    VERIFY_ASKED = "verify-asked"
    VERIFIED = "verified"
    DECLINED = "declined"
    REVOKED = "revoked"
    STEWARD_NAMED = "steward-named"
    NOTICE = "notice"
    """ "You have a notice. Open /drug mine." """


@dataclass(frozen=True, slots=True)
class Notification:
    """A kind of message for a person."""

    platform: str
    workspace: str
    user: str
    kind: Kind
    text: str = ""
    """A reason that a steward gave, where the kind has one."""


async def notify(
    services: Services, uow: UnitOfWork, account: Account, kind: Kind, text: str = ""
) -> None:
    """Put a message into the outbox, within the caller's transaction."""
    workspace = await uow.people.workspace_by_id(account.workspace)
    body = {
        "platform": workspace.platform,
        "workspace": workspace.external_id,
        "user": services.keyring.unseal("user", account.sealed_user),
        "kind": kind.value,
        "text": text,
    }
    sealed = services.keyring.seal("outbox", json.dumps(body))
    message = OutboxMessage(
        services.random.token(), workspace.platform, sealed, services.clock.now()
    )
    await uow.outbox.add(message)


def open_notification(services: Services, message: OutboxMessage) -> Notification:
    """What `notify` sealed. Raises StorageError when the key doesn't fit."""
    body = json.loads(services.keyring.unseal("outbox", message.sealed))
    return Notification(
        body["platform"], body["workspace"], body["user"], Kind(body["kind"]), body["text"]
    )


async def leave_notice(services: Services, uow: UnitOfWork, account: Account, text: str) -> None:
    """Something to read in /drug mine, announced by a message that doesn't tell what it is."""
    sealed = services.keyring.seal("notice", text)
    await uow.people.add_notice(
        Notice(services.random.token(), account.id, sealed, services.today())
    )
    await notify(services, uow, account, Kind.NOTICE)
