import pytest

from digest.fetch.answers import is_sendable, refusal, retry_after, validator
from digest.fetch.failures import Cause

DATE = "Mon, 04 Sep 2023 10:00:00 GMT"


@pytest.mark.parametrize(
    ("after", "date", "seconds"),
    [
        ("7", "", 7.0),
        (" 0 ", "", 0.0),
        ("Mon, 04 Sep 2023 10:02:00 GMT", DATE, 120.0),
        ("Mon, 04 Sep 2023 09:00:00 GMT", DATE, 0.0),
        ("Mon, 04 Sep 2023 10:02:00 GMT", "", None),
        ("Mon, 04 Sep 2023 10:02:00", DATE, None),
        ("9" * 5000, "", 86_400.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DATE, 86_400.0),
        ("-5", "", None),
        ("7.5", "", None),
        ("soon", DATE, None),
        ("", DATE, None),
        ("²", "", None),
    ],
)
def test_when_to_come_again(after, date, seconds):
    assert retry_after({"retry-after": after, "date": date}) == seconds


@pytest.mark.parametrize(
    ("status", "cause", "seconds"),
    [
        (429, Cause.BUSY, 7.0),
        (503, Cause.BUSY, 7.0),
        (500, Cause.REFUSED, None),
        (404, Cause.REFUSED, None),
        (799, Cause.REFUSED, None),
    ],
)
def test_a_refusal_carries_what_the_server_said(status, cause, seconds):
    error = refusal(status, {"retry-after": "7"})
    assert (error.cause, error.status, error.retry_after) == (cause, status, seconds)
    assert f"({status})" in error.words
    assert error.hint


def test_a_status_is_named_in_words():
    assert refusal(502, {}).words == 'answered "Bad Gateway" (502)'


@pytest.mark.parametrize("text", ['"a"', 'W/"a b"', DATE])
def test_a_validator_is_kept_as_it_is(text):
    assert validator(text) == text


@pytest.mark.parametrize("text", [None, "", " a", "a\n", "a\x00", "é", "a" * 1001])
def test_a_validator_that_no_header_can_carry_is_none(text):
    assert validator(text) is None


def test_a_key_may_be_long():
    assert is_sendable("a" * 5000)
