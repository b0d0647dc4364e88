"""What the repositories take and give: rows as frozen values.

`…_ref` fields are blind indexes (HMACs), `sealed_…` fields are encrypted: storage sees neither
the key nor what is inside. People and reviews share no field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ratingsbot.domain.drugs import DrugId, IndicationCode
from ratingsbot.domain.physicians import Level, Role
from ratingsbot.domain.releases import PoolId
from ratingsbot.domain.reviews import Dimension, Review


@dataclass(frozen=True, slots=True)
class Pool:
    """Whose reviews are counted together."""

    id: PoolId
    strict: bool = False
    """Publishes nothing under 11 raters."""
    synthetic: bool = False
    """Holds seeded demo reviews: every card says so."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Slack team or a Discord guild."""

    id: str
    platform: str
    external_id: str
    pool: PoolId
    name: str


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account in a workspace."""

    id: str
    workspace: str
    ref: bytes
    """HMAC of (platform, workspace, user)."""
    sealed_user: bytes
    """The platform's user id, to send notices to."""
    physician: str | None = None
    level: Level = Level.NONE
    expires_on: date | None = None
    roles: frozenset[Role] = frozenset()
    briefed: bool = False
    """Has read who runs this bot and what could be known by whom."""
    sealed_recent: bytes | None = None
    """Their last look-ups."""


@dataclass(frozen=True, slots=True)
class PhysicianRecord:
    """One physician, one voice: the licence's blind index is unique."""

    id: str
    licence_ref: bytes
    sealed_profile: bytes
    specialty: str
    country: str


@dataclass(frozen=True, slots=True)
class VerificationRequest:
    """Waits for a steward; deleted once decided."""

    id: str
    workspace: str
    account: str
    licence_ref: bytes
    sealed_profile: bytes
    asked_on: date


@dataclass(frozen=True, slots=True)
class JoinCode:
    """A one-time code of a roster's row; only its HMAC is kept."""

    ref: bytes
    workspace: str
    licence_ref: bytes
    sealed_profile: bytes
    verified_until: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to read in /drug mine."""

    id: str
    account: str
    sealed_text: bytes
    day: date


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A current review as its author reads it back."""

    review: Review
    month: str
    """ "2026-03": never a day."""
    comment_published: bool
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """A drug's recount: each physician counts once a dimension, whatever their indications."""

    raters: int
    histograms: Mapping[Dimension, tuple[int, int, int, int, int]]
    """Answers of 1, 2, 3, 4 and 5."""
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """Distinct physicians who added, changed or withdrew since what they touched was renewed."""

    physicians: int
    """Since the drug's last release, whatever they changed."""
    of_dimension: Mapping[Dimension, int]
    """Since that dimension's figures were renewed; none is absent."""


@dataclass(frozen=True, slots=True)
class WaitingComment:
    """A comment that no batch has published yet."""

    id: bytes
    drug: DrugId
    author: bytes
    day: date


@dataclass(frozen=True, slots=True)
class PublishedComment:
    """A comment as colleagues read it."""

    text: str
    indication: IndicationCode
    month: str


@dataclass(frozen=True, slots=True)
class CommentPage:
    """A page of published comments; `total` counts all of the drug's."""

    comments: Sequence[PublishedComment]
    total: int


@dataclass(frozen=True, slots=True)
class DialogSession:
    """An open dialog: lives 14 days, then is gone."""

    token: str
    dialog: str
    version: int
    owner_ref: bytes
    sealed_state: bytes
    """Answers and context, as JSON."""
    page: int
    expires_at: datetime


class OutboxState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    UNCERTAIN = "uncertain"
    """Sent, but the answer was lost: never repeated."""
    FAILED = "failed"
    """A permanent refusal."""


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A notification to send. Deleted once delivered."""

    id: str
    platform: str
    sealed: bytes
    """Address and notification, as JSON."""
    due_at: datetime
    attempts: int = 0
