"""Letters that nobody wrote as news."""

from email import message_from_string

import pytest

from digest.formats.machine_letters import why_no_news


def reason(head):
    return why_no_news(message_from_string(f"{head}\n\ntext"))


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (
            "Auto-Submitted: auto-replied; owner-email=x\nSubject: Away",
            "Auto-Submitted: auto-replied",
        ),
        ("Auto-Submitted: auto-generated\nSubject: x", "auto-generated"),
        ("X-Autoreply: yes\nSubject: x", "automatic answer"),
        ("Precedence: auto_reply\nSubject: x", "automatic answer"),
        ("From: MAILER-DAEMON@mx.example\nSubject: Undelivered", "bounce"),
        ("From: Mail <postmaster@mx.example>\nReturn-Path: <>\nSubject: Undeliverable", "bounce"),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b", "bounce"),
        (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
            "read receipt",
        ),
        ("Content-Type: multipart/report; boundary=b", "report of a mail server"),
        ("Precedence: list\nSubject: Re: ", "without a subject"),
        ("Precedence: bulk", "without a subject"),
        ("X-Spam-Flag: YES\nSubject: x", "X-Spam-Flag"),
        ("X-Spam-Status: Yes, score=9.1\nSubject: x", "X-Spam-Status"),
        ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "encrypted"),
        ("Content-Type: multipart/encrypted; protocol=x; boundary=b", "encrypted"),
        ("Content-Type: text/calendar; method=REPLY\nSubject: Accepted", "answer to an invitation"),
    ],
)
def test_the_reason_is_named(head, words):
    assert words in reason(head)


@pytest.mark.parametrize(
    "head",
    [
        "From: anna@ima.example\nSubject: News",
        "Auto-Submitted: no\nSubject: News",
        "Return-Path: <anna@ima.example>\nSubject: News",
        "From: postmaster@museum.example\nSubject: News",
        "Precedence: list\nSubject: [network] News",
        "X-Spam-Status: No, score=-2\nX-Spam-Flag: NO\nSubject: News",
        "Content-Type: text/calendar; method=REQUEST\nSubject: Opening",
        "X-Auto-Response-Suppress: All\nSubject: News",
    ],
)
def test_what_may_be_news_has_none(head):
    assert reason(head) is None
