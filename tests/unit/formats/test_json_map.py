import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.formats.document import Document
from digest.formats.json_map import ExpressionError, JsonMap, checked_expression, read_items
from digest.model.record import TextFormat

GOLDEN = Path(__file__).parents[2] / "golden" / "json"


def read(data, **words):
    return read_items(Document("api", "api.example/x", data), JsonMap(**words))


def test_an_answer_by_its_map():
    words = json.loads((GOLDEN / "agenda.map.json").read_bytes())
    page = read(
        (GOLDEN / "agenda.json").read_bytes(), **{**words, "renamed": tuple(words["renamed"])}
    )
    expected = json.loads((GOLDEN / "agenda.expected.json").read_bytes())
    assert {each.provenance.key: each.fields for each in page.reading.records} == expected[
        "records"
    ]
    rejections = {each.where: each.reason for each in page.reading.rejections}
    assert rejections == {f"api.example/x, {k}": v for k, v in expected["rejections"].items()}
    assert page.following == "https://api.museum.example/agenda?cursor=b"


@pytest.mark.parametrize(
    ("data", "items", "titles"),
    [
        ('[{"title": "a"}]', None, ["a"]),
        ('{"total": 1, "found": [{"title": "a"}]}', None, ["a"]),
        ('{"a": [], "b": [{"title": "a"}]}', "b", ["a"]),
        ('{"event": {"title": "a"}}', "event", ["a"]),
        ('{"days": [{"e": [{"title": "a"}]}, {"e": [{"title": "b"}]}]}', "days[].e[]", ["a", "b"]),
        ("[]", None, []),
    ],
)
def test_where_the_entries_are(data, items, titles):
    page = read(data.encode(), items=items)
    assert [each.fields["title"] for each in page.reading.records] == titles
    assert page.fault is None


@pytest.mark.parametrize(
    ("data", "items", "words"),
    [
        ('{"a": [], "b": []}', None, "several lists ('a', 'b'): say which with items"),
        ('{"error": "x"}', None, "no list of entries, but an object with 'error'"),
        ('{"error": "x"}', "events", "no list at items = 'events', but an object with 'error'"),
        ("3", None, "a single value"),
        ('{"a": null}', "length(a)", "does not fit the expression 'length(a)'"),
        ("<html>", None, "is a web page"),
        ("[" * 100_000, None, "nested too deep"),
    ],
)
def test_entries_that_are_not_there(data, items, words):
    page = read(data.encode(), items=items)
    assert words in page.fault


@pytest.mark.parametrize("words", [{}, {"fields": {"start_date": "start_date", "ends": "to"}}])
def test_moments_become_days(words):
    data = b'[{"start_date": "2023-09-08T22:30:00Z", "to": "2023-09-10T00:00:00+02:00"}]'
    (record,) = read(data, zone=ZoneInfo("Europe/Brussels"), **words).reading.records
    assert list(record.fields.values()) == ["2023-09-09", "2023-09-09"]


def test_what_both_maps_name_is_taken_from_the_one_that_was_written_for_it():
    data = b'[{"a": "A", "b": "B"}]'
    (record,) = read(data, fields={"title": "a"}, renamed=("title", "b")).reading.records
    assert record.fields == {"title": "A", "b": "B"}


def test_an_expression_that_does_not_fit_one_entry_takes_that_one():
    data = b'[{"id": 1, "t": ["a", "b"]}, {"id": 2, "t": 5}, {"id": 3, "t": ["c"]}]'
    page = read(data, fields={"id": "id", "title": "join(' ', t)"})
    assert [each.fields["title"] for each in page.reading.records] == ["a b", "c"]
    (rejection,) = page.reading.rejections
    assert rejection.where == "api.example/x, entry 2"
    assert "join" in rejection.reason


def test_a_deep_value_takes_its_entry_only():
    deep = "[" * 500 + "]" * 500
    data = f'[{{"id": 1, "t": {deep}}}, {{"id": 2, "t": "x", "other": {deep}}}]'.encode()
    page = read(data, fields={"id": "id", "title": "t"})
    assert [each.fields["id"] for each in page.reading.records] == [2]
    assert "nested" in page.reading.rejections[0].reason


@pytest.mark.parametrize(
    ("text", "kind"), [("<p>x</p>", TextFormat.HTML), ("x\n\n3 < 4 & 5", TextFormat.PLAIN)]
)
def test_a_text_is_taken_for_what_it_is(text, kind):
    (record,) = read(
        json.dumps([{"blurb": text}]).encode(), fields={"text": "blurb"}
    ).reading.records
    assert record.text_format is kind


@pytest.mark.parametrize("address", ["null", "3", "[]", '{"a": 1}'])
def test_a_next_page_that_is_no_text_is_none(address):
    page = read(f'{{"items": [], "next": {address}}}'.encode(), items="items", following="next")
    assert page.following == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [("a.[", "column"), ("a..b", "(column 3)"), ("foo(", "no"), ("'", "no"), ("(" * 9_000, "")],
)
def test_what_is_no_expression_is_refused(text, words):
    with pytest.raises(ExpressionError) as refused:
        checked_expression(text)
    assert "JMESPath expression" in str(refused.value)
    assert words in str(refused.value) or words == "no"


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "b", "", "x y"]), inner),
)
expressions = st.sampled_from(
    [
        "a",
        "b[].a",
        "a.b",
        "length(@)",
        "join(', ', a)",
        "to_string(@)",
        "sort(a)",
        "a[?b > `1`]",
        "sum(a)",
        "max_by(@, &a)",
        "avg(b)",
        "keys(@)",
        "a[::0]",
        "to_number(a)",
        "*.a",
    ]
)


@given(
    st.binary() | values.map(lambda v: json.dumps(v).encode()), st.none() | expressions, expressions
)
def test_any_bytes_and_any_expression_give_a_page(data, items, expression):
    page = read(
        data, items=items, fields={"title": expression}, renamed=("b",), following=expression
    )
    assert page.fault is None or not page.reading.records
