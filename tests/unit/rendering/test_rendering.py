"""The whole room: what members write arrives as they wrote it, and nothing else gets in."""

import re
import subprocess
import sys
import zoneinfo
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring

from digest.errors import RenderError
from digest.model.issue import Issue
from digest.model.rendered import TOKEN, sha256_of
from digest.model.submission import Kind
from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.rendering.templates import TemplateSource
from digest.sources.templates import read_templates
from fakes.issues import PROJECTS, issue, newsletter, sample_issue, submission

ROOT = Path(__file__).parents[3]
TEMPLATES = read_templates(ROOT / "templates", None)
SETTING = RenderSetting(newsletter(), PROJECTS, "https://news.example.org", "en")
LITERALS = (
    "{{ 7*7 }}",
    "{% for %}",
    "[[body:1]]",
    "%recipient.email%",
    "<mj-text>",
    "\\u{a0} \\n C:\\x",
    "5 € > 3 & \"x\" 'y'",
    "&nbsp;&#57344;",
)


def rendered(*submissions, setting=SETTING, templates=TEMPLATES):
    return render(issue(*submissions), setting, templates)


def document(html):
    return fromstring(html)


@pytest.fixture(scope="module")
def sample():
    return render(sample_issue(), SETTING, TEMPLATES)


def test_the_inbox_line_of_the_sample(sample):
    assert sample.subject == "News from our Members – September 2023"
    assert sample.preheader.startswith("Irish Museums Association (IMA) · Slovenian")
    assert 40 <= len(sample.preheader) <= 130
    assert sample.preheader not in sample.text


def test_every_item_stands_in_html_and_text_in_the_same_order(sample):
    headings = [list(each.itertext())[-1].strip() for each in document(sample.html).iter("h3")]
    assert len(headings) == 12
    assert headings[0] == "Irish Museums Association (IMA)"
    one_line = re.sub(r"\s+", " ", sample.text)
    places = [one_line.index(f"{heading} ..") for heading in headings]
    assert places == sorted(places)


def test_html_and_text_have_the_same_links(sample):
    links = {each.get("href") for each in document(sample.html).iter("a")}
    assert {each for each in links if each not in sample.text} == {
        each for each in links if each.startswith("#")
    }


def test_the_sample_is_far_from_being_clipped(sample):
    assert len(sample.html.encode()) < 40_000


def test_the_same_input_gives_the_same_bytes(sample):
    assert render(sample_issue(), SETTING, dict(reversed(TEMPLATES.items()))) == sample
    assert len(sha256_of((sample,))) == 64


def test_the_recipient_s_token_is_in_the_mail(sample):
    assert f"https://news.example.org/unsubscribe/{TOKEN}" in sample.html
    assert f"https://news.example.org/unsubscribe/{TOKEN}" in sample.text
    assert "/preferences/" not in sample.html + sample.text  # there is one language: no choice


def test_who_has_a_choice_of_languages_can_make_it():
    two = replace(SETTING, newsletter=newsletter(languages=["en", "de"]))
    made = rendered(submission(), setting=two)
    for part in (made.html, made.text):
        assert f"https://news.example.org/preferences/{TOKEN}" in part


def test_the_structure_is_one_that_a_screen_reader_can_follow(sample):
    root = document(sample.html)
    article = root.xpath("//*[@role='article']")[0]
    levels = [int(each.tag[1]) for each in root.iter("h1", "h2", "h3", "h4")]
    words = [each.text_content() for each in root.iter("a")]
    assert (root.get("lang"), root.get("dir")) == ("en", "ltr")
    assert (article.get("lang"), article.get("dir")) == ("en", "ltr")
    assert root.findtext("head/title") == sample.subject
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(each.get("role") == "presentation" for each in root.iter("table"))
    assert len(words) == len(set(words))
    assert all(
        root.get_element_by_id(each.get("href")[1:]) is not None
        for each in root.iter("a")
        if each.get("href").startswith("#")
    )


def test_nothing_is_fetched_to_show_it(sample):
    assert not re.search(r"<link|@import|url\(|<script|src=", sample.html)


IMAGE = "images/0123456789abcdef-1200x800.jpg"


@pytest.mark.parametrize("alt", [None, "Ein Teppich – „rot“ <b> & \\u{a0}", *LITERALS])
def test_a_picture_has_its_size_and_the_words_for_those_who_do_not_see_it(alt):
    made = rendered(submission(image=IMAGE, image_alt=alt, language="de"))
    (image,) = document(made.html).iter("img")
    assert image.get("src") == f"https://news.example.org/{IMAGE}"
    assert (image.get("width"), image.get("height")) == ("560", "373")
    assert image.get("alt") == (alt or "")
    assert "display:block" in image.get("style")
    assert image.getparent().get("lang") == "de"
    said = " ".join(made.text.split())
    assert ("Picture: " in said) is (alt is not None)
    assert not alt or f"Picture: {alt}" in said


def test_a_picture_of_another_site_is_never_asked_for():
    made = rendered(submission(image="https://tracker.example/pixel.gif", image_alt="x"))
    for part in (made.html, made.text):
        assert "tracker.example" not in part


def test_a_logo_says_whose_it_is():
    brand = newsletter(brand={"logo": "https://a.org/logo.png", "logo_alt": "The Network"})
    html = rendered(submission(), setting=replace(SETTING, newsletter=brand)).html
    assert [each.get("alt") for each in document(html).iter("img")] == ["The Network"]


def test_an_item_of_another_language_says_so_where_its_words_stand():
    html = rendered(submission(title="Ein Titel", text_html="<p>x</p>", language="de")).html
    assert [
        (each.tag, each.text_content().split()[-1])
        for each in document(html).iter()
        if each.get("lang") == "de"
    ] == [("h3", "Titel"), ("div", "x")]


def test_a_variant_that_is_written_from_right_to_left():
    root = document(rendered(submission(), setting=replace(SETTING, language="ar")).html)
    assert root.get("dir") == "rtl"
    assert {each.get("align") for each in root.find_class("edge")} == {"right"}


def test_without_a_date_there_is_no_calendar_and_no_link_to_one():
    bare = rendered(submission(title="T"))
    assert bare.calendar == ""
    assert "calendar.ics" not in bare.html + bare.text


def test_an_issue_without_items_can_be_looked_at():
    empty = render(Issue(period=sample_issue().period, sections=()), SETTING, TEMPLATES)
    assert "News from our Members" in empty.html
    assert empty.calendar == ""


@pytest.mark.parametrize("literal", LITERALS)
def test_members_words_arrive_as_those_characters(literal):
    escaped = literal.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    item = submission(
        title=f"T {literal}",
        organisations=(f"O {literal}",),
        place=f"P {literal}",
        text_html=f"<p>B {escaped}</p>",
    )
    done = rendered(item)
    seen = re.sub(r"\s+", " ", document(done.html).text_content())
    for part in ("T", "O", "P", "B"):
        assert f"{part} {literal}" in seen
        assert f"{part} {literal}" in re.sub(r"\s+", " ", done.text)


@pytest.mark.parametrize("theme", ["calm", "bold"])
def test_one_block_of_a_template_can_be_replaced(theme, tmp_path):
    (tmp_path / "footer.mjml.j2").write_text(
        '{% extends "packaged/footer.mjml.j2" %}'
        "{% block more %}<p>Press: {{ issue.sender }}</p>{% endblock %}"
    )
    made = rendered(submission(), templates=read_templates(ROOT / "templates", tmp_path, theme))
    assert "<p>Press: Network of European Museum Organisations</p>" in made.html
    assert "10115 Berlin" in made.html


HOSTILE = st.text(
    st.one_of(st.sampled_from("<>\"'&{}[]%#\\;\ue000\ue001\ue010\ue011"), st.characters())
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE), min_size=1, max_size=4))
def test_whatever_members_write_every_item_comes_out(items):
    done = rendered(
        *(
            submission(
                at,
                title=title,
                organisations=(name,),
                text_html=html,
                place=title,
                url=f"https://a.org/{name}",
                language=name or None,
            )
            for at, (title, name, html) in enumerate(items)
        ),
        submission(99, kind=Kind.NEWS, organisations=("The last",), text_html="<p>The end</p>"),
    )
    root = document(done.html)
    assert len(list(root.iter("h3"))) == len(items) + 1
    assert done.html.count(TOKEN) == done.text.count(TOKEN) == 1
    assert not re.search("[\ue002-\uf8ff]", done.html + done.text + done.calendar)
    assert '<p style="margin:12px 0 0">The end</p>' in done.html
    assert "The end" in done.text
    (done.html + done.text + done.calendar).encode()


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        (
            "item.html.j2",
            "{% macro item(one, first) %}\n{{ one.nothing }}{% endmacro %}",
            2,
            "nothing",
        ),
        ("footer.mjml.j2", "\n{% broken %}", 2, "broken"),
        ("body.css.j2", "-->@import", None, "the style sheet cannot be read"),
        ("body.css.j2", "\np { margin: 0", 2, "has no end"),
        ("footer.mjml.j2", "<mj-foo>x</mj-foo>{{ issue.mail_only }}", 1, "<mj-foo>"),
        ("footer.mjml.j2", "", None, "'mail-only' must stand"),
        ("item.html.j2", "{% macro item(one, first) %}{% endmacro %}", None, "Irish Museums"),
        ("section.mjml.j2", "{% macro section(each) %}{% endmacro %}", None, "'section-1' must"),
        ("rows.html.j2", "nothing", None, "is not told from the next"),
        ("issue.txt.j2", "{{ issue.nothing }}", 1, "nothing"),
    ],
)
def test_a_broken_part_is_named(name, text, line, said):
    own = TemplateSource(name, text, f"templates/{name}")
    with pytest.raises(RenderError, match=re.escape(said)) as caught:
        rendered(submission(text_html="<p>x</p>"), templates={**TEMPLATES, name: own})
    assert caught.value.line == line


WATCH = """
import os, sys
import tests_path
from fakes.issues import PROJECTS, newsletter, sample_issue
from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.sources.templates import read_templates

templates = read_templates(tests_path.TEMPLATES, None)
setting = RenderSetting(newsletter(), PROJECTS, "https://news.example.org", "en")
seen = []
def watch(event, arguments):
    if event.startswith("socket.") or event in ("subprocess.Popen", "os.system"):
        seen.append((event, arguments))
    elif event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        path = os.fsdecode(arguments[0])
        if not path.startswith(tests_path.ALLOWED):
            seen.append((event, path))
sys.addaudithook(watch)
render(sample_issue(), setting, templates)
print(seen)
"""


def test_rendering_opens_no_socket_and_no_file_of_the_machine(tmp_path):
    allowed = (sys.prefix, sys.base_prefix, str(ROOT / "src"), *zoneinfo.TZPATH)
    (tmp_path / "tests_path.py").write_text(
        f"import pathlib\nTEMPLATES = pathlib.Path({str(ROOT / 'templates')!r})\n"
        f"ALLOWED = {allowed!r}\n"
    )
    paths = [str(tmp_path), str(ROOT / "tests"), str(ROOT / "src")]
    program = f"import sys\nsys.path[:0] = {paths!r}\n{WATCH}"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"


@pytest.mark.parametrize(("count", "is_cut"), [(12, False), (200, True), (1000, True)])
def test_what_gave_way_is_told(count, is_cut):
    made = render(sample_issue(count), SETTING, TEMPLATES)
    assert bool(made.cuts) is is_cut
    assert bool(made.cuts.left) is (count == 1000)
