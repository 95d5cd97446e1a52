"""The catalogues: whole, in step with the code, and with the plurals of each language."""

import re
import string
from dataclasses import fields

import catalogues
import pytest
from babel import Locale
from babel.messages.pofile import read_po

from digest.model.submission import Kind
from digest.rendering.catalogues import ENGLISH, LANGUAGES, catalogue, spoken
from digest.rendering.page_words import PAGE_WORDS, page_words_for
from digest.rendering.words import MORE_ITEMS, WORDS, Words, words_for

NO_BREAK = "\u00a0"  # before a colon and within quotes, in French
OTHERS = [each for each in LANGUAGES if each != ENGLISH]
THE_UNION = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt"),
    *("lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)


def read(language):
    with catalogues.file_of(language).open("rb") as file:
        return read_po(file, locale=language)


def placeholders(text):
    return sorted(each[1] for each in string.Formatter().parse(text) if each[1])


def test_every_official_language_of_the_union_and_five_more():
    assert sorted(LANGUAGES) == sorted([*THE_UNION, "nb", "is", "tr", "uk", "ar"])


def test_the_catalogues_are_in_step_with_the_code():
    assert catalogues.main(["--check"]) == 0


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_is_whole(language):
    catalog = read(language)
    assert [each.context for each in catalog if each.id and each.fuzzy] == []
    for message in catalog:
        if message.id:
            said = message.string if message.pluralizable else (message.string,)
            assert all(each.strip() for each in said), message.context
            seen = [each.replace(NO_BREAK, " ") for each in said]
            assert all(each == each.strip() and each.isprintable() for each in seen)


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_filled_in_has_its_place(language):
    for message in read(language):
        if not message.id:
            continue
        if message.pluralizable:
            for said in message.string:  # the word for one or for two may stand for its number
                assert set(placeholders(said)) <= {"number", "section"}
                assert "section" in placeholders(said)
            assert placeholders(message.string[-1]) == ["number", "section"]
        else:
            assert placeholders(message.string) == placeholders(message.id), message.context


@pytest.mark.parametrize("language", OTHERS)
def test_plurals_are_those_of_the_cldr(language):
    """Numbers with the same plural in CLDR have the same form here, and as many forms are there."""
    rule = Locale.parse(language).plural_form
    known = catalogue(language)
    forms = {}
    for number in range(200):
        said = known.npgettext("more_items", MORE_ITEMS, MORE_ITEMS, number)
        forms.setdefault(rule(number), set()).add(said)
    assert all(len(each) == 1 for each in forms.values()), forms


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_links_of_a_footer_say_the_same(language):
    words = words_for(language)
    links = [words.view_online, words.preferences, words.unsubscribe, words.website, words.calendar]
    assert len(set(links)) == len(links)


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_it_in_its_own_words(language):
    same = [
        each.name
        for each in fields(Words)
        if isinstance(getattr(WORDS, each.name), str)
        and getattr(words_for(language), each.name) == getattr(WORDS, each.name)
    ]
    assert len(same) <= 6, same  # "Online", "{words} ({number})" and the like are so in many


@pytest.mark.parametrize("language", OTHERS)
def test_the_pages_behind_the_links_are_in_the_language_too(language):
    words = page_words_for(language)
    assert words.language == language
    assert words.leave != PAGE_WORDS.leave


@pytest.mark.parametrize(
    ("tag", "language"),
    [("de-AT", "de"), ("no", "nb"), ("nn", "nb"), ("pt-BR", "pt"), ("en-GB", "en"), ("EN", "en")],
)
def test_a_tag_is_met_by_its_language(tag, language):
    assert spoken(tag) == language == words_for(tag).language == page_words_for(tag).language


@pytest.mark.parametrize("tag", ["xx", "", "zh", "x-klingon"])
def test_where_there_are_no_words_it_is_english(tag):
    assert spoken(tag) is None
    assert words_for(tag) is WORDS


def test_every_kind_has_its_heading():
    assert all(words_for(each).kinds.keys() == set(Kind) for each in LANGUAGES)


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 1, "and 1 more in “Events”"),
        ("de", 1, "und 1 weiterer Eintrag in „Events“"),
        ("de", 37, "und 37 weitere Einträge in „Events“"),
    ],
)
def test_how_many_more(language, number, said):
    assert words_for(language).more_items(number, "Events") == said


def test_french_marks_do_not_stand_alone_in_a_line():
    for message in filter(lambda each: each.id, read("fr")):
        for said in message.string if message.pluralizable else (message.string,):
            assert not re.search("(?<!\u00a0)[:;?!»](?![/\\w])|«(?!\u00a0)", said), said
