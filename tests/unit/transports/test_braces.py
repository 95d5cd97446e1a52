"""Braces: what people wrote arrives as they wrote it, through any {{…}} template."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.rendered import TOKEN
from digest.transports.braces import unread_in_html, unread_in_text

WORDS = st.text(alphabet=f"{{}}%# a{TOKEN[0]}", max_size=30)
BEGINS = re.compile(r"\{[{%#]")


@given(WORDS)
def test_in_html_nothing_begins_and_a_reader_sees_what_was_written(words):
    written = unread_in_html(words)
    assert not BEGINS.search(written)
    assert html.unescape(written) == words


@given(WORDS)
def test_in_a_text_only_our_own_variables_begin_and_they_give_what_was_written(words):
    written = unread_in_text(words, "{{brace}}").replace(TOKEN[0], "{{token}}")
    pieces = re.split(r"\{\{(brace|token)\}\}", written)
    assert not any(BEGINS.search(piece) or piece.endswith("{") for piece in pieces[::2][:-1])
    assert not BEGINS.search(pieces[-1])
    values = {"brace": "{", "token": TOKEN[0]}
    filled = "".join(values[each] if at % 2 else each for at, each in enumerate(pieces))
    assert filled == words


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("<style>p{margin:0}</style>", "<style>p{margin:0}</style>"),
        ("<STYLE a=1>@media{#top{}}</STYLE >", "<STYLE a=1>@media{ #top{}}</STYLE >"),
        ("<style>{{</style>{{", "<style>{ {</style>&#123;{"),
    ],
)
def test_a_style_sheet_gets_a_space_for_it_knows_no_references(style, expected):
    assert unread_in_html(style) == expected
