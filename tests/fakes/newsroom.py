"""The store of one newsletter, with the few words a test needs to set its scene."""

from __future__ import annotations

import datetime as dt
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import sqlalchemy as sa

from digest.fetch.fetcher import Fetcher
from digest.fetch.settings import FetchSettings
from digest.model.mailing import DeliveryState, LetterHead, MailingPlan, Receipt
from digest.model.period import Period
from digest.model.picture import FOLDER
from digest.model.rendered import RenderedIssue
from digest.model.subscriber import Consent, Subscriber
from digest.store.health import Health
from digest.store.issues import Issues
from digest.store.ledger import Ledger
from digest.store.ledger_tables import delivery
from digest.store.links import Links
from digest.store.mailings import Mailings
from digest.store.parcels import Parcels
from digest.store.pictures import Pictures
from digest.store.submissions import Submissions
from digest.store.subscribers import Subscribers
from digest.store.tables import metadata, subscriber
from digest.workflows.pictures import Album

NOW = dt.datetime(2023, 9, 1, 7, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=5)
PERIOD = Period("2023-09")
HEAD = LetterHead(
    sender_name="The Network",
    sender_email="news@example.org",
    reply_to=None,
    list_id="members-news.example.org",
    list_name="News from our Members",
    unsubscribe_url="https://news.example.org/unsubscribe/",
)


def an_address(number):
    """Give the address of the reader with a number, from 1."""
    return f"reader{number:05d}@example.com"


def a_person(email, **wishes):
    """Give a subscriber with the proof that they asked."""
    return Subscriber(email=email, consent=Consent(NOW, "the form"), **wishes)


def a_plan(period=PERIOD):
    """Give a plan for a mailing of an issue."""
    return MailingPlan(period, sha256="0" * 64, transport="memory", head=HEAD)


def a_variant(language="en", **changes):
    """Give one variant of a rendered issue."""
    parts = {
        "language": language,
        "subject": "News – September 2023",
        "preheader": "Ten items",
        "html": "<p>Café</p>\r\n",
        "text": "Café\n",
        "calendar": "",
    }
    return RenderedIssue(**(parts | changes))


def receipts_for(batch, state=DeliveryState.ACCEPTED):
    """Give the same answer for every message of a batch, each with an id of its own."""
    return tuple(
        Receipt(each.delivery_id, state, receipt=f"<{each.delivery_id}@esp>")
        for each in batch.recipients
    )


def emails(batch):
    """Give the addresses of a batch, in its order; none for no batch."""
    return tuple(each.email for each in batch.recipients) if batch else ()


def at_once(function, count):
    """Call a function from as many threads at the same moment; give what each call returned."""
    start = Barrier(count)

    def call(number):
        start.wait()
        return function(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(call, range(count)))


class Newsroom:
    """Everything the store keeps of one newsletter."""

    def __init__(self, database, newsletter="members-news.example.org"):
        self.database = database
        self.submissions = Submissions(database)
        self.parcels = Parcels(database)
        self.health = Health(database)
        self.issues = Issues(database, newsletter)
        self.links = Links(database)
        self.subscribers = Subscribers(database)
        self.mailings = Mailings(database, newsletter)
        self.ledger = Ledger(database)
        # where there is no file of a database, no picture can be kept either
        root = database.path.parent if database.path else Path(os.devnull)
        self.album = Album(
            Pictures(database, root / FOLDER),
            Fetcher(FetchSettings(pause_seconds=0), stop=Event()),
            root,
        )

    def subscribe(self, count, *, first=1):
        """Add as many readers; give their addresses."""
        addresses = tuple(an_address(number) for number in range(first, first + count))
        verdicts = self.subscribers.add(a_person(each) for each in addresses)
        assert all(reason is None for _, reason in verdicts)
        return addresses

    def start(self, period=PERIOD):
        """Start the mailing of an issue."""
        self.issues.open(period)
        return self.mailings.start(a_plan(period), NOW)

    def start_test(self, *addresses):
        """Start a test mailing to these addresses."""
        self.issues.open(PERIOD)
        return self.mailings.start_test(a_plan(), addresses, NOW)

    def rows(self, mailing):
        """Give every delivery of a mailing, as a person reads it."""
        return list(self.mailings.deliveries(mailing.id, None))

    def states(self, mailing):
        """Give every delivery's state by its address."""
        return {each.email: each.state for each in self.rows(mailing)}

    def books(self, mailing):
        """Give a mailing's books."""
        return self.mailings.books(mailing.id, "sending")

    def token(self, email):
        """Give a subscriber's token."""
        with self.database.reading() as connection:
            query = sa.select(subscriber.c.token).where(subscriber.c.email == email)
            return connection.scalar(query)

    def overwrite(self, mailing, email, state):
        """Learn something of a delivery from elsewhere, as a webhook does."""
        with self.database.writing() as connection:
            connection.execute(
                sa.update(delivery)
                .where(delivery.c.mailing_id == mailing.id, delivery.c.email == email)
                .values(state=state.value)
            )

    def claim(self, mailing, claimant_id, limit=1000):
        """Claim up to a limit; None when there is nothing to claim."""
        return self.ledger.claim(mailing.id, claimant_id, limit, NOW)

    @property
    def url(self):
        """The database's URL, for another process."""
        return self.database.url.render_as_string(hide_password=False)

    def clear(self):
        """Forget everything, for the next example of a property."""
        with self.database.writing() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(sa.delete(table))
