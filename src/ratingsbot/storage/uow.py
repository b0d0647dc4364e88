"""All repositories over one connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ratingsbot.storage.connection import Connection
from ratingsbot.storage.drafts import SqlDrafts
from ratingsbot.storage.formulary import SqlFormulary
from ratingsbot.storage.jobs import SqlJobs
from ratingsbot.storage.outbox import SqlOutbox
from ratingsbot.storage.people import SqlPeople
from ratingsbot.storage.releases import SqlReleases
from ratingsbot.storage.reviews import SqlReviews


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the repositories are handed from outside."""

    key_version: int
    now: Callable[[], datetime]
    token_bytes: Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class SqlUnitOfWork:
    """Implements `ratingsbot.engine.ports.UnitOfWork`."""

    people: SqlPeople
    reviews: SqlReviews
    releases: SqlReleases
    drafts: SqlDrafts
    outbox: SqlOutbox
    jobs: SqlJobs
    formulary: SqlFormulary


def unit_of_work(db: Connection, around: Surroundings) -> SqlUnitOfWork:
    """A fresh unit of work."""
    return SqlUnitOfWork(
        people=SqlPeople(db),
        reviews=SqlReviews(db, key_version=around.key_version, token_bytes=around.token_bytes),
        releases=SqlReleases(db),
        drafts=SqlDrafts(db, around.now),
        outbox=SqlOutbox(db),
        jobs=SqlJobs(db),
        formulary=SqlFormulary(db),
    )
