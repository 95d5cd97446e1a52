import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.checks.leftovers import leftovers, words_of
from fakes.issues import issue, newsletter, submission


def words(*submissions, **settings):
    return words_of(issue(*submissions), newsletter(**settings))


@pytest.mark.parametrize(
    ("rendered", "expected"),
    [
        ("<p>{{ one.heading }}</p>", ["{{ one.heading }}"]),
        ("<p>{% if x %}</p>", ["{% if x %}"]),
        ("<p>{{ open</p>", ["{{"]),
        ("<p>[[body:1]]</p>", ["[[body:1]]"]),
        ("<mj-foo>x</mj-foo>", ["<mj-foo", "</mj-foo"]),
        (r'<img alt="a\u{a0}b">', [r"\u{a0}"]),
        ("<p>undefined</p>", ["undefined"]),
        ("<p>\ue010body-1\ue011</p>", ["\ue010", "\ue011"]),
        ("<style>@media x{a{b:c}}</style>", []),
        ("<p>undefinedness &lt;mj-text&gt;</p>", []),
    ],
)
def test_pieces_of_template_in_html(rendered, expected):
    assert list(leftovers(rendered, words(), is_html=True)) == expected


@pytest.mark.parametrize(
    ("rendered", "expected"),
    [("{{ one.heading }}", ["{{ one.heading }}"]), ("<mj-foo>", ["<mj-foo"]), ("plain", [])],
)
def test_pieces_of_template_in_text(rendered, expected):
    assert list(leftovers(rendered, words(), is_html=False)) == expected


@pytest.mark.parametrize(
    "said", ["{{ 7*7 }}", "[[body:1]]", "<mj-text>", r"\u{a0}", "undefined", "{{ a<b }}", "{% x %}"]
)
def test_what_a_member_wrote_is_no_leftover(said):
    written = words(submission(title=f"T {said}", text_html=f"<p>{html.escape(said)}</p>"))
    as_html = f'<h3>T {html.escape(said)}</h3><p style="margin:0">{html.escape(said)}</p>'
    assert list(leftovers(as_html, written, is_html=True)) == []
    assert list(leftovers(f"T {said}\n\n{said}", written, is_html=False)) == []
    assert list(leftovers(f"T {said}".replace(" ", "\n"), written, is_html=False)) == []


def test_an_element_is_a_leftover_even_where_a_member_writes_of_it():
    written = words(submission(title="<mj-text>"))
    assert list(leftovers("<mj-text>x", written, is_html=True)) == ["<mj-text"]


def test_what_an_editor_wrote_is_no_leftover():
    assert list(leftovers("{{ T }}", words(title="{{ T }}"), is_html=False)) == []


@given(st.text())
def test_members_words_never_block(said):
    written = words(submission(title=said))
    assert list(leftovers(html.escape(said), written, is_html=True)) == []
    assert list(leftovers(said, written, is_html=False)) == []
