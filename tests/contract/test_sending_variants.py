"""Whatever breaks on the way: everybody gets their own variant, once, on both databases."""

import email
import re
from collections import Counter
from dataclasses import replace
from email import policy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.audience.variants import NOTHING_FOR_THEM
from digest.errors import OutcomeUnknownError
from digest.model.mailing import DeliveryState
from digest.model.period import Period
from digest.model.submission import Kind
from digest.transports.contract import Capabilities
from digest.transports.memory import Failure, MemoryTransport
from digest.workflows.approve import approve
from digest.workflows.recover import resolve
from digest.workflows.send import carry, start, start_test
from fakes.issues import newsletter, submission
from fakes.newsroom import NOW, PERIOD, a_person, at_once
from fakes.offices import a_desk, a_dispatch, an_issue

# The database is emptied at the beginning of every example.
ONE_DATABASE = settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SETTINGS = newsletter(
    languages=["en", "de"],
    segments=[
        {"name": "press", "tags": ["press"], "sections": ["News"]},
        {"name": "board", "tags": ["board"], "sections": ["Calls"]},
    ],
)
ITEMS = (
    submission(1, title="An event", text_html="<p>It is held.</p>"),
    submission(2, kind=Kind.NEWS, title="Some news", text_html="<p>It is told.</p>"),
)
WHOLE, NEWS_ALONE = ("An event", "Some news"), ("Some news",)
WISHES = (  # and what comes of it: the language, and what stands in the letter
    ({}, ("en", WHOLE)),
    ({"language": "de"}, ("de", WHOLE)),
    ({"language": "fr"}, ("en", WHOLE)),
    ({"tags": ("press",)}, ("en", NEWS_ALONE)),
    ({"language": "de-AT", "tags": ("x", "press", "board")}, ("de", NEWS_ALONE)),
    ({"language": "de", "tags": ("board",)}, None),
)
READERS = {
    f"reader{turn}-{number}@example.org": wish
    for turn in range(4)
    for number, wish in enumerate(WISHES)
}
EXPECTED = {address: got for address, (_, got) in READERS.items() if got}
SMALL = Capabilities(batch_size=3, replay=False, lookup=True)


class KilledError(BaseException):
    """The process is gone, in the middle of a call."""


def lost(*, taken):
    return Failure(OutcomeUnknownError("no answer"), taken=taken)


def killed(*, taken):
    return Failure(KilledError(), taken=taken)


TROUBLE = st.sampled_from(
    [None, *(fault(taken=taken) for fault in (lost, killed) for taken in (True, False))]
)


def begun(newsroom, transport):
    """An approved issue in two languages and for two segments, whose mailing has begun."""
    people = (a_person(address, **wishes) for address, (wishes, _) in READERS.items())
    assert all(reason is None for _, reason in newsroom.subscribers.add(people))
    desk = replace(a_desk(newsroom), newsletter=SETTINGS)
    an_issue(newsroom, PERIOD, NOW, *ITEMS)
    approve(desk, PERIOD, "Ada", NOW)
    dispatch = a_dispatch(newsroom, transport, lambda: NOW)
    return desk, dispatch, start(desk, dispatch, PERIOD)


def carried(dispatch, mailing):
    """Carry a mailing, and come back as often as the process is killed."""
    while True:
        try:
            return carry(dispatch, mailing, lambda _count: None)
        except KilledError:
            books = dispatch.accounts.mailings.books(mailing.id, "")
            assert books.balance


def letters(transport):
    """What everybody got: the language, and the titles in it, once for each message."""
    for kept in transport.kept:
        message = email.message_from_bytes(kept.message, policy=policy.default)
        html = message.get_body(("html",)).get_content()
        (language,) = re.findall(r"<html[^>]* lang=\"([^\"]+)\"", html)
        text = message.get_body(("plain",)).get_content()
        yield kept.email, (language, tuple(each for each in WHOLE if each in text and each in html))


@ONE_DATABASE
@given(trouble=st.lists(TROUBLE, max_size=8))
def test_everybody_gets_their_variant_once_whatever_breaks(newsroom, trouble):
    newsroom.clear()
    transport = MemoryTransport(trouble, capabilities=SMALL)
    _, dispatch, mailing = begun(newsroom, transport)
    books = carried(dispatch, mailing)
    while books.count(DeliveryState.UNKNOWN):  # a person's word on what never left
        resolve(dispatch.accounts, Period(PERIOD), resend=True, addresses=())
        books = carried(dispatch, mailing)
    assert books.balance
    assert books.count(DeliveryState.ACCEPTED) == len(EXPECTED)
    assert dict(books.skipped) == {NOTHING_FOR_THEM: len(READERS) - len(EXPECTED)}
    got = list(letters(transport))
    assert dict(got) == EXPECTED
    assert Counter(address for address, _ in got).most_common(1)[0][1] == 1


def test_three_who_carry_at_once_send_everybody_theirs_once(newsroom):
    transport = MemoryTransport(capabilities=SMALL)
    _, dispatch, mailing = begun(newsroom, transport)
    at_once(lambda _: carried(dispatch, mailing), 3)
    assert sorted(letters(transport)) == sorted(EXPECTED.items())


@pytest.mark.parametrize("is_approved", [True, False])
def test_a_test_brings_each_variant_of_what_would_be_sent_to_each_address(newsroom, is_approved):
    transport = MemoryTransport(capabilities=SMALL)
    desk = replace(a_desk(newsroom), newsletter=SETTINGS)
    an_issue(newsroom, PERIOD, NOW, *ITEMS)
    if is_approved:
        approve(desk, PERIOD, "Ada", NOW)
    dispatch = a_dispatch(newsroom, transport, lambda: NOW)
    addresses = ("ada@example.org", "grace@example.org")
    books = carried(dispatch, start_test(desk, dispatch, PERIOD, addresses))
    assert books.count(DeliveryState.ACCEPTED) == books.candidates == 8
    assert Counter(letters(transport)) == Counter(
        (address, (language, titles))
        for address in addresses
        for language in ("en", "de")
        for titles in (WHOLE, NEWS_ALONE)
    )


def test_what_a_segment_gets_is_part_of_the_approval(newsroom):
    desk = replace(a_desk(newsroom), newsletter=SETTINGS)
    an_issue(newsroom, PERIOD, NOW, *ITEMS)
    word = approve(desk, PERIOD, "Ada", NOW)
    kept = newsroom.issues.rendering(word.sha256)
    assert [(each.language, each.segment) for each in kept] == [
        *(("en", ""), ("de", ""), ("en", "press"), ("de", "press")),
    ]
