import pytest

from digest.formats.entry import Entry, Fault
from digest.formats.json_entries import pieces
from digest.formats.malformed import MalformedError


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ('{"a": 1, "b": [true, null, "x"]}', {"a": 1, "b": [True, None, "x"]}),
        (' \n{"a": 1.5}\n ', {"a": 1.5}),
        ('{"a": 1e999, "b": NaN}', {"a": "1e999", "b": "NaN"}),
        ('{"a": ' + "9" * 6000 + "}", {"a": "9" * 6000}),
    ],
)
def test_a_mapping_is_one_entry(text, fields):
    assert list(pieces(text)) == [Entry(fields)]


def test_a_list_is_several():
    assert list(pieces('[\n{"a": 1},\n\n{"a": 2}\n]\n')) == [
        Entry({"a": 1}, line=2, position=1),
        Entry({"a": 2}, line=4, position=2),
    ]


def test_an_empty_list_is_none():
    assert list(pieces(" [ ] ")) == []


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ('{"x": 1, "x": 2}', "'x' stands twice"),
        ('{"y": {"x": 1, "x": 2}}', "'x' stands twice"),
        ("3", "not the value '3'"),
        ('"text"', "not a text alone"),
        ("[1]", "not a list"),
        ("null", "not nothing"),
        (r'{"a": "\ud800"}', "half a character"),
        (r'{"a\ud800": 1}', "no readable name"),
        (r'{"a\u001b[31m": 1}', "no readable name"),
        ('{"": 1}', "no readable name"),
        ('{"a": ' + "[" * 50 + "]" * 50 + "}", "nested"),
    ],
)
def test_a_broken_entry_falls_alone(broken, words):
    first, fault, last = pieces(f'[{{"good": 1}}, {broken}, {{"good": 2}}]')
    assert (first.fields, last.fields) == ({"good": 1}, {"good": 2})
    assert isinstance(fault, Fault)
    assert (fault.position, fault.line) == (2, None)
    assert words in fault.reason


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("", "is missing"),
        (',{"b": ', "not valid JSON"),
        (' {"b": 1}]', "is missing"),
        (",]", "not valid JSON"),
        ("," + "[" * 100_000, "nested too deep"),
        ("] more", "after the end"),
    ],
)
def test_what_stands_before_a_broken_place_is_kept(rest, words):
    first, fault = pieces(f'[{{"a": 1}}{rest}')
    assert first.fields == {"a": 1}
    assert words in fault.reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("{", "line 1, column 2"),
        ('{"a": 1} x', "after the end"),
        ('{"a": 1, "a": 1}', "'a' stands twice"),
        ('{"a":' * 100_000, "nested too deep"),
    ],
)
def test_a_broken_file_is_named(text, words):
    with pytest.raises(MalformedError, match=words):
        list(pieces(text))
