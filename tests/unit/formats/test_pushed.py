import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.formats.entry import Entry, Fault
from digest.formats.pushed import pushed


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b'{"title": "Museums and the sea", "online": true}', {"title": "Museums and the sea",
                                                                 "online": True}),
        (b'\xef\xbb\xbf {"id": 7, "price": 1e999, "code": 007}'.replace(b"007", b'"007"'),
         {"id": 7, "price": "1e999", "code": "007"}),
        ('{"title": "Ärger 🏛 \\ud83c\\udfdb"}'.encode(), {"title": "Ärger 🏛 🏛"}),
        (b'{"organisations": ["A", "B"], "text": "NaN, Infinity"}',
         {"organisations": ["A", "B"], "text": "NaN, Infinity"}),
        (b"{}", {}),
    ],
)  # fmt: skip
def test_an_object_is_an_entry(body, fields):
    assert pushed(body) == Entry(fields)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"[]", "is a list"),
        (b'[{"title": "one"}]', "is a list"),
        (b'"a text"', "a text alone"),
        (b"null", "not nothing"),
        (b"17", "the value '17'"),
        (b"NaN", "not a text alone"),
        (b'{"title": NaN}', "NaN stands where a value belongs"),
        (b'{"a": [1, -Infinity]}', "-Infinity stands"),
        (b'{"title": "a", "title": "b"}', "the name 'title' stands twice"),
        (b'{"a": {"b": 1, "b": 2}}', "the name 'b' stands twice"),
        (b'{"title": "\\ud800"}', "half a character"),
        (b'{"\\udfff": "a"}', "no readable name"),
        (b'{"title": "a"', "is not valid JSON"),
        (b'{"title": "a"} {"title": "b"}', "more stands after the end"),
        (b"{'title': 'a'}", "is not valid JSON"),
        (b'{"title": "a\nb"}', "is not valid JSON"),
        (b'{"": "a"}', "no readable name"),
        (b'{"title": "\xff"}', "is not valid UTF-8"),
        ('{"title": "é"}'.encode("utf-16"), "UTF-16"),
        (b'{"title": "a\x00"}', "binary"),
        (b"\x1f\x8b\x08\x00\x00", "binary"),
        (b'{"a":' * 21 + b"1" + b"}" * 21, "more than 20 levels"),
        (b'{"a":' + b"[" * 500 + b"]" * 500 + b"}", "more than 20 levels"),
        (b'{"a":' * 16_000 + b"1" + b"}" * 16_000, "nested too deep"),
        (b'{"a":' + b"[" * 99_990, "nested too deep"),
    ],
)
def test_whatever_else_is_a_fault_with_its_reason(body, reason):
    fault = pushed(body)
    assert isinstance(fault, Fault)
    assert reason in fault.reason


@given(
    st.binary() | st.text().map(str.encode) | st.from_regex(r"[\[\]{},:\"\\0-9a]*").map(str.encode)
)
def test_any_bytes_are_an_entry_or_a_fault(body):
    assert isinstance(pushed(body), Entry | Fault)


@given(st.dictionaries(st.from_regex(r"[a-z]+", fullmatch=True), st.text()))
def test_what_json_writes_is_read_as_it_was(fields):
    assert pushed(json.dumps(fields).encode()) == Entry(fields)
