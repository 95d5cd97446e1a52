"""A place without the words that say it is online too."""

import pytest

from digest.rendering.catalogues import LANGUAGES
from digest.rendering.place import without_online
from digest.rendering.words import words_for


@pytest.mark.parametrize(
    ("written", "language", "place"),
    [
        ("Tours, France and online", "en", "Tours, France"),
        ("Tours, France & Online", "en", "Tours, France"),
        ("Tours (online)", "en", "Tours"),
        ("online", "en", ""),
        ("Berlin und online", "de", "Berlin"),
        ("Berlin and online", "de", "Berlin"),  # English is met everywhere
        ("Brno a online", "cs", "Brno"),
        ("Berlin und online", "en", "Berlin und"),  # only the words of its own language
        ("Sandonline", "en", "Sandonline"),
        ("Online Street 5", "en", "Online Street 5"),
        ("Tours", "xx", "Tours"),
        ("", "de", ""),
    ],
)
def test_the_place_stands_alone(written, language, place):
    assert without_online(written, language) == place


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_of_every_language_is_known(language):
    assert without_online(f"Köln, {words_for(language).online.lower()}", language) == "Köln"


def test_a_long_place_takes_no_time():
    assert without_online("and " * 200_000 + "online", "de").endswith("and and")
