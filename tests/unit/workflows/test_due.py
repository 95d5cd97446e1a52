import datetime as dt
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digest.errors import NotSentError, OutcomeUnknownError
from digest.model.issue import IssueState
from digest.model.mailing import DeliveryState, MailingState
from digest.model.period import Period
from digest.transports.contract import Capabilities
from digest.transports.memory import Failure, MemoryTransport
from digest.workflows.approve import approve
from digest.workflows.due import tick
from digest.workflows.recover import steer
from digest.workflows.send import start
from fakes.offices import a_desk, a_dispatch, an_approved_issue, an_issue

BERLIN = ZoneInfo("Europe/Berlin")
OCTOBER = Period("2023-10")
CUT_OFF = dt.datetime(2023, 9, 26, 18, tzinfo=BERLIN)
SEND_AT = dt.datetime(2023, 10, 1, 9, tzinfo=BERLIN)
BEFORE = CUT_OFF - dt.timedelta(days=3)
A_MINUTE, AN_HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
TESTS = Path(__file__).parents[2]


@pytest.fixture
def newsroom(newsroom):
    newsroom.subscribe(12)
    return newsroom


class Office:
    """A newsroom whose clock is turned by hand."""

    def __init__(self, newsroom, transport=None, **settings):
        self.newsroom = newsroom
        self.desk = a_desk(newsroom, **settings)
        self.now = BEFORE
        self.transport = transport or MemoryTransport()
        self.dispatch = a_dispatch(newsroom, self.transport, lambda: self.now)

    def tick(self, now):
        self.now = now
        return tick(self.desk, self.dispatch, now)

    def state(self, period=OCTOBER):
        return self.newsroom.issues.status(period).state

    def approve(self, period=OCTOBER):
        an_approved_issue(self.desk, self.newsroom, period, self.now)

    @property
    def sent_to(self):
        return Counter(each.email for each in self.transport.kept)


def once(newsroom):
    """Everybody, once."""
    return Counter(dict.fromkeys(newsroom.states(newsroom.mailings.real(OCTOBER)), 1))


def test_a_draft_is_closed_when_its_cut_off_has_passed_and_not_before(newsroom):
    office = Office(newsroom)
    an_issue(newsroom, OCTOBER, BEFORE)
    assert office.tick(CUT_OFF - A_MINUTE) == ()
    assert office.state() is IssueState.DRAFT
    assert office.tick(CUT_OFF) == (
        "Issue 2023-10 is closed: its cut-off was 2023-09-26 at 18:00.",
    )
    assert office.state() is IssueState.CLOSED
    assert office.tick(CUT_OFF + A_MINUTE) == ()


def test_an_approved_issue_goes_out_at_its_time_once(newsroom):
    office = Office(newsroom)
    office.approve()
    assert office.tick(SEND_AT - A_MINUTE) == ()
    assert office.tick(SEND_AT) == (
        "Issue 2023-10 is due: its mailing has begun.",
        "Issue 2023-10 is sent: 12 accepted.",
    )
    assert office.state() is IssueState.SENT
    assert newsroom.issues.make_due(OCTOBER, SEND_AT, SEND_AT).outcome == "sent"
    assert [office.tick(SEND_AT + n * A_MINUTE) for n in range(1, 4)] == [(), (), ()]
    assert office.sent_to == once(newsroom)


def test_what_is_due_is_on_the_web_before_the_first_message_leaves(newsroom):
    office, seen = Office(newsroom), []
    office.approve()

    def publishing():
        seen.append((newsroom.mailings.real(OCTOBER) is not None, len(office.transport.kept)))
        yield "The archive is as it was."

    office.now = SEND_AT
    said = tick(office.desk, office.dispatch, SEND_AT, publishing)
    assert seen == [(True, 0)]
    assert said[1] == "The archive is as it was."
    assert office.state() is IssueState.SENT
    assert tick(office.desk, office.dispatch, SEND_AT, publishing) == ()


@pytest.mark.parametrize("late", [A_MINUTE, 6 * AN_HOUR])
def test_within_the_grace_it_is_sent_late(newsroom, late):
    office = Office(newsroom)
    office.approve()
    office.tick(SEND_AT + late)
    assert office.state() is IssueState.SENT


def test_after_the_grace_it_is_held_and_said_once(newsroom):
    office = Office(newsroom)
    office.approve()
    said = office.tick(SEND_AT + 6 * AN_HOUR + A_MINUTE)
    held = (
        "Issue 2023-10 is held: it was to be sent on 2023-10-01 at 09:00, and more than 6h have"
        " passed. It is not sent by itself any more; `digest send 2023-10` sends it, once it is"
        " approved."
    )
    assert said == (held,)
    assert office.state() is IssueState.APPROVED
    assert office.tick(SEND_AT + 7 * AN_HOUR) == ()
    assert office.tick(SEND_AT + A_MINUTE) == ()  # nor when a clock is set back
    assert office.sent_to == {}


def test_an_old_issue_that_was_never_sent_is_never_mailed_by_itself(newsroom):
    office = Office(newsroom)
    years_later = SEND_AT.replace(year=2026)
    an_issue(newsroom, OCTOBER, BEFORE)
    assert len(office.tick(years_later)) == 2  # closed, and held
    approve(office.desk, OCTOBER, "Ada", years_later)
    assert office.tick(years_later + A_MINUTE) == ()
    assert newsroom.mailings.real(OCTOBER) is None


def test_what_nobody_approved_waits_through_the_grace_and_is_sent_when_approved(newsroom):
    office = Office(newsroom)
    an_issue(newsroom, OCTOBER, BEFORE)
    office.tick(SEND_AT)
    (sentence,) = office.tick(SEND_AT + AN_HOUR)
    assert "not approved" in sentence
    assert "2023-10-01 at 15:00" in sentence
    approve(office.desk, OCTOBER, "Ada", SEND_AT + 2 * AN_HOUR)
    office.tick(SEND_AT + 2 * AN_HOUR)
    assert office.state() is IssueState.SENT


def test_what_nobody_approved_is_held_after_the_grace(newsroom):
    office = Office(newsroom)
    an_issue(newsroom, OCTOBER, BEFORE)
    said = office.tick(SEND_AT + 7 * AN_HOUR)
    assert [sentence.split(":")[0] for sentence in said] == [
        "Issue 2023-10 is closed",
        "Issue 2023-10 is held",
    ]


def test_an_approval_whose_bytes_have_changed_sends_nothing(newsroom):
    office = Office(newsroom)
    office.approve()
    item = newsroom.submissions.of_issue(OCTOBER)[0]
    content = item.content.model_copy(update={"title": "Another title"})
    newsroom.submissions.save((item.model_copy(update={"content": content}),), BEFORE)
    (sentence,) = office.tick(SEND_AT)
    assert "Ada's approval of" in sentence
    assert "is void: the content changed" in sentence
    assert office.state() is IssueState.CLOSED
    assert newsroom.mailings.real(OCTOBER) is None


@pytest.mark.parametrize(
    ("on_empty", "state", "outcome"),
    [("skip", IssueState.SKIPPED, "skipped"), ("hold", IssueState.CLOSED, "waiting")],
)
def test_an_empty_issue_at_its_time(newsroom, on_empty, state, outcome):
    office = Office(newsroom, on_empty=on_empty)
    newsroom.issues.open(OCTOBER)
    office.tick(SEND_AT)
    assert office.state() is state
    assert newsroom.issues.make_due(OCTOBER, SEND_AT, SEND_AT).outcome == outcome
    assert newsroom.mailings.real(OCTOBER) is None


def test_trouble_with_one_issue_never_keeps_the_others_waiting(newsroom):
    office = Office(newsroom)
    september = OCTOBER.previous
    office.approve(september)
    office.transport.name = "another"
    start(office.desk, office.dispatch, september)
    office.transport.name = "memory"
    office.approve()
    said = office.tick(SEND_AT)
    assert "Issue 2023-10 is sent: 12 accepted." in said
    assert any("was started through another" in sentence for sentence in said)


def test_a_transport_that_refuses_is_said_and_tried_again(newsroom):
    refusal = Failure(NotSentError("The key is wrong.", retry_after=None, hint="Set another."))
    office = Office(newsroom, MemoryTransport([refusal, refusal]))
    office.approve()
    assert office.tick(SEND_AT)[-1] == "Issue 2023-10: The key is wrong. Set another."
    assert office.tick(SEND_AT + A_MINUTE) == ("Issue 2023-10: The key is wrong. Set another.",)
    assert office.tick(SEND_AT + 8 * AN_HOUR) == ("Issue 2023-10 is sent: 12 accepted.",)
    assert office.sent_to == once(newsroom)


def test_a_doubt_is_looked_up_again_by_the_next_tick(newsroom):
    """The first look comes too early to see anything."""

    class Slow(MemoryTransport):
        def lookup(self, letter, batch, now):
            return super().lookup(letter, batch, now) if now > SEND_AT else ()

    lost = Failure(OutcomeUnknownError("The answer was lost."), taken=True)
    office = Office(newsroom, Slow([lost]))
    office.approve()
    assert office.tick(SEND_AT)[-1] == "Issue 2023-10 is needs-attention: 12 unknown."
    assert office.tick(SEND_AT + A_MINUTE) == ("Issue 2023-10 is sent: 12 accepted.",)
    assert office.sent_to == once(newsroom)


@pytest.mark.parametrize("to", [MailingState.PAUSED, MailingState.CANCELLED])
def test_a_mailing_a_person_stopped_rests(newsroom, to):
    office = Office(newsroom)
    office.approve()
    start(office.desk, office.dispatch, OCTOBER)
    steer(office.dispatch.accounts, OCTOBER, to)
    assert office.tick(SEND_AT) == ()
    assert office.sent_to == {}


def test_a_mailing_that_a_living_process_is_at_is_left_to_it(newsroom):
    office = Office(newsroom)
    office.approve()
    mailing = start(office.desk, office.dispatch, OCTOBER)
    with newsroom.ledger.claimants.enter(SEND_AT) as claimant_id:
        taken = newsroom.ledger.claim(mailing.id, claimant_id, 5, SEND_AT)
        newsroom.ledger.give_back(taken, SEND_AT)  # between two batches nothing is claimed
        [said] = office.tick(SEND_AT)
        assert said.startswith(f"Issue 2023-10 is being sent by process {os.getpid()} on ")
        assert said.endswith(" since 2023-10-01 09:00.")
        assert office.sent_to == {}
    assert office.tick(SEND_AT + A_MINUTE) == ("Issue 2023-10 is sent: 12 accepted.",)


@pytest.mark.parametrize(
    ("period", "rule", "moment"),
    [
        ("2027-03", "last Sunday at 02:30", "2027-03-28T01:30+00:00"),  # left out that night
        ("2026-10", "last Sunday at 02:30", "2026-10-25T00:30+00:00"),  # comes twice that night
    ],
)
def test_a_time_on_a_night_the_clocks_change_happens_exactly_once(newsroom, period, rule, moment):
    office = Office(newsroom, send=rule)
    office.approve(Period(period))
    due_at = dt.datetime.fromisoformat(moment)
    went_out = []
    for minutes in range(-120, 180, 10):
        now = due_at + minutes * A_MINUTE
        if any("has begun" in sentence for sentence in office.tick(now)):
            went_out.append(now)
    assert went_out == [due_at]
    assert max(office.sent_to.values()) == 1


def ticking(newsroom, now, file, seconds):
    """Start a process that is about to tick."""
    program = TESTS / "fakes" / "ticking.py"
    url = newsroom.database.url.render_as_string()
    process = subprocess.Popen(
        [sys.executable, program, url, now.isoformat(), file, str(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    )
    assert process.stdout.readline() == "ready\n"
    return process


def lines(file):
    return Counter(file.read_text().split("\n")[:-1]) if file.exists() else Counter()


def test_of_many_processes_that_tick_at_once_nobody_sends_twice(newsroom, tmp_path):
    newsroom.subscribe(88, first=13)
    office = Office(newsroom)
    office.approve()
    file = tmp_path / "messages"
    processes = [ticking(newsroom, SEND_AT, file, 0.01) for _ in range(4)]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = "".join(process.communicate(timeout=60)[0] for process in processes)
    assert said.count("its mailing has begun") == 1
    assert lines(file) == Counter(
        {f"2023-10 {email}": 1 for email in newsroom.states(newsroom.mailings.real(OCTOBER))}
    )
    assert lines(file).total() == 100
    assert office.tick(SEND_AT + A_MINUTE) == ()
    assert office.state() is IssueState.SENT


def test_what_a_killed_process_left_is_carried_on_and_its_batch_is_in_doubt(newsroom, tmp_path):
    office = Office(newsroom)
    office.approve()
    file = tmp_path / "messages"
    process = ticking(newsroom, SEND_AT, file, 60)
    process.stdin.write("\n")
    process.stdin.flush()
    while lines(file).total() < 5:
        assert process.poll() is None
    process.kill()
    process.communicate()
    second = ticking(newsroom, SEND_AT + 9 * AN_HOUR, file, 0)
    said = second.communicate("\n", timeout=60)[0]
    assert said == "Issue 2023-10 is needs-attention: 7 accepted, 5 unknown.\n"
    assert lines(file).total() == 12
    assert max(lines(file).values()) == 1
    books = newsroom.books(newsroom.mailings.real(OCTOBER))
    assert books.balance
    assert books.count(DeliveryState.UNKNOWN) == 5


def test_what_only_a_person_can_resolve_is_not_tried_every_minute(newsroom):
    tried = []

    class Mute(MemoryTransport):
        def lookup(self, *asked):
            tried.append(asked)
            return ()

    lost = Failure(OutcomeUnknownError("The answer was lost."), taken=True)
    mute = Capabilities(batch_size=100, replay=False, lookup=False)
    office = Office(newsroom, Mute([lost], capabilities=mute))
    office.approve()
    office.tick(SEND_AT)
    with newsroom.ledger.claimants.enter(SEND_AT) as before:
        pass
    assert [office.tick(SEND_AT + n * A_MINUTE) for n in range(1, 4)] == [(), (), ()]
    with newsroom.ledger.claimants.enter(SEND_AT) as after:
        assert after == before + 1
    assert tried == []
    assert office.state() is IssueState.NEEDS_ATTENTION
