import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.audience.importing import COLUMNS, normalise_address, read_subscribers
from digest.errors import UsageError
from digest.model.record import Rejection
from digest.model.subscriber import Consent, Subscriber

HEADER = "email,consent_at,consent_source,name\n"


def rows(text):
    reading = read_subscribers((HEADER + text).encode("utf-8", "surrogateescape"))
    return reading.subscribers, reading.problems


def test_every_column_is_read():
    data = (
        "\ufeffcountry;Tags;language;name;consent_source;consent_at;EMAIL\r\n"
        'Spain;"education; museums;";ES;Añá Ö;form;2023-09-01T10:00+02:00;Ann@X.org\r\n'
    )
    (only,) = read_subscribers(data.encode()).subscribers
    assert only == (
        2,
        Subscriber(
            email="ann@x.org",
            consent=Consent(dt.datetime(2023, 9, 1, 8, tzinfo=dt.UTC), "form"),
            name="Añá Ö",
            language="es",
            tags=("education", "museums"),
            country="Spain",
        ),
    )


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2023-09-01", dt.datetime(2023, 9, 1, tzinfo=dt.UTC)),
        ("2023-09-01T10:30", dt.datetime(2023, 9, 1, 10, 30, tzinfo=dt.UTC)),
        ("2023-09-01 10:30:05Z", dt.datetime(2023, 9, 1, 10, 30, 5, tzinfo=dt.UTC)),
        ("2023-09-01T23:30-02:00", dt.datetime(2023, 9, 2, 1, 30, tzinfo=dt.UTC)),
    ],
)
def test_moments_of_consent(written, moment):
    ((_, subscriber),), _ = rows(f"a@x.org,{written},form,\n")
    assert subscriber.consent.at == moment


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a@x.org,,form,A", "has no consent_at"),
        ("a@x.org,2023-09-01,,A", "has no consent_source"),
        (",, ,A", "has no email and no consent_at and no consent_source"),
        ("a@x.org,1 September,form,A", "consent_at is '1 September'"),
        ("a@x.org,0001-01-01T00:00+10:00,form,A", "consent_at"),
        ("a@x,2023-09-01,form,A", "is not an address"),
        ("a b@x.org,2023-09-01,form,A", "is not an address"),
        ("GOOD@X.org,2023-09-01,form,A", "good@x.org stands in line 2 already"),
        ("a@x.org,2023-09-01,form,A,B", "5 cells where the header names 4"),
        ("a@x.org", "1 cells where the header names 4"),
        ('a@x.org,2023-09-01,form,"A', "a quote must close"),
        ("a@x.org,2023-09-01,form,A\x00B", "name holds the control character U+0000"),
        ("a@x.org,2023-09-01,form,A\x85B", "name holds the control character U+0085"),
        ("a@x.org,2023-09-01,form,A\u2028B", "name holds the control character U+2028"),
        ("a@x.org,2023-09-01,form,A\u202eB", "name holds the control character U+202E"),
        ("a@x.org,2023-09-01,form,A\ue000B", "name holds the control character U+E000"),
        ("a@x.org,2023-09-01,form,A\udce9B", "name is not valid UTF-8"),
        (f"a@x.org,2023-09-01,form,{'A' * 201}", "more than 200 characters"),
    ],
)
def test_a_bad_row_is_named_and_stops_nothing(row, words):
    subscribers, problems = rows(f"good@x.org,2023-09-01,form,\n{row}\nlast@x.org,2023-09-01,f,\n")
    assert [(line, each.email) for line, each in subscribers] == [
        (2, "good@x.org"),
        (4, "last@x.org"),
    ]
    (problem,) = problems
    assert problem.where == "line 3"
    assert words in problem.reason


def test_a_line_end_in_a_name_spoils_its_own_lines_only():
    text = 'a@x.org,2023-09-01,form,"A\r\nBcc: x@y.org"\ngood@x.org,2023-09-01,form,G\n'
    subscribers, problems = rows(text)
    assert [each.email for _, each in subscribers] == ["good@x.org"]
    assert [problem.where for problem in problems] == ["line 2", "line 3"]


def test_a_row_without_proof_does_not_shut_out_one_with_it():
    subscribers, problems = rows("a@x.org,,,\na@x.org,2023-09-01,form,\n")
    assert [line for line, _ in subscribers] == [3]
    assert problems == (Rejection("line 2", "has no consent_at and no consent_source"),)


def test_a_malformed_language_is_a_problem():
    data = b"email,consent_at,consent_source,language\na@x.org,2023-09-01,form,English!\n"
    (problem,) = read_subscribers(data).problems
    assert "language is 'English!'" in problem.reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "missing columns: email, consent_at, consent_source"),
        (b"email\na@x.org\n", "missing columns: consent_at, consent_source"),
        (b"email,consent_at,consent_source,nmae,phone\n", r'"nmae" \(perhaps name\), "phone"'),
        (b"email,consent_at,consent_source,name,Name\n", "twice"),
        (b'"email,consent_at\n', "line 1: the header is not a row of CSV"),
        ("email,consent_at,consent_source\n".encode("utf-16"), "unknown columns"),
    ],
)
def test_a_wrong_header_refuses_the_file(data, words):
    with pytest.raises(UsageError, match=words) as caught:
        read_subscribers(data)
    assert all(column in caught.value.hint for column in COLUMNS)
    caught.value.message.encode()


@given(st.binary(max_size=300))
def test_any_rows_become_subscribers_or_problems(data):
    reading = read_subscribers(HEADER.encode() + data)
    emails = [each.email.casefold() for _, each in reading.subscribers]
    assert len(set(emails)) == len(emails)
    assert all(problem.where.startswith("line ") for problem in reading.problems)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Ann.O@Example.ORG ", "ann.o@example.org"),
        ("a+b@x.org", "a+b@x.org"),
        ("a@münchen.de", "a@xn--mnchen-3ya.de"),
        ("a@xn--mnchen-3ya.de", "a@xn--mnchen-3ya.de"),
        ("a@news.test", "a@news.test"),
        ("a@B.Invalid", "a@b.invalid"),
        ("a@mail.localhost", "a@mail.localhost"),
    ],
)
def test_addresses_get_one_form(text, address):
    assert normalise_address(text) == address
    assert normalise_address(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "@x.org",
        "a@",
        "a@x",
        "a@localhost",
        "a@.invalid",
        "a@@x.org",
        "a b@x.org",
        "a@x.org\nBcc: b@x.org",
        "A <a@x.org>",
        "a@x.org, b@x.org",
        "é@x.org",
        "a@[127.0.0.1]",
        f"{'a' * 65}@x.org",
        f"a@{'b' * 250}.org",
        "a@b\udce9.org",
    ],
)
def test_what_is_no_address_is_refused_with_a_reason(text):
    with pytest.raises(ValueError, match="is not an address: "):
        normalise_address(text)
