import datetime as dt

import pytest

from digest.formats.entry import MAX_DEPTH
from digest.formats.malformed import MalformedError
from digest.formats.yaml_tree import load


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# a remark only\n", None),
        ("a: 1\nb: [x, 2, ~]\n", {"a": 1, "b": ["x", 2, None]}),
        ("day: 2023-09-08", {"day": dt.date(2023, 9, 8)}),
        ("quoted: '2023-09-08'", {"quoted": "2023-09-08"}),
        ("block: |\n  one\n  two\n", {"block": "one\ntwo\n"}),
        ("on: yes\n2023: NO\n", {"on": "yes", "2023": "NO"}),
        ("when: 08|9|2023 - 09|9|2023", {"when": "08|9|2023 - 09|9|2023"}),
        ("deep: {a: {b: c}}", {"deep": {"a": {"b": "c"}}}),
    ],
)
def test_yaml_becomes_plain_values(text, value):
    assert load(text).value == value


def test_the_parts_of_a_list_know_their_lines():
    tree = load("# list\n- a: 1\n\n- b: 2\n  c: 3\n- d\n", first_line=10)
    assert tree.value == [{"a": 1}, {"b": 2, "c": 3}, "d"]
    assert tree.lines == (11, 13, 15)


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        (BOMB, "anchors and aliases", 1),
        ("a: 1\nb: *x", "anchors and aliases", 2),
        ("&k a: 1", "anchors and aliases", 1),
        ("a: !!python/object/apply:os.system [x]", "tags", 1),
        ("a: !own b", "tags", 1),
        ("a: 1\nb: 2\na: 3", 'the name "a" stands twice', 3),
        ("a: {b: 1, b: 2}", 'the name "b" stands twice', 1),
        ("a: 1\n---\nb: 2", "second document", 2),
        ("? [a]\n: b", "where a name belongs", 1),
        ("title: NEMO: a network", "in quotes", 1),
        ("a: 1\n\tb: 2", "spaces", 2),
        ('a: 1\nb: "open\nc: 2\n', "never closed", 2),
        ("a: [1, 2\n", "never closed", 1),
        ("a: \x07bell", "U\\+0007", 1),
        ("ok: 1\nb: \x85\ufffe", "U\\+FFFE", 2),
        ("[" * 100_000, "nested", 1),
        ("a: " + "{a: " * 100_000, "nested", 1),
        ("- " * 100_000, "nested", 1),
    ],
)
def test_what_is_refused_is_named_with_its_line(text, words, line):
    with pytest.raises(MalformedError, match=words) as caught:
        load(text)
    assert caught.value.line == line


def test_depth_is_bounded_where_it_says():
    assert load("[" * MAX_DEPTH + "]" * MAX_DEPTH).value is not None
    with pytest.raises(MalformedError, match="nested"):
        load("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2))
