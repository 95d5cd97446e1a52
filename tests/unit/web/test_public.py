import datetime as dt
from dataclasses import replace

import pytest

from digest.audience.tokens import test_token as token_of_a_test
from digest.errors import StoreError
from digest.intake.pictures import regular_picture
from digest.model.settings import NewsletterSettings
from digest.model.subscriber import Consent, Subscriber
from digest.store import upkeep
from digest.store.archive_folder import ArchiveFolder
from digest.store.calls import Calls
from digest.store.keys import Keys
from digest.store.pictures import Pictures
from digest.store.subscribers import Subscribers
from digest.store.tables import subscriber
from digest.web.public import Site, public_app
from digest.workflows.submit import Pushing
from digest.workflows.subscribe import Leaving
from fakes.asking import Asking
from fakes.pictures import a_jpeg

NOW = dt.datetime(2023, 9, 1, 9, tzinfo=dt.UTC)
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
)
KEYS = ("a new key", "an old key")
NEWSLETTER = NewsletterSettings.model_validate(
    {
        "title": "News <from> our Members",
        "sender": "The Network <news@example.org>",
        "reply_to": "office@example.org",
        "postal_address": "Example Street 1, Berlin",
        "list_id": "news.example.org",
    }
)


@pytest.fixture
def site(database, tmp_path):
    return Site(
        newsletter=NEWSLETTER,
        archive=ArchiveFolder(tmp_path / "archive"),
        leaving=Leaving(Subscribers(database), KEYS),
        pictures=Pictures(database, tmp_path / "images"),
        pushing=Pushing(Keys(database), Calls(database), pytest.fail, lambda: None, lambda: NOW),
        tracking=None,
        probe=lambda: upkeep.version(database),
        clock=lambda: NOW,
    )


@pytest.fixture
def client(site):
    return Asking(public_app(site))


@pytest.fixture
def token(database):
    people = (Subscriber(each, Consent(NOW, "form")) for each in ("ada@example.org", "b@x.org"))
    assert [reason for _, reason in Subscribers(database).add(people)] == [None, None]
    with database.reading() as connection:
        return connection.scalar(
            subscriber.select().with_only_columns(subscriber.c.token).order_by(subscriber.c.id)
        )


def suppressed(site):
    return [(each.email, each.reason) for each in site.leaving.subscribers.suppressions()]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_link_changes_nothing(client, site, token, method):
    for _ in range(3):  # scanners follow links, and follow them again
        answer = client.request(method, f"/unsubscribe/{token}")
        assert answer.status_code == 200
    assert suppressed(site) == []


def test_the_page_has_one_button_that_posts_to_its_own_address(client, token):
    page = client.get(f"/unsubscribe/{token}").text
    assert page.count("<button") == 1
    assert '<form method="post">' in page
    assert "News &lt;from&gt; our Members" in page
    assert "ada@" not in page  # a forwarded link says nobody's address


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (MULTIPART, "multipart/form-data; boundary=x"),
        (b"List-Unsubscribe=One-Click", "text/plain"),
        (b"\xff\x00", "not a content type"),
        (b"", None),
    ],
)  # fmt: skip
def test_a_post_takes_effect_at_once_whatever_its_body(client, site, token, body, content_type):
    headers = {"Content-Type": content_type} if content_type else {}
    answer = client.post(f"/unsubscribe/{token}", content=body, headers=headers)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert suppressed(site) == [("ada@example.org", "unsubscribed")]


def test_a_second_post_changes_nothing_and_the_page_says_it_is_done(client, site, token):
    pages = [client.post(f"/unsubscribe/{token}").text for _ in range(2)]
    pages.append(client.get(f"/unsubscribe/{token}").text)
    assert all("You are unsubscribed" in page for page in pages)
    assert not any("<button" in page for page in pages)
    assert len(suppressed(site)) == 1


@pytest.mark.parametrize("key", [KEYS, KEYS[1:]], ids=["newest key", "older key"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_test_mails_link_is_recognised_and_changes_nothing(client, site, key, method):
    token = token_of_a_test(key, "editor@example.org")
    answer = client.request(method, f"/unsubscribe/{token}")
    assert answer.status_code == 200
    assert "comes from a test mail" in answer.text
    assert suppressed(site) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "token",
    ["unknown", "x" * 1025, "a%20b", "%00", "%F0%9F%98%80", token_of_a_test(("no",), "a@b.org")],
    ids=["unknown", "too long", "a space", "a null", "an emoji", "signed by a stranger"],
)
def test_an_unknown_link_says_what_to_do(client, site, method, token):
    answer = client.request(method, f"/unsubscribe/{token}")
    assert answer.status_code == 404
    assert "office@example.org" in answer.text
    assert "<button" not in answer.text
    assert suppressed(site) == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(client, token, method):
    answer = client.request(method, f"/unsubscribe/{token}")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize(
    "path",
    ["/", "/docs", "/redoc", "/openapi.json", "/unsubscribe/", "/unsubscribe/a/", "/archive/2023-09"
     , "/archive/2023-13", "/archive/%2e%2e", "/archive/2023-09/calendar.ics", "/archive/x/y"],
)  # fmt: skip
def test_what_is_not_there_is_a_page_that_says_so(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text


@pytest.mark.parametrize("path", ["/unsubscribe/unknown", "/nowhere", "/healthz"])
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kind", [RuntimeError, StoreError])
def test_an_answer_to_what_nobody_expected_carries_them_too(site, kind, method):
    class Failing(Leaving):
        def holder(self, token):
            raise kind(token)

        def unsubscribe(self, token, now):
            raise kind(f"{token} {now}")

    leaving = Failing(site.leaving.subscribers, KEYS)
    broken = replace(site, leaving=leaving)
    answer = Asking(public_app(broken)).request(method, "/unsubscribe/some-token")
    assert answer.status_code == 503
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_a_picture_is_shown_for_ever(client, site):
    name = site.pictures.keep("a.jpg", regular_picture(a_jpeg()), NOW)
    answer = client.get(f"/{name.path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.content == site.pictures.file(name).read_bytes()
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    head = client.head(f"/{name.path}")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    "name",
    [
        "0123456789abcdef-12x8.jpg",
        "notes.txt",
        ".hidden",
        "..%2Fdigest.db",
        "%2e%2e/digest.db",
        "../digest.db",
        "",
        "a%00b",
        "%E0%A4%A",
    ],
)
def test_no_other_file_is_shown(client, tmp_path, name):
    (tmp_path / "images").mkdir()
    for file in ("notes.txt", ".hidden"):
        (tmp_path / "images" / file).write_text("a secret")
    answer = client.get(f"/images/{name}")
    assert answer.status_code == 404
    assert "secret" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_the_health_check_says_whether_the_database_answers(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.head("/healthz").status_code == 200


def test_a_database_that_does_not_answer_is_a_page_that_asks_to_try_again(database, site, tmp_path):
    def probe():
        raise StoreError("The database refused: database is locked.")

    database.close()
    (tmp_path / "digest.db").write_bytes(b"this is no database")
    broken = replace(site, probe=probe)
    client = Asking(public_app(broken))
    answer = client.post("/unsubscribe/some-token")
    assert answer.status_code == 503
    assert "try again" in answer.text
    assert answer.headers["retry-after"] == "60"
    health = client.get("/healthz")
    assert (health.status_code, health.json()) == (503, {"status": "unavailable"})


def test_a_token_is_never_logged(client, token, caplog):
    caplog.set_level("DEBUG", logger="digest")
    caplog.set_level("DEBUG", logger="uvicorn")
    client.get(f"/unsubscribe/{token}")
    client.post(f"/unsubscribe/{token}")
    assert token not in caplog.text
