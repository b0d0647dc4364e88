"""Open dialogs: what was typed is kept, sealed, for 14 days, whatever happens in between."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from ratingsbot.domain.physicians import Identity
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.records import DialogSession
from ratingsbot.engine.services import Services
from ratingsbot.errors import Unknown

DRAFT_LIFE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Draft:
    """A dialog under way: which, what was answered, and what it is about (`context`).

    Its token is unguessable and belongs to the person who opened it, alone.
    """

    token: str
    dialog: str
    version: int
    answers: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)
    page: int = 0
    typed: bool = False
    """True once something was submitted that isn't saved yet: worth offering again."""


def owner_ref(services: Services, identity: Identity) -> bytes:
    """The blind index of a dialog's owner; on purpose not the account's."""
    return services.keyring.blind(
        "dialog-owner", identity.platform, identity.workspace, identity.user
    )


async def keep(services: Services, owner: Identity, draft: Draft) -> None:
    """Store the dialog as it stands; its 14 days begin anew."""
    state = json.dumps(
        {"answers": dict(draft.answers), "context": dict(draft.context), "typed": draft.typed}
    )
    session = DialogSession(
        token=draft.token,
        dialog=draft.dialog,
        version=draft.version,
        owner_ref=owner_ref(services, owner),
        sealed_state=services.keyring.seal("dialog", state),
        page=draft.page,
        expires_at=services.clock.now() + DRAFT_LIFE,
    )
    await services.store.write(lambda uow: uow.drafts.put(session))


async def load(services: Services, owner: Identity, token: str) -> Draft:
    """The dialog with this token.

    Raises Unknown when it is somebody else's, done or expired: the same words for all three.
    """
    session = await services.store.read(lambda uow: uow.drafts.get(token))
    if (
        session is None
        or session.owner_ref != owner_ref(services, owner)
        or session.expires_at <= services.clock.now()
    ):
        raise Unknown("This form is no longer open. Forms are kept for 14 days; open it again.")
    return _open(services, session)


async def left_behind(
    services: Services, uow: UnitOfWork, owner: Identity, dialog: str, drug: str
) -> Draft | None:
    """What this person once submitted for the drug and never got saved, if anything."""
    for session in await uow.drafts.of_owner(owner_ref(services, owner), dialog):
        draft = _open(services, session)
        alive = session.expires_at > services.clock.now()
        if alive and draft.typed and draft.context.get("drug") == drug:
            return draft
    return None


async def discard(services: Services, token: str) -> None:
    """The dialog is done."""
    await services.store.write(lambda uow: uow.drafts.delete(token))


def _open(services: Services, session: DialogSession) -> Draft:
    state = json.loads(services.keyring.unseal("dialog", session.sealed_state))
    draft = Draft(session.token, session.dialog, session.version, page=session.page)
    return replace(draft, answers=state["answers"], context=state["context"], typed=state["typed"])
