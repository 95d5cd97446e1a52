"""A text shortens at the end of a sentence, and is nothing but its own words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rendering.excerpt import first_sentences, shortened

ONE = "The museum opens its new house in spring, and everybody is invited to see it before others."
TWO = "There will be guided tours on both days, at ten, at noon and at three, in four languages."
THREE = "Who cannot come will find the tour on the web from June on."


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        (400, f"{ONE} {TWO} {THREE}"),
        (200, f"{ONE} {TWO}"),
        (130, f"{ONE} {TWO}"),  # the first is too short to tell anything
        (1, f"{ONE} {TWO}"),
    ],
)
def test_whole_sentences(room, expected):
    assert first_sentences(f"{ONE} {TWO} {THREE}", room) == expected


@pytest.mark.parametrize(
    "text",
    [
        (
            "The University of St. Andrews and the Museum Association e. V. invite to a workshop, "
            "z. B. on Monday, which nobody in this town and the next ones should miss."
        ),
        (
            "Das Museum lädt ein: am 8. September wird das Haus geöffnet, und alle, die kommen "
            "mögen, sind willkommen, auch die Kinder und die Hunde."
        ),
        (
            "Museum v2.0 is what the conference of this year calls itself, and it is about "
            "websites such as example.org and what becomes of them later on, in time."
        ),
    ],
)
def test_a_full_stop_that_ends_no_sentence(text):
    assert first_sentences(f"{text} {THREE}", 10) == text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (f"Was it “the best of all museums”? {ONE}", "Was it “the best of all museums”?"),
        (f"It is 2023. {ONE}", "It is 2023."),
        (f"Το μουσείο ανοίγει. {ONE}", "Το μουσείο ανοίγει."),
        (f"Come! {ONE}", "Come!"),
    ],
)
def test_what_ends_a_sentence(text, first, monkeypatch):
    monkeypatch.setattr("digest.rendering.excerpt._SHORTEST", 1)
    assert first_sentences(text, 1) == first


def test_one_endless_sentence_is_cut_at_a_word():
    said = first_sentences("many words, " * 100, 1)
    assert said.endswith("many words…")
    assert 280 < len(said) <= 301


def test_a_short_text_is_left_whole():
    assert shortened(f"<p>{TWO}</p>", 10) is None


def test_the_markup_goes_and_the_words_are_escaped_once():
    html = f'<p>A &amp; B: {ONE} <a href="https://a.org">{TWO}</a></p>'
    rest = f"<ul><li>{ONE}</li><li>{THREE}</li></ul>"
    assert shortened(html + rest, 10) == f"<p>A &amp; B: {ONE} {TWO}</p>"


@given(st.text(max_size=2_000), st.integers(0, 2_000))
def test_it_is_the_beginning_of_the_text(text, room):
    line = " ".join(text.split())
    said = first_sentences(line, room)
    assert line.startswith(said.removesuffix("…"))
    assert len(said) <= max(room, 301)


@given(st.text(max_size=2_000), st.integers(0, 500))
def test_any_html_gives_a_paragraph_without_markup_or_nothing(html, room):
    said = shortened(html, room)
    if said is not None:
        assert re.fullmatch("<p>[^<>]*</p>", said)


def test_the_number_of_a_lists_entry_ends_no_sentence():
    entries = "".join(f"<li>Entry {word} of a list.</li>" for word in ("one", "two", "three"))
    short = shortened(f"<p>{'What this is. ' * 9}</p><ol>{entries}</ol><p>{'More. ' * 40}</p>", 165)
    assert short.endswith("1) Entry one of a list.</p>")
