"""A database of a version before variants: what it holds goes on, and is sent as it was kept."""

import pytest
import sqlalchemy as sa
from alembic import command

from digest.model.mailing import DeliveryState
from digest.model.period import Period
from digest.store import upkeep
from digest.store.publications import KeptPage, Publications
from fakes.newsroom import HEAD, NOW, Newsroom, emails, receipts_for

SUM = "ab" * 32
BEFORE_VARIANTS = "0002"
# In the order of the readers; to the second a process was sending, which is gone.
DELIVERIES = ("accepted", "sending", "planned", "planned")


@pytest.fixture
def old(empty_database):
    """A database as it was before, in the middle of a mailing of an issue in two languages."""
    with empty_database.writing() as connection:
        config = upkeep._alembic()
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE_VARIANTS)
        for name, row in the_rows():
            columns = (sa.column(each) for each in row)
            connection.execute(sa.insert(sa.table(name, *columns)).values(row))
    return empty_database


def the_rows():
    """What the version before wrote, table by table; ids are its own, far from the next."""
    whose = {"newsletter": HEAD.list_id, "period": "2023-09"}
    yield "issue", {**whose, "state": "sending"}
    for position, language in enumerate(("en", "de")):
        parts = dict.fromkeys(("subject", "preheader", "text", "calendar"), "x")
        pages = {"html": f"h-{language}", "archive_html": f"p-{language}"}
        own = {"sha256": SUM, "language": language, "position": position}
        yield "rendering", {**own, **parts, **pages}
    state = {"kind": "real", "state": "running", "sha256": SUM, "started_at": NOW}
    sent_by = {"transport": "memory", "reference": "x", "head": "{}", "candidates": 4}
    yield "mailing", {"id": 77, **whose, **state, **sent_by}
    yield "claimant", {"id": 77, "host": "another", "pid": 1, "since": NOW}
    claimed = {"mailing_id": 77, "claimant_id": 77, "claimed_at": NOW}
    yield "batch", {"id": 77, "reference": "x-1", **claimed}
    for number, state in enumerate(DELIVERIES, start=1):
        batch = None if state == "planned" else 77
        of = {"mailing_id": 77, "subscriber_id": number, "email": f"{number}@example.org"}
        yield "delivery", {**of, "state": state, "batch_id": batch, "at": NOW}


@pytest.fixture
def newsroom(old):
    assert upkeep.upgrade(old) is True
    assert upkeep.check(old) == ()
    return Newsroom(old, HEAD.list_id)


def test_the_kept_bytes_are_everybodys_in_their_order(newsroom):
    kept = newsroom.issues.rendering(SUM)
    assert [(each.language, each.segment, each.html) for each in kept] == [
        ("en", "", "h-en"),
        ("de", "", "h-de"),
    ]
    assert newsroom.issues.content(SUM) is None


def test_the_pages_that_were_kept_are_still_there(newsroom):
    publications = Publications(newsroom.database, HEAD.list_id)
    assert [each.period for each in publications.all()] == ["2023-09"]
    assert publications.pages(SUM) == (
        KeptPage("en", "x", "x", "p-en"),
        KeptPage("de", "x", "x", "p-de"),
    )


def test_a_mailing_that_was_on_its_way_goes_on_with_what_everybody_got(newsroom):
    mailing = newsroom.mailings.real(Period("2023-09"))
    with newsroom.ledger.claimants.enter(NOW) as claimant:
        batch = newsroom.claim(mailing, claimant)
        assert (batch.variant, emails(batch)) == (0, ("3@example.org", "4@example.org"))
        newsroom.ledger.record(batch, receipts_for(batch), NOW)
        assert newsroom.claim(mailing, claimant) is None
    books = newsroom.books(mailing)
    assert books.balance
    assert books.count(DeliveryState.ACCEPTED) == 3
    assert books.count(DeliveryState.SENDING) == 1
