import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.rendered import TOKEN
from digest.rendering.characters import markup, one_line
from digest.rendering.slots import slot


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A  title\n of\ttwo lines ", "A title of two lines"),
        ("10\u00a0000 visitors", "10\u00a0000 visitors"),
        ("a\x00b\x1bc\x85d", "abcd"),
        (TOKEN, "token"),
        (slot("body-1"), "body-1"),
        ("\ud800lone", "lone"),
        ("naïve 🎉 日本", "naïve 🎉 日本"),
    ],
)
def test_a_line_keeps_its_words_only(text, expected):
    assert one_line(text) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p>\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
        ("&#38;&#x26;&amp;", "&#38;&#x26;&amp;"),
        ("&#57344;x&#xE000;&#xe001", "x"),
        ("&#99999999999999;", ""),
        (TOKEN, "token"),
    ],
)
def test_markup_has_no_mark_of_ours_not_even_as_a_reference(html, expected):
    assert markup(html) == expected


@given(st.text())
def test_one_line_is_one_line_and_settles(text):
    line = one_line(text)
    assert "\n" not in line
    assert one_line(line) == line
    line.encode()
