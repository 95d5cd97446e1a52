"""No statement of a mailing's middle walks through the whole ledger: SQLite's own plans say so."""

import pytest
import sqlalchemy as sa

from digest.model.event import Event, EventKind
from digest.model.mailing import DeliveryState
from digest.store.webhooks import Webhooks
from fakes.newsroom import LATER, NOW, an_address, receipts_for

READERS = 30


@pytest.fixture
def newsroom(sqlite_newsroom):
    """On SQLite alone: PostgreSQL's plans follow from how many rows there are."""
    sqlite_newsroom.subscribe(READERS)
    return sqlite_newsroom


@pytest.fixture
def asked(newsroom):
    """The statements that were run, with what they were given, from here on."""
    statements = []

    def keep(_connection, _cursor, statement, given, _context, is_many):
        statements.append((statement, given[0] if is_many else given))

    sa.event.listen(newsroom.database.engine, "before_cursor_execute", keep)
    yield statements
    sa.event.remove(newsroom.database.engine, "before_cursor_execute", keep)


def walks(newsroom, statements):
    """The statements that look at every row of a large table."""
    found = set()
    for statement, given in statements:
        if not statement.startswith(("SELECT", "UPDATE", "WITH", "DELETE")):
            continue
        with newsroom.database.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
        for *_ids, step in plan:
            words = step.split()
            is_large = any(f" {name}" in f" {step}" for name in ("delivery", "event", "subscriber"))
            if words[0] == "SCAN" and is_large and "USING" not in step:
                found.add(statement)
    return found


def test_claiming_posting_and_recording(newsroom, asked):
    mailing = newsroom.start()
    with newsroom.ledger.claimants.enter(NOW) as claimant:
        asked.clear()
        first, second, third, fourth = (newsroom.claim(mailing, claimant, 4) for _ in range(4))
        newsroom.ledger.record(first, receipts_for(first), NOW)
        shared = tuple(each._replace(receipt="<all@esp>") for each in receipts_for(second))
        newsroom.ledger.record(second, shared, NOW)
        newsroom.ledger.doubt(third, "lost", NOW)
        newsroom.ledger.split(fourth, claimant, NOW)
        newsroom.ledger.unknown(mailing.id)
        newsroom.ledger.unknown(mailing.id, doubted_before=LATER)
        newsroom.ledger.is_whole(third)
        newsroom.ledger.replan(third, NOW)
        newsroom.ledger.give_back(newsroom.claim(mailing, claimant, 4), NOW)
        newsroom.ledger.in_other_hands(mailing.id, claimant)
        newsroom.ledger.orphan(NOW)
        assert walks(newsroom, asked) == set()


def test_suppressing_and_what_esps_tell(newsroom, asked):
    mailing = newsroom.start()
    with newsroom.ledger.claimants.enter(NOW) as claimant:
        batch = newsroom.claim(mailing, claimant, 4)
    shared = tuple(each._replace(receipt="<all@esp>") for each in receipts_for(batch))
    newsroom.ledger.record(batch, shared, NOW)
    asked.clear()
    ways = (
        {"delivery_id": batch.recipients[0].delivery_id},
        {"reference": batch.reference},
        {"message_id": "<all@esp>"},
        {"message_id": "<nobody@esp>"},
    )
    told = tuple(
        Event(str(number), EventKind.COMPLAINED, batch.recipients[number].email, NOW, **way)
        for number, way in enumerate(ways)
    )
    assert len(Webhooks(newsroom.database).take_in("toy", told, NOW)) == 3
    newsroom.subscribers.suppress(an_address(READERS), "bounced", NOW)
    assert newsroom.books(mailing).count(DeliveryState.COMPLAINED) == 3
    assert {each for each in walks(newsroom, asked) if "count(" not in each} == set()
