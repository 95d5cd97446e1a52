"""The words dates are written with."""

from __future__ import annotations

import pytest

from digest.intake.date_grammar.lexicon import Word, lexicon


@pytest.mark.parametrize(
    ("language", "word", "means"),
    [
        ("en", "september", Word("M", 9)),
        ("en", "sep", Word("M", 9)),
        ("en", "sept", Word("M", 9)),
        ("en", "ju", None),
        ("en", "jul", Word("M", 7)),
        ("en", "tuesday", Word("W", 1)),
        ("en", "mondays", Word("R")),
        ("en", "until", Word("T")),
        ("en", "ghent", None),
        ("de", "märz", Word("M", 3)),
        ("de", "march", Word("M", 3)),
        ("de-AT", "jänner", Word("M", 1)),
        ("el", "μαΐου", Word("M", 5)),
        ("ελ", "may", Word("M", 5)),
        ("", "may", Word("M", 5)),
    ],
)
def test_words(language, word, means):
    assert lexicon(language).look_up(word) == means
