"""Inserting what may be there already: two processes may come to the same row at once."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_if_new(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that leaves a row as it is where a key of the table has it already.

    Looking first and inserting then is a race on PostgreSQL. The result's row count says
    whether the row is new; without the option SQLAlchemy does not keep that of an insert.
    Both databases know the clause: https://www.sqlite.org/lang_upsert.html,
    https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
    """
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def upsert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that takes the place of the row of the same primary key."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    others = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=others)
