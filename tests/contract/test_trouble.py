"""SQLite in trouble: it says what is wrong and what to do, and leaves nothing half-written."""

from __future__ import annotations

import os
import resource
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from digest.errors import StoreError
from digest.model.mailing import DeliveryState
from digest.model.period import Period
from digest.store import upkeep
from digest.store.database import Database
from fakes.newsroom import LATER, NOW, Newsroom, a_plan, an_address

NOBODY = 65534
OCTOBER = Period("2023-10")


def open_again(database, *pragmas):
    """The same file with limits of SQLite's own on every connection."""
    limited = Database(database.url.render_as_string())

    @event.listens_for(limited.engine, "connect")
    def limit(connection, _):
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    return limited


@contextmanager
def as_nobody():
    """Without the rights of root, whom no file mode stops; anybody else stays who they are."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def files_up_to(size):
    """Refuse to write beyond a size of any file, as a disk does that has no room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def started(sqlite):
    """A newsroom in the middle of its mailing."""
    newsroom = Newsroom(sqlite)
    newsroom.subscribe(2000)
    newsroom.start()
    return newsroom


@pytest.fixture
def opened_to_nobody():
    """A database in a folder that everybody may read, and its owner alone may write."""
    with tempfile.TemporaryDirectory(prefix="digest-") as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'digest.db'}")
        upkeep.upgrade(database)
        Newsroom(database).subscribe(1)
        database.close()  # the last one out takes the write-ahead log along
        yield folder, database
        database.close()
        folder.chmod(0o700)


def suppress(newsroom):
    return newsroom.subscribers.suppress(an_address(1), "unsubscribed", LATER)


def add_many(newsroom):
    return newsroom.subscribe(5000, first=10_000)


def start_another(newsroom):
    newsroom.issues.open(OCTOBER)
    return newsroom.mailings.start(a_plan(OCTOBER), NOW)


def claim(newsroom):
    with newsroom.ledger.claimants.enter(NOW) as claimant:
        return newsroom.claim(newsroom.start(), claimant)


WRITING = (suppress, add_many, start_another, claim)
FILLING = (add_many, start_another)


def whole(newsroom):
    """Everything that could have been half-written."""
    return (
        newsroom.subscribers.suppressions(),
        newsroom.subscribers.count() % 500,  # chunks are whole; those before the trouble stay
        newsroom.mailings.real(OCTOBER),
        newsroom.states(newsroom.mailings.real(Period("2023-09"))),
        upkeep.check(newsroom.database),
    )


@pytest.mark.parametrize("write", WRITING)
def test_a_database_that_may_only_be_read_says_so(started, write):
    before = whole(started)
    limited = open_again(started.database, "query_only = ON")
    with pytest.raises(StoreError, match="readonly database") as refused:
        write(Newsroom(limited))
    assert "writable" in refused.value.hint
    assert str(limited.path) in refused.value.message
    limited.close()
    assert whole(started) == before


def test_a_file_this_user_may_not_write_says_so(opened_to_nobody):
    folder, database = opened_to_nobody
    database.path.chmod(0o444)
    folder.chmod(0o777)
    with as_nobody(), pytest.raises(StoreError, match="readonly database") as refused:
        suppress(Newsroom(database))
    assert "writable for this user" in refused.value.hint


def test_a_folder_this_user_may_not_write_says_so(opened_to_nobody):
    folder, database = opened_to_nobody
    folder.chmod(0o555)
    with as_nobody(), pytest.raises(StoreError, match=r"unable to open|readonly") as refused:
        suppress(Newsroom(database))
    assert "this user" in refused.value.hint


def test_a_lock_that_cannot_be_made_says_so(opened_to_nobody):
    folder, database = opened_to_nobody
    newsroom = Newsroom(database)
    suppress(newsroom)  # the log is there now, and everybody may write to it
    for file in folder.iterdir():
        file.chmod(0o666)
    folder.chmod(0o555)
    with as_nobody(), pytest.raises(StoreError, match=r"lock .*-claims") as refused:
        newsroom.ledger.claimants.enter(NOW).__enter__()
    assert "folder of the database writable" in refused.value.hint


@pytest.mark.parametrize("write", FILLING)
def test_a_database_that_may_not_grow_says_so(started, write):
    before = whole(started)
    limited = open_again(started.database, "max_page_count = 1")  # no more than it has
    with pytest.raises(StoreError, match="disk is full") as refused:
        write(Newsroom(limited))
    assert "Free some space" in refused.value.hint
    limited.close()
    assert whole(started) == before


@pytest.mark.parametrize("write", FILLING)
def test_a_disk_that_takes_no_more_says_so_and_all_is_well_when_it_does(started, write):
    before = whole(started)
    log = Path(f"{started.database.path}-wal")
    with (
        files_up_to(log.stat().st_size),
        pytest.raises(StoreError, match=r"disk I/O error|disk is full") as refused,
    ):
        write(started)
    assert "disk" in refused.value.hint
    assert whole(started) == before
    write(started)
    assert upkeep.check(started.database) == ()


def test_a_copy_that_finds_no_room_says_so_and_leaves_nothing(started, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    with files_up_to(8192), pytest.raises(StoreError, match="could not be written") as refused:
        upkeep.backup(started.database, folder / "copy.db")
    assert "has room" in refused.value.hint
    assert list(folder.iterdir()) == []
    upkeep.backup(started.database, folder / "copy.db")


def test_a_disk_without_room_for_the_tables_says_so_and_leaves_none(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    with files_up_to(8192), pytest.raises(StoreError, match="disk"):
        upkeep.upgrade(database)
    assert upkeep.version(database)[0] is None
    assert upkeep.upgrade(database) is True
    database.close()


@pytest.mark.parametrize(
    "content", [b"this is a text file, and a long one\n" * 40, b"\x89PNG\r\n" + bytes(2000)]
)
def test_a_file_that_is_no_database_says_so_and_is_left_alone(tmp_path, content):
    path = tmp_path / "digest.db"
    path.write_bytes(content)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="not a database") as refused:
        upkeep.upgrade(database)
    assert "name another" in refused.value.hint
    database.close()
    assert path.read_bytes() == content


@pytest.mark.parametrize("name", ["nowhere/digest.db", "folder"])
def test_a_file_that_cannot_be_opened_says_so(tmp_path, name):
    (tmp_path / "folder").mkdir()
    database = Database(f"sqlite:///{tmp_path / name}")
    with pytest.raises(StoreError, match=f"{name} refused: unable to open") as refused:
        upkeep.upgrade(database)
    assert "folder exists" in refused.value.hint


@pytest.mark.parametrize("write", WRITING)
def test_a_database_somebody_else_is_writing_to_says_so_after_waiting(started, write):
    before = whole(started)
    impatient = Newsroom(open_again(started.database, "busy_timeout = 50"))
    with closing(sqlite3.connect(started.database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="database is locked") as refused:
            write(impatient)
        assert impatient.subscribers.count() == 2000  # reading goes on
    assert "Another process is writing" in refused.value.hint
    assert whole(started) == before
    write(impatient)  # and now it can
    impatient.database.close()


def test_a_database_from_which_a_page_is_missing_says_so(started):
    started.database.close()
    with started.database.path.open("r+b") as file:
        file.truncate(file.seek(0, os.SEEK_END) // 2)
    with pytest.raises(StoreError, match=r"malformed|disk I/O") as refused:
        list(started.mailings.deliveries(1, DeliveryState.PLANNED))
    assert refused.value.hint


@pytest.mark.parametrize(
    "url", ["digest.db", "nosuch:///digest.db", "mysql+nosuch://host/digest", ""]
)
def test_a_url_of_no_database_says_what_to_write(url):
    with pytest.raises(StoreError, match=r"\[database\] url") as refused:
        Database(url)
    assert "sqlite:///digest.db" in refused.value.hint


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://ada:secret@host:abc/digest",
        "postgresql+psycopg://ada:x@y:secret@host:5432/digest",
        "sqlite://ada:secret@host/digest.db",
    ],
)
def test_a_url_that_cannot_be_read_is_refused_without_its_password(url):
    with pytest.raises(StoreError, match=r"\[database\] url") as refused:
        Database(url)
    assert "secret" not in refused.value.message


@pytest.mark.postgres
def test_a_postgresql_that_is_not_there_is_named_without_its_password(tmp_path):
    database = Database(f"postgresql+psycopg://ada:secret@/digest?host={tmp_path}")
    with pytest.raises(StoreError, match="refused") as refused:
        upkeep.upgrade(database)
    assert "secret" not in refused.value.message
    assert "ada" in refused.value.message
    assert "PostgreSQL runs" in refused.value.hint
