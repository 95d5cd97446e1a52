"""A database's upkeep: migrations, a consistent copy while running, integrity."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from digest.errors import StoreError
from digest.store.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 0x646967657374  # "digest": PostgreSQL's advisory lock while migrating


def _alembic() -> Config:
    config = Config()
    # The parser behind it expands "%", which a path may have.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def version(database: Database) -> tuple[str | None, str]:
    """The database's own revision (None: empty), and the newest this program knows."""
    newest = ScriptDirectory.from_config(_alembic()).get_current_head() or ""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision(), newest


def upgrade(database: Database) -> bool:
    """Bring the database to the tables of today; say whether anything had to be done.

    All steps are one transaction: a migration that fails leaves the database as it was.
    """
    known = {script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions()}
    current, newest = version(database)
    if current == newest:
        return False
    if current is not None and current not in known:
        raise StoreError(
            f"The database was made by a newer digest (revision {current}).",
            hint="Update this program, or name another database in [database] url.",
        )
    with database.writing() as connection:
        if not database.is_sqlite:  # on SQLite the writer's own lock does this
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        config = _alembic()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def backup(database: Database, target: Path) -> None:
    """Write a consistent copy of a running SQLite database to a file that must not exist.

    Only this user may read the copy: it holds what the database holds.

    Raises:
        StoreError: the target exists, cannot be written, or the database is not SQLite.
    """
    if database.path is None:
        raise StoreError(
            "Only an SQLite database is copied by this command.",
            hint="Use pg_dump for PostgreSQL.",
        )
    if target.exists():
        raise StoreError(f"{target} already exists.", hint="Name a file that does not exist yet.")
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        unfinished.touch(0o600)
        unfinished.chmod(0o600)  # one that an interrupted copy left
        # The online backup API copies pages while others write: https://www.sqlite.org/backup.html
        with (
            closing(
                sqlite3.connect(f"{database.path.resolve().as_uri()}?mode=ro", uri=True)
            ) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        unfinished.unlink(missing_ok=True)
        raise StoreError(
            f"The copy {target} could not be written: {error}.",
            hint="Check that the folder exists, is writable and has room.",
        ) from error


def check(database: Database) -> tuple[str, ...]:
    """What is wrong with the database's structure: nothing, on a sound one."""
    if not database.is_sqlite:
        with database.reading() as connection:
            connection.execute(sa.select(1))
        return ()
    with database.reading() as connection:
        damage = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return (
        *(str(line) for line in damage if line != "ok"),
        *(f"{row[0]} row {row[1]} points to a {row[2]} that is not there" for row in dangling),
    )
