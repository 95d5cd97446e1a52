"""The archive as the web shows it: its files, as they are, and nothing else."""

import re
from urllib.parse import urljoin

import pytest

from digest.model.settings import NewsletterSettings
from digest.rendering.archive.edition import Edition, OldPage, Published
from digest.store.archive_folder import ArchiveFolder
from digest.web.public import Site, public_app
from fakes.asking import Asking
from fakes.editions import PICTURE, links, parsed, published, two_issues, written
from fakes.issues import PERIOD, newsletter
from fakes.pictures import a_jpeg

LANGUAGES = ("en", "de")
OLD = (
    '<!DOCTYPE html>\n<html lang="en" xmlns:v="urn:x"><head></head>'
    '<body><p style="color:red">as it was</p></body></html>'
)


@pytest.fixture
def files():
    return written(published(*two_issues()), languages=LANGUAGES)


@pytest.fixture
def folder(tmp_path, files):
    original = tmp_path / "a.jpg"
    original.write_bytes(a_jpeg())
    folder = ArchiveFolder(tmp_path / "archive")
    with folder.alone():
        data = {path: text.encode() for path, text in files.items()}
        folder.write(data, {PICTURE: original}, items=frozenset(), made_from="x")
    return folder


@pytest.fixture
def client(folder):
    site = Site(
        newsletter=newsletter(languages=list(LANGUAGES)),
        archive=folder,
        leaving=None,
        pictures=None,
        pushing=None,
        tracking=None,
        probe=lambda: None,
        clock=lambda: None,
    )
    return Asking(public_app(site))


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/archive/", "index.html"),
        ("/archive/index.html", "index.html"),
        ("/archive/2023-09/", "2023-09/index.html"),
        ("/archive/2023-09/index.html", "2023-09/index.html"),
        ("/archive/items/s0001/", "items/s0001/index.html"),
        ("/archive/de/", "de/index.html"),
        ("/archive/de/2023-09/", "de/2023-09/index.html"),
        ("/archive/404.html", "404.html"),
    ],
)
def test_a_page_is_shown_as_it_is(client, files, path, file):
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, files[file])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == ("de" if file.startswith("de/") else "en")
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    "path", ["/archive/2023-09", "/archive/de/2023-09", "/archive/items/s0001"]
)
def test_the_address_of_the_email_leads_on_from_the_page_s_own_folder(client, files, path):
    answer = client.get(path)
    assert answer.status_code == 200
    page = parsed(answer.text)
    (base,) = (urljoin(path, each.get("href")) for each in page.iter("base"))
    assert base == f"{path}/"
    (style,) = (e.get("href") for e in page.iter("link") if e.get("rel") == "stylesheet")
    assert urljoin(base, style) == "/archive/archive.css"
    file = f"{path.removeprefix('/archive/')}/index.html"
    assert re.sub(r"\n<base [^>]*>", "", answer.text, count=1) == files[file]


def test_every_link_of_the_site_is_answered(client, files):
    for path, text in files.items():
        if path.endswith(".html"):
            for target, _anchor in links(path, parsed(text)):
                assert client.get(f"/archive/{target}").status_code == 200, (path, target)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("feed.xml", "application/atom+xml; charset=utf-8"),
        ("feed.json", "application/feed+json; charset=utf-8"),
        ("calendar.ics", "text/calendar; charset=utf-8"),
        ("2023-09/calendar.ics", "text/calendar; charset=utf-8"),
        ("items/s0001/event.ics", "text/calendar; charset=utf-8"),
        ("archive.css", "text/css; charset=utf-8"),
        (PICTURE, "image/jpeg"),
    ],
)
def test_every_file_says_what_it_is(client, folder, path, kind):
    answer = client.get(f"/archive/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.content == folder.read(path)
    assert answer.headers["cache-control"].startswith("public, max-age=")
    assert ("immutable" in answer.headers["cache-control"]) is (path == PICTURE)


@pytest.mark.parametrize(
    ("path", "name"), [("calendar.ics", "calendar"), ("2023-09/calendar.ics", "2023-09")]
)
def test_a_calendar_has_a_name_of_its_own(client, path, name):
    answer = client.get(f"/archive/{path}")
    assert answer.headers["content-disposition"] == f'inline; filename="{name}.ics"'


def test_what_a_reader_has_already_is_not_sent_again(client):
    answer = client.get("/archive/2023-09")
    tag = answer.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get("/archive/2023-09", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    other = client.get("/archive/2023-09", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200
    assert client.get("/archive/2023-09/").headers["etag"] != tag  # it is another page


def test_nothing_runs_on_a_page_and_nothing_comes_from_elsewhere(client):
    policy = client.get("/archive/2023-09").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; base-uri 'self'; form-action 'none'")
    assert "style-src 'self'; img-src 'self'" in policy
    assert "unsafe" not in policy
    assert "script" not in policy


def test_a_page_of_an_older_version_keeps_its_styles(tmp_path):
    at = published(*two_issues()).editions[0].published
    old = Edition(PERIOD, at, None, {"en": OldPage(OLD, "", "")})
    files = written(Published((old,), {}, {}, frozenset()))
    folder = ArchiveFolder(tmp_path / "archive")
    with folder.alone():
        folder.write(
            {path: text.encode() for path, text in files.items()},
            {},
            items=frozenset(),
            made_from="x",
        )
    site = Site(newsletter(), folder, None, None, None, None, lambda: None, lambda: None)
    answer = Asking(public_app(site)).get("/archive/2023-09")
    assert answer.text == OLD
    assert "style-src 'unsafe-inline'" in answer.headers["content-security-policy"]


def test_the_archive_without_its_slash_leads_there(client):
    answer = client.get("/archive")
    assert answer.status_code == 308
    assert urljoin("/archive", answer.headers["location"]) == "/archive/"


@pytest.mark.parametrize(
    "path",
    ["2023-08", "2023-13", "2023-09/calendar", "x/y", "%2e%2e", "%2e%2e/digest.db",
     "..%2Fdigest.db",
     ".files.json", ".lock", "secret.txt", "2023-09//index.html", "a%00b", "%E0%A4%A", "fr/2023-09",
     "items/", "images/", "images/0123456789abcdef-12x9.jpg"],
)  # fmt: skip
def test_nothing_else_is_shown(client, folder, path):
    (folder.folder.parent / "digest.db").write_text("a secret")
    (folder.folder / "secret.txt").write_text("a secret")
    answer = client.get(f"/archive/{path}")
    assert answer.status_code == 404
    assert "secret" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_an_archive_that_is_not_written_yet_is_a_page_that_says_so(tmp_path):
    settings = NewsletterSettings.model_validate(newsletter().model_dump())
    folder = ArchiveFolder(tmp_path / "none")
    site = Site(settings, folder, None, None, None, None, lambda: None, lambda: None)
    for path in ("/archive/", "/archive/2023-09", "/archive/feed.xml"):
        answer = Asking(public_app(site)).get(path)
        assert answer.status_code == 404
        assert "<h1>" in answer.text
