"""The folder of the archive: exactly its files, written whole, and nothing for nothing."""

import json
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import StoreError
from digest.store.archive_folder import ArchiveFolder, Written
from fakes.commands import tree

PICTURE = "images/0123456789abcdef-12x8.jpg"
SITE = {
    "archive.css": b"p {}",
    "index.html": b"<p>all</p>",
    "2023-09/index.html": b"<p>september</p>",
    "items/abc/index.html": b"<p>an item</p>",
}


@pytest.fixture
def folder(tmp_path):
    return ArchiveFolder(tmp_path / "archive")


def write(folder, files=SITE, pictures=None, items=("abc",), made_from="sum"):
    with folder.alone():
        return folder.write(files, pictures or {}, items=frozenset(items), made_from=made_from)


def shown(folder):
    return {path: data for path, data in tree(folder.folder).items() if not path.startswith(".")}


def test_it_has_exactly_what_was_written(folder):
    assert write(folder) == Written(files=4, changed=4, removed=0)
    assert shown(folder) == SITE
    assert (folder.kept().files, folder.kept().made_from) == (frozenset(SITE), "sum")


def test_what_is_as_it_should_be_is_left_untouched(folder):
    write(folder)
    before = {path: (folder.folder / path).stat() for path in SITE}
    changed = {**SITE, "index.html": b"<p>all and more</p>"}
    assert write(folder, changed) == Written(files=4, changed=1, removed=0)
    after = {path: (folder.folder / path).stat() for path in SITE}
    touched = {path for path in SITE if before[path].st_mtime_ns != after[path].st_mtime_ns}
    assert touched == {"index.html"}


def test_what_does_not_belong_any_more_is_removed_with_its_folders(folder):
    write(folder)
    fewer = {path: data for path, data in SITE.items() if not path.startswith("items/")}
    assert write(folder, fewer).removed == 1
    assert shown(folder) == fewer
    assert not (folder.folder / "items").exists()


def test_files_of_others_are_left_alone(folder):
    write(folder)
    (folder.folder / "robots.txt").write_text("User-agent: *")
    (folder.folder / "items/abc/notes.txt").write_text("mine")
    write(folder, {"index.html": b"x"})
    assert shown(folder) == {
        "index.html": b"x",
        "robots.txt": b"User-agent: *",
        "items/abc/notes.txt": b"mine",
    }


@pytest.mark.parametrize(
    "path", ["../outside.txt", "/etc/passwd", "a/../../outside.txt", ".lock", "a//b", "", "é", 7]
)
def test_a_list_that_somebody_changed_removes_nothing_else(folder, tmp_path, path):
    write(folder)
    (tmp_path / "outside.txt").write_text("dear")
    listed = json.loads((folder.folder / ".files.json").read_text())
    listed["files"].append(path)
    (folder.folder / ".files.json").write_text(json.dumps(listed))
    write(folder, {"index.html": b"x"})
    assert (tmp_path / "outside.txt").read_text() == "dear"
    assert (folder.folder / ".lock").exists()


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"files": 7}', "null"])
def test_without_its_list_it_writes_over_what_is_there(folder, text):
    write(folder)
    (folder.folder / ".files.json").write_text(text)
    assert folder.kept().made_from == ""
    assert write(folder) == Written(files=4, changed=0, removed=0)


def test_a_writing_that_is_interrupted_is_finished_by_the_next(folder, monkeypatch):
    write(folder)
    other = {"index.html": b"new", "2023-10/index.html": b"october", "archive.css": b"p {}"}
    put = ArchiveFolder._put

    def failing(self, path, data):
        if path == "index.html":
            raise KeyboardInterrupt
        return put(self, path, data)

    monkeypatch.setattr(ArchiveFolder, "_put", failing)
    with pytest.raises(KeyboardInterrupt):
        write(folder, other)
    monkeypatch.undo()
    assert shown(folder) == {**SITE, "2023-10/index.html": b"october"}  # links lead on
    assert folder.kept().made_from == ""
    (folder.folder / "2023-10/.index.html.unfinished").write_text("half")
    write(folder, other)
    assert tree(folder.folder).keys() == {*other, ".files.json", ".lock"}


def test_pictures_are_copied_once_and_stay_when_their_original_is_gone(folder, tmp_path):
    original = tmp_path / "original.jpg"
    original.write_bytes(b"JPEG")
    assert write(folder, pictures={PICTURE: original}).changed == 5
    assert write(folder, pictures={PICTURE: original}).changed == 0
    assert write(folder, pictures={PICTURE: None}).removed == 0
    assert folder.read(PICTURE) == b"JPEG"
    assert write(folder).removed == 1


@pytest.mark.parametrize(
    "path",
    ["../digest.db", "..", ".files.json", ".lock", "", "/", "items", "a/../../digest.db", "x\0y",
     "link/secret.html", "no.html", "a" * 500],
)  # fmt: skip
def test_nothing_else_is_read(folder, tmp_path, path):
    write(folder)
    (tmp_path / "digest.db").write_text("secret")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/secret.html").write_text("secret")
    (folder.folder / "link").symlink_to(tmp_path / "elsewhere")
    assert folder.read(path) is None


def test_a_folder_that_cannot_be_written_is_named(folder):
    folder.folder.mkdir()
    (folder.folder / "items").write_text("a file of somebody else")
    with pytest.raises(StoreError, match="The archive cannot be written to"):
        write(folder)


def test_one_writes_at_a_time(folder):
    begun, order = Event(), []

    def later():
        begun.set()
        with folder.alone():
            order.append("second")

    with folder.alone():
        thread = Thread(target=later)
        thread.start()
        begun.wait()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


NAMES = st.sampled_from(["index.html", "a/index.html", "a/b.ics", "b/c/d.html", "feed.xml"])
SITES = st.dictionaries(NAMES, st.binary(max_size=3))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(SITES, max_size=4))
def test_whatever_came_before_it_has_exactly_what_was_written_last(tmp_path_factory, sites):
    folder = ArchiveFolder(tmp_path_factory.mktemp("x"))
    for site in (*sites, *sites[-1:]):
        written = write(folder, site)
        assert shown(folder) == site
        assert written.files == len(site)
        assert folder.kept().files == site.keys()
    assert not list(folder.folder.rglob("*.unfinished"))
