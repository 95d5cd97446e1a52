"""What an answer amounts to: never "not sent" where it may have been, never a secret."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError
from digest.transports.esp import Response
from digest.transports.verdicts import is_success, refusal

NOW = dt.datetime(2023, 9, 1, 7, 0, tzinfo=dt.UTC)


def verdict(status, body=b'{"message": "because"}', headers=None, secrets=()):
    return refusal("mailgun", Response(status, headers or {}, body), NOW, secrets)


@pytest.mark.parametrize(
    ("status", "kind", "retry_after"),
    [
        (301, NotSentError, None),
        (302, NotSentError, None),
        (308, NotSentError, None),
        (400, BatchRefusedError, None),
        (401, NotSentError, None),
        (402, NotSentError, None),
        (403, NotSentError, None),
        (404, NotSentError, None),
        (405, NotSentError, None),
        (407, NotSentError, None),
        (413, BatchRefusedError, None),
        (422, BatchRefusedError, None),
        (429, NotSentError, 30.0),
        (303, OutcomeUnknownError, None),  # "it is done, see there"
        (408, OutcomeUnknownError, None),
        (409, OutcomeUnknownError, None),
        (500, OutcomeUnknownError, None),
        (502, OutcomeUnknownError, None),
        (503, OutcomeUnknownError, None),
        (504, OutcomeUnknownError, None),
    ],
)
def test_a_status_has_one_meaning(status, kind, retry_after):
    error = verdict(status)
    assert type(error) is kind
    assert "mailgun" in error.message
    assert "because" in error.message
    assert getattr(error, "retry_after", None) == retry_after


@given(st.integers(100, 999).filter(lambda status: not 200 <= status < 300))
def test_a_server_error_or_a_status_nobody_knows_is_never_not_sent(status):
    error = verdict(status)
    if status >= 500 or status < 300:
        assert isinstance(error, OutcomeUnknownError)


@pytest.mark.parametrize(
    ("headers", "words", "expected"),
    [
        ({"retry-after": "17"}, "", 17.0),
        ({"retry-after": " 17 "}, "", 17.0),
        ({"retry-after": "Fri, 01 Sep 2023 07:01:00 GMT"}, "", 60.0),
        ({"retry-after": "Fri, 01 Sep 2023 06:00:00 GMT"}, "", 0.0),
        ({"retry-after": "soon"}, "", 30.0),
        ({"retry-after": "1 Sep 2147483648 0:0"}, "", 30.0),
        ({"retry-after": "-5"}, "", 30.0),
        ({"retry-after": "Fri, 01 Sep 2023 07:01:00"}, "", 30.0),  # no zone: no moment
        ({}, "limit exceeded, try again after 120 seconds", 120.0),
        ({"retry-after": "5"}, "try again after 120 seconds", 5.0),
        ({}, "slow down", 30.0),
    ],
)
def test_a_throttled_account_waits_as_long_as_it_is_told(headers, words, expected):
    body = json.dumps({"message": words}).encode()
    assert verdict(429, body, headers).retry_after == expected


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"message": "to parameter is not a valid address"}', "to parameter is not"),
        (b'{"error": "nope"}', "nope"),
        (b'{"Message": "nope"}', "nope"),
        (b'"Forbidden"', "Forbidden"),
        (b"plain words", "plain words"),
        (b"<html><body>502</body></html>", "an HTML page"),
        (b'{"message": {"nested": 1}}', "no reason given"),
        (b"[1]", "[1]"),
        (b"", "no reason given"),
        (b"\xff\xfe", "\ufffd"),
        (b"[" * 100_000, "[["),
        (b"a\r\nb\x00\xe2\x80\xaec", "a b c"),
    ],
)
def test_the_vendors_own_words_are_passed_on_as_one_clean_line(body, words):
    message = verdict(400, body).message
    assert words in message
    assert len(message) < 400
    assert "\n" not in message


def test_a_secret_in_the_vendors_words_is_not_passed_on():
    message = verdict(401, b'{"message": "key-123 is unknown"}', secrets=("key-123",)).message
    assert "key-123" not in message
    assert "… is unknown" in message


@pytest.mark.parametrize(
    ("status", "expected"), [(199, False), (200, True), (202, True), (299, True), (300, False)]
)
def test_success_is_a_status_of_the_two_hundreds(status, expected):
    assert is_success(Response(status, {}, b"")) is expected
