"""A pool's own names and products, beside the catalogue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "formulary",
        sa.Column("pool", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("drug", sa.String(128), nullable=False),
        sa.Column("ingredients", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("pool", "id", name="pk_formulary"),
        sa.ForeignKeyConstraint(["pool"], ["pool.id"], name="fk_formulary_pool_pool"),
        sqlite_with_rowid=False,
    )
