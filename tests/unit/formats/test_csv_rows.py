import pytest

from digest.formats.csv_rows import pieces
from digest.formats.entry import Entry, Fault
from digest.formats.malformed import MalformedError

KNOWN = frozenset({"organisation", "title", "closing_date"})


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_rows_become_entries(delimiter):
    text = f"Name{delimiter}Text\nA{delimiter}x\n\nB{delimiter}\n{delimiter}\n"
    assert list(pieces(text)) == [
        Entry({"Name": "A", "Text": "x"}, line=2, position=1),
        Entry({"Name": "B"}, line=4, position=2),
    ]


def test_a_cell_may_hold_the_delimiter_line_ends_and_quotes():
    text = 'name,text\n"H&M, Heritage","one\ntwo ""2"""\nB,x\n'
    assert list(pieces(text)) == [
        Entry({"name": "H&M, Heritage", "text": 'one\ntwo "2"'}, line=2, position=1),
        Entry({"name": "B", "text": "x"}, line=4, position=2),
    ]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ('"open,x', "quote"),
        ('"a"b,x', "within a quoted cell"),
        ("a,b,c", "3 cells where the header names 2"),
        ("a", "1 cells where the header names 2"),
        ('"', "quote"),
        ('",', "quote"),
    ],
)
def test_a_broken_row_falls_alone(broken, words):
    found = list(pieces(f'name,text\nA,x\n{broken}\nB,"y"\nC,z\n'))
    entries = [piece for piece in found if isinstance(piece, Entry)]
    assert [(entry.fields["name"], entry.line) for entry in entries] == [
        ("A", 2),
        ("B", 4),
        ("C", 5),
    ]
    (fault,) = (piece for piece in found if isinstance(piece, Fault))
    assert fault.line == 3
    assert words in fault.reason


def test_a_cell_under_no_name_is_a_fault():
    found = list(pieces("name,\nA,\nB,lost\n"))
    assert found[0] == Entry({"name": "A"}, line=2, position=1)
    assert isinstance(found[1], Fault)


def test_known_columns_are_met_in_any_spelling():
    (entry,) = pieces("Organisation,Closing Date\nA,x\n", KNOWN)
    assert entry.fields == {"Organisation": "A", "Closing Date": "x"}


def test_a_known_column_may_name_its_language():
    (entry,) = pieces("Title,Title (de),title.fr\nA,B,C\n", KNOWN)
    assert entry.fields == {"Title": "A", "Title (de)": "B", "title.fr": "C"}


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("place_de,title_raw", "'place_de'.*, 'title_raw'"),
        ("titel,organisation", r"'titel' \(perhaps \"title\"\)"),
        ("title,xyz,qqq", "'xyz', 'qqq'"),
        (",".join(f"x{number}" for number in range(50)), "and 40 more"),
        ("title,Title", "twice"),
        ("\x1b]0;x\x07", r"'\\x1b\]0', 'x\\x07'"),
        ("\x1b[2J,\x1b[2J", r"'\\x1b\[2J' twice"),
        ('"title', "never closed"),
    ],
)
def test_a_wrong_header_refuses_the_file(header, words):
    with pytest.raises(MalformedError, match=words) as caught:
        list(pieces(f"\n{header}\n", KNOWN))
    assert caught.value.line == 2


@pytest.mark.parametrize("text", ["", "\n\n", ";;;\n"])
def test_an_empty_file_is_named(text):
    with pytest.raises(MalformedError, match="is empty"):
        list(pieces(text))


def test_a_file_of_open_quotes_is_given_up():
    lines = 100_000
    found = list(pieces("a,b\n" + 'a","\n' * lines))
    assert len(found) < lines / 2
    assert "from here on nothing was read" in found[-1].reason
