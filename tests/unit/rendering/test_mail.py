"""The email keeps under its budget, and its plain text says the same."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring

from digest.model.submission import Kind
from digest.rendering.context import issue_view
from digest.rendering.mail import BUDGET, mail
from digest.rendering.rendering import letter, render
from digest.rendering.setting import RenderSetting
from digest.rendering.templates import template_set
from digest.sources.packaged import packaged
from digest.sources.templates import read_templates
from fakes.issues import PROJECTS, issue, newsletter, sample_issue, submission

THEMES = {theme: read_templates(packaged("templates"), None, theme) for theme in ("calm", "bold")}
SETTING = RenderSetting(newsletter(), PROJECTS, "https://news.example.org", "en")
LONG = "".join(
    f"<p>Sentence number {n} of this text goes on for a while, so that there is much of it. "
    f"And another one follows it, which says nothing that was not said before.</p>"
    for n in range(12)
)


def made(subject, theme="calm", setting=SETTING):
    return mail(subject, setting, template_set(THEMES[theme]))


def talkative(count, *, names=("The talker",), text=LONG):
    return [
        submission(n, organisations=(names[n % len(names)],), title=f"Title {n}", text_html=text)
        for n in range(count)
    ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("count", [12, 50, 200, 1000])
def test_an_issue_of_any_length_is_shown_whole(count, theme):
    sample = sample_issue(count)
    done = made(sample, theme)
    assert len(done.html.encode()) < BUDGET
    shown = list(done.view.sections)
    assert sum(section.count for section in shown) == count
    if count > 50:  # what room there is, is used
        assert len(done.html.encode()) > BUDGET * 0.95
    else:
        assert not done.view.shortened


def test_what_was_sent_is_the_same_on_every_run():
    first = render(sample_issue(200), SETTING, THEMES["calm"])
    assert render(sample_issue(200), SETTING, dict(reversed(THEMES["calm"].items()))) == first


def test_long_texts_shorten_to_first_sentences_and_lead_on():
    done = made(issue(*talkative(70)))
    assert len(done.html.encode()) < BUDGET
    (section,) = done.view.sections
    assert len(section.items) == 70
    for item in section.items:
        assert item.read_on.url == f"https://news.example.org/archive/items/{item.id}/"
        assert item.link is None
        assert item.text.startswith("Sentence number 0")
        assert item.text.endswith((".", "it."))
    root = fromstring(done.html)
    words = [each.text_content() for each in root.iter("a")]
    assert len(words) == len(set(words))


def test_who_sent_little_is_left_whole_beside_who_sent_much():
    quiet = submission(900, organisations=("The quiet one",), title="Q", text_html=LONG)
    done = made(issue(*talkative(60), quiet))
    (section,) = done.view.sections
    kept = {item.heading for item in section.items if item.read_on is None}
    assert kept == {"Q"}


def test_the_tail_of_a_section_stands_in_lines_and_then_as_a_number():
    done = made(sample_issue(1000))
    events = done.view.sections[0]
    assert events.items
    assert events.lines
    assert events.left > 0
    assert events.more.words == f"and {events.left} more in “Events”"
    assert events.more.url == "https://news.example.org/archive/2023-09#section-1"
    assert done.view.shortened in done.html


def test_every_section_keeps_something():
    done = made(sample_issue(1000))
    assert all(section.items for section in done.view.sections)


@pytest.mark.parametrize("count", [12, 200, 1000])
@pytest.mark.parametrize("theme", THEMES)
def test_the_plain_text_has_the_same_items_and_links_in_the_same_order(count, theme):
    done = made(sample_issue(count), theme)
    text = letter(done.view, template_set(THEMES[theme]))
    said = re.sub(r"\s+", " ", text)
    headings = [each.heading for section in done.view.sections for each in section.items]
    places = [said.index(f"{heading} ...") for heading in headings[:50]]
    assert all(before < after for before, after in pairwise(places))
    links = {each.get("href") for each in fromstring(done.html).iter("a")}
    links = {each for each in links if not each.startswith("#")}
    assert {each for each in links if each not in text} == set()


def test_the_whole_view_is_never_shortened():
    whole = issue_view(sample_issue(1000), SETTING)
    assert len(whole.items) == 1000
    assert not whole.shortened
    assert not any(section.lines or section.more for section in whole.sections)


def test_words_that_are_large_in_bytes_are_weighed_as_bytes():
    greek = LONG.replace("Sentence number", "Πρόταση αριθμός").replace("goes on", "συνεχίζεται")
    many = [*talkative(120, text=greek, names=("Μουσείο Α", "Μουσείο Β"))]
    done = made(issue(*many))
    assert BUDGET * 0.9 < len(done.html.encode()) < BUDGET


def test_no_item_is_too_much_for_the_email():
    monster = submission(1, title="T" * 500, text_html=f"<p>{'word ' * 30_000}</p>")
    done = made(issue(monster))
    assert len(done.html.encode()) < BUDGET
    assert done.view.items[0].text.endswith("word…")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(max_size=80),
            st.integers(0, 4_000),
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from(list(Kind)),
        ),
        max_size=160,
    )
)
def test_whatever_is_handed_in_the_email_is_shown_whole(items):
    handed_in = (
        submission(
            n, title=title, organisations=(name,), kind=kind, text_html=f"<p>{LONG[3:size]}</p>"
        )
        for n, (title, size, name, kind) in enumerate(items)
    )
    assert len(made(issue(*handed_in)).html.encode()) < BUDGET


def test_an_item_reads_as_it_is_translated_and_else_as_it_is():
    two = newsletter(
        languages=["en", "de"], translations={"de": {"title": "Neues von unseren Mitgliedern"}}
    )
    german = replace(SETTING, newsletter=two, language="de")
    translated = submission(
        1,
        title="An opening",
        text_html="<p>x</p>",
        translations={"de": {"title": "Eine Eröffnung", "text_html": "<p>Alle kommen.</p>"}},
    )
    other = submission(2, title="Not translated", text_html="<p>Stays.</p>", language="en")
    done = made(issue(translated, other), setting=german)
    first, second = done.view.items
    assert (first.heading, first.language) == ("Eine Eröffnung", "")
    assert "Alle kommen." in done.html
    assert (second.heading, second.language) == ("Not translated", "en")
    assert done.view.subject.startswith("Neues von unseren Mitgliedern – September 2023")
    assert done.view.view_online_url == "https://news.example.org/archive/de/2023-09"
