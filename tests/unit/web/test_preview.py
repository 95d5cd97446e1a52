import asyncio
import datetime as dt
import html
import re
import time
from dataclasses import replace

import pytest

from digest.errors import ConfigError
from digest.intake.pictures import regular_picture
from digest.model.issue import IssueState
from digest.model.period import Period
from digest.model.rendered import TOKEN
from digest.model.submission import Kind
from digest.rendering.templates import TemplateSource
from digest.sources.packaged import packaged
from digest.sources.templates import read_templates
from digest.store import upkeep
from digest.store.database import Database
from digest.web.preview import _revisions, preview_app
from digest.web.showing import Preview
from fakes.asking import Asking
from fakes.issues import newsletter, submission
from fakes.newsroom import Newsroom
from fakes.offices import a_desk, an_approved_issue, an_issue
from fakes.pictures import a_jpeg

NOW = dt.datetime(2023, 9, 20, tzinfo=dt.UTC)
SEPTEMBER, OCTOBER = Period("2023-09"), Period("2023-10")
TEMPLATES = read_templates(packaged("templates"), None)
HOSTILE = submission(7, title="<script>alert(1)</script>", text_html="<p>Text</p>")


class Scene:
    """A preview over a newsroom; what its next refresh comes to can be set."""

    def __init__(self, newsroom):
        self.newsroom = newsroom
        self.next = lambda: a_desk(newsroom)
        self.preview = Preview(self.refresh, ())

    def refresh(self):
        return self.next()

    def asking(self, period=None, **more):
        return Asking(preview_app(self.preview, period), **more)

    def break_template(self, name="item.html.j2", text="{% if %}"):
        broken = TemplateSource(name, text, f"templates/{name}")
        self.next = lambda: a_desk(self.newsroom, templates={**TEMPLATES, name: broken})
        self.preview.refresh()


@pytest.fixture
def scene(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    upkeep.upgrade(database)
    scene = Scene(Newsroom(database))
    an_issue(scene.newsroom, SEPTEMBER, NOW, HOSTILE)
    an_issue(scene.newsroom, OCTOBER, NOW)
    scene.preview.refresh()
    yield scene
    database.close()


@pytest.mark.parametrize(
    ("asked", "states", "begins"),
    [
        (None, {}, OCTOBER),
        (None, {OCTOBER: IssueState.SENT}, SEPTEMBER),
        (None, {OCTOBER: IssueState.SENT, SEPTEMBER: IssueState.SENT}, OCTOBER),
        (SEPTEMBER, {}, SEPTEMBER),
    ],
)
def test_it_begins_with_the_issue_asked_for_or_the_newest_unsent(scene, asked, states, begins):
    for period, state in states.items():
        scene.newsroom.issues.move(period, state)
    answer = scene.asking(asked).get("/")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/issues/{begins}"


def test_a_page_shows_the_issue_and_the_others_to_choose_from(scene):
    page = scene.asking().get("/issues/2023-10").text
    for said in (
        "News from our Members – October 2023",
        "Its cut-off is 26 September 2023, 18:00",
        "1 October 2023, 09:00",
        "digest approve 2023-10",
        'href="/issues/2023-09"',
        "of 100,000 bytes",
    ):
        assert said in page


def test_members_words_are_never_markup_of_the_page(scene):
    page = scene.asking().get("/issues/2023-09").text
    assert "alert(1)" in page
    assert "<script>alert" not in page


def test_findings_stand_with_their_code_place_and_way_out_errors_first(scene):
    scene.newsroom.issues.open(Period("2023-11"))
    page = scene.asking().get("/issues/2023-11").text
    assert "empty-issue" in page
    assert "nobody can approve" in page


def test_the_mail_carries_nobodys_token_and_runs_no_scripts(scene):
    answer = scene.asking().get("/issues/2023-10/mail")
    assert TOKEN not in answer.text
    assert "/unsubscribe/sample" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


def test_light_and_dark_differ_in_the_answered_questions_alone(scene):
    light, dark = (
        scene.asking().get(f"/issues/2023-10/mail?scheme={each}").text for each in ("light", "dark")
    )
    assert light != dark
    assert light.replace("(max-width: 0)", "").replace("color-scheme: light", "") == dark.replace(
        "(min-width: 0)", ""
    ).replace("color-scheme: dark", "")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/issues/2023-12", 404),
        ("/issues/september", 404),
        ("/issues/2023-12/mail", 404),
        ("/issues/%2e%2e/mail", 404),
        ("/issues/2023-10/mail?scheme=sepia", 422),
        ("/issues/2023-10?language=xx", 200),
        ("/preview.css", 200),
        ("/preview.js", 200),
        ("/docs", 404),
    ],
)
def test_other_addresses(scene, path, status):
    assert scene.asking().get(path).status_code == status


PRESS = {"name": "press", "tags": ["press"], "sections": ["News"]}


@pytest.fixture
def variants(scene):
    """October in two languages, and for the press: an event, and news."""
    event = submission(8, title="An event", text_html="<p>Text</p>")
    news = submission(9, kind=Kind.NEWS, title="Some news", text_html="<p>Text</p>")
    an_issue(scene.newsroom, OCTOBER, NOW, event, news)
    speaking = newsletter(languages=["en", "de"], segments=[PRESS])
    scene.next = lambda: replace(a_desk(scene.newsroom), newsletter=speaking)
    scene.preview.refresh()
    return scene


@pytest.mark.parametrize(
    ("asked", "language", "is_whole"),
    [
        ("", "en", True),
        ("?language=de", "de", True),
        ("?segment=press", "en", False),
        ("?language=de&segment=press", "de", False),
        ("?language=fr&segment=press", "en", False),
        ("?language=de&segment=nobody", "de", True),
    ],
)
def test_every_variant_can_be_looked_at(variants, asked, language, is_whole):
    page, mail = (
        variants.asking().get(f"/issues/2023-10{part}{asked}").text for part in ("", "/mail")
    )
    segment = "" if is_whole else "press"
    assert f'data-mail="/issues/2023-10/mail?language={language}&amp;segment={segment}"' in page
    assert f'lang="{language}"' in mail
    assert ("An event" in mail, "Some news" in mail) == (is_whole, True)
    current = re.findall(r'href="(\?[^"]*)" aria-current', page)
    assert current == [f"?language={language}&amp;segment={segment}"] * 2


def test_where_there_is_one_variant_there_is_nothing_to_choose(scene):
    assert "?language=" not in scene.asking().get("/issues/2023-10").text.replace("/mail?", "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/issues/2023-10", "/issues/2023-10/mail", "/events"])
def test_nothing_can_be_changed(scene, path, method):
    assert scene.asking().request(method, path).status_code == 405


@pytest.mark.parametrize("host", ["evil.example.org", "127.0.0.1.evil.example.org", "192.0.2.1"])
def test_another_name_for_this_machine_is_refused(scene, host):
    assert scene.asking(base_url=f"http://{host}").get("/issues/2023-10").status_code == 400


def test_a_broken_template_stands_in_a_banner_over_the_last_good_preview(scene):
    asking = scene.asking()
    good = asking.get("/issues/2023-10/mail").text
    scene.break_template()
    page = asking.get("/issues/2023-10").text
    assert "templates/item.html.j2, line 1" in page
    assert "last good preview" in page
    assert asking.get("/issues/2023-10/mail").text == good
    scene.next = lambda: a_desk(scene.newsroom)
    scene.preview.refresh()
    assert "last good preview" not in asking.get("/issues/2023-10").text


ENDLESS = "{% for a in range(9999) %}{% for b in range(9999) %} {% endfor %}{% endfor %}"
MSO = "<!--[if mso]>"


@pytest.mark.parametrize(
    ("name", "old", "new", "cause"),
    [
        ("item.html.j2", "{{ one.heading }}", "{{ one.hedding }}", "an item has no 'hedding'"),
        ("section.mjml.j2", "{{ each.title }}", "{{ eech.title }}", "no variable 'eech'"),
        ("footer.mjml.j2", "<mj-raw>", f"<mj-raw>{ENDLESS}", "comes to no end"),
        ("item.html.j2", "{% macro", f"{ENDLESS}{{% macro", "comes to no end"),
        ("issue.txt.j2", "{{ issue.why", f"{ENDLESS}{{{{ issue.why", "comes to no end"),
        ("body.css.j2", "p, ul", "{{ 'p' * 10 ** 10 }}", "makes a text of more than"),
        ("item.html.j2", "{% macro", "{% import 'os' as os %}{% macro", "no template 'os'"),
        ("mail_only.html.j2", "<p", "{{ ''.__class__ }}<p", "cannot be used in a template"),
        ("footer.mjml.j2", "<mj-raw>", "<mj-raw>{% include '/etc/passwd' %}", "/etc/passwd"),
        ("footer.mjml.j2", "<mj-raw>", f"<mj-raw>{MSO}<p>x</p>", "Outlook has no end"),
        ("footer.mjml.j2", "<mj-raw>", f"<mj-raw>{MSO}<td><![endif]-->", "opened in a comment"),
        ("item.html.j2", "<h3", f"{MSO}<h3", "a comment for Outlook has no end"),
        ("item.html.j2", "<h3", "<td><h3", "<td> is not closed"),
        ("item.html.j2", '<h3 style="', "<h3 style='", "begins no tag that ends"),
        ("mail_only.html.j2", "<p", "</td><p", "</td> closes no tag"),
        ("masthead.mjml.j2", "<mj-column>", "<mj-colum>", "<mj-colum> is no element"),
        ("masthead.mjml.j2", "<h1", "<b><h1", "<b> is not closed before </td>"),
        ("style.mjml.j2", "<mj-style>", "<mj-style><!-- a -- b -->", "has “--” in it"),
        ("section.mjml.j2", "{% macro", "{% endfor %}{% macro", "unknown tag 'endfor'"),
        ("footer.mjml.j2", "{{ issue.mail", "{{ issue.mail_only }}{{ issue.mail", "once, not 2"),
    ],
)
def test_whatever_is_broken_is_named_with_file_line_and_cause_over_the_last_good_preview(
    scene, name, old, new, cause
):
    asking = scene.asking()
    good = asking.get("/issues/2023-10/mail").text
    before, _, _ = TEMPLATES[name].text.partition(old)
    scene.break_template(name, TEMPLATES[name].text.replace(old, new, 1))
    began = time.monotonic()
    page = html.unescape(asking.get("/issues/2023-10").text)
    assert time.monotonic() - began < 5  # far more than it takes, on any machine
    assert f"templates/{name}, line {before.count(chr(10)) + 1}: " in page
    assert cause in page
    assert "last good preview" in page
    assert asking.get("/issues/2023-10/mail").text == good


def test_a_broken_template_from_the_beginning_is_a_page_with_the_cause(scene):
    scene.break_template()
    answer = scene.asking().get("/issues/2023-10")
    assert answer.status_code == 200
    assert "templates/item.html.j2, line 1" in answer.text
    assert "<iframe" not in answer.text


def test_a_broken_configuration_leaves_the_last_one_in_use(scene):
    asking = scene.asking()

    def fail():
        raise ConfigError("config.toml", ("newsletter.titel: unknown key",))

    scene.next = fail
    scene.preview.refresh()
    page = asking.get("/issues/2023-10").text
    assert "newsletter.titel: unknown key" in page
    assert "<iframe" in page


def test_before_anything_could_be_read_the_cause_is_shown(scene):
    def fail():
        raise ConfigError("config.toml", ("newsletter.title: is missing",))

    scene.next = fail
    scene.preview = Preview(fail, ())
    scene.preview.refresh()
    assert "newsletter.title: is missing" in scene.asking().get("/").text


def test_a_fault_of_the_program_is_shown_and_the_preview_lives_on(scene, caplog):
    def fail():
        raise KeyError("a programmer's mistake")

    scene.next = fail
    scene.preview.refresh()
    page = scene.asking().get("/issues/2023-10").text
    assert "a programmer&#39;s mistake" in page
    assert "fault of the program" in page
    assert "Traceback" in caplog.text
    scene.next = lambda: a_desk(scene.newsroom)
    scene.preview.refresh()
    assert "fault of the program" not in scene.asking().get("/issues/2023-10").text


def test_without_any_issue_the_page_says_how_to_get_one(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    upkeep.upgrade(database)
    scene = Scene(Newsroom(database))
    scene.preview.refresh()
    assert "There is no issue yet" in scene.asking().get("/").text
    database.close()


def test_an_approval_is_shown_and_whether_it_still_holds(scene):
    an_approved_issue(a_desk(scene.newsroom), scene.newsroom, OCTOBER, NOW)
    scene.preview.refresh()
    page = scene.asking().get("/issues/2023-10").text
    assert "Approved by Ada on 20 September 2023, 02:00" in page
    assert "digest send 2023-10" in page


def test_what_was_sent_is_shown_as_it_was_sent(scene):
    asking = scene.asking()
    an_approved_issue(a_desk(scene.newsroom), scene.newsroom, OCTOBER, NOW)
    scene.newsroom.issues.move(OCTOBER, IssueState.SENT)
    scene.preview.refresh()
    sent = asking.get("/issues/2023-10/mail").text
    scene.break_template()  # later changes do not touch it
    assert asking.get("/issues/2023-10/mail").text == sent
    assert "Was sent" in asking.get("/issues/2023-10").text


def test_looking_voids_no_approval(scene):
    an_approved_issue(a_desk(scene.newsroom), scene.newsroom, OCTOBER, NOW)
    item = scene.newsroom.submissions.of_issue(OCTOBER)[0]
    changed = item.content.model_copy(update={"title": "Another"})
    scene.newsroom.submissions.save((item.model_copy(update={"content": changed}),), NOW)
    scene.preview.refresh()
    page = scene.asking().get("/issues/2023-10").text
    assert "it has changed since" in page
    assert "approval void" in page
    assert scene.newsroom.issues.status(OCTOBER).state is IssueState.APPROVED


def test_events_tell_every_revision_once_and_end_when_asked(scene):
    async def listen():
        events = _revisions(scene.preview)
        told = [await anext(events)]
        scene.preview.refresh()
        told.append(await anext(events))
        scene.preview.close()
        return told, [each async for each in events]

    told, rest = asyncio.run(listen())
    assert told[0] != told[1]
    assert all(each.startswith("data: ") and each.endswith("\n\n") for each in told)
    assert rest == []


def test_pictures_are_shown_from_this_machine(scene):
    pictures = scene.newsroom.album.kept
    name = pictures.keep("a.jpg", regular_picture(a_jpeg()), NOW)
    shown = submission(8, title="A carpet", text_html="<p>x</p>", image=name.path, image_alt="Red")
    an_issue(scene.newsroom, SEPTEMBER, NOW, shown)
    scene.preview.refresh()
    mail = scene.asking().get(f"/issues/{SEPTEMBER}/mail")
    assert f'src="/{name.path}"' in mail.text
    assert "img-src 'self'" in mail.headers["content-security-policy"]
    answer = scene.asking().get(f"/{name.path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.content == pictures.file(name).read_bytes()


@pytest.mark.parametrize("name", ["0123456789abcdef-12x8.jpg", "..%2Fdigest.db", "digest.db"])
def test_no_other_file_is_shown(scene, name):
    assert scene.asking().get(f"/images/{name}").status_code == 404
