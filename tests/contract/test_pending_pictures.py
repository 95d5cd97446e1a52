"""Pictures of what is pushed and added by hand: copied when collecting, not when they come."""

import itertools
import json
from dataclasses import replace
from threading import Event

import pytest

from digest.fetch import addresses
from digest.fetch.fetcher import Fetcher
from digest.fetch.settings import FetchSettings
from digest.intake.deciding import Verdict
from digest.intake.names import Directory
from digest.model.organisation import Organisation
from digest.model.picture import kept_picture
from digest.model.submission import SubmissionState
from digest.store.calls import Answer, Calls
from digest.store.keys import Keys
from digest.workflows.merge import merge
from digest.workflows.moderate import change, decide_on
from digest.workflows.outcomes import Terms
from digest.workflows.pending_pictures import copy_pending
from digest.workflows.pictures import Album
from digest.workflows.submit import Caller, Push, Pushing, submit
from fakes.newsroom import LATER, NOW
from fakes.offices import a_desk
from fakes.pictures import a_jpeg
from fakes.websites import ALSO_HERE, answer, website

IMA = Organisation(id="ima", name="Irish Museums Association")
TERMS = Terms("pushed")
TALK = {"title": "A talk", "dates": "8 September 2023"}


class Door:
    """What is pushed, and the desk it comes to; one address of this machine plays a public one."""

    def __init__(self, newsroom, database, folder):
        self.database = database
        self.desk = replace(a_desk(newsroom), organisations=(IMA,), directory=Directory((IMA,)))
        self.calls = itertools.count(1)
        self.folder = folder
        self.next_run()

    def next_run(self):
        fetcher = Fetcher(FetchSettings(pause_seconds=0, timeout_seconds=5), stop=Event())
        album = Album(self.desk.album.kept, fetcher, self.folder)
        self.desk = replace(self.desk, album=album)

    def push(self, **fields):
        """Push an item with an id; give what it came to."""
        taken = []

        def noted(outcome):
            taken.append(outcome)
            return Answer(200, "")

        pushing = Pushing(
            Keys(self.database), Calls(self.database), lambda: self.desk, lambda: TERMS, lambda: NOW
        )
        wanted = {"id": "7", **TALK, **fields}
        body = json.dumps(wanted).encode()
        push = Push(f"call {next(self.calls)}", body, wanted)
        submit(pushing, Caller(IMA, self.desk), TERMS, push, noted)
        return taken[0]

    def copied(self, id_):
        """Copy what is pending; give the submission after it."""
        self.next_run()
        copy_pending(self.desk, ("pushed", "editor"), LATER)
        return self.desk.submissions.get(id_)


@pytest.fixture
def door(sqlite_newsroom, sqlite, tmp_path, monkeypatch):
    judged = addresses.fault
    monkeypatch.setattr(
        addresses, "fault", lambda each: None if each == ALSO_HERE else judged(each)
    )
    return Door(sqlite_newsroom, sqlite, tmp_path)


@pytest.fixture
def site():
    with website({"/carpet.jpg": answer(a_jpeg())}) as site:
        yield site


@pytest.fixture
def address(site):
    return site.url("/carpet.jpg", host=ALSO_HERE)


def codes(submission):
    return [each.code for each in submission.findings]


def test_what_is_pushed_gets_its_picture_when_collecting_and_only_once(door, site, address):
    pushed = door.push(image=address, image_alt="A carpet", colour="red").submission
    assert codes(pushed) == ["unknown-field", "image-unavailable"]
    assert site.asked == []
    after = door.copied(pushed.id)
    assert kept_picture(after.content.image)
    assert after.source_content.image == after.content.image
    assert (codes(after), after.revision) == (["unknown-field"], pushed.revision + 1)
    assert door.copied(pushed.id) == after
    assert len(site.asked) == 1
    again = door.push(image=address, image_alt="A carpet", colour="red")
    assert (again.verdict, again.submission) == (Verdict.UNCHANGED, after)


def test_one_that_does_not_answer_is_tried_at_every_collecting(door, site, address):
    page = site.pages.pop("/carpet.jpg")
    site.pages["/carpet.jpg"] = answer(status="500 Internal Server Error")
    pushed = door.push(image=address).submission
    waiting = door.copied(pushed.id)
    assert (waiting.content.image, codes(waiting)) == (
        address,
        ["missing-alt", "image-unavailable"],
    )
    assert door.copied(pushed.id) == waiting
    site.pages["/carpet.jpg"] = page
    assert kept_picture(door.copied(pushed.id).content.image)


def test_one_that_is_not_there_is_left_out_for_good(door, site, address):
    del site.pages["/carpet.jpg"]
    pushed = door.push(image=address).submission
    after = door.copied(pushed.id)
    assert (after.content.image, codes(after)) == (None, ["unusable-image"])
    assert door.copied(pushed.id) == after
    assert len(site.asked) == 1


def test_what_an_editor_said_meanwhile_stays(door, address):
    pushed = door.push(image=address, image_alt="A carpet", url="https://example.org/1").submission
    change(door.desk, pushed.id, {"title": "A lecture"}, NOW)
    edited = door.push(image=address, image_alt="A carpet", title="Another").submission
    assert "source-changed" in codes(edited)
    after = door.copied(pushed.id)
    assert (after.content.title, codes(after)) == ("A lecture", ["source-changed"])
    assert kept_picture(after.content.image)


def test_an_editors_picture_stands_and_nothing_is_fetched(door, site, address, tmp_path):
    pushed = door.push(image=address, image_alt="A carpet").submission
    (tmp_path / "lace.jpg").write_bytes(a_jpeg((140, 80)))
    changed = change(door.desk, pushed.id, {"image": "lace.jpg"}, NOW)
    assert door.copied(pushed.id) == changed
    assert site.asked == []


def test_nothing_is_fetched_for_what_is_rejected(door, site, address):
    pushed = door.push(image=address).submission
    decide_on(door.desk, pushed.id, SubmissionState.REJECTED, None, NOW)
    door.copied(pushed.id)
    assert site.asked == []


def test_of_a_merged_one_it_is_said_that_it_changed(door, address):
    pushed = door.push(image=address, image_alt="A carpet").submission
    kept = door.push(id="8", title="The talk").submission
    merge(door.desk, kept.id, (pushed.id,), NOW)
    after = door.copied(pushed.id)
    assert (after.state, codes(after)) == (SubmissionState.MERGED, ["merged-changed"])
    merge(door.desk, kept.id, (pushed.id,), LATER)
    shown = door.desk.submissions.get(kept.id).content
    assert kept_picture(shown.image)


def test_other_sources_are_left_alone(door, site, address):
    pushed = door.push(image=address).submission
    copy_pending(door.desk, ("editor",), LATER)
    assert door.desk.submissions.get(pushed.id) == pushed
    assert site.asked == []


def test_an_editor_who_is_faster_wins(door, address, site):
    pushed = door.push(image=address).submission

    def slowly(connection, _request):
        change(door.desk, pushed.id, {"title": "A lecture"}, NOW)
        connection.sendall(answer(a_jpeg()))

    site.pages["/carpet.jpg"] = slowly
    between = door.copied(pushed.id)
    assert (between.content.title, between.content.image) == ("A lecture", address)
    after = door.copied(pushed.id)
    assert after.content.title == "A lecture"
    assert kept_picture(after.content.image)
