from dataclasses import fields

import pytest

from digest.model.submission import Kind
from digest.rendering.words import LANGUAGES, words_for


@pytest.mark.parametrize("language", ["en", "en-GB", "xx"])
def test_every_language_has_words(language):
    assert words_for(language).language == "en"


def test_every_language_that_is_named_has_words_of_its_own():
    assert [words_for(each).language for each in LANGUAGES] == list(LANGUAGES)


def test_no_phrase_is_empty_and_every_kind_has_a_name():
    words = words_for("en")
    assert all(getattr(words, each.name) for each in fields(words))
    assert set(words.kinds) == set(Kind)
