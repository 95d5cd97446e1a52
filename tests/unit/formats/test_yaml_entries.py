import pytest

from digest.formats.entry import Entry, Fault
from digest.formats.malformed import MalformedError
from digest.formats.yaml_entries import pieces


def test_a_mapping_is_one_entry():
    assert list(pieces("a: 1\n")) == [Entry({"a": 1})]


def test_a_list_is_several():
    assert list(pieces("- a: 1\n- a: 2\n")) == [
        Entry({"a": 1}, line=1, position=1),
        Entry({"a": 2}, line=2, position=2),
    ]


def test_an_empty_list_is_none():
    assert list(pieces("[]")) == []


@pytest.mark.parametrize(
    "broken",
    [
        '- a: "open',
        "- a: [open",
        "- a: b: c",
        "- a: *x",
        "- a: !t x",
        "- a: 1\n  a: 2",
        "- \ta: 1",
        "- a: 1\n   b: 2\n c: 3",
        "- text alone",
        "- [a, b]",
        "-",
        "- a: " + "[" * 99,
    ],
)
@pytest.mark.parametrize("indent", ["", "  "])
def test_a_broken_entry_falls_alone(broken, indent):
    entries = f"# calls\n---\n- good: 1\n{broken}\n\n- good: 2\n"
    text = entries.replace("\n", f"\n{indent}").replace(f"{indent}---", "---")
    found = list(pieces(text))
    assert [piece.fields for piece in found if isinstance(piece, Entry)] == [
        {"good": 1},
        {"good": 2},
    ]
    assert [piece.line for piece in found if isinstance(piece, Entry)] == [
        3,
        6 + broken.count("\n"),
    ]
    (fault,) = (piece for piece in found if isinstance(piece, Fault))
    assert 4 <= fault.line <= 4 + broken.count("\n")


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "~"])
def test_an_empty_file_is_named(text):
    with pytest.raises(MalformedError, match="is empty"):
        list(pieces(text))


def test_a_broken_mapping_is_named():
    with pytest.raises(MalformedError, match="in quotes"):
        list(pieces("a: b: c"))
