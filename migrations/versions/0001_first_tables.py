"""The first tables.

Written by hand and frozen: live models change, what once ran must not. There is no way down;
the backup that is taken before each migration is the way back.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_DIMENSIONS = ("efficacy", "safety", "tolerability", "accessibility", "adherence")
_REVIEW_KEY = ("pool", "drug", "author", "indication")


def upgrade() -> None:
    _common()
    _people()
    _short_lived()
    _reviews()
    _releases()


def _table(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(name, *parts, sqlite_with_rowid=False)


def _text(name: str, length: int, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=null)


def _bytes(name: str, *, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=null)


def _moment(name: str, *, null: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _refers(table: str, column: str, to: str, to_column: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.{to_column}"], name=f"fk_{table}_{column}_{to}"
    )


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=f"ck_{table}_{name}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _common() -> None:
    _table(
        "pool",
        _text("id", 64),
        sa.Column("strict", sa.Boolean, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        _key("pool", "id"),
    )
    _table(
        "job_lease",
        _text("job", 64),
        _text("holder", 128),
        _moment("held_until"),
        _key("job_lease", "job"),
    )
    _table("meta", _text("key", 64), _bytes("value"), _key("meta", "key"))


def _people() -> None:
    _table(
        "workspace",
        _text("id", 64),
        _text("platform", 32),
        _text("external_id", 64),
        _text("pool", 64),
        sa.Column("name", sa.Text, nullable=False),
        _key("workspace", "id"),
        _unique("workspace", "platform", "external_id"),
        _refers("workspace", "pool", "pool"),
    )
    _table(
        "physician",
        _text("id", 64),
        _bytes("licence_ref"),
        _bytes("sealed_profile"),
        sa.Column("specialty", sa.Text, nullable=False),
        _text("country", 2),
        _key("physician", "id"),
        _unique("physician", "licence_ref"),
    )
    _table(
        "account",
        _text("id", 64),
        _text("workspace", 64),
        _bytes("ref"),
        _bytes("sealed_user"),
        _text("physician", 64, null=True),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("expires_on", sa.Date),
        sa.Column("briefed", sa.Boolean, nullable=False),
        _bytes("sealed_recent", null=True),
        _key("account", "id"),
        _unique("account", "ref"),
        _refers("account", "workspace", "workspace"),
        _refers("account", "physician", "physician"),
    )
    _index("account", "workspace")
    _index("account", "physician")
    _table(
        "account_role",
        _text("account", 64),
        _text("role", 16),
        _key("account_role", "account", "role"),
        _refers("account_role", "account", "account"),
    )
    _table(
        "verification_request",
        _text("id", 64),
        _text("workspace", 64),
        _text("account", 64),
        _bytes("licence_ref"),
        _bytes("sealed_profile"),
        sa.Column("asked_on", sa.Date, nullable=False),
        _key("verification_request", "id"),
        _unique("verification_request", "account"),
        _refers("verification_request", "workspace", "workspace"),
        _refers("verification_request", "account", "account"),
    )
    _index("verification_request", "workspace")
    _table(
        "join_code",
        _bytes("ref"),
        _text("workspace", 64),
        _bytes("licence_ref"),
        _bytes("sealed_profile"),
        sa.Column("verified_until", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        _key("join_code", "ref"),
        _refers("join_code", "workspace", "workspace"),
    )
    _index("join_code", "valid_until")


def _short_lived() -> None:
    _table(
        "notice",
        _text("id", 64),
        _text("account", 64),
        _bytes("sealed_text"),
        sa.Column("left_on", sa.Date, nullable=False),
        _key("notice", "id"),
        _refers("notice", "account", "account"),
    )
    _index("notice", "account")
    _table(
        "watch",
        _bytes("drug_ref"),
        _text("account", 64),
        _key("watch", "drug_ref", "account"),
        _refers("watch", "account", "account"),
    )
    _index("watch", "account")
    _table(
        "dialog_session",
        _text("token", 64),
        _text("dialog", 64),
        sa.Column("version", sa.Integer, nullable=False),
        _bytes("owner_ref"),
        _bytes("sealed_state"),
        sa.Column("page", sa.Integer, nullable=False),
        _moment("expires_at"),
        _key("dialog_session", "token"),
    )
    _index("dialog_session", "owner_ref")
    _index("dialog_session", "expires_at")
    _table(
        "receipt",
        _bytes("ref"),
        _bytes("sealed"),
        _moment("expires_at"),
        _key("receipt", "ref"),
    )
    _index("receipt", "expires_at")
    _table(
        "outbox",
        _text("id", 64),
        _text("platform", 32),
        _bytes("sealed"),
        _moment("due_at"),
        sa.Column("attempts", sa.Integer, nullable=False),
        _text("state", 16),
        _moment("claimed_at", null=True),
        sa.Column("reason", sa.Text),
        _key("outbox", "id"),
    )
    _index("outbox", "state", "due_at")


def _reviews() -> None:
    _table(
        "review",
        _text("pool", 64),
        _text("drug", 128),
        _bytes("author"),
        _text("indication", 128),
        *(sa.Column(dimension, sa.SmallInteger) for dimension in _DIMENSIONS),
        sa.Column("indication_text", sa.Text, nullable=False),
        _text("patients", 16, null=True),
        _text("last_prescribed", 16, null=True),
        _text("paid_by_maker", 16, null=True),
        sa.Column("paid_year", sa.SmallInteger),
        _text("month", 7),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("key_version", sa.SmallInteger, nullable=False),
        _key("review", *_REVIEW_KEY),
        _refers("review", "pool", "pool"),
        *(_check("review", name, f"{name} BETWEEN 1 AND 5") for name in _DIMENSIONS),
        _check("review", "any_rating", f"coalesce({', '.join(_DIMENSIONS)}) IS NOT NULL"),
        _check("review", "month", "length(month) = 7"),
    )
    _index("review", "pool", "author")
    _table(
        "comment",
        _text("pool", 64),
        _text("drug", 128),
        _bytes("author"),
        _text("indication", 128),
        _bytes("comment_id"),
        sa.Column("text", sa.Text, nullable=False),
        _text("month", 7),
        sa.Column("batch", sa.Integer),
        sa.Column("position", sa.Integer),
        sa.Column("waiting_since", sa.Date),
        _key("comment", *_REVIEW_KEY),
        _unique("comment", "comment_id"),
        sa.ForeignKeyConstraint(
            _REVIEW_KEY, [f"review.{name}" for name in _REVIEW_KEY], name="fk_comment_review"
        ),
        _check("comment", "waiting", "(batch IS NULL) = (waiting_since IS NOT NULL)"),
        _check("comment", "position", "(batch IS NULL) = (position IS NULL)"),
        _check("comment", "month", "length(month) = 7"),
    )
    _index("comment", "pool", "drug", "batch", "position")
    _index("comment", "pool", "waiting_since")
    _table(
        "pending_change",
        _text("pool", 64),
        _text("drug", 128),
        _bytes("author"),
        _text("indication", 128),
        sa.Column("day", sa.Date, nullable=False),
        _key("pending_change", *_REVIEW_KEY),
        _refers("pending_change", "pool", "pool"),
    )


def _releases() -> None:
    _table(
        "comment_batch",
        _text("pool", 64),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        _key("comment_batch", "pool"),
        _refers("comment_batch", "pool", "pool"),
    )
    _table(
        "release",
        _text("release_id", 64),
        _text("pool", 64),
        _text("drug", 128),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("tier", sa.SmallInteger, nullable=False),
        sa.Column("raters", sa.Integer, nullable=False),
        sa.Column("results", sa.Text, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        _key("release", "release_id"),
        _refers("release", "pool", "pool"),
    )
    _index("release", "pool", "drug", "day")
    _table(
        "release_current",
        _text("pool", 64),
        _text("drug", 128),
        _text("release_id", 64),
        _key("release_current", "pool", "drug"),
        _unique("release_current", "release_id"),
        _refers("release_current", "release_id", "release", "release_id"),
    )
