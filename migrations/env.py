"""Alembic's way in. Run from code only (`ratingsbot.storage.migrate`), which hands over a
connection with its transaction already begun: all revisions go in together, or none.

Knows no live models. A test that compares them with the database hands over their metadata.
"""

from __future__ import annotations

from alembic import context

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Migrations are run by `ratingsbot db migrate`, not by alembic itself.")

context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    # SQLite can't alter most of a table in place: batch mode builds it anew and copies.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
