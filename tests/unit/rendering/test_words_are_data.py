"""Whatever people write, wherever it is shown: it arrives as those characters, and runs nowhere."""

import datetime as dt
import re
from html import escape
from pathlib import Path

import pytest
from icalendar import Calendar
from lxml.html import fromstring

from digest.model.issue import Issue, Section
from digest.model.project import Project
from digest.model.submission import Kind
from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.sources.templates import read_templates
from fakes.issues import PERIOD, newsletter, submission

ROOT = Path(__file__).parents[3]
IMAGE = "images/0123456789abcdef-1200x800.jpg"
LITERALS = (
    "{{ 7*7 }}",
    "{{ issue.__class__ }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{% raw %}",
    "{% include 'issue.mjml.j2' %}",
    "{# gone",
    "gone #}",
    "%recipient.email%",
    "%unsubscribe_url%",
    "{{unsubscribe}} *|EMAIL|* ${x} <%= x %>",
    "[[body:1]] [[slot:0]]",
    "<mj-text>huge</mj-text>",
    "</mj-body></mjml>",
    "<!--[if mso]><td>",
    "<![endif]-->",
    "</td></tr></table>",
    "<b>&amp;</b> \"x\" 'y'",
    "\\ue000 \\u{a0} \\n %s %(x)s {0}",
)
# What marks places while an issue is made; nobody but the program may write it.
MARKS = (
    "\ue000token\ue001",
    "\ue010mail-only\ue011",
    "\ue010section-1\ue011",
    "\ue012",
    "\ue013",
    "\ue014issue.mjml.j2:1\ue015",
    "\ue016",
)
PRIVATE = re.compile("[\ue000-\uf8ff]")


def squeezed(text):
    return re.sub(r"\s+", " ", text)


def made(said, theme):
    """An issue in which one text stands everywhere, each time behind another letter."""
    settings = newsletter(
        title=f"N {said}",
        tagline=f"L {said}",
        sender=f'"S {said}" <news@example.org>'.replace('"x"', "x"),
        postal_address=f"A {said}",
        brand={"logo": "https://a.org/logo.png", "logo_alt": f"G {said}"},
    )
    project = Project(id="p", name=f"J {said}", programme=f"R {said}", finished=True)
    items = tuple(
        submission(
            number,
            kind=Kind.PROJECT_UPDATE,
            title=f"T {said}" if number == 1 else None,
            organisations=(f"O {said}",),
            place=f"P {said}",
            text_html=f"<p>B {escape(said)}</p>",
            image=IMAGE,
            image_alt=f"I {said}",
            project="p",
            starts=dt.date(2023, 9, 8),
            deadline=dt.date(2023, 9, 1),
            url="https://a.org/{{7*7}}/%recipient.email%",
        )
        for number in (1, 2)
    )
    issue = Issue(period=PERIOD, sections=(Section(title=f"H {said}", items=items),))
    setting = RenderSetting(settings, (project,), "https://news.example.org", "en")
    return render(issue, setting, read_templates(ROOT / "templates", None, theme))


@pytest.mark.parametrize("theme", ["calm", "bold"])
@pytest.mark.parametrize("said", [*LITERALS, *MARKS])
def test_what_is_said_in_every_field_and_setting_arrives_as_those_characters(said, theme):
    done = made(said, theme)
    root = fromstring(done.html)
    words = squeezed(
        " ".join((root.text_content(), *(image.get("alt") for image in root.iter("img"))))
    )
    wanted = squeezed(PRIVATE.sub("", said)).strip()
    for letter in "NLAGJRTOPBIH":
        assert f"{letter} {wanted}".strip() in words
    for letter in "NLAJRTOPBIH":
        assert f"{letter} {wanted}".strip() in squeezed(done.text)
    events = Calendar.from_ical(done.calendar).walk("VEVENT")
    for name, letter in (("SUMMARY", "T"), ("LOCATION", "P"), ("DESCRIPTION", "B")):
        assert any(f"{letter} {wanted}".strip() in squeezed(str(e.get(name))) for e in events)
    assert done.subject.startswith(f"N {wanted}".strip())
    assert f"T {wanted}".strip()[:60] in done.preheader
    assert f"T {wanted}".strip()[:60] in root.text_content()  # where an inbox looks for it
    everything = done.html + done.text + done.calendar + done.subject + done.preheader
    assert not PRIVATE.search(everything.replace("\ue000token\ue001", ""))
    assert done.html.count("https://a.org/{{7*7}}/%recipient.email%") == 2


def test_the_recipient_s_token_stands_only_where_the_program_put_it():
    assert made("\ue000token\ue001", "calm").html.count("\ue000token\ue001") == 1
