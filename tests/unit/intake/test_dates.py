"""Dates as people write them: what is read, and what is left to a person."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.dates import DateReading, read_dates

REFERENCE = dt.date(2023, 8, 20)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


def read(text: str, reference: dt.date | None = REFERENCE) -> DateReading:
    return read_dates(text, reference=reference)


def spans(reading: DateReading) -> tuple[str | None, str | None]:
    return tuple(day and day.isoformat() for day in (reading.starts, reading.ends))


def codes(reading: DateReading) -> list[str]:
    return [remark.code for remark in reading.remarks]


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        # the seed's own
        ("08|9|2023  -  09|9|2023", "2023-09-08", "2023-09-09"),
        ("20|9|2023  -  22|9|2023", "2023-09-20", "2023-09-22"),
        ("25|9|2023  -  25|9|2023", "2023-09-25", "2023-09-25"),
        ("25|9|2023  -  26|9|2023", "2023-09-25", "2023-09-26"),
        # English prose
        ("8–9 September 2023", "2023-09-08", "2023-09-09"),
        ("8-9 Sept. 2023", "2023-09-08", "2023-09-09"),
        ("30 September – 2 October 2023", "2023-09-30", "2023-10-02"),
        ("28 Dec 2023 - 3 Jan 2024", "2023-12-28", "2024-01-03"),
        ("28 December – 3 January 2024", "2023-12-28", "2024-01-03"),
        ("28 December 2023 – 3 January", "2023-12-28", "2024-01-03"),
        ("September 8-9, 2023", "2023-09-08", "2023-09-09"),
        ("September 30 - October 2, 2023", "2023-09-30", "2023-10-02"),
        ("23rd and 24th of September 2013", "2013-09-23", "2013-09-24"),
        ("8, 9 and 10 September 2023", "2023-09-08", "2023-09-10"),
        ("8 September, 9 September and 10 September 2023", "2023-09-08", "2023-09-10"),
        ("8/9 September 2023", "2023-09-08", "2023-09-09"),
        ("Friday 8 – Sunday 10 September 2023", "2023-09-08", "2023-09-10"),
        ("from 5 to 8 September 2023", "2023-09-05", "2023-09-08"),
        ("between 5 and 8 September 2023", "2023-09-05", "2023-09-08"),
        ("exhibition from 1 June 2022 until 30 September 2024", "2022-06-01", "2024-09-30"),
        ("1st September 2023", "2023-09-01", "2023-09-01"),
        ("the 8th of September, 2023", "2023-09-08", "2023-09-08"),
        ("8 September 2023, 10:00 - 9 September 2023, 17:00", "2023-09-08", "2023-09-09"),
        ("8 September 2023 10am-5pm CEST", "2023-09-08", "2023-09-08"),
        # figures
        ("2023-09-08", "2023-09-08", "2023-09-08"),
        ("2023-09-08T10:00:00+02:00", "2023-09-08", "2023-09-08"),
        ("2023-09-08/2023-09-09", "2023-09-08", "2023-09-09"),
        ("2023-09-28/10-02", "2023-09-28", "2023-10-02"),
        ("2023-09-08 to 2023-09-09", "2023-09-08", "2023-09-09"),
        ("8.9.2023", "2023-09-08", "2023-09-08"),
        ("8.9.23", "2023-09-08", "2023-09-08"),
        ("08.09.2023–10.09.2023", "2023-09-08", "2023-09-10"),
        ("8.–10.9.2023", "2023-09-08", "2023-09-10"),
        ("13/04/2023", "2023-04-13", "2023-04-13"),
        ("03/04/2023 - 15/04/2023", "2023-04-03", "2023-04-15"),  # the second tells the order
        ("04/15/2023 - 05/03/2023", "2023-04-15", "2023-05-03"),
        ("05/05/2023", "2023-05-05", "2023-05-05"),
        ("20230908", "2023-09-08", "2023-09-08"),
        ("8-Sep-2023", "2023-09-08", "2023-09-08"),
        ("8.9. 2023", "2023-09-08", "2023-09-08"),
        ("8 IX 2023", "2023-09-08", "2023-09-08"),
        ("8 Sept '23", "2023-09-08", "2023-09-08"),
        # as pages and machines lay them out
        ("8\nSEP23\n02\nNOV23", "2023-09-08", "2023-11-02"),
        ("startDate 2023-09-08 00:00 / endDate 2023-09-09 00:00", "2023-09-08", "2023-09-09"),
        ("dateBegin 2023-09-08 / dateEnd 0000-00-00", "2023-09-08", "2023-09-08"),
        ("10–12, 14–16 September 2023", "2023-09-10", "2023-09-16"),
        # whole months and years
        ("September 2023", "2023-09-01", "2023-09-30"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("between September 2020 and May 2021", "2020-09-01", "2021-05-31"),
        ("September", "2023-09-01", "2023-09-30"),
        ("2023-10", "2023-10-01", "2023-10-31"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("from 2019-2022", "2019-01-01", "2022-12-31"),
        # an open start
        ("from 5 September 2023", "2023-09-05", None),
        ("5 September 2023 onwards", "2023-09-05", None),
        # nothing at all
        ("", None, None),
        (" \n", None, None),
    ],
)
def test_spans(text, starts, ends):
    reading = read(text)
    assert (spans(reading), reading.deadline, codes(reading)) == ((starts, ends), None, [])


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("until 30 September", "2023-09-30"),
        ("open until 3 April 2024", "2024-04-03"),
        ("up to and including 30 September 2023", "2023-09-30"),
        ("by 1 August", "2023-08-01"),
        ("before 15 August", "2023-08-14"),  # the day itself is too late
        ("before October 2023", "2023-09-30"),
        ("by October 2023", "2023-10-31"),
        ("no later than 30 September 2023", "2023-09-30"),
        ("30 September 2023 at the latest", "2023-09-30"),
        ("The call closes on 30 September 2023", "2023-09-30"),
        ("closing date: 30 September 2023", "2023-09-30"),
        (">> Deadline to apply: 30 September 2023, 17:00 CEST <<", "2023-09-30"),
        ("Deadline: 31/10", "2023-10-31"),
        ("Call for papers, 30 September 2023", "2023-09-30"),
        ("Open now until 30 September", "2023-09-30"),
    ],
)
def test_deadlines(text, deadline):
    reading = read(text)
    assert (spans(reading), codes(reading)) == ((None, None), [])
    assert (reading.deadline, reading.is_deadline) == (dt.date.fromisoformat(deadline), True)


@pytest.mark.parametrize(
    ("text", "starts", "ends", "deadline"),
    [
        ("8–9 September 2023, deadline: 1 August 2023", "2023-09-08", "2023-09-09", "2023-08-01"),
        ("Deadline 31 October. Festival 3-5 December", "2023-12-03", "2023-12-05", "2023-10-31"),
        ("12 November – 15 December 2023: call open", "2023-11-12", None, "2023-12-15"),
        ("Deadline: from 1 to 31 October 2023", "2023-10-01", None, "2023-10-31"),
        (
            "Register until 1 May 2024; talks 5–7 June 2024",
            "2024-06-05",
            "2024-06-07",
            "2024-05-01",
        ),
        ("Publication date: 1 May 2024 End date: 5 June 2024", "2024-05-01", None, "2024-06-05"),
        ("Closing conference 8–9 September 2023", "2023-09-08", "2023-09-09", None),
    ],
)
def test_spans_beside_deadlines(text, starts, ends, deadline):
    reading = read(text)
    assert (spans(reading), codes(reading)) == ((starts, ends), [])
    assert reading.deadline == (deadline and dt.date.fromisoformat(deadline))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31|6|2023", "impossible-date"),
        ("30 February", "impossible-date"),
        ("32 September 2023", "impossible-date"),
        ("2023-13-01", "impossible-date"),
        ("13/13/2023", "impossible-date"),
        ("8|9|1023", "impossible-date"),
        ("03/04/2023", "ambiguous-date"),
        ("03-04-2023", "ambiguous-date"),
        ("03/04/2023 – 8 May 2023", "ambiguous-date"),
        ("week of 9 October", "approximate-date"),
        ("this weekend", "relative-date"),
        ("next month", "relative-date"),
        ("next Friday", "relative-date"),
        ("tomorrow", "relative-date"),
        ("at the end of August", "approximate-date"),
        ("mid-September 2023", "approximate-date"),
        ("late September to 5 October 2023", "approximate-date"),
        ("Spring 2024", "approximate-date"),
        ("around 5 May 2024", "approximate-date"),
        ("every Monday", "recurring-date"),
        ("on the last Friday of the month (except December)", "recurring-date"),
        ("ANYTIME ONLINE", "unread-date"),
        ("open 24/7", "unread-date"),
        ("many of our 2018-1019 meetings", "unread-date"),
    ],
)
def test_what_is_not_certain_is_a_remark_and_no_date(text, code):
    reading = read(text)
    assert (spans(reading), reading.deadline, codes(reading)) == ((None, None), None, [code])


def test_both_readings_of_an_ambiguous_day_are_named():
    (remark,) = read("03/04/2023").remarks
    assert "3 April 2023" in remark.message
    assert "4 March 2023" in remark.message


@pytest.mark.parametrize(
    ("text", "starts", "ends", "code"),
    [
        ("24|9|2023  -  26|6|2023", "2023-09-24", None, "end-before-start"),  # the seed's
        ("9–8 September 2023", "2023-09-09", None, "end-before-start"),
        ("29–31 September 2023", "2023-09-29", None, "impossible-date"),
        ("Friday, 13 September 2023", "2023-09-13", "2023-09-13", "weekday-mismatch"),
        ("8 September 2023; 12 October 2023", "2023-09-08", "2023-09-08", "more-dates"),
        ("22 and 29 September 2023", "2023-09-22", "2023-09-29", "separate-days"),
        ("8 September 2025", "2025-09-08", "2025-09-08", "far-ahead"),
        ("8 and 9 September and 3 October 2023", "2023-09-08", "2023-10-03", "separate-days"),
        ("8 September 2023, 17:00 CET", "2023-09-08", "2023-09-08", "zone-mismatch"),
        ("8 December 2023, 17:00 CEST", "2023-12-08", "2023-12-08", "zone-mismatch"),
    ],
)
def test_what_can_be_kept_is_kept_with_a_remark(text, starts, ends, code):
    reading = read(text)
    assert (spans(reading), codes(reading)) == ((starts, ends), [code])


@pytest.mark.parametrize(
    ("text", "reference", "starts", "ends"),
    [
        ("20 June", "2023-09-20", "2023-06-20", "2023-06-20"),  # three months before, to the day
        ("19 June", "2023-09-20", "2024-06-19", "2024-06-19"),
        ("8 January", "2023-09-20", "2024-01-08", "2024-01-08"),
        ("30 November", "2024-02-29", "2023-11-30", "2023-11-30"),
        ("29 February", "2023-08-20", "2024-02-29", "2024-02-29"),
        ("28 December – 3 January", "2023-08-20", "2023-12-28", "2024-01-03"),
        ("28 December – 3 January", "2024-01-02", "2023-12-28", "2024-01-03"),
        ("2 May – 10 September", "2023-08-20", "2023-05-02", "2023-09-10"),  # under way
    ],
)
def test_a_missing_year_is_the_one_nearest_to_the_reference(text, reference, starts, ends):
    assert spans(read(text, dt.date.fromisoformat(reference))) == (starts, ends)


def test_without_a_reference_a_missing_year_stays_missing():
    reading = read("until 11 February", None)
    assert (reading.deadline, reading.is_deadline, codes(reading)) == (None, True, ["missing-year"])


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [("8–9 September 2023", True), ("Ghent, 8–9 September 2023", False), ("Ghent", False)],
)
def test_whether_a_text_says_nothing_but_days(text, is_whole):
    assert read(text).is_whole is is_whole


PATTERNS = (
    "{day.day} {day:%B} {day.year}",
    "{day.day} {day:%b}. {day.year}",
    "{day:%A}, {day.day} {day:%B} {day.year}",
    "{day:%B} {day.day}, {day.year}",
    "{day.day}|{day.month}|{day.year}",
    "{day:%d.%m}.{day.year:04}",
    "{day:%Y-%m-%d}",
    "{day:%Y/%m/%d}",
)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(day=DAYS)
def test_every_day_reads_back(pattern, day):
    reading = read_dates(pattern.format(day=day), reference=None)
    assert (reading.starts, reading.ends, reading.remarks) == (day, day, ())


@pytest.mark.parametrize("joint", [" - ", "–", " to ", " until ", " / "])
@pytest.mark.parametrize("pattern", PATTERNS)
@given(days=st.tuples(DAYS, DAYS).map(sorted))
def test_every_span_reads_back(pattern, joint, days):
    text = joint.join(pattern.format(day=day) for day in days)
    reading = read_dates(text, reference=None)
    assert (reading.starts, reading.ends, reading.remarks) == (*days, ())


@given(day=DAYS, reference=DAYS)
def test_a_missing_year_is_never_more_than_three_months_back(day, reference):
    reading = read_dates(f"{day.day} {day:%B}", reference=reference)
    assert reading.starts is not None
    assert (reading.starts.month, reading.starts.day) == (day.month, day.day)
    assert (reference - reading.starts).days <= 92


WORDS = st.sampled_from(
    [
        *("8", "9", "31", "September", "May", "Sept.", "2023", "2024", "1019", "Monday", "10:00"),
        *("-", "–", "to", "until", "from", "by", "before", "and", ",", "/", "&", "|", "of", "\n"),
        *("3/4/2023", "13/4", "8|9|2023", "2023-09-08", "8.9.", "5pm", "deadline", "call"),
        *("end", "next", "week", "the", "Ghent", "every", "spring", "onwards", "closing"),
    ]
)


@given(
    text=st.one_of(st.text(), st.lists(WORDS, max_size=14).map(" ".join)),
    reference=st.none() | st.dates(),
    language=st.sampled_from(["en", "de", "el", "zh", "", "x-y", "🎉"]),
)
def test_any_text_gives_a_reading_whose_start_is_not_after_its_end(text, reference, language):
    reading = read_dates(text, reference=reference, language=language)
    assert reading.ends is None or reading.starts is not None
    assert reading.ends is None or reading.starts <= reading.ends
    assert reading.starts or reading.deadline or reading.remarks or not text.strip()
