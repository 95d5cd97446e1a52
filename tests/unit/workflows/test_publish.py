"""What is public, and when: the start of the real mailing, and nothing else."""

import datetime as dt

import pytest

from digest.errors import RenderError
from digest.intake.pictures import regular_picture
from digest.model.mailing import MailingPlan
from digest.model.period import Period
from digest.model.submission import Kind, SubmissionState
from digest.rendering.templates import TemplateSource
from digest.store.archive_folder import ArchiveFolder
from digest.store.publications import Publications
from digest.store.tables import issue_content, rendering
from digest.workflows.approve import approve
from digest.workflows.assemble import assembled
from digest.workflows.moderate import change, decide_on
from digest.workflows.publish import Press, page_of, proof, publish, published
from fakes.commands import tree
from fakes.issues import submission
from fakes.newsroom import HEAD, LATER, NOW
from fakes.offices import a_desk, an_issue
from fakes.pictures import a_jpeg

SEPTEMBER, OCTOBER = Period("2023-09"), Period("2023-10")
DAY = dt.timedelta(days=1)
FAIR = submission(1, title="A fair", starts=dt.date(2023, 9, 8), text_html="<p>Come.</p>")
NEWS = submission(2, kind=Kind.NEWS, title="Good news", text_html="<p>Read.</p>")


@pytest.fixture
def newsroom(newsroom):
    newsroom.subscribe(1)
    return newsroom


class Office:
    """A desk, and the press beside it."""

    def __init__(self, newsroom, folder, **settings):
        self.newsroom = newsroom
        self.desk = a_desk(newsroom, **settings)
        publications = Publications(newsroom.database, "members-news.example.org")
        self.press = Press(self.desk, publications, ArchiveFolder(folder))

    def approve(self, *items, period=SEPTEMBER):
        an_issue(self.newsroom, period, NOW, *items)
        word = approve(self.desk, period, "Ada", NOW)
        return MailingPlan(period, word.sha256, "memory", HEAD)

    def send(self, *items, period=SEPTEMBER):
        return self.newsroom.mailings.start(self.approve(*items, period=period), NOW)

    def publish(self, **how):
        publish(self.press, **how)
        return self.pages()

    def pages(self):
        files = tree(self.press.folder.folder)
        return {path: data for path, data in files.items() if not path.startswith(".")}


@pytest.fixture
def office(newsroom, tmp_path):
    return Office(newsroom, tmp_path / "archive")


def test_an_issue_is_public_from_the_start_of_its_real_mailing(office):
    plan = office.approve(FAIR)
    assert "2023-09/index.html" not in office.publish()
    office.newsroom.mailings.start_test(plan, ("editor@example.org",), NOW)
    assert "2023-09/index.html" not in office.publish()
    office.newsroom.mailings.start(plan, NOW)
    pages = office.publish()
    assert b"A fair" in pages["2023-09/index.html"]
    assert {f"items/{FAIR.id}/index.html", f"items/{FAIR.id}/event.ics"} <= pages.keys()


def test_what_is_public_is_what_was_sent_and_newer_only_on_its_own_page(office):
    office.send(FAIR)
    change(office.desk, FAIR.id, {"title": "A great fair"}, LATER)
    pages = office.publish()
    assert b"A great fair" not in pages["2023-09/index.html"]
    assert b"A great fair" in pages[f"items/{FAIR.id}/index.html"]
    assert b"SEQUENCE:1\r\n" in pages["calendar.ics"]


def test_what_came_into_the_issue_after_its_sending_is_not_in_it(office):
    office.send(FAIR)
    office.newsroom.submissions.save((NEWS.model_copy(update={"issue": SEPTEMBER}),), LATER)
    assert len(assembled(office.desk, SEPTEMBER).items) == 2
    assert not [path for path, data in office.publish().items() if b"Good news" in data]


def test_a_cancellation_is_said_everywhere_and_taken_back(office):
    office.send(FAIR)
    first = office.publish()
    change(office.desk, FAIR.id, {"cancelled": "yes"}, LATER)
    off = office.publish()
    for path in ("2023-09/index.html", f"items/{FAIR.id}/index.html"):
        assert (b"Cancelled" in first[path], b"Cancelled" in off[path]) == (False, True)
    for path in ("calendar.ics", "2023-09/calendar.ics", f"items/{FAIR.id}/event.ics"):
        assert b"STATUS:CANCELLED\r\n" in off[path]
        assert b"SEQUENCE:1\r\n" in off[path]
    change(office.desk, FAIR.id, {"cancelled": "no"}, LATER + DAY)
    on = office.publish()
    assert on["2023-09/index.html"] == first["2023-09/index.html"]
    assert b"STATUS:CONFIRMED\r\n" in on["calendar.ics"]
    assert b"SEQUENCE:2\r\n" in on["calendar.ics"]


def test_what_an_editor_rejects_is_taken_down_and_comes_back_when_accepted(office):
    office.send(FAIR, NEWS)
    first = office.publish()
    decide_on(office.desk, NEWS.id, SubmissionState.REJECTED, "it was a hoax", LATER)
    assert not [path for path, data in office.publish(if_changed=True).items() if b"Good" in data]
    decide_on(office.desk, NEWS.id, SubmissionState.ACCEPTED, None, LATER)
    assert office.publish(if_changed=True) == first


def test_a_second_time_changes_nothing_and_a_look_first_costs_nothing(office):
    office.send(FAIR)
    written = publish(office.press)
    again = publish(office.press)
    assert (again.files, again.changed, again.removed) == (written.files, 0, 0)
    assert publish(office.press, if_changed=True) is None


@pytest.mark.parametrize("what", ["another issue", "a correction", "a template", "a setting"])
def test_a_look_first_sees_what_changed(newsroom, tmp_path, what):
    office = Office(newsroom, tmp_path / "archive")
    office.send(FAIR)
    publish(office.press)
    if what == "another issue":
        office.send(NEWS, period=OCTOBER)
    elif what == "a correction":
        change(office.desk, FAIR.id, {"place": "Koper"}, LATER)
    elif what == "a template":
        own = TemplateSource("archive/index.html.j2", "<p>mine</p>", "mine")
        templates = {**office.desk.templates, own.name: own}
        office = Office(newsroom, tmp_path / "archive", templates=templates)
    else:
        office = Office(newsroom, tmp_path / "archive", zone="Asia/Tokyo")
    assert publish(office.press, if_changed=True) is not None
    assert publish(office.press, if_changed=True) is None


def test_a_broken_template_leaves_the_site_as_it_was_and_is_said(newsroom, tmp_path):
    office = Office(newsroom, tmp_path / "archive")
    office.send(FAIR)
    before = office.publish()
    own = TemplateSource("archive/item.html.j2", "{{ nothing }}", "mine/item.html.j2")
    broken = Office(
        newsroom, tmp_path / "archive", templates={**office.desk.templates, own.name: own}
    )
    with pytest.raises(RenderError, match=r"mine/item\.html\.j2"):
        publish(broken.press)
    assert broken.pages() == before
    (said,) = published(broken.press)
    assert said.startswith("The archive is as it was: mine/item.html.j2")
    assert list(published(office.press)) == []


def test_pictures_travel_along(office):
    name = office.newsroom.album.kept.keep("a.jpg", regular_picture(a_jpeg()), NOW)
    office.send(submission(3, title="A picture", image=name.path, image_alt="x"))
    pages = office.publish()
    assert pages[name.path] == office.newsroom.album.kept.file(name).read_bytes()
    office.newsroom.album.kept.file(name).unlink()
    assert office.publish() == pages  # the copy is enough


def forgotten(newsroom, page="<!DOCTYPE html><p>as it was</p>"):
    """An issue as a version before the archive left it."""
    with newsroom.database.writing() as connection:
        connection.execute(issue_content.delete())
        connection.execute(rendering.update().values(archive_html=page))


def test_an_issue_of_an_older_version_keeps_its_page(office):
    office.send(FAIR)
    forgotten(office.newsroom)
    pages = office.publish()
    assert pages["2023-09/index.html"] == b"<!DOCTYPE html><p>as it was</p>"
    assert b"A fair" in pages["index.html"]  # by its preheader
    assert b"UID:s0001@" in pages["2023-09/calendar.ics"]
    assert not [path for path in pages if path.startswith("items/")]
    issue = assembled(office.desk, SEPTEMBER)
    assert page_of(office.press, issue, "en") == "<!DOCTYPE html><p>as it was</p>"


def test_an_issue_nothing_is_known_of_any_more_is_left_out(office):
    office.send(FAIR)
    forgotten(office.newsroom, page="")
    assert "2023-09/index.html" not in office.publish()


def test_a_proof_writes_nothing_and_meets_every_template(newsroom, tmp_path):
    office = Office(newsroom, tmp_path / "archive")
    office.send(FAIR)
    an_issue(newsroom, OCTOBER, NOW, NEWS)
    draft = assembled(office.desk, OCTOBER)
    assert proof(office.press, draft) > proof(office.press, assembled(office.desk, SEPTEMBER)) > 5
    assert not office.press.folder.folder.exists()
    own = TemplateSource("archive/item.html.j2", "{{ nothing }}", "mine/item.html.j2")
    broken = Office(newsroom, tmp_path, templates={**office.desk.templates, own.name: own})
    with pytest.raises(RenderError, match=r"mine/item\.html\.j2"):
        proof(broken.press, draft)


def test_the_page_by_itself_is_of_what_went_out_or_else_of_what_would(office):
    an_issue(office.newsroom, SEPTEMBER, NOW, FAIR)
    assert "A fair" in page_of(office.press, assembled(office.desk, SEPTEMBER), "en")
    word = approve(office.desk, SEPTEMBER, "Ada", NOW)
    office.newsroom.mailings.start(MailingPlan(SEPTEMBER, word.sha256, "memory", HEAD), NOW)
    change(office.desk, FAIR.id, {"title": "A great fair"}, LATER)
    assert "great" not in page_of(office.press, assembled(office.desk, SEPTEMBER), "en")
