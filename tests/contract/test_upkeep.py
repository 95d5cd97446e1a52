from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from digest.errors import StoreError
from digest.store import upkeep
from digest.store.database import Database
from digest.store.ledger_tables import batch
from digest.store.tables import metadata
from fakes.newsroom import NOW, Newsroom, an_address
from fakes.processes import run_at_once

BROKEN_STEP = '''
"""A step that makes a table and then fails."""
import sqlalchemy as sa
from alembic import op
revision = "9999"
down_revision = "0005"


def upgrade():
    op.create_table("half_made", sa.Column("id", sa.Integer()))
    op.execute("INSERT INTO nowhere VALUES (1)")
'''


@pytest.fixture
def broken_step(tmp_path, monkeypatch):
    """The migrations, and one more that fails half-way."""
    folder = tmp_path / "100% migrations"
    shutil.copytree(upkeep._MIGRATIONS, folder)
    (folder / "versions" / "v9999_it_fails.py").write_text(BROKEN_STEP)
    monkeypatch.setattr(upkeep, "_MIGRATIONS", folder)


@pytest.fixture
def upgraded(empty_database):
    """A database of this test's own, with the tables of today."""
    upkeep.upgrade(empty_database)
    return empty_database


def tables_of(database):
    with database.reading() as connection:
        return set(sa.inspect(connection).get_table_names())


def test_migrations_bring_an_empty_database_to_exactly_the_tables_of_today(empty_database):
    assert upkeep.upgrade(empty_database) is True
    with empty_database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_upgrading_a_second_time_does_nothing(upgraded):
    current, newest = upkeep.version(upgraded)
    assert current == newest
    assert upkeep.upgrade(upgraded) is False


def test_an_empty_database_has_no_revision(empty_database):
    assert upkeep.version(empty_database)[0] is None


def test_a_database_of_a_newer_program_is_refused_by_its_revision(upgraded):
    with upgraded.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="revision 9999") as refused:
        upkeep.upgrade(upgraded)
    assert "Update this program" in refused.value.hint
    assert upkeep.version(upgraded)[0] == "9999"


@pytest.mark.usefixtures("broken_step")
def test_a_migration_that_fails_leaves_an_empty_database_empty(empty_database):
    with pytest.raises(StoreError, match="nowhere"):
        upkeep.upgrade(empty_database)
    assert tables_of(empty_database) == set()


def test_a_migration_that_fails_leaves_a_full_database_as_it_was(upgraded, request):
    before = tables_of(upgraded)
    request.getfixturevalue("broken_step")
    with pytest.raises(StoreError, match="nowhere"):
        upkeep.upgrade(upgraded)
    assert tables_of(upgraded) == before
    assert upkeep.version(upgraded) == ("0005", "9999")


def test_processes_that_upgrade_at_once_make_the_tables_once(url):
    run_at_once(4, "upgrade", url)
    database = Database(url)
    assert set(metadata.tables) <= tables_of(database)
    assert upkeep.upgrade(database) is False
    database.close()


def test_a_backup_of_a_running_database_shows_one_moment_of_it(sqlite, tmp_path):
    ended = Event()

    def write_pairs():
        with closing(sqlite3.connect(sqlite.path, timeout=30)) as writer:
            number = 0
            while not ended.is_set():
                rows = [(an_address(number + each), "pair", str(NOW)) for each in (0, 1)]
                with writer:
                    writer.executemany("INSERT INTO suppression VALUES (?, ?, ?)", rows)
                number += 2

    writing = Thread(target=write_pairs)
    writing.start()
    try:
        counts = [rows_in_backup(sqlite, tmp_path / f"copy{number}.db") for number in range(10)]
    finally:
        ended.set()
        writing.join()
    assert counts[-1] > counts[0], "nobody wrote while the copies were made"
    assert [count % 2 for count in counts] == [0] * 10
    assert counts == sorted(counts)


def rows_in_backup(database, target):
    upkeep.backup(database, target)
    copy = Database(f"sqlite:///{target}")
    assert upkeep.check(copy) == ()
    count = len(Newsroom(copy).subscribers.suppressions())
    copy.close()
    return count


def test_a_backup_is_the_whole_database_and_leaves_nothing_beside_it(sqlite, tmp_path):
    Newsroom(sqlite).subscribe(3)
    folder = tmp_path / "backups"
    folder.mkdir()
    upkeep.backup(sqlite, folder / "digest.db")
    assert [each.name for each in folder.iterdir()] == ["digest.db"]
    copy = Database(f"sqlite:///{folder / 'digest.db'}")
    assert upkeep.upgrade(copy) is False
    assert Newsroom(copy).subscribers.count() == 3
    copy.close()


def test_a_backup_never_overwrites_a_file(sqlite, tmp_path):
    target = tmp_path / "precious.txt"
    target.write_text("precious")
    with pytest.raises(StoreError, match="already exists"):
        upkeep.backup(sqlite, target)
    assert target.read_text() == "precious"


def test_a_backup_into_a_folder_that_is_not_there_says_so(sqlite, tmp_path):
    with pytest.raises(StoreError, match=r"nowhere.copy\.db could not be written") as refused:
        upkeep.backup(sqlite, tmp_path / "nowhere" / "copy.db")
    assert "folder exists" in refused.value.hint


@pytest.mark.postgres
def test_a_backup_of_postgresql_is_refused_with_the_way_out(postgres_url, tmp_path):
    database = Database(postgres_url)
    with pytest.raises(StoreError) as refused:
        upkeep.backup(database, tmp_path / "copy.db")
    assert "pg_dump" in refused.value.hint
    database.close()


def test_a_sound_database_has_nothing_to_complain_of(newsroom):
    newsroom.subscribe(20)
    newsroom.start()
    assert upkeep.check(newsroom.database) == ()


@pytest.mark.parametrize("table", ["delivery", "ix_delivery_batch_id", "subscriber"])
def test_a_damaged_page_is_found(sqlite, table):
    newsroom = Newsroom(sqlite)
    newsroom.subscribe(200)
    newsroom.start()
    flip_bytes(sqlite, root_page(sqlite, table))
    assert damage_of(sqlite)


def root_page(database, name):
    with database.reading() as connection:
        query = sa.text("SELECT rootpage FROM sqlite_master WHERE name = :name")
        return connection.scalar(query, {"name": name})


def flip_bytes(database, page):
    """Turn over the bits of a page's head, where a tree says what it holds."""
    database.close()  # the last one out moves everything into the file
    with Path(database.path).open("r+b") as file:
        size = int.from_bytes(file.read(18)[16:], "big")
        file.seek((page - 1) * size)
        head = file.read(16)
        file.seek((page - 1) * size)
        file.write(bytes(each ^ 0xFF for each in head))


def damage_of(database):
    """What is wrong: in the check's words, or in SQLite's own where it cannot even begin."""
    try:
        return upkeep.check(database)
    except StoreError as error:
        return (error.hint,) if "Restore a backup" in error.hint else ()


def test_a_row_that_points_to_nothing_is_found(sqlite):
    with closing(sqlite3.connect(sqlite.path)) as writer, writer:  # foreign keys are off here
        writer.execute(
            "INSERT INTO batch (mailing_id, claimant_id, reference, claimed_at)"
            " VALUES (7, 8, 'x', ?)",
            (str(NOW),),
        )
    with sqlite.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(batch)) == 1
    assert sorted(upkeep.check(sqlite)) == [
        "batch row 1 points to a claimant that is not there",
        "batch row 1 points to a mailing that is not there",
    ]


@pytest.fixture
def open_to_all():
    """Files are made for everybody, where nobody says otherwise."""
    before = os.umask(0o000)
    yield
    os.umask(before)


def modes(folder):
    return {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}


@pytest.mark.usefixtures("open_to_all")
def test_only_this_user_may_read_a_database_and_its_copies(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    upkeep.upgrade(database)
    with database.writing() as connection:
        connection.execute(sa.select(1))
        names = ("digest.db", "digest.db-wal", "digest.db-shm")
        assert modes(tmp_path) == dict.fromkeys(names, 0o600)
    (tmp_path / "copy.db.unfinished").touch(0o644)  # an interrupted copy left it
    upkeep.backup(database, tmp_path / "copy.db")
    assert modes(tmp_path)["copy.db"] == 0o600
    database.close()


@pytest.mark.usefixtures("open_to_all")
def test_a_database_that_is_there_keeps_its_mode(tmp_path):
    (tmp_path / "digest.db").touch(0o640)
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    upkeep.upgrade(database)
    database.close()
    assert modes(tmp_path) == {"digest.db": 0o640}
