"""What is kept, in three groups: people, reviews, and what belongs to neither.

People and reviews share no column but `pool`, no key, no order and no timestamp, so that nothing
but the key leads from an author to a person. Hence:

- Every table is WITHOUT ROWID on SQLite: a hidden row number would tell the order of arrival.
- Keys are natural or random. Reviews carry months; a day stands only where a rule needs it
  (`pending_change`, a comment's `waiting_since`) and goes when its release or batch is made.
- Deleting is explicit, child first; foreign keys check it and never cascade by themselves.

The migrations repeat these tables by hand and never import them; a test keeps the two equal.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from ratingsbot.domain.reviews import Dimension

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)


class Moment(TypeDecorator[datetime]):
    """An aware moment, always in UTC; SQLite has no zones and keeps it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _table(name: str, *parts: Column[object] | CheckConstraint | Index | object) -> Table:
    return Table(name, metadata, *parts, sqlite_with_rowid=False)  # type: ignore[arg-type]


# --- Neither: what holds no one's data ------------------------------------------------------

pool = _table(
    "pool",
    Column("id", String(64), primary_key=True),
    Column("strict", Boolean, nullable=False),
    Column("synthetic", Boolean, nullable=False),
)

formulary = _table(
    "formulary",
    Column("pool", String(64), ForeignKey("pool.id"), nullable=False),
    Column("id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("drug", String(128), nullable=False),
    Column("ingredients", Text, nullable=False),
    PrimaryKeyConstraint("pool", "id"),
)

job_lease = _table(
    "job_lease",
    Column("job", String(64), primary_key=True),
    Column("holder", String(128), nullable=False),
    Column("held_until", Moment, nullable=False),
)

meta = _table(
    "meta",
    Column("key", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# --- People ---------------------------------------------------------------------------------

workspace = _table(
    "workspace",
    Column("id", String(64), primary_key=True),
    Column("platform", String(32), nullable=False),
    Column("external_id", String(64), nullable=False),
    Column("pool", String(64), ForeignKey("pool.id"), nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("platform", "external_id"),
)

physician = _table(
    "physician",
    Column("id", String(64), primary_key=True),
    Column("licence_ref", LargeBinary, nullable=False, unique=True),
    Column("sealed_profile", LargeBinary, nullable=False),
    Column("specialty", Text, nullable=False),
    Column("country", String(2), nullable=False),
)

account = _table(
    "account",
    Column("id", String(64), primary_key=True),
    Column("workspace", String(64), ForeignKey("workspace.id"), nullable=False, index=True),
    Column("ref", LargeBinary, nullable=False, unique=True),
    Column("sealed_user", LargeBinary, nullable=False),
    Column("physician", String(64), ForeignKey("physician.id"), index=True),
    Column("level", SmallInteger, nullable=False),
    Column("expires_on", Date),
    Column("briefed", Boolean, nullable=False),
    Column("sealed_recent", LargeBinary),
)

account_role = _table(
    "account_role",
    Column("account", String(64), ForeignKey("account.id"), nullable=False),
    Column("role", String(16), nullable=False),
    PrimaryKeyConstraint("account", "role"),
)

verification_request = _table(
    "verification_request",
    Column("id", String(64), primary_key=True),
    Column("workspace", String(64), ForeignKey("workspace.id"), nullable=False, index=True),
    Column("account", String(64), ForeignKey("account.id"), nullable=False, unique=True),
    Column("licence_ref", LargeBinary, nullable=False),
    Column("sealed_profile", LargeBinary, nullable=False),
    Column("asked_on", Date, nullable=False),
)

join_code = _table(
    "join_code",
    Column("ref", LargeBinary, primary_key=True),
    Column("workspace", String(64), ForeignKey("workspace.id"), nullable=False),
    Column("licence_ref", LargeBinary, nullable=False),
    Column("sealed_profile", LargeBinary, nullable=False),
    Column("verified_until", Date, nullable=False),
    Column("valid_until", Date, nullable=False, index=True),
)

notice = _table(
    "notice",
    Column("id", String(64), primary_key=True),
    Column("account", String(64), ForeignKey("account.id"), nullable=False, index=True),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("left_on", Date, nullable=False),
)

watch = _table(
    "watch",
    Column("drug_ref", LargeBinary, nullable=False),
    Column("account", String(64), ForeignKey("account.id"), nullable=False, index=True),
    PrimaryKeyConstraint("drug_ref", "account"),
)

dialog_session = _table(
    "dialog_session",
    Column("token", String(64), primary_key=True),
    Column("dialog", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("owner_ref", LargeBinary, nullable=False, index=True),
    Column("sealed_state", LargeBinary, nullable=False),
    Column("page", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

receipt = _table(
    "receipt",
    Column("ref", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

outbox = _table(
    "outbox",
    Column("id", String(64), primary_key=True),
    Column("platform", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("claimed_at", Moment),
    Column("reason", Text),
    Index(None, "state", "due_at"),
)

# --- Reviews --------------------------------------------------------------------------------

review = _table(
    "review",
    Column("pool", String(64), ForeignKey("pool.id"), nullable=False),
    Column("drug", String(128), nullable=False),
    Column("author", LargeBinary, nullable=False),
    Column("indication", String(128), nullable=False),
    *(Column(dimension.value, SmallInteger) for dimension in Dimension),
    Column("indication_text", Text, nullable=False),
    Column("patients", String(16)),
    Column("last_prescribed", String(16)),
    Column("paid_by_maker", String(16)),
    Column("paid_year", SmallInteger),
    Column("month", String(7), nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("key_version", SmallInteger, nullable=False),
    # The drug before the author: a recount reads one stretch of the table.
    PrimaryKeyConstraint("pool", "drug", "author", "indication"),
    Index(None, "pool", "author"),
    *(
        CheckConstraint(f"{dimension.value} BETWEEN 1 AND 5", name=dimension.value)
        for dimension in Dimension
    ),
    CheckConstraint(
        f"coalesce({', '.join(dimension.value for dimension in Dimension)}) IS NOT NULL",
        name="any_rating",
    ),
    CheckConstraint("length(month) = 7", name="month"),
)

comment = _table(
    "comment",
    Column("pool", String(64), nullable=False),
    Column("drug", String(128), nullable=False),
    Column("author", LargeBinary, nullable=False),
    Column("indication", String(128), nullable=False),
    # Made anew with each text, so that a batch never publishes a text it didn't see.
    Column("comment_id", LargeBinary, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("month", String(7), nullable=False),
    Column("batch", Integer),
    Column("position", Integer),
    Column("waiting_since", Date),
    PrimaryKeyConstraint("pool", "drug", "author", "indication"),
    ForeignKeyConstraint(
        ["pool", "drug", "author", "indication"],
        ["review.pool", "review.drug", "review.author", "review.indication"],
        name="fk_comment_review",
    ),
    Index(None, "pool", "drug", "batch", "position"),
    Index(None, "pool", "waiting_since"),
    CheckConstraint("(batch IS NULL) = (waiting_since IS NOT NULL)", name="waiting"),
    CheckConstraint("(batch IS NULL) = (position IS NULL)", name="position"),
    CheckConstraint("length(month) = 7", name="month"),
)

pending_change = _table(
    "pending_change",
    Column("pool", String(64), ForeignKey("pool.id"), nullable=False),
    Column("drug", String(128), nullable=False),
    Column("author", LargeBinary, nullable=False),
    Column("indication", String(128), nullable=False),
    # A dimension, or WHOLE_DRUG for the review itself: each is renewed by its own marks.
    Column("what", String(16), nullable=False),
    Column("day", Date, nullable=False),
    PrimaryKeyConstraint("pool", "drug", "author", "indication", "what"),
)
WHOLE_DRUG = "drug"

comment_batch = _table(
    "comment_batch",
    Column("pool", String(64), ForeignKey("pool.id"), primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("day", Date, nullable=False),
)

release = _table(
    "release",
    Column("release_id", String(64), primary_key=True),
    Column("pool", String(64), ForeignKey("pool.id"), nullable=False),
    Column("drug", String(128), nullable=False),
    Column("day", Date, nullable=False),
    Column("tier", SmallInteger, nullable=False),
    Column("raters", Integer, nullable=False),
    Column("results", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Index(None, "pool", "drug", "day"),
)

release_current = _table(
    "release_current",
    Column("pool", String(64), nullable=False),
    Column("drug", String(128), nullable=False),
    Column("release_id", String(64), ForeignKey("release.release_id"), nullable=False, unique=True),
    PrimaryKeyConstraint("pool", "drug"),
)

COMMON_TABLES = (pool, formulary, job_lease, meta)
PEOPLE_TABLES = (
    workspace,
    physician,
    account,
    account_role,
    verification_request,
    join_code,
    notice,
    watch,
    dialog_session,
    receipt,
    outbox,
)
REVIEW_TABLES = (review, comment, pending_change, comment_batch, release, release_current)
