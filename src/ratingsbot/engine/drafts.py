"""Open dialogs: what was typed is kept, sealed, for 14 days, whatever happens in between."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from ratingsbot.domain.physicians import Identity
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.records import DialogSession
from ratingsbot.engine.services import Services
from ratingsbot.errors import Unknown

DRAFT_LIFE = timedelta(days=14)
ECHO_LIFE = timedelta(hours=1)
"""How long a finished dialog is remembered, without its answers: a submission that the platform
or a person repeats, because its answer was lost, is then answered as before."""

GONE = "This form is no longer open. Forms are kept for 14 days; open it again."


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
    done: bool = False
    """Saved: only a repetition of what was saved is still answered."""


def owner_ref(services: Services, identity: Identity) -> bytes:
    """The blind index of a dialog's owner; on purpose not the account's."""
    return services.keyring.blind(
        "dialog-owner", identity.platform, identity.workspace, identity.user
    )


async def keep(services: Services, owner: Identity, draft: Draft) -> None:
    """Store the dialog as it stands; its 14 days begin anew."""
    state = json.dumps(
        {
            "answers": dict(draft.answers),
            "context": dict(draft.context),
            "typed": draft.typed,
            "done": draft.done,
        }
    )
    session = DialogSession(
        token=draft.token,
        dialog=draft.dialog,
        version=draft.version,
        owner_ref=owner_ref(services, owner),
        sealed_state=services.keyring.seal("dialog", state),
        page=draft.page,
        expires_at=services.clock.now() + (ECHO_LIFE if draft.done else DRAFT_LIFE),
    )
    await services.store.write(lambda uow: uow.drafts.put(session))


async def load(
    services: Services, owner: Identity, token: str, *, even_done: bool = False
) -> Draft:
    """The dialog with this token.

    Raises Unknown when it is somebody else's, done or expired: the same words for all three.
    """
    session = await services.store.read(lambda uow: uow.drafts.get(token))
    if (
        session is None
        or session.owner_ref != owner_ref(services, owner)
        or session.expires_at <= services.clock.now()
    ):
        raise Unknown(GONE)
    draft = _open(services, session)
    if draft.done and not even_done:
        raise Unknown(GONE)
    return draft


async def left_behind(
    services: Services, uow: UnitOfWork, owner: Identity, dialog: str, drug: str
) -> Sequence[Draft]:
    """What this person once submitted for the drug and never got saved, the latest first."""
    now = services.clock.now()
    sessions = await uow.drafts.of_owner(owner_ref(services, owner), dialog)
    found = [_open(services, session) for session in sessions if session.expires_at > now]
    return [draft for draft in found if draft.typed and draft.context.get("drug") == drug]


async def finish(services: Services, owner: Identity, draft: Draft) -> None:
    """The dialog is done: its answers go at once, and what it was about within the hour."""
    await keep(services, owner, replace(draft, answers={}, typed=False, done=True))


def _open(services: Services, session: DialogSession) -> Draft:
    state = json.loads(services.keyring.unseal("dialog", session.sealed_state))
    draft = Draft(session.token, session.dialog, session.version, page=session.page)
    return replace(draft, **state)
