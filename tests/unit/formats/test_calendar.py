"""Calendars as programs write them, and as nobody should."""

import datetime as dt
import json
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.formats.calendar import MOST_OCCURRENCES, read_calendar
from digest.formats.document import MAX_BYTES, MAX_ENTRIES, Document, Reading
from digest.model.record import Rejection

GOLDEN = Path(__file__).parents[2] / "golden" / "calendar"
TODAY = dt.date(2026, 11, 20)
BRUSSELS = ZoneInfo("Europe/Brussels")


def read(data, path="calendar.ics", today=TODAY):
    return read_calendar(Document("museum", path, data), today, BRUSSELS)


def events(*bodies):
    whole = "".join(f"BEGIN:VEVENT\n{body}\nEND:VEVENT\n" for body in bodies)
    return f"BEGIN:VCALENDAR\n{whole}END:VCALENDAR\n".encode()


def written(reading):
    return {
        "records": [
            {
                "key": record.provenance.key,
                "where": record.provenance.where.removeprefix("calendar.ics, "),
                "text_format": record.text_format,
                "fields": {
                    name: value.isoformat() if isinstance(value, dt.date) else value
                    for name, value in record.fields.items()
                },
            }
            for record in reading.records
        ],
        "rejections": [[each.where, each.reason] for each in reading.rejections],
        "left_out": [[each.where, each.reason] for each in reading.left_out],
    }


def test_there_are_golden_calendars():
    assert len(list(GOLDEN.glob("*.ics"))) >= 5


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.ics")), ids=lambda file: file.stem)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_a_calendar_gives_what_stands_beside_it(file, end):
    data = file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", end)
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    assert written(read(data)) == expected


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("a.ics", None),
        ("2026-12/a.ics", "2026-12"),
        ("https://museum.example/2026-12/a.ics", None),  # an address says nothing of the issue
    ],
)
def test_a_record_knows_its_folder(path, folder):
    (record,) = read(events("UID:1\nDTSTART:20261201"), path).records
    assert record.provenance.folder == folder


def test_events_in_utc_are_where_the_newsletter_is_when_nothing_else_is_known():
    data = events("UID:1\nDTSTART:20261201T233000Z")
    assert read(data).records[0].fields["starts"] == dt.date(2026, 12, 2)
    in_utc = read_calendar(Document("museum", "a.ics", data), TODAY)
    assert in_utc.records[0].fields["starts"] == dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2026-11-20", "2026-09-20", "2027-12-20"),
        ("2026-04-30", "2026-02-28", "2027-05-30"),
        ("2026-01-31", "2025-11-30", "2027-02-28"),
    ],
)
def test_what_repeats_is_listed_from_two_months_ago_to_thirteen_months_ahead(today, first, last):
    yearly = "RRULE:FREQ=YEARLY"
    days = [dt.date.fromisoformat(each) for each in (first, last)]
    outside = (days[0] - dt.timedelta(1), days[1] + dt.timedelta(1))
    bodies = [f"UID:{day}\nDTSTART;VALUE=DATE:{day:%Y%m%d}\n{yearly}" for day in (*days, *outside)]
    records = read(events(*bodies), today=dt.date.fromisoformat(today)).records
    found = {str(each.fields["starts"]) for each in records}
    assert {first, last} <= found
    assert not {str(day) for day in outside} & found


def test_of_what_repeats_too_often_the_next_ones_are_taken():
    data = events("UID:1\nSUMMARY:Open\nDTSTART;VALUE=DATE:20200101\nRRULE:FREQ=DAILY")
    reading = read(data)
    starts = [record.fields["starts"] for record in reading.records]
    assert starts == [TODAY + dt.timedelta(days=number) for number in range(MOST_OCCURRENCES)]
    assert reading.rejections == ()
    assert reading.left_out == (
        Rejection(
            "calendar.ics, event 1",
            "“Open”: repeats more than 60 times from 2026-09-20 to 2027-12-20; 60 were taken",
        ),
    )


def test_where_few_are_left_the_last_ones_are_taken():
    data = events("UID:1\nDTSTART;VALUE=DATE:20260920\nRRULE:FREQ=DAILY;UNTIL=20261125")
    starts = [record.fields["starts"] for record in read(data).records]
    assert (len(starts), starts[-1]) == (MOST_OCCURRENCES, dt.date(2026, 11, 25))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is not a calendar"),
        (b"<!doctype html>", "is not a calendar"),
        (events("UID:1\nDTSTART:20261201").decode().encode("utf-16"), "UTF-16"),
        (b"\x00\x01\x02", "NUL"),
        (b"\xe9t\xe9", "not valid UTF-8"),
        (b"x" * (MAX_BYTES + 1), "5,000,001 bytes"),
    ],
)
def test_what_is_no_calendar_is_rejected_as_a_whole(data, words):
    reading = read(data)
    assert reading.records == ()
    (rejection,) = reading.rejections
    assert rejection.where == "calendar.ics"
    assert words in rejection.reason


def test_a_rule_that_ends_on_the_first_of_all_days_breaks_nothing():
    until = "RRULE:FREQ=DAILY;UNTIL=00010101T000000"
    early = f"UID:1\nSUMMARY:Early\nDTSTART:00010101T100000\n{until}"
    reading = read(events(early, "UID:2\nDTSTART:20261216\nSUMMARY:Late"))
    assert [each.fields["title"] for each in reading.records] == ["Late"]


@pytest.mark.parametrize("number", ["2147483648", "9" * 10, "9" * 400, "-1", "x"])
def test_a_sequence_beyond_measure_breaks_nothing(number):
    change = "UID:1\nRECURRENCE-ID:20261208\nDTSTART:20261209\nSUMMARY:Later"
    reading = read(events(change, f"UID:1\nSEQUENCE:{number}\nDTSTART:20261216\nSUMMARY:Once"))
    assert {each.fields["title"] for each in reading.records} == {"Later", "Once"}


def test_a_title_in_a_reason_can_be_shown():
    reading = read(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:The \x1b[31mfair\x07")
    assert reading.rejections[0].reason == "“The [31mfair”: the file ends within it"


def test_an_empty_calendar_is_one():
    assert read(events()) == Reading()


@pytest.mark.slow
def test_more_entries_than_are_read_are_said_to_be_there():
    one = "UID:{}\nDTSTART:20261201"
    reading = read(events(*(one.format(number) for number in range(MAX_ENTRIES + 50))))
    assert len(reading.records) == MAX_ENTRIES
    (rejection,) = reading.rejections
    assert rejection.where == f"calendar.ics, event {MAX_ENTRIES + 1}"
    assert "more than 20,000 events" in rejection.reason


@pytest.mark.slow
def test_more_occurrences_than_are_taken_are_said_to_be_there():
    one = "UID:{}\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;COUNT=60"
    reading = read(events(*(one.format(number) for number in range(340))))
    assert len(reading.records) == MAX_ENTRIES
    (cut,), (after,) = reading.left_out, reading.rejections
    assert (cut.where, after.where) == ("calendar.ics, event 334", "calendar.ics, event 335")
    assert "20 were taken" in cut.reason
    assert "more than 20,000 entries" in after.reason


@pytest.mark.slow
def test_rules_that_ask_for_too_many_days_do_not_keep_the_others_away():
    endless = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9999"
    slow = [f"UID:{number}\nDTSTART;VALUE=DATE:00010101\n{endless}" for number in range(3)]
    reading = read(events(*slow, "UID:good\nDTSTART:20261201"))
    assert [each.provenance.key for each in reading.records] == ["good"]
    assert [each.where for each in reading.rejections] == [
        "calendar.ics, event 2",
        "calendar.ics, event 3",
    ]


def test_dates_thousands_of_years_apart_are_named():
    master = "UID:1\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;COUNT=3"
    moved = "UID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE:00010101\nDTSTART;VALUE=DATE:20261201"
    reading = read(events(master, moved))
    assert (reading.records, len(reading.rejections)) == ((), 1)
    assert "too far apart" in reading.rejections[0].reason


MEGABYTES = MAX_BYTES - 500
BOMBS = {
    "nested components": b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * (MEGABYTES // 8),
    "nested calendars": b"BEGIN:VCALENDAR\n" * (MEGABYTES // 16),
    "nested events": b"BEGIN:VEVENT\n" * (MEGABYTES // 13),
    "ends": b"BEGIN:VCALENDAR\n" + b"END:X\n" * (MEGABYTES // 6),
    "line ends": b"BEGIN:VCALENDAR\n" + b"\n" * MEGABYTES,
    "folds": b"BEGIN:VCALENDAR\n" + b"\n " * (MEGABYTES // 2),
    "lines that belong to a text": events("DESCRIPTION:x\n" + "..\n" * (MEGABYTES // 3)),
    "parameters": events("DESCRIPTION" + ";A=1" * (MEGABYTES // 4) + ":x"),
    "quotes": events('DESCRIPTION;A="' + '"' * MEGABYTES),
    "backslashes": events("DESCRIPTION:" + "\\" * MEGABYTES),
    "tags": events("DTSTART:20261201\nDESCRIPTION:" + "<a " * (MEGABYTES // 3)),
    "zones": events(*(f"DTSTART;TZID=/a/{each}:20261201T100000" for each in range(20_000))),
    "weekdays": events("DTSTART:20261201\nRRULE:FREQ=DAILY;BYDAY=MO" + ",MO" * (MEGABYTES // 3)),
    "a count": events("DTSTART:20261201\nRRULE:FREQ=DAILY;COUNT=" + "9" * MEGABYTES),
    "a duration": events("DTSTART:20261201\nDURATION:P" + "9" * MEGABYTES + "D"),
    "days": events("DTSTART:20261201\nEXDATE:20261201" + ",20261201" * (MEGABYTES // 9)),
}


@pytest.mark.slow
@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_goes_off_in_bounded_time(data):
    before = time.process_time()
    assert isinstance(read(data[:MAX_BYTES]), Reading)
    assert time.process_time() - before < 30  # seconds, of a slow machine


NAMES = (
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "UID",
    "SUMMARY",
    "SEQUENCE",
    "ORGANIZER",
    "X-WR-TIMEZONE",
    "ATTACH",
)
VALUES = (
    "20261201",
    "20261201T100000Z",
    "20261301",
    "00010101",
    "99991231T235959Z",
    "P1D",
    "-P9W",
    "PT1H",
    "FREQ=WEEKLY",
    "FREQ=DAILY;COUNT=3",
    "FREQ=YEARLY;BYDAY=-1SU;UNTIL=00010101",
    "20261208/P1D",
    "a",
    "mailto:a@b.example",
    "Europe/Rome",
    "",
)
PARAMETERS = (
    "",
    ";VALUE=DATE",
    ";TZID=Asia/Tokyo",
    ";TZID=x",
    ";RANGE=THISANDFUTURE",
    ";",
    ';CN="',
)
LINES = st.builds(
    "{}{}:{}".format, st.sampled_from(NAMES), st.sampled_from(PARAMETERS), st.sampled_from(VALUES)
)
MARKS = st.sampled_from(
    (
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VALARM",
        "END:VALARM",
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
        "BEGIN:VEVENT",
        "END:VEVENT",
    )
)
BODIES = st.lists(LINES, max_size=5).map("\n".join)


@given(st.binary() | st.lists(LINES | MARKS | st.text(max_size=9)).map("\n".join).map(str.encode))
def test_any_bytes_give_a_reading(data):
    reading = read(data)
    assert reading.records or reading.rejections or reading.left_out or b"BEGIN:V" in data.upper()


ONCE = BODIES.filter(lambda body: not any(name in body for name in ("RRULE", "RDATE", "UID")))


@given(st.lists(ONCE.map("DTSTART:20261201\n{}".format), max_size=4))
def test_every_event_gives_a_record_or_is_named_in_a_rejection(bodies):
    reading = read(events(*bodies))
    places = [each.provenance.where for each in reading.records]
    places += [each.where for each in (*reading.rejections, *reading.left_out)]
    found = sorted(place.split(", ")[1] for place in places)
    assert found == [f"event {number}" for number in range(1, len(bodies) + 1)]


@given(
    st.lists(BODIES.map("DTSTART:20261201\n{}".format), max_size=4),
    st.dates(dt.date(1, 3, 1), dt.date(9998, 10, 1)),
)
def test_keys_are_different_and_lasting_on_any_day(bodies, today):
    reading = read(events(*bodies), today=today)
    keys = [record.provenance.key for record in reading.records]
    assert len(set(keys)) == len(keys)
    assert read(events(*bodies), today=today) == reading


@given(st.lists(BODIES.map("DTSTART:20261201\n{}".format), max_size=3), BODIES)
def test_one_bad_event_takes_no_other_along(bodies, bad):
    good = events("UID:good\nDTSTART:20261201")
    inner = good.removeprefix(b"BEGIN:VCALENDAR\n")
    data = events(*bodies, f"DTSTART:never\n{bad}").removesuffix(b"END:VCALENDAR\n") + inner
    keys = [record.provenance.key for record in read(data).records]
    assert "good" in keys
