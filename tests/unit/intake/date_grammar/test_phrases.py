"""The grammars, over the classes of tokens."""

from __future__ import annotations

import pytest

from digest.intake.date_grammar.contexts import scan
from digest.intake.date_grammar.lexicon import lexicon
from digest.intake.date_grammar.phrases import phrases


def said(text: str):
    return phrases(scan(text, lexicon("en")))


def words(side) -> str:
    return " ".join(token.text for token in side)


def test_a_deadline_is_found_beside_a_span():
    both = said("Register by 1 August for the 8–9 September 2023 meeting")
    assert words(both.deadline.start) == "1 august"
    assert (words(both.span.start), words(both.span.end)) == ("8", "9 september 2023")
    assert (both.has_more, both.is_whole) == (False, False)


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("22 and 29 September", 2),
        ("8, 9 and 10 September", 3),
        ("between 22 and 29 September", 0),
        ("22–29 September", 0),
    ],
)
def test_a_list_of_days_is_told_from_a_span(text, listed):
    assert said(text).span.listed == listed


@pytest.mark.parametrize(
    ("text", "is_open"), [("from 5 May", True), ("5 May onwards", True), ("5 May", False)]
)
def test_an_open_start(text, is_open):
    assert said(text).span.is_open is is_open


def test_nothing_said():
    nothing = said("Ghent")
    assert (nothing.span, nothing.deadline, nothing.is_whole) == (None, None, False)
