import os

import pytest

from digest.errors import SourceError
from digest.formats.document import MAX_BYTES, Document
from digest.model.record import Rejection
from digest.sources.walking import MAX_DEPTH, files


def documents_below(root):
    for each in files("members", root):
        yield each if isinstance(each, Rejection) else each.document("members")


def read(root):
    return list(documents_below(root))


def rejected(root):
    return {each.where: each.reason for each in read(root) if isinstance(each, Rejection)}


def paths(root):
    return [each.path for each in read(root) if isinstance(each, Document)]


def put(root, path, data=b"x"):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def test_documents_come_sorted_with_their_paths(tmp_path):
    put(tmp_path, "b.md", b"B")
    put(tmp_path, "2023-09/z.csv", b"Z")
    put(tmp_path, "2023-09/a.YML", b"A")
    assert read(tmp_path) == [
        Document("members", "2023-09/a.YML", b"A"),
        Document("members", "2023-09/z.csv", b"Z"),
        Document("members", "b.md", b"B"),
    ]


@pytest.mark.parametrize(
    "path", [".hidden.md", ".git/x.md", "a.md~", ".a.md.swp", "a.swp", "logo.PNG", "x/p.jpeg"]
)
def test_hidden_files_backups_and_pictures_are_passed_over(tmp_path, path):
    put(tmp_path, path)
    assert read(tmp_path) == []


@pytest.mark.parametrize("path", ["news.txt", "2023-09/programme.pdf", "README"])
def test_other_files_are_rejected_by_name(tmp_path, path):
    put(tmp_path, path)
    put(tmp_path, "good.md")
    assert list(rejected(tmp_path)) == [path]
    assert "readable are .md" in rejected(tmp_path)[path]
    assert paths(tmp_path) == ["good.md"]


def test_a_large_file_is_rejected_without_being_read(tmp_path):
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(50 * MAX_BYTES)  # sparse: reading it would take the memory it claims
    put(tmp_path, "just.csv", b"x" * MAX_BYTES)
    assert "250,000,000 bytes" in rejected(tmp_path)["large.csv"]
    assert paths(tmp_path) == ["just.csv"]


def test_a_file_that_vanished_since_it_was_listed_is_rejected(tmp_path):
    put(tmp_path, "a.md")
    put(tmp_path, "b.md")
    documents = documents_below(tmp_path)
    assert isinstance(next(documents), Document)
    (tmp_path / "b.md").unlink()
    assert list(documents) == [Rejection("b.md", "cannot be read: no such file or directory")]


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    assert "pipe" in rejected(tmp_path)["pipe.md"]


def test_a_link_within_the_folder_is_followed(tmp_path):
    put(tmp_path, "2023-09/a.md", b"A")
    (tmp_path / "2023-10").mkdir()
    (tmp_path / "2023-10/a.md").symlink_to("../2023-09/a.md")
    (tmp_path / "2023-11").symlink_to("2023-09")
    assert paths(tmp_path) == ["2023-09/a.md", "2023-10/a.md", "2023-11/a.md"]


@pytest.mark.parametrize(
    "target", ["/etc/passwd", "../outside.md", "../outside", "x/../../outside"]
)
def test_a_link_that_leaves_the_folder_is_rejected(tmp_path, target):
    root = tmp_path / "feeds"
    put(tmp_path, "outside.md")
    put(tmp_path, "outside/secret.md")
    put(root, "x/good.md")
    (root / "link.md").symlink_to(target)
    assert "leaves the folder" in rejected(root)["link.md"]
    assert paths(root) == ["x/good.md"]


@pytest.mark.parametrize("target", [".", "..", "../a", "loop", "../b"])
def test_links_in_circles_end(tmp_path, target):
    put(tmp_path, "a/good.md")
    put(tmp_path, "b/good.md")
    (tmp_path / "a/loop").symlink_to(target)
    (tmp_path / "b/loop").symlink_to("../a")
    found = paths(tmp_path)
    assert {"a/good.md", "b/good.md"} <= set(found)
    assert len(found) <= 4
    assert any("link" in reason for reason in rejected(tmp_path).values())


def test_a_link_to_nothing_is_rejected(tmp_path):
    (tmp_path / "a.md").symlink_to("gone.md")
    assert rejected(tmp_path) == {"a.md": "is a link that leads nowhere"}


@pytest.mark.parametrize("name", [b"caf\xe9.md", b"\x1b[31mred.md", "a\u202eb.md".encode()])
def test_a_name_that_cannot_be_shown_is_rejected(tmp_path, name):
    (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    (where,) = rejected(tmp_path)
    assert where.isprintable()
    where.encode()


def test_folders_are_followed_so_deep_and_no_deeper(tmp_path):
    put(tmp_path, "d/" * MAX_DEPTH + "in.md")
    put(tmp_path, "d/" * (MAX_DEPTH + 1) + "out.md")
    assert [path.rpartition("/")[2] for path in paths(tmp_path)] == ["in.md"]
    assert "lies deeper" in rejected(tmp_path)["/".join(["d"] * (MAX_DEPTH + 1))]


@pytest.mark.parametrize("path", ["gone", "file.md", "file.md/below"])
def test_a_root_that_is_no_folder_is_a_source_error(tmp_path, path):
    put(tmp_path, "file.md")
    with pytest.raises(SourceError, match="the source members cannot be read") as caught:
        read(tmp_path / path)
    assert "config.toml" in caught.value.hint
