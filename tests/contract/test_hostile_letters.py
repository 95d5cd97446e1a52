"""Hostile names and subjects through every transport: one message each, to whom it is for."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.delivery.headers import address_fault, clean, is_clean
from digest.errors import NotSentError
from digest.model.mailing import DeliveryState
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.ways import WAYS, WITHOUT_LIST_ID, post, read, way_of

# What may end a header, begin another, turn a line around, or mean something to a template.
_ENDS = ["\r", "\n", "\r\n", "\x00", "\t", "\x0b", "\x1b", "\x7f", "\x85", "\u2028", "\u2029"]
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff\u200b"
_HEADERS = ("\r\nBcc: all@example.com", "\nTo: all@example.com\n\n", "all@example.com", "a@b.c, ")
_SIGNS = (
    "<all@example.com>",
    ", ",
    *';:<>"\\()[]@',
    '\\"',
    "=?utf-8?q?Bcc?=",
    "=?",
    "`",
    "'",
    "$x",
)
_TEMPLATES = ("%recipient.token%", "%unsubscribe_url%", "{{token}}", "{{{x}}}", "{%if%}", "{#")
_MORE = ("[[var:a]]", "<%body%>", "-token-", "*|UNSUB|*", "{{ pm:unsubscribe }}", "{{params.x}}")
_LETTERS = ("\ue000", "\ud800", "\ufffe", "é", "漢字", "العربية", "🎈", "e\u0301", "x" * 200)
_LONG = ("é" * 400, "x " * 600)
SHARP = st.sampled_from(
    [*_ENDS, *_TURNS, *_HEADERS, *_SIGNS, *_TEMPLATES, *_MORE, *_LETTERS, *_LONG]
)
HOSTILE = st.lists(SHARP | st.text(max_size=4), min_size=1, max_size=6).map("".join)
FINE = HOSTILE.map(clean).filter(bool)
_EVERYWHERE = {"From", "To", "Reply-To", "Subject", "List-Id", "List-Unsubscribe"} | {
    "List-Unsubscribe-Post"
}
_WRITTEN_BY_US = {"Content-Type", "Date", "MIME-Version", "Message-ID"}  # where no ESP does
_OF_HEADERS = '"\\ =?_'  # what a name is written with
_NUMBERS = itertools.count(1)


@pytest.fixture(params=WAYS, scope="module")
def way(request, tmp_path_factory):
    with way_of(request.param, tmp_path_factory.mktemp("workspace")) as through:
        yield through


def sent(way, names=("Ann", "Bea", "Cem"), **letter):
    """Post to three readers who never got anything before; give them, and what arrived."""
    number = next(_NUMBERS) * 3
    readers = tuple(a_recipient(number + at, name=name) for at, name in enumerate(names))
    whole = a_letter(**{"reference": f"2023-09-{number}"} | letter)
    before = len(way.arrived())
    way.transport.check(whole)
    receipts = post(way, whole, replace(a_batch(*readers), reference=f"{whole.reference}-1"))
    assert {each.state for each in receipts} == {DeliveryState.ACCEPTED}
    messages = [read(each) for each in way.arrived()[before:]]
    assert len(messages) == len(readers)
    for message, reader in zip(messages, readers, strict=True):
        check(way, message, reader)
    return messages


def check(way, message, reader):
    """Each header there is what it is to be, and no other is there."""
    headers = {name: each for name, each in message.items() if name not in {"text", "html"}}
    assert headers.keys() - _WRITTEN_BY_US <= _EVERYWHERE
    assert headers.keys() >= _EVERYWHERE - (
        {"List-Id"} if way.transport.name in WITHOUT_LIST_ID else set()
    )
    assert all(is_clean(each) for each in headers.values())
    link = f"https://news.example.org/unsubscribe/{reader.token}"
    assert headers["List-Unsubscribe"] == f"<{link}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Reply-To"] == "secretariat@example.org"
    for name, address in (("From", "news@example.org"), ("To", reader.email)):
        assert re.fullmatch(rf"(.* )?<{re.escape(address)}>|{re.escape(address)}", headers[name])
    assert headers.get("List-Id", "<members-news.example.org>").endswith(
        "<members-news.example.org>"
    )
    assert link in message["text"]


@settings(max_examples=30)
@given(name=HOSTILE, other=HOSTILE)
def test_a_hostile_name_is_its_readers_alone(way, name, other):
    plain, hostile, hostile_too = sent(way, names=("Ann", name, other))
    assert "Ann" in plain["To"]
    for message, written in ((hostile, name), (hostile_too, other)):
        shown = message["To"].rpartition(" <")[0]
        assert set(shown) <= set(clean(written)) | set(_OF_HEADERS)


@settings(max_examples=30)
@given(subject=FINE)
def test_a_sharp_subject_arrives_as_it_was_approved(way, subject):
    longest = way.transport.capabilities.subject_length
    for message in sent(way, subject=subject[:longest].rstrip()):
        approved = subject[:longest].rstrip()
        assert message["Subject"].replace("\u2060", "") == approved.replace("\u2060", "")


@settings(max_examples=30)
@given(sender_name=FINE, list_name=FINE)
def test_sharp_names_of_ours_stay_names_or_are_refused_for_everybody(way, sender_name, list_name):
    before = len(way.arrived())
    try:
        sent(way, sender_name=sender_name, list_name=list_name)
    except NotSentError as error:
        refused = error
        assert len(way.arrived()) == before
    else:
        return
    assert refused.retry_after is None
    assert "sender" in f"{refused.message} {refused.hint}"


@settings(max_examples=30)
@given(words=HOSTILE.filter(lambda words: not is_clean(words)))
@pytest.mark.parametrize("field", ["subject", "sender_name", "list_name", "list_id", "reference"])
def test_a_letter_with_what_no_header_may_carry_leaves_for_nobody(way, field, words):
    before = len(way.arrived())
    with pytest.raises(NotSentError, match="characters that no header may carry") as caught:
        sent(way, **{field: words})
    assert caught.value.retry_after is None
    assert len(way.arrived()) == before


@settings(max_examples=30)
@given(address=HOSTILE.filter(address_fault))
@pytest.mark.parametrize("field", ["sender_email", "reply_to"])
def test_a_letter_from_no_address_leaves_for_nobody(way, field, address):
    before = len(way.arrived())
    with pytest.raises(NotSentError, match=field.removesuffix("_email")):
        sent(way, **{field: address})
    assert len(way.arrived()) == before
