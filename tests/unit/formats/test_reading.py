import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.formats.document import MAX_BYTES, Document, Reading
from digest.formats.reading import MAX_ENTRIES, read, readable_suffixes
from digest.model.record import Provenance, Record, Rejection

NAMES = st.text("abcdefgh", min_size=1, max_size=8)
SUFFIXES = st.sampled_from(readable_suffixes)


def document(path, data):
    return Document("members", path, data if isinstance(data, bytes) else data.encode())


def test_a_record_knows_where_it_comes_from():
    assert read(document("2023-09/ima.md", "---\ntitle: T\n---\nBody")) == Reading(
        (
            Record(
                Provenance("members", "2023-09/ima.md", "2023-09/ima.md", folder="2023-09"),
                {"title": "T"},
                "Body",
            ),
        )
    )


@pytest.mark.parametrize(
    ("path", "data", "place"),
    [
        ("calls.csv", "title\nT\n", ("calls.csv#T", 2, None)),
        ("2023-09/x.yml", "\n- title: T\n", ("2023-09/x.yml#T", 2, "2023-09")),
        ("a/b/x.json", '[{"title": "T"}]', ("a/b/x.json#T", 1, "b")),
        ("x.YAML", "title: T", ("x.YAML", None, None)),
        ("x.Markdown", "T", ("x.Markdown", None, None)),
    ],
)
def test_every_format_is_read_by_its_suffix(path, data, place):
    (record,) = read(document(path, data)).records
    provenance = record.provenance
    assert (provenance.key, provenance.line, provenance.folder) == place


@pytest.mark.parametrize(
    ("path", "data", "where", "words"),
    [
        ("x.txt", b"", "x.txt", "unknown kind of file (.txt); readable are .md"),
        ("README", b"", "README", "has no suffix"),
        ("x.md", b"a" * (MAX_BYTES + 1), "x.md", "5,000,001 bytes"),
        ("x.csv", b"GIF\0", "x.csv", "binary"),
        ("x.json", b"\n\xff", "x.json, line 2", "byte 1 is 0xff"),
        ("x.yaml", b"- a\n", "x.yaml, line 1", "a text alone"),
        ("x.json", b"[3]", "x.json, entry 1", "the value '3'"),
        ("x.csv", b"titel\n", "x.csv, line 1", "titel"),
        ("x.md", b"---\na: b: c\n---", "x.md, line 2", "in quotes"),
    ],
)
def test_a_rejection_names_the_place_and_the_reason(path, data, where, words):
    reading = read(document(path, data), frozenset({"title"}))
    assert reading.records == ()
    (rejection,) = reading.rejections
    assert rejection.where == where
    assert words in rejection.reason


def test_entries_beyond_the_limit_are_said():
    reading = read(document("x.csv", "title\n" + "T\n" * (MAX_ENTRIES + 5)))
    assert len(reading.records) == MAX_ENTRIES
    assert reading.rejections == (
        Rejection(
            "x.csv", "holds more than 20,000 entries; those after them were not read: split it"
        ),
    )


@given(st.binary(max_size=200), SUFFIXES)
@example(b"\xef\xbb\xbf", ".csv")
@example(b"---\n\xc2\x85: \n---\n", ".md")
@example(b"[" * 100_000, ".json")
@example(b"- {" * 1000, ".yaml")
def test_any_bytes_give_a_reading(data, suffix):
    reading = read(document(f"x{suffix}", data))
    keys = [record.provenance.key for record in reading.records]
    assert len(set(keys)) == len(keys)
    assert all(key.isprintable() for key in keys)


@given(st.text(max_size=200), SUFFIXES, st.sampled_from(["", "---\n", "- ", "[{", "a,b\n", "{"]))
def test_reading_twice_reads_the_same(text, suffix, opening):
    data = (opening + text).encode("utf-8", "replace")
    assert read(document(f"x{suffix}", data)) == read(document(f"x{suffix}", data))


JUNK = st.text(st.characters(exclude_characters='\0\r\n"', codec="utf-8"), max_size=40)


# Where a comma follows the next quote, the rows between are a text in quotes, and nothing is wrong.
@given(st.lists(NAMES, min_size=1, max_size=5), JUNK.filter(lambda junk: junk[:1] != ","))
def test_a_malformed_neighbour_never_loses_a_good_row(titles, junk):
    rows = [f"{title},x\n" for title in titles]
    text = "title,text\n" + f'"{junk}\n'.join(["", *rows, ""])
    records = read(document("x.csv", text)).records
    found = [record.fields["title"] for record in records if record.fields.get("text") == "x"]
    assert found == titles


@given(st.lists(NAMES, min_size=1, max_size=5), st.sampled_from([3, None, [], "x", {"": 1}]))
def test_a_malformed_neighbour_never_loses_a_good_entry(titles, junk):
    entries = [each for title in titles for each in (junk, {"title": title})]
    for suffix in (".json", ".yaml"):
        records = read(document(f"x{suffix}", json.dumps(entries))).records
        assert [record.fields["title"] for record in records] == titles
