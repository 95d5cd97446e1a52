"""The page behind "change your preferences": a GET shows, a POST chooses."""

import datetime as dt

import pytest

from digest.audience.tokens import test_token as token_of_a_test
from digest.model.settings import NewsletterSettings
from digest.model.subscriber import Consent, Subscriber
from digest.rendering.catalogues import LANGUAGES
from digest.store.archive_folder import ArchiveFolder
from digest.store.calls import Calls
from digest.store.keys import Keys
from digest.store.pictures import Pictures
from digest.store.subscribers import Subscribers
from digest.store.tables import subscriber
from digest.web.notices import Notices
from digest.web.public import Site, public_app
from digest.workflows.submit import Pushing
from digest.workflows.subscribe import Holder, Leaving, spoken_of
from fakes.asking import Asking
from fakes.issues import newsletter

NOW = dt.datetime(2023, 9, 1, 9, tzinfo=dt.UTC)
THREE = newsletter(
    languages=["en", "de", "ar"], translations={"de": {"title": "Neues von unseren Mitgliedern"}}
)


def asking(database, tmp_path, settings: NewsletterSettings):
    site = Site(
        newsletter=settings,
        archive=ArchiveFolder(tmp_path / "archive"),
        leaving=Leaving(Subscribers(database), ("key",)),
        pictures=Pictures(database, tmp_path / "images"),
        pushing=Pushing(Keys(database), Calls(database), pytest.fail, lambda: None, lambda: NOW),
        tracking=None,
        probe=lambda: None,
        clock=lambda: NOW,
    )
    return Asking(public_app(site))


@pytest.fixture
def client(database, tmp_path):
    return asking(database, tmp_path, THREE)


@pytest.fixture
def token(database):
    list(Subscribers(database).add([Subscriber("ada@example.org", Consent(NOW, "form"))]))
    return token_of(database)


def token_of(database):
    with database.reading() as connection:
        return connection.scalar(subscriber.select().with_only_columns(subscriber.c.token))


def language_of(database):
    return Subscribers(database).language_of(token_of(database))


def test_a_get_shows_the_languages_and_changes_nothing(client, database, token):
    page = client.get(f"/preferences/{token}?language=de")
    assert page.status_code == 200
    for name in ("English", "Deutsch", "العربية", "Language of the newsletter"):
        assert name in page.text
    assert page.text.count('aria-pressed="true"') == 1
    assert 'lang="en" aria-pressed="true"' in page.text
    assert language_of(database) is None


def test_a_post_chooses_and_the_page_answers_in_that_language(client, database, token):
    page = client.post(f"/preferences/{token}?language=ar")
    assert language_of(database) == "ar"
    assert '<html lang="ar" dir="rtl">' in page.text
    assert 'lang="ar" aria-pressed="true"' in page.text
    again = client.get(f"/unsubscribe/{token}")
    assert '<html lang="ar" dir="rtl">' in again.text


def test_the_page_says_that_it_was_saved_and_how_the_newsletter_is_called(client, token):
    page = client.post(f"/preferences/{token}?language=de")
    assert "Neues von unseren Mitgliedern" in page.text
    assert f'href="../unsubscribe/{token}"' in page.text
    client.post(f"/preferences/{token}?language=en")
    assert "Your preferences are saved." in client.post(f"/preferences/{token}?language=en").text


@pytest.mark.parametrize("language", ["fr", "", "en;DROP", "DE"])
def test_a_language_the_newsletter_has_not_changes_nothing(client, database, token, language):
    page = client.post(f"/preferences/{token}?language={language}")
    assert page.status_code == 200
    assert "saved" not in page.text
    assert language_of(database) is None


def test_a_link_that_is_nobodys(client):
    for path in ("/preferences/nobody", "/preferences/not%20a%20token"):
        assert client.post(f"{path}?language=de").status_code == 404


def test_who_has_left_has_nothing_to_choose(client, database, token):
    client.post(f"/unsubscribe/{token}")
    page = client.post(f"/preferences/{token}?language=de")
    assert "You are unsubscribed" in page.text
    assert language_of(database) is None


def test_the_link_of_a_test_mail_changes_nothing_and_says_so(client):
    token = token_of_a_test(("key",), "ada@example.org")
    assert "Deutsch" in client.get(f"/preferences/{token}").text
    assert "nothing was changed" in client.post(f"/preferences/{token}?language=de").text


def test_where_there_is_one_language_there_is_no_question(database, tmp_path, token):
    page = asking(database, tmp_path, newsletter()).get(f"/preferences/{token}")
    assert "comes in one language" in page.text
    assert "<form" not in page.text
    assert f'href="../unsubscribe/{token}"' in page.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("holder", Holder)
def test_every_notice_can_be_said_in_every_language(language, holder):
    notices = Notices(THREE, language)
    said = [
        *(notices.no_such_page(), notices.no_such_method(), notices.not_out()),
        *(notices.unavailable(), notices.asked(holder), notices.done(holder)),
        notices.preferences(holder, "en", "../unsubscribe/x", saved=True),
    ]
    for notice in said:
        assert notice.language == language
        assert notice.heading
        assert all(each and "{" not in each for each in notice.sentences)


@pytest.mark.parametrize(
    ("language", "languages", "spoken"),
    [(None, ("fr", "en"), "fr"), ("en-GB", ("fr", "en"), "en"), ("de", ("fr",), "fr")],
)
def test_what_a_reader_gets(language, languages, spoken):
    assert spoken_of(language, languages) == spoken
