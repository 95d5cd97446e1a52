"""Members' texts are data, wherever they stand: they run nowhere and pass for nothing."""

import json
import re

import pytest
from lxml.html import fromstring

from fakes.commands import PERIOD, body

URL = "https://news.example.org/unsubscribe/"
HOSTILE = (
    "{{ 7*7 }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{# gone #}",
    "[[body:1]]",
    "[[slot:0]]",
    "%recipient.email%",
    "%recipient.token%",
    "{{unsubscribe_url}}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<mj-text>huge</mj-text>",
    "</mj-body></mjml>",
    "</style><style>*{display:none}</style>",
    "<!-- no end",
    "]]>",
    "&amp;lt;b&amp;gt;",
    "a\u202egnp.exe",
    "\u2066isolated",
    "\ue000token\ue001",
    "\ufeffmark",
    "=?utf-8?q?subject?=",
    "[bold]markup[/bold]",
    "[/]",
    "C:\\new\\table",
    "\"quoted\" and 'single'",
    "x" * 496,  # with a letter on either side, the longest line that is kept whole
    "👩‍👩‍👧 مرحبا 你好",
    "<!--[if mso]><td>",
    "<![endif]-->",
    "#}",
    "\ue010mail-only\ue011",
    "\ue014issue.mjml.j2:1\ue015",
)
IN_NO_TEXT = re.compile(r"[\u202a-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff]")


def item(hostile, **fields):
    """A member's file with a text in a title, a place, a name and the body."""
    said = {
        "title": f"T {hostile} T",
        "place": f"P {hostile} P",
        "organisation": f"O {hostile} O",
        "kind": "event",
        "dates": "14 September 2023",
        "text": f"B {hostile} B",
    }
    return json.dumps(said | fields)


@pytest.fixture
def hostile(editor):
    """A workspace in which every hostile text stands everywhere."""
    for number, text in enumerate(HOSTILE):
        editor.hand_in(f"2023-09/h{number:02d}.json", item(text))
    editor.readers("ada@example.org")
    return editor


def test_everything_is_taken_in_shown_and_sent(hostile):
    members = hostile.do("collect")["sources"][0]
    assert (members["new"], members["rejected"]) == (len(HOSTILE), [])
    findings = hostile.do("check", PERIOD)["findings"]
    assert [each for each in findings if each["severity"] == "error"] == []
    hostile.do("approve", PERIOD)
    hostile.do("send", PERIOD)
    (message,) = hostile.outbox()
    for kind in ("plain", "html"):
        assert message.get_body((kind,)) is not None
    assert message["To"].addresses[0].addr_spec == "ada@example.org"
    assert len(message["Subject"]) < 80


@pytest.fixture
def sent(hostile):
    """What a reader gets of it: the message, its text, and its HTML as a browser reads it."""
    hostile.do("collect")
    hostile.do("approve", PERIOD)
    hostile.do("send", PERIOD)
    (message,) = hostile.outbox()
    return message, body(message), fromstring(body(message, "html"))


def squeezed(text):
    return re.sub(r"\s+", "", IN_NO_TEXT.sub("", text))


@pytest.mark.parametrize("letter", ["T", "P", "O"])
def test_a_line_reads_as_it_was_written(sent, letter):
    _message, text, html = sent
    seen = squeezed(html.text_content())
    for each in HOSTILE:
        if letter == "O" and ";" in each:
            continue  # it parts two names
        wanted = squeezed(f"{letter} {each} {letter}")
        assert wanted in seen
        assert wanted in squeezed(text)


def test_nothing_of_it_became_a_part_of_the_page(sent):
    _message, _text, html = sent
    tags = {each.tag for each in html.iter() if isinstance(each.tag, str)}
    assert not {each for each in tags if each.startswith("mj")}
    assert not tags & {"script", "iframe", "form", "input", "object", "svg"}
    for each in html.iter():
        assert not [name for name in each.attrib if name.startswith("on")]
    assert not [each for each in html.iter("img") if each.get("src") == "x"]


def test_no_template_ran_and_no_token_was_made(sent):
    message, text, html = sent
    assert not re.search(r"T\s+49\s+T", text + html.text_content())
    (token,) = re.findall(rf"<{URL}([\w-]+)>", message["List-Unsubscribe"])
    for part in (text, body(message, "html")):
        assert set(re.findall(rf"{URL}([\w-]+)", part)) == {token}
        assert part.count(token) == len(re.findall(rf"{URL}{token}", part))
        assert not IN_NO_TEXT.search(part.replace("&#65279;", "").replace("\ufeff", ""))


@pytest.mark.parametrize("words", [("submissions", "list"), ("issue", "show", PERIOD)])
def test_a_terminal_shows_them_as_they_are(hostile, words):
    hostile.do("collect")
    said = hostile.digest(*words)
    assert said.status == 0
    assert "\x1b" not in said.out
    assert "[bold]" in squeezed(said.out)
    assert not IN_NO_TEXT.search(said.out)


def test_showing_one_whole_shows_all_of_it(hostile):
    hostile.do("collect")
    for each in hostile.do("submissions", "list")["submissions"]:
        assert hostile.digest("submissions", "show", each["id"]).status == 0


@pytest.mark.parametrize("field", ["title", "place", "organisation", "text", "url"])
@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b"])
def test_a_control_character_is_refused_by_field_and_name(editor, field, character):
    editor.hand_in("2023-09/bell.json", item("x", **{field: f"a{character}b"}))
    (rejected,) = editor.do("collect", status=1)["sources"][0]["rejected"]
    assert f"U+{ord(character):04X}" in rejected["reason"]
    assert character not in editor.digest("collect").out


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "data:text/html,x", "https://user:pass@example.org", "//x.org"),
        *("https://example.org/\u202egnp", "mailto:a@example.org%0abcc:b@example.org"),
    ],
)
def test_a_link_that_misleads_is_left_out_and_said(editor, url):
    editor.hand_in("2023-09/link.json", item("x", url=url))
    document = editor.do("collect")
    assert "unusable-link" in {each["code"] for each in document["findings"]}
    assert editor.find("T x T")["url"] is None


@pytest.mark.parametrize("text", HOSTILE[:12])
def test_an_editor_may_write_them_too(editor, text):
    france = editor.find("ICOM France")["id"]
    for field in ("title", "place", "organisations", "text", "project"):
        editor.do("submissions", "edit", france, "--set", f"{field}={text}")
    editor.do("build", PERIOD)
    findings = editor.do("check", PERIOD)["findings"]
    assert [each for each in findings if each["severity"] == "error"] == []


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "[[body:1]]", "%recipient.email%", "<b>&</b>", "=2+5"]
)
def test_the_newsletters_own_words_are_data_too(editor, text):
    editor.readers("ada@example.org")
    editor.configure('title = "News from our Members"', f"title = '{text}'")
    editor.configure("Find out what’s happening", text)
    editor.configure('title = "Events"', f"title = '{text}'")
    editor.do("approve", PERIOD)
    editor.do("send", PERIOD)
    (message,) = editor.outbox()
    assert message["Subject"].startswith(text)
    assert message.get_body(("plain",)).get_content().count(text) >= 3


def test_a_readers_name_is_data(approved):
    rows = "\n".join(
        f'r{number}@example.org,2023-01-01,f,"{text}"'
        for number, text in enumerate(["{{ 7*7 }}", "%recipient.email%", "<b>", "a, b <c@d.org>"])
    )
    file = approved.write("more.csv", f"email,consent_at,consent_source,name\n{rows}\n")
    approved.do("subscribers", "import", file)
    assert approved.do("send", PERIOD)["accepted"] == 7
    named = [each for each in approved.outbox() if each["To"].addresses[0].display_name]
    assert [each["To"].addresses[0].addr_spec for each in named] == [
        f"r{number}@example.org" for number in range(4)
    ]
    assert all(len(each["To"].addresses) == 1 for each in named)
