"""A change is marked for each dimension that it touches, and once for the drug."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_DIMENSIONS = ("efficacy", "safety", "tolerability", "accessibility", "adherence")
_KEY = ("pool", "drug", "author", "indication")


def upgrade() -> None:
    # Made anew rather than altered: its key grows, and on SQLite it has no row numbers to keep.
    op.execute("CREATE TABLE pending_change_old AS SELECT * FROM pending_change")
    op.drop_table("pending_change")
    op.create_table(
        "pending_change",
        sa.Column("pool", sa.String(64), nullable=False),
        sa.Column("drug", sa.String(128), nullable=False),
        sa.Column("author", sa.LargeBinary, nullable=False),
        sa.Column("indication", sa.String(128), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint(*_KEY, "what", name="pk_pending_change"),
        sa.ForeignKeyConstraint(["pool"], ["pool.id"], name="fk_pending_change_pool_pool"),
        sqlite_with_rowid=False,
    )
    columns = ", ".join(_KEY)
    op.execute(
        f"INSERT INTO pending_change ({columns}, what, day) "  # noqa: S608 - our own names
        f"SELECT {columns}, 'drug', day FROM pending_change_old"
    )
    # What a mark was for wasn't kept; whoever can be asked is: the review as it stands.
    for dimension in _DIMENSIONS:
        op.execute(
            f"INSERT INTO pending_change ({columns}, what, day) "  # noqa: S608 - our own names
            f"SELECT m.pool, m.drug, m.author, m.indication, '{dimension}', m.day "
            "FROM pending_change_old m JOIN review r ON r.pool = m.pool AND r.drug = m.drug "
            "AND r.author = m.author AND r.indication = m.indication "
            f"WHERE r.{dimension} IS NOT NULL"
        )
    op.drop_table("pending_change_old")
