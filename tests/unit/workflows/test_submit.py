import datetime as dt
import json
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from digest.errors import StoreError
from digest.intake.deciding import Verdict
from digest.intake.names import Directory
from digest.model.issue import IssueState
from digest.model.organisation import Organisation
from digest.model.period import Period
from digest.model.record import Rejection
from digest.model.submission import SubmissionState
from digest.store import upkeep
from digest.store.calls import Answer, Calls, Standing
from digest.store.database import Database
from digest.store.keys import Keys
from digest.workflows.approve import approve
from digest.workflows.moderate import change, decide_on
from digest.workflows.outcomes import Terms
from digest.workflows.submit import Caller, Push, Pushing, caller_of, submit
from fakes.newsroom import NOW, Newsroom
from fakes.offices import a_desk
from fakes.pictures import a_jpeg
from fakes.websites import HERE, answer, website

IMA = Organisation(id="ima", name="Irish Museums Association", acronym="IMA")
CARPETS = Organisation(id="carpets", name="Carpets, Rugs & Co", aliases=("Rugs",))
NESTED = Organisation(id="ima/north", name="Northern Branch")
OPEN = Terms("pushed", trust="hold")
TALK = {"title": "A talk", "dates": "8 September 2023"}


class Door:
    """The door for pushed news, over a real store."""

    def __init__(self, database, *organisations):
        self.newsroom = Newsroom(database)
        self.terms = OPEN
        self.organisations = organisations
        self.pushing = Pushing(
            Keys(database), Calls(database), self.desk, lambda: self.terms, lambda: NOW
        )

    def desk(self):
        return replace(
            a_desk(self.newsroom),
            organisations=self.organisations,
            directory=Directory(self.organisations),
        )

    def push(self, fields, organisation=IMA, key=None, worded=lambda outcome: outcome):
        """Push; give the outcome, and beside it what was answered."""
        outcomes = []

        def noted(outcome):
            outcomes.append(outcome)
            worded(outcome)
            return Answer(200, "said")

        body = json.dumps(fields).encode()
        push = Push(key or f"call {hash(body)}", body, fields)
        caller = Caller(organisation, self.desk())
        self.said = submit(self.pushing, caller, self.terms, push, noted)
        return outcomes[0] if outcomes else None

    def every(self):
        return self.newsroom.submissions.all()


@pytest.fixture
def door(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    upkeep.upgrade(database)
    yield Door(database, IMA, CARPETS, NESTED)
    database.close()


def names_in(taken):
    return [each.name for each in taken.submission.content.organisations]


def test_a_holder_may_push_as_long_as_the_directory_has_them(door):
    assert caller_of(door.pushing, "ima").organisation == IMA
    door.organisations = (CARPETS,)
    assert caller_of(door.pushing, "ima") is None


def test_what_is_pushed_waits_for_an_editor_in_its_issue(door):
    taken = door.push(TALK)
    assert taken.verdict is Verdict.NEW
    assert taken.submission.state is SubmissionState.HELD
    assert (taken.submission.source, taken.submission.issue) == ("pushed", Period("2023-09"))
    assert door.newsroom.submissions.get(taken.submission.id) == taken.submission


@pytest.mark.parametrize(
    ("organisation", "field", "named", "found"),
    [
        (IMA, None, None, ["Irish Museums Association"]),
        (IMA, "organisations", "", ["Irish Museums Association"]),
        (IMA, "organisations", {"a": "b"}, ["Irish Museums Association"]),
        (IMA, "organisations", "IMA", ["Irish Museums Association"]),
        (IMA, "Organiser", "Rugs", ["Irish Museums Association", "Carpets, Rugs & Co"]),
        (IMA, "hosts", ["Rugs", "IMA", "A Museum"],
         ["Irish Museums Association", "Carpets, Rugs & Co", "A Museum"]),
        (CARPETS, "museum", "IMA; Carpets, Rugs & Co",
         ["Carpets, Rugs & Co", "Irish Museums Association"]),
        (NESTED, "veranstalter", "IMA", ["Northern Branch", "Irish Museums Association"]),
    ],
)  # fmt: skip
def test_the_organisation_of_the_key_stands_first(door, organisation, field, named, found):
    door.terms = Terms("pushed", fields={"veranstalter": "organisations"})
    fields = TALK | ({field: named} if field else {})
    assert names_in(door.push(fields, organisation)) == found


def test_a_default_organisation_of_the_source_comes_after_it(door):
    door.terms = Terms("pushed", defaults={"organisation": "Rugs", "kind": "call"})
    taken = door.push({"title": "A talk"})
    assert names_in(taken) == ["Irish Museums Association", "Carpets, Rugs & Co"]
    assert taken.submission.content.kind == "call"


def test_the_same_id_brings_a_submission_up_to_date(door):
    first = door.push({**TALK, "id": 7})
    again = door.push({**TALK, "id": "7"})
    changed = door.push({**TALK, "guid": " 7 ", "title": "Another talk"})
    verdicts = [each.verdict for each in (first, again, changed)]
    assert verdicts == [Verdict.NEW, Verdict.UNCHANGED, Verdict.UPDATED]
    (kept,) = door.every()
    assert (kept.id, kept.content.title) == (first.submission.id, "Another talk")
    assert kept.key == "ima/id/7"


def test_without_an_id_every_call_is_a_submission_even_with_the_same_link(door):
    link = {"url": "https://example.org/news/1"}
    for number in range(3):
        assert door.push({**link, "title": f"Item {number}"}).verdict is Verdict.NEW
    assert len(door.every()) == 3


def test_no_organisation_reaches_anothers_submissions(door):
    door.push({**TALK, "id": "north/7"}, IMA)
    door.push({**TALK, "id": "7"}, NESTED)
    door.push({**TALK, "id": "7"}, IMA)
    assert len(door.every()) == 3


def test_what_an_editor_changed_stays_and_the_rest_follows(door):
    pushed = {**TALK, "id": 7, "place": "Cork"}
    held = door.push(pushed).submission
    change(door.desk(), held.id, {"title": "A lecture"}, NOW)
    decide_on(door.desk(), held.id, SubmissionState.ACCEPTED, None, NOW)
    taken = door.push({**pushed, "place": "Dublin"})
    content = taken.submission.content
    assert (content.title, content.place) == ("A lecture", "Dublin")
    assert taken.submission.state is SubmissionState.ACCEPTED


def test_a_change_of_what_was_approved_voids_the_approval(door):
    door.terms = Terms("pushed", trust="accept")
    door.push({**TALK, "id": 7})
    approve(door.desk(), Period("2023-09"), "Ada", NOW)
    door.push({**TALK, "id": 7}, key="nothing new")
    assert door.newsroom.issues.status(Period("2023-09")).state is IssueState.APPROVED
    door.push({**TALK, "id": 7, "place": "Cork"})
    assert door.newsroom.issues.status(Period("2023-09")).state is IssueState.CLOSED


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "has no title and no text"),
        ({"id": 7, "dates": "8 September 2023", "organisations": "IMA"}, "no title and no text"),
        ({"title": " ", "text": []}, "has no title and no text"),
        ({"title": "A talk", "id": "x" * 256}, "the id has more than 255 characters"),
        ({"title": "A \x07 talk"}, "holds the control character U+0007"),
        ({"title": "A talk", "cancelled": "yes"}, "is cancelled"),
    ],
)
def test_what_can_say_nothing_is_rejected_with_its_reason(door, fields, reason):
    rejected = door.push(fields)
    assert isinstance(rejected, Rejection)
    assert reason in rejected.reason
    assert rejected.where.startswith("Irish Museums Association, ")
    assert door.every() == ()


def test_nobody_waits_for_a_picture(door):
    with website({"/carpet.jpg": answer(a_jpeg())}) as site:
        address = site.url("/carpet.jpg", host=HERE)
        taken = door.push({**TALK, "image": address, "image_alt": "A carpet"})
        assert site.asked == []
    assert taken.submission.content.image == address
    assert [each.code for each in taken.findings] == ["image-unavailable"]


def test_text_is_markdown_and_harmless(door):
    text = "A *fine* [talk](javascript:alert(1)) <script>alert(1)</script>"
    html = door.push({"title": "A talk", "text": text}).submission.content.text_html
    assert "<em>fine</em>" in html
    assert "<script" not in html
    assert "href" not in html


def test_the_same_push_is_answered_once_and_then_from_memory(door):
    assert door.push(TALK, key="one") is not None
    assert door.said == Answer(200, "said")
    assert door.push(TALK, key="one") is None
    assert door.said == Answer(200, "said")
    assert door.push({**TALK, "title": "Another"}, key="one") is None
    assert door.said is Standing.ANOTHER
    assert len(door.every()) == 1


@pytest.mark.parametrize(
    "error", [StoreError("no"), IntegrityError("insert", {}, Exception("no")), RuntimeError("no")]
)
def test_a_push_that_failed_on_our_side_can_be_pushed_again(door, error):
    def fails(_outcome):
        raise error

    with pytest.raises(type(error)):
        door.push(TALK, key="one", worded=fails)
    assert door.push(TALK, key="one").verdict is Verdict.UNCHANGED  # it had been saved
    assert len(door.every()) == 1


def test_a_push_that_died_half_way_is_met_again_and_not_doubled(door):
    class Death(BaseException):
        """A process that is gone gives nothing back."""

    def dies(_outcome):
        raise Death

    with pytest.raises(Death):
        door.push(TALK, key="one", worded=dies)
    assert door.push(TALK, key="one") is None
    assert door.said is Standing.IN_PROGRESS
    later = NOW + dt.timedelta(minutes=2)
    door.pushing = replace(door.pushing, clock=lambda: later)
    assert door.push(TALK, key="one").verdict is Verdict.UNCHANGED
    assert len(door.every()) == 1
