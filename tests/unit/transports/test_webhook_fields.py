"""The fields of a call: each read as far as it is what it should be, and never any further."""

import datetime as dt
import json

import pytest
from hypothesis import given

from digest.transports.webhook import ForgedError
from digest.transports.webhooks.fields import (
    NEVER,
    address,
    delivery_id,
    fingerprint,
    kept,
    line,
    moment,
    parsed,
    reference,
    rows,
    since_1970,
    table,
)
from digest.transports.webhooks.freshness import refuse_stale
from digest.transports.webhooks.signatures import is_same, unpacked
from fakes.hostile import BODIES, JSON

NOW = dt.datetime(2023, 9, 1, 10, tzinfo=dt.UTC)


def nested(depth):
    value = "a@b.org"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("A@B.org", "a@b.org"),
        (" a@b.org\n", "a@b.org"),
        ("Ada <A@b.org>", "a@b.org"),
        ('"Ada <x@y.org>" <a@b.org>', "a@b.org"),
        ("ada@büro.example", "ada@büro.example"),
        ("Ada", ""),
        ("a@b.org, c@d.org", ""),
        ("a\x00@b.org", ""),
        ("a\ud800@b.org", ""),
        ("a\u202e@b.org", ""),
        (f"{'a' * 320}@b.org", ""),
        (None, ""),
        (["a@b.org"], ""),
    ],
)
def test_an_address_is_bare_and_in_lower_case(told, found):
    assert address(told) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (NOW.timestamp(), NOW),
        (str(int(NOW.timestamp())), NOW),
        *(
            (each, NEVER)
            for each in ("nan", "inf", "-1", "", "x", 1e300, -1e300, None, [], 10**400)
        ),
    ],
)
def test_a_moment_in_seconds(told, found):
    assert since_1970(told) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("2023-09-01T10:00:00.000Z", NOW),
        ("2023-09-01 12:00:00+02:00", NOW),
        ("2023-09-01T10:00:00", NEVER),
        ("0001-01-01T00:00:00+23:59", NEVER),
        ("yesterday", NEVER),
        (None, NEVER),
    ],
)
def test_a_moment_in_letters(told, found):
    assert moment(told) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        *(("17", 17), (17, 17), (["17"], 17), ("2147483647", 2**31 - 1)),
        *(
            (each, None)
            for each in ("2147483648", "9" * 19, "-1", "1.5", "", "١٧", [], None, {}, nested(99))
        ),
    ],
)
def test_a_delivery_is_a_number_that_a_database_takes(told, found):
    assert delivery_id({"digest_delivery": told}) == found
    assert delivery_id({}) is None


def test_a_batch_is_said_by_itself_or_in_a_list():
    assert reference({"digest_batch": "one"}) == reference({"digest_batch": ["one"]}) == "one"
    assert reference({}) == reference({"digest_batch": {}}) == ""


def test_a_line_is_the_first_that_is_told_short_and_harmless():
    assert line(None, "", {}, "550 no\r\nsuch\x00 user", "next") == "550 no such user"
    assert line(550) == "550"
    assert len(line("a" * 1000)) == 300


def test_what_is_no_table_or_list_is_an_empty_one():
    assert table({"a": 1}) == {"a": 1}
    assert table([]) == table(None) == {}
    assert rows([{"a": 1}, 1, {}, None]) == ({"a": 1},)
    assert rows({"a": 1}) == rows(None) == ()


@pytest.mark.parametrize("body", BODIES)
def test_what_is_no_json_is_a_value_error(body):
    if body in {b"null", b"1", b'"a"'}:
        assert parsed(body) == json.loads(body)
    else:
        with pytest.raises(ValueError, match=r"."):
            parsed(body)


@given(JSON)
def test_every_json_has_one_fingerprint_and_is_kept_in_ascii(value):
    assert fingerprint(value) == fingerprint(json.loads(json.dumps(value)))
    assert kept(value).isascii()


def test_what_could_just_be_read_and_not_be_written_again_is_not_kept():
    assert kept(nested(100_000)) == ""


@pytest.mark.parametrize(
    ("minutes", "is_fresh"), [(-6, False), (-5, True), (0, True), (5, True), (6, False)]
)
def test_a_call_is_fresh_for_five_minutes_either_way(minutes, is_fresh):
    said = NOW - dt.timedelta(minutes=minutes)
    if is_fresh:
        refuse_stale(said, NOW)
    else:
        with pytest.raises(ForgedError, match="too old"):
            refuse_stale(said, NOW)


def test_secrets_are_the_same_or_not_whatever_letters_they_have():
    assert is_same("é", "é")
    assert not is_same("e", "é")
    assert not is_same("?", "x")
    assert not is_same("é", "\ud800")


@pytest.mark.parametrize("text", ["", "a", "YQ", "YQ==\n", " YQ==", "YR==", "Y-==", "é"])
def test_a_signature_has_one_form_only(text):
    assert unpacked("YQ==") == b"a"
    with pytest.raises(ForgedError):
        unpacked(text)
