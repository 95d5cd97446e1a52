import datetime as dt

import pytest

from digest.formats.ical.blocks import blocks
from digest.formats.ical.events import read_event
from digest.formats.malformed import MalformedError


def event(*lines, start="DTSTART:20261201T190000"):
    body = "\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", start, *lines, "END:VEVENT"))
    block, *_ = blocks(f"{body}\nEND:VCALENDAR\n".encode())
    return read_event(block, dt.UTC)


@pytest.mark.parametrize(
    ("start", "lines", "ends"),
    [
        ("DTSTART:20261201T190000", [], "2026-12-01"),
        ("DTSTART;VALUE=DATE:20261201", [], "2026-12-01"),
        ("DTSTART:20261201T190000", ["DURATION:PT5H"], "2026-12-01"),
        ("DTSTART:20261201T190000", ["DURATION:PT6H"], "2026-12-02"),
        ("DTSTART;VALUE=DATE:20261201", ["DURATION:P2D"], "2026-12-02"),
        ("DTSTART;VALUE=DATE:20261201", ["DURATION:PT36H"], "2026-12-02"),
        ("DTSTART:20261201T190000", ["DTEND:20261203T120000", "DURATION:PT1H"], "2026-12-03"),
        ("DTSTART:20261201T190000", ["DTEND:", "DURATION:P1W"], "2026-12-08"),
    ],
)
def test_when_an_event_is_over(start, lines, ends):
    assert str(event(*lines, start=start).ends) == ends


def test_days_of_a_series_are_days_of_its_own_zone():
    found = event(
        "RRULE:FREQ=WEEKLY",
        "EXDATE:20261208T040000Z",
        "RDATE;TZID=Asia/Tokyo:20261216T090000",
        start="DTSTART;TZID=America/Los_Angeles:20261130T200000",
    )
    assert found.removed == {dt.date(2026, 12, 7)}
    assert found.added == {dt.date(2026, 12, 15)}


def test_a_change_has_no_rules_of_its_own():
    found = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261124T190000", "RRULE:FREQ=HOURLY")
    assert (found.changes, found.is_onwards, found.repeats) == (dt.date(2026, 11, 24), True, False)


@pytest.mark.parametrize(
    ("line", "sequence"), [("SEQUENCE:7", 7), ("SEQUENCE:-1", 0), ("SEQUENCE:" + "9" * 9999, 0)]
)
def test_a_sequence_is_a_number_of_reasonable_length(line, sequence):
    assert event(line).sequence == sequence


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["CLASS:PRIVATE"], "marked private"),
        (["CLASS:confidential"], "marked confidential"),
        (["EXRULE:FREQ=DAILY"], "EXRULE"),
        (["EXDATE:someday"], "EXDATE cannot be read"),
        (["RDATE:20261301"], "RDATE cannot be read"),
        (["RECURRENCE-ID:x"], "RECURRENCE-ID cannot be read"),
        (["DTEND:x"], "DTEND cannot be read"),
        (["DURATION:x"], "DURATION cannot be read"),
        (["DURATION:P3000000D"], "beyond the year 9999"),
        (["RRULE:FREQ=DAILY", "DURATION:P400D"], "lasts 400 days each time"),
        ([f"RRULE:FREQ=DAILY;INTERVAL={number}" for number in range(1, 7)], "by 6 rules"),
    ],
)
def test_what_cannot_be_read_is_named(lines, words):
    with pytest.raises(MalformedError, match=words):
        event(*lines)


def test_an_event_without_a_start_is_named():
    with pytest.raises(MalformedError, match="DTSTART"):
        event(start="DTSTART:")
