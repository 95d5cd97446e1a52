"""A full disk, a disk that may only be read, a wrong configuration: said, and nothing half-done."""

import resource
import sqlite3
from contextlib import closing
from functools import partial

import pytest

from fakes.commands import PERIOD, Editor, an_editor, tree

FIVE = """
[newsletter]
titel = "News"
title = "News"
sender = "nobody"
postal_address = "Example Street 1, Berlin"
list_id = "news.example.org"
time_zone = "Europe/Nowhere"

[[source]]
name = "members"
kind = "pigeon"
path = "feeds/members"

[transport]
kind = "mailgun"
domain = "mg.example.org"
api_key = "key-0123456789"
"""


def few_bytes(size):
    """No file may become larger than this; the signal that says so is an error instead."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def full(editor, *words, size=8192):
    """Run a command as on a disk that takes no more."""
    return editor.process(*words, preexec_fn=partial(few_bytes, size))


def contents(editor):
    """Everything a database holds, and that it is sound."""
    with closing(sqlite3.connect(editor.folder / "digest.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return list(database.iterdump())


# A full disk
@pytest.mark.parametrize(
    "words",
    [("approve", PERIOD), ("collect",), ("subscribers", "import", "more.csv")],
    ids=lambda words: words[0],
)
def test_a_full_disk_says_so_and_leaves_nothing_half_written(approved, words):
    rows = "".join(f"r{number}@example.org,2023-01-01,f\n" for number in range(400))
    approved.write("more.csv", f"email,consent_at,consent_source\n{rows}")
    approved.hand_in("2023-09/more.md", "---\norganisation: NEMO\n---\n\n" + "News. " * 4000)
    before = contents(approved)
    said = full(approved, *words)
    assert said.status == 1
    assert "digest.db" in said.err
    assert "disk" in said.err
    assert contents(approved) == before
    assert approved.process(*words).status == 0
    assert contents(approved) != before


def test_a_full_disk_leaves_no_half_issue(editor, tmp_path):
    editor.do("build", PERIOD, "--out", tmp_path / "out")
    before = tree(tmp_path / "out")
    editor.configure("Example Street 1", "Example Street 2")
    said = full(
        editor, "build", PERIOD, "--out", tmp_path / "out", size=len(before["issue.eml"]) - 1
    )
    assert said.status == 1
    assert f"written to {tmp_path / 'out'}: File too large" in said.err
    assert "make room" in said.err
    assert tree(tmp_path / "out") == before


@pytest.mark.parametrize(("size", "made"), [(512, set()), (3000, {"config.toml"})])
def test_a_full_disk_makes_no_half_workspace(tmp_path, size, made):
    beside = Editor(tmp_path)
    said = full(beside, "init", "workspace", size=size)
    assert said.status == 1
    assert "workspace" in said.err
    assert "too large" in said.err
    assert len(said.err) < 400
    assert tree(tmp_path / "workspace").keys() == made
    assert beside.process("init", "workspace").status == 0
    Editor(tmp_path / "workspace").do("collect")


def test_a_full_outbox_loses_nobody_and_leaves_no_half_message(approved):
    said = full(approved, "send", PERIOD, size=36_000)
    assert said.status in {1, 3}  # the ledger has as little room as the outbox
    assert list(approved.folder.glob("outbox/*")) == []
    books = approved.do("send", PERIOD)
    assert (books["state"], books["accepted"], books["candidates"]) == ("sent", 3, 3)
    assert len(approved.outbox()) == 3


# A database that cannot be used
@pytest.mark.parametrize("words", [("collect",), ("send", PERIOD), ("subscribers", "list")])
def test_a_database_that_cannot_be_opened_says_so(approved, words):
    (approved.folder / "digest.db").unlink()
    (approved.folder / "digest.db").mkdir()
    said = approved.digest(*words, "--json")
    assert said.status == 1
    assert "digest.db" in said.error
    assert "this user may write" in said.error


def test_a_file_that_is_no_database_says_so(approved):
    approved.write("digest.db", b"this is a text, and long enough to be read\n" * 100)
    said = approved.digest("status", "--json")
    assert said.status == 1
    assert "not a database" in said.error
    assert "[database] url" in said.error


# config.toml
def test_five_mistakes_are_named_at_once(editor):
    editor.write("config.toml", FIVE)
    said = editor.digest("collect", "--json")
    assert said.status == 2
    assert "5 problems" in said.error
    for key, hint in (
        ("newsletter.titel", "'title'"),
        ("newsletter.sender", "The Network <news@example.org>"),
        ("newsletter.time_zone", "Europe/Brussels"),
        ("source.1.kind", "folder"),
        ("transport.api_key", '{ env = "NAME" }'),
    ):
        line = next(each for each in said.error.splitlines() if key in each)
        assert hint in line
    assert "key-0123456789" not in said.out + said.err


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('[newsletter\ntitle = "x"', "line 1"),
        (b"\xff\xfe", "UTF-8"),
        ("", "newsletter: is missing"),
        ("newsletter = 1\ntransport = []\nsource = 5", "newsletter"),
    ],
)
def test_a_configuration_that_is_none_says_why(editor, content, named):
    editor.write("config.toml", content)
    said = editor.digest("status", "--json")
    assert said.status == 2
    assert "config.toml" in said.error
    assert named in said.error


MAILGUN = """[transport]
kind = "mailgun"
domain = "mg.example.org"
api_key = { env = "A_KEY_THAT_IS_NOT_SET" }

[schedule]"""


@pytest.fixture
def keyless(approved):
    """A workspace whose transport wants a key that nobody has set."""
    text = (approved.folder / "config.toml").read_text("utf-8")
    before, _, rest = text.partition("[transport]")
    approved.write("config.toml", before + MAILGUN + rest.partition("[schedule]")[2])
    return approved


def test_a_missing_secret_is_named_and_only_where_it_is_needed(keyless):
    said = keyless.digest("send", PERIOD, "--json")
    assert said.status == 2
    assert "A_KEY_THAT_IS_NOT_SET is not set" in said.error
    assert "export A_KEY_THAT_IS_NOT_SET" in said.error
    for words in (("collect",), ("check", PERIOD), ("status", PERIOD)):
        assert keyless.digest(*words).status == 0


def test_a_missing_signing_key_says_how_to_get_one(approved):
    (approved.folder / "signing.key").unlink()
    said = approved.digest("test", PERIOD, "--to", "ada@example.org", "--json")
    assert said.status == 2
    assert "signing.key" in said.error
    assert "digest init" in said.error
    approved.do("init", ".")
    assert approved.do("test", PERIOD, "--to", "ada@example.org")["accepted"] == 1


def test_a_workspace_in_the_way_is_left_as_it_is(tmp_path):
    editor = an_editor(tmp_path / "workspace")
    editor.write("config.toml", "mine")
    (editor.folder / "feeds/members/2023-09/faro.md").unlink()
    before = tree(editor.folder)
    editor.do("init", ".")
    assert tree(editor.folder) == before
    assert editor.digest("init", "config.toml").status == 1
