"""Texts as tokens."""

from __future__ import annotations

import pytest

from digest.intake.date_grammar.contexts import scan
from digest.intake.date_grammar.days import Written
from digest.intake.date_grammar.lexicon import lexicon


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("8–9 September 2023", "d-dMy"),
        ("Tuesday, 5th of Sept.", "W,doM"),
        ("2023-09-08", "I"),
        ("2023-09-08T10:00Z", "I"),
        ("0000-00-00", "x"),
        ("8|9|2023", "N"),
        ("8.9", "n"),
        ("8.9.", "N"),  # the dot at its end says that it is a day
        ("18.30", "h"),
        ("24/7", "x"),
        ("3/4/2023", "?"),
        ("3/4/2023 13/4/2023", "NN"),
        ("3/4/2023 13/4/2023 4/13/2023", "?NN"),  # the others disagree
        ("3/4", "q"),
        ("8/9 September", "d/dM"),
        ("31.6.2023", "!"),
        ("10:00-12:00 5 pm", "hh"),
        ("1019 3000 2023", "xxy"),
        ("until by before", "TBP"),
        ("Ghent (Belgium)", "xx"),
        ("MAY10", "Md"),
    ],
)
def test_classes(text, kinds):
    assert "".join(token.kind for token in scan(text, lexicon("en"))) == kinds


def test_an_order_that_is_told_settles_the_others():
    first, _dash, _second = scan("11/10-11/24", lexicon("en"))
    assert list(first.readings.values()) == [Written(None, 11, 10)]


def test_only_the_beginning_of_a_long_text_is_read():
    assert scan("x " * 400 + "8 September 2023", lexicon("en"))[-1].kind == "x"
