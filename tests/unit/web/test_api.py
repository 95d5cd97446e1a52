import asyncio
import datetime as dt
import json
from dataclasses import replace
from threading import Event

import httpx
import pytest
from sqlalchemy.exc import IntegrityError

from digest.errors import SourceError, StoreError
from digest.intake.names import Directory
from digest.model.organisation import Organisation
from digest.store import upkeep
from digest.store.calls import Calls
from digest.store.database import Database
from digest.store.keys import Keys
from digest.web.public import Site, public_app
from digest.workflows.outcomes import Terms
from digest.workflows.submit import Pushing
from digest.workflows.subscribe import Leaving
from fakes.asking import Asking
from fakes.issues import newsletter
from fakes.newsroom import NOW, Newsroom
from fakes.offices import a_desk

IMA = Organisation(id="ima", name="Irish Museums Association")
PATH = "/api/submissions"
SECRET = "a word that stands nowhere else"


class Door:
    """The public web with a door for pushed news, its parts to be broken one by one."""

    def __init__(self, database):
        self.newsroom = Newsroom(database)
        self.now = NOW
        self.open_desk = self.desk  # what opening the desk comes to
        self.organisations = (IMA,)
        self.pushing = Pushing(
            Keys(database),
            Calls(database),
            self.desk_of_the_moment,
            lambda: Terms("pushed"),
            lambda: self.now,
        )
        self.key = self.pushing.keys.make("ima", NOW)

    def desk_of_the_moment(self):
        return self.open_desk()

    def desk(self):
        known = Directory(self.organisations)
        return replace(a_desk(self.newsroom), organisations=self.organisations, directory=known)

    def browser(self):
        site = Site(
            newsletter=newsletter(),
            archive=None,
            leaving=Leaving(self.newsroom.subscribers, ("key",)),
            pictures=self.newsroom.album.kept,
            pushing=self.pushing,
            tracking=None,
            probe=lambda: None,
            clock=lambda: self.now,
        )
        return Asking(public_app(site))

    def post(self, browser=None, **fields):
        return (browser or self.browser()).post(PATH, **self.request(**fields))

    def request(self, call="one", **fields):
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": call,
            "Content-Type": "application/json",
        }
        return {"content": json.dumps(fields).encode(), "headers": headers}


@pytest.fixture
def door(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    upkeep.upgrade(database)
    yield Door(database)
    database.close()


@pytest.mark.parametrize(
    "error",
    [
        StoreError(f"The database refused: {SECRET}."),
        SourceError(f"the directory cannot be read: {SECRET}"),
        IntegrityError("insert", {"document": SECRET}, Exception(SECRET)),
        RuntimeError(SECRET),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_fails_on_our_side_is_a_problem_that_asks_to_come_again(door, error, caplog):
    def fails():
        raise error

    door.open_desk = fails
    answer = door.post(title=SECRET)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "60"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert type(error).__name__ in caplog.text
    assert SECRET not in caplog.text + answer.text
    assert door.key not in caplog.text
    door.open_desk = door.desk
    assert door.post(title=SECRET).status_code == 201


def test_a_database_that_is_away_is_a_problem(door, tmp_path, caplog):
    door.newsroom.database.close()
    (tmp_path / "digest.db").write_bytes(b"this is no database")
    answer = door.post(title=SECRET)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert SECRET not in caplog.text
    assert door.key not in caplog.text


def test_an_organisation_that_left_the_directory_is_told_so(door):
    door.organisations = ()
    answer = door.post(title="A talk")
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong-key")
    assert "invalid_token" in answer.headers["www-authenticate"]


def test_who_posts_too_often_may_come_again_when_they_were_told(door):
    browser = door.browser()
    assert [door.post(browser, title="A talk").status_code for _ in range(60)] == [201] * 60
    answer = door.post(browser, title="A talk")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    door.now += dt.timedelta(seconds=60)
    assert door.post(browser, title="A talk").status_code == 201


def test_an_error_of_the_description_is_a_problem_too(door, monkeypatch):
    monkeypatch.setattr("digest.web.api.description", lambda: 1 / 0)
    answer = door.browser().get("/api/openapi.json")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_readers_never_wait_for_what_is_posted(door):
    gate = Event()

    def slow_desk():
        gate.wait(60)
        return door.desk()

    door.open_desk = slow_desk

    async def scenario():
        transport = httpx.ASGITransport(door.browser().app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            several = (door.request(f"call-{number}") for number in range(50))
            posts = [asyncio.create_task(client.post(PATH, **each)) for each in several]
            await asyncio.sleep(0.1)
            health = await asyncio.wait_for(client.get("/healthz"), 20)
            assert not any(each.done() for each in posts)
            gate.set()
            return health, await asyncio.gather(*posts)

    try:
        health, answers = asyncio.run(scenario())
    finally:
        gate.set()
    assert health.status_code == 200
    assert {each.status_code for each in answers} == {422}  # there was neither title nor text
