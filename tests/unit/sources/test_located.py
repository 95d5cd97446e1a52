import os
import re

import pytest

from digest.errors import SourceError
from digest.sources.located import lasting_name, read_file


def put(root, data=b"one", name="a.xml"):
    file = root / name
    file.write_bytes(data)
    return file


def test_a_file_put_in_anothers_place_is_another(tmp_path):
    file = put(tmp_path)
    before = file.stat()
    known = {"a.xml": read_file("feed", tmp_path, "a.xml", {}).fingerprint}
    assert read_file("feed", tmp_path, "a.xml", known) is None
    other = put(tmp_path, b"two", "b.xml")  # of the same size
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)
    assert read_file("feed", tmp_path, "a.xml", known).document.data == b"two"


@pytest.mark.parametrize(
    ("make", "words"),
    [(os.mkfifo, "a.xml is not a file but a device or a pipe"), (os.mkdir, "a.xml is a folder")],
)
def test_what_is_no_file_is_not_opened(tmp_path, make, words):
    make(tmp_path / "a.xml")
    with pytest.raises(SourceError, match=words) as refused:
        read_file("feed", tmp_path, "a.xml", {})
    assert refused.value.hint


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://m.example/feed", r"https://m\.example/feed"),
        ("https://m.example/feed?key=hush", r"https://m\.example/feed \([0-9a-f]{8}\)"),
        ("https://m.example/" + "x" * 500, r"https://m\.example/x{182}… \([0-9a-f]{8}\)"),
    ],
)
def test_an_address_is_known_by_what_may_be_seen_of_it(url, name):
    assert re.fullmatch(name, lasting_name(url))
