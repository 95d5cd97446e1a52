import pytest

from digest.formats.entry import Entry, Fault
from digest.formats.malformed import MalformedError
from digest.formats.markdown import pieces


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        ("---\ntitle: T\n---\n\nBody\n", {"title": "T"}, "Body"),
        ("---\ntitle: T\n---\n", {"title": "T"}, None),
        ("---\ntitle: T\n...\nBody", {"title": "T"}, "Body"),
        ("\n\n--- \ntitle: T\n---\t\nBody", {"title": "T"}, "Body"),
        ("---\n---\nBody", {}, "Body"),
        ("Only a text\n\n---\n\nwith a rule\n", {}, "Only a text\n\n---\n\nwith a rule"),
        ("---\ntitle: T\n---\nBody\n---\nmore", {"title": "T"}, "Body\n---\nmore"),
    ],
)
def test_front_matter_and_body(text, fields, body):
    assert list(pieces(text)) == [Entry(fields, body)]


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("", "is empty", None),
        (" \n\n", "is empty", None),
        ("---\n---\n\n", "is empty", None),
        ("\n---\ntitle: T\n", "never ends", 2),
        ("---\nok: 1\ntitle: a: b\n---\n", "in quotes", 3),
        ("\n\n---\na: *b\n---\n", "aliases", 4),
    ],
)
def test_a_broken_front_matter_is_named_with_its_line(text, words, line):
    with pytest.raises(MalformedError, match=words) as caught:
        list(pieces(text))
    assert caught.value.line == line


def test_a_front_matter_that_is_no_mapping_is_a_fault():
    (fault,) = pieces("---\n- a\n- b\n---\nBody")
    assert isinstance(fault, Fault)
    assert "not a list" in fault.reason
