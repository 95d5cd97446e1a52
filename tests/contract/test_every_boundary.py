"""A sender that falls dead at every boundary of a mailing there is, one after the other.

The boundaries are counted, not chosen: a fall at the first, the second … until a sender gets
through without one (tests/fakes/falling.py says what counts). After each fall the mailing is gone
on with, and what arrived is held against the books.
"""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from contextlib import nullcontext
from email import message_from_bytes
from email.utils import parseaddr

import pytest

from digest.model.event import Event, EventKind
from digest.model.mailing import DeliveryState
from digest.store.database import Database
from digest.store.webhooks import Webhooks
from digest.workflows.dispatch import Accounts
from digest.workflows.recover import resolve
from fakes.falling import MONTH, a_falling_sender, now
from fakes.newsroom import Newsroom
from fakes.offices import a_desk, an_approved_issue
from fakes.ways import FAKES

READERS = 4
FEWEST = 30  # boundaries; fewer would say that they are not seen
STATES = DeliveryState
SURE = {STATES.ACCEPTED}
OPEN = {STATES.SENDING, STATES.UNKNOWN}


@pytest.fixture(scope="module")
def fall():
    with a_falling_sender() as ask:
        yield ask


def prepared(newsroom):
    """An approved issue, and readers for it."""
    newsroom.subscribe(READERS)
    an_approved_issue(a_desk(newsroom), newsroom, MONTH, now())


class Trial:
    """One mailing through one transport, with what arrived there."""

    def __init__(self, fall, kind, newsroom, workspace, fake):
        self.newsroom, self.fake, self.workspace = newsroom, fake, workspace
        self._fall = fall
        self.job = {"kind": kind, "database": newsroom.url, "workspace": str(workspace)}
        self.job |= {"url": getattr(fake, "url", ""), "port": getattr(fake, "port", 0)}

    def send(self, fall_at=None):
        """Send in a process of its own; whether it fell."""
        ended = self._fall(**self.job, fall_at=fall_at)
        assert ended["exit"] in (0, -9), "it neither fell nor got through"
        return ended["exit"] == -9

    def arrived(self):
        """How many messages each address got."""
        if self.fake is None:
            files = (self.workspace / "outbox").glob("*.eml")
            messages = (message_from_bytes(each.read_bytes()) for each in files)
            return Counter(parseaddr(each["To"])[1] for each in messages)
        return Counter(each.email for each in self.fake.taken)

    def states(self):
        """Each reader's state; none before the mailing began."""
        mailing = self.newsroom.mailings.real(MONTH)
        return {} if mailing is None else self.newsroom.states(mailing)

    def is_sound(self):
        """Hold the books against what arrived, whatever has happened so far."""
        arrived, states = self.arrived(), self.states()
        assert set(arrived.values()) <= {1}, "somebody got it twice"
        mailing = self.newsroom.mailings.real(MONTH)
        if mailing is None:
            assert not arrived
            return
        assert self.newsroom.books(mailing).balance
        assert len(states) == READERS
        for email, state in states.items():
            assert state not in SURE or arrived[email], f"{email} is said to have it"
            is_over = not arrived[email] or state in SURE | OPEN
            # Whoever posts to a folder again writes the same file.
            assert is_over or self.fake is None, f"{email} would get it again"


def resolved_by_events(trial):
    """What an ESP's webhook tells later of the messages it took."""
    told = tuple(
        Event(str(number), EventKind.ACCEPTED, each.email, now(), delivery_id=delivery_of(each))
        for number, each in enumerate(trial.fake.taken)
    )
    Webhooks(trial.newsroom.database).take_in("ses", told, now())


def delivery_of(taken):
    return int(taken.marks["digest_delivery"])


def resolved_by_a_person(trial):
    """A person knows who got it, and says so; the others get it again."""
    room = trial.newsroom
    books = Accounts(room.issues, room.subscribers, room.mailings, room.ledger, now)
    unknown = {each for each, state in trial.states().items() if state is STATES.UNKNOWN}
    has_it = tuple(sorted(unknown & set(trial.arrived())))
    has_it_not = tuple(sorted(unknown - set(has_it)))
    if has_it:
        resolve(books, MONTH, resend=False, addresses=has_it)
    if has_it_not:
        resolve(books, MONTH, resend=True, addresses=has_it_not)
        trial.send()


def all_have_it(trial):
    assert set(trial.states().values()) == SURE
    assert trial.arrived().total() == READERS


def nothing_that_arrived_is_in_doubt(trial):
    """What arrived is known to have; what did not arrive may be unknown, and a person decides."""
    states, arrived = trial.states(), trial.arrived()
    assert {states[email] for email in arrived} <= SURE
    assert set(states.values()) <= SURE | {STATES.UNKNOWN}


# How each class of transport comes out of a fall: by itself, by events, by a person.
CLASSES = {
    "folder": (lambda _trial: None, all_have_it),
    "resend": (lambda _trial: None, all_have_it),
    "mailgun": (lambda _trial: None, nothing_that_arrived_is_in_doubt),
    "ses": (resolved_by_events, nothing_that_arrived_is_in_doubt),
    "smtp": (resolved_by_a_person, all_have_it),
}


def falls(fall, kind, fresh, tmp_path):
    """Every fall there is; how many there were."""
    resolved, is_well = CLASSES[kind]
    for number in itertools.count(1):
        workspace = tmp_path / str(number)
        workspace.mkdir()
        newsroom = fresh(workspace)
        with FAKES[kind]() if kind in FAKES else nullcontext() as fake:
            trial = Trial(fall, kind, newsroom, workspace, fake)
            fell = trial.send(number)
            trial.is_sound()
            trial.send()
            trial.is_sound()
            resolved(trial)
            is_well(trial)
        if not fell:
            return number - 1
    raise AssertionError


@pytest.mark.slow
@pytest.mark.parametrize("kind", CLASSES)
def test_a_fall_at_any_boundary_loses_nobody_and_doubles_nobody(
    fall, kind, sqlite_newsroom, tmp_path
):
    prepared(sqlite_newsroom)
    before = sqlite_newsroom.database.path
    sqlite_newsroom.database.close()
    opened = []

    def fresh(workspace):
        shutil.copy(before, workspace / "digest.db")
        opened.append(Database(f"sqlite:///{workspace / 'digest.db'}"))
        return Newsroom(opened[-1])

    count = falls(fall, kind, fresh, tmp_path)
    for database in opened:
        database.close()
    assert count >= FEWEST, count


@pytest.mark.slow
@pytest.mark.postgres
def test_a_fall_at_any_boundary_on_postgresql(fall, emptied_postgres, tmp_path):
    def fresh(_workspace):
        newsroom = Newsroom(emptied_postgres)
        newsroom.clear()
        prepared(newsroom)
        return newsroom

    assert falls(fall, "mailgun", fresh, tmp_path) >= FEWEST
