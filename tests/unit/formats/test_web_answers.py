import pytest

from digest.formats.malformed import MalformedError
from digest.formats.web_answers import answer_of, value_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '{"a": 1,}',
            "a comma stands behind the last entry of a list or an object (line 1, column",
        ),
        ("[1,\n]", "a comma stands behind the last entry"),
        ('{"a": ', "it breaks off"),
        ("{a: 1}", "(line 1, column 2)"),
        ("[1] 2", "more stands after the end"),
        (" \n", "is empty"),
    ],
)
def test_what_is_wrong_with_json_is_named(text, words):
    with pytest.raises(MalformedError) as refused:
        value_of(text)
    assert words in refused.value.reason


def test_numbers_that_would_lose_something_stay_words():
    assert value_of("[1, 1.50, 1e999, NaN, 12345678901234567890]") == [
        1,
        "1.50",
        "1e999",
        "NaN",
        "12345678901234567890",
    ]


def test_line_ends_within_texts_are_met_leniently_where_asked():
    assert value_of('{"a": "b\nc"}', is_lenient=True) == {"a": "b\nc"}
    with pytest.raises(MalformedError):
        value_of('{"a": "b\nc"}')


def test_the_whole_entries_of_a_list_that_breaks_off():
    answer = answer_of(b'{"n": 3, "events": [{"id": 1}, {"id": 2}, {"i', "events")
    assert answer.value == {"events": [{"id": 1}, {"id": 2}]}
    assert answer.fault.startswith("is not valid JSON")


@pytest.mark.parametrize("data", [b'{"events": [', b"[", b'{"a": [1, 2', b"[{"])
def test_without_a_whole_entry_nothing_is_left(data):
    with pytest.raises(MalformedError):
        answer_of(data, "events")
    with pytest.raises(MalformedError):
        answer_of(data if data != b'{"a": [1, 2' else b"{")
