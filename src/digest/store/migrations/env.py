"""Alembic's entry: runs the migrations on the connection it is handed, in one transaction."""

from __future__ import annotations

from alembic import context

from digest.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter columns in place
)
with context.begin_transaction():
    context.run_migrations()
