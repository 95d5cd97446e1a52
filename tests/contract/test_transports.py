"""What every transport must do: one suite, over all of them."""

from __future__ import annotations

from collections import Counter

import pytest

from digest.errors import NotSentError
from digest.model.mailing import DeliveryState
from fakes.letters import LINK, a_batch, a_letter, a_recipient
from fakes.ways import WAYS, WITHOUT_LIST_ID, clock, post, read, way_of

ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED


@pytest.fixture(params=WAYS)
def way(request, tmp_path):
    with way_of(request.param, tmp_path) as through:
        yield through


def test_everybody_gets_one_receipt(way):
    batch = a_batch()
    receipts = post(way, a_letter(), batch)
    assert [each.delivery_id for each in receipts] == [1, 2, 3]
    assert {each.state for each in receipts} == {ACCEPTED}
    assert all(each.receipt for each in receipts)


def test_everybody_gets_one_message_with_a_link_of_their_own(way):
    post(way, a_letter(), a_batch())
    messages = [read(each) for each in way.arrived()]
    assert len(messages) == 3
    for number, message in enumerate(messages, start=1):
        link = f"https://news.example.org/unsubscribe/token-of-{number}"
        assert message["List-Unsubscribe"] == f"<{link}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        if way.transport.name not in WITHOUT_LIST_ID:
            assert message["List-Id"] == "News from our Members <members-news.example.org>"
        assert message["Reply-To"] == "secretariat@example.org"
        assert message["From"] == "The Network <news@example.org>"
        assert message["Subject"] == "News from our Members – September 2023"
        assert message["text"] == f"Café\n\nUnsubscribe: {link}\n"
        assert message["html"] == f'<p>Café</p>\n<a href="{link}">Unsubscribe</a>\n'


def test_nobody_reads_anybody_elses_token_or_address(way):
    post(way, a_letter(), a_batch())
    for number, arrived in enumerate(way.arrived(), start=1):
        message = read(arrived)
        message.pop("recipient-variables", None)
        others = {1, 2, 3} - {number}
        for other in others:
            assert f"token-of-{other}" not in str(message)
            assert f"reader{other}@" not in str(message)


@pytest.mark.parametrize(
    "written", ["%recipient.email%", "{{ 7*7 }}", "[[body:1]]", "100%", "%unsubscribe_url%", ".\n."]
)
def test_members_text_arrives_as_it_was_written(way, written):
    letter = a_letter(text=f"{written}\n{LINK}\n", html=f"<p>{written}</p>{LINK}\n")
    post(way, letter, a_batch(a_recipient(1)))
    [message] = map(read, way.arrived())
    link = "https://news.example.org/unsubscribe/token-of-1"
    assert message["text"] == f"{written}\n{link}\n"
    assert message["html"] == f"<p>{written}</p>{link}\n"


@pytest.mark.parametrize(
    "name",
    [
        "Ann\r\nBcc: all@example.com",
        "Ann\x00",
        "\u202etxt.exe",
        'Ann" <all@example.com>, "',
        "all@example.com, ",
        "%recipient.token%",
        "é" * 500,
        "=?utf-8?q?=0D=0ABcc:_all@example.com?=",
    ],
)
def test_a_hostile_name_does_no_harm(way, name):
    batch = a_batch(a_recipient(1, name=name), a_recipient(2))
    receipts = post(way, a_letter(), batch)
    assert {each.state for each in receipts} == {ACCEPTED}
    messages = [read(each) for each in way.arrived()]
    assert len(messages) == 2
    assert messages[0].keys() == messages[1].keys()


@pytest.mark.parametrize(
    "email", ["nobody", "a@b@c.org", "a@b.org\r\nX: 1", "a@b.org\nc@d.org", "rené@example.org"]
)
def test_who_cannot_be_written_to_is_rejected_alone(way, email):
    batch = a_batch(a_recipient(1), a_recipient(2, email=email), a_recipient(3))
    receipts = post(way, a_letter(), batch)
    assert Counter(each.state for each in receipts) == {ACCEPTED: 2, REJECTED: 1}
    [rejected] = (each for each in receipts if each.state is REJECTED)
    assert rejected.delivery_id == 2
    assert rejected.reason
    assert len(way.arrived()) == 2


def test_a_letter_that_cannot_be_written_leaves_for_nobody(way):
    with pytest.raises(NotSentError) as caught:
        post(way, a_letter(subject="News\r\nBcc: all@example.com"), a_batch())
    assert caught.value.retry_after is None
    assert way.arrived() == []


def test_a_look_up_finds_what_was_posted_and_nothing_else(way):
    posted, other = a_batch(number=1), a_batch(a_recipient(9), number=2)
    assert way.transport.lookup(a_letter(), posted, clock()) == ()
    post(way, a_letter(), posted)
    found = way.transport.lookup(a_letter(), posted, clock())
    if not way.transport.capabilities.lookup:
        assert found == ()
        return
    assert sorted((each.delivery_id, each.state) for each in found) == [
        (1, ACCEPTED),
        (2, ACCEPTED),
        (3, ACCEPTED),
    ]
    assert way.transport.lookup(a_letter(), other, clock()) == ()


def test_a_replay_sends_nobody_twice_where_that_is_promised(way):
    for _ in range(2):
        post(way, a_letter(), a_batch())
    can = way.transport.capabilities
    assert len(way.arrived()) == (3 if can.replay or can.idempotent_seconds else 6)


def test_a_batch_may_be_as_large_as_is_promised(way):
    size = way.transport.capabilities.batch_size
    batch = a_batch(*(a_recipient(each) for each in range(1, size + 1)))
    assert len(post(way, a_letter(), batch)) == size
    assert len(way.arrived()) == size
    if way.transport.capabilities.lookup:
        assert len(way.transport.lookup(a_letter(), batch, clock())) == size


def test_the_probe_is_a_sentence_and_sends_nothing(way):
    sentence = way.transport.probe()
    assert sentence.startswith(f"{way.transport.name}: ")
    assert sentence.endswith(".")
    assert way.arrived() == []


def test_closing_twice_is_closing_once(way):
    way.transport.close()
    way.transport.close()
