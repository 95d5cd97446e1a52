import datetime as dt

from icalendar import Calendar

from digest.model.submission import Kind
from digest.rendering.calendar import calendar
from digest.rendering.context import issue_view
from digest.rendering.setting import RenderSetting
from fakes.issues import PERIOD, issue, newsletter, sample_issue, submission


def calendar_of(an_issue):
    setting = RenderSetting(newsletter(), (), "https://news.example.org", "en")
    view = issue_view(an_issue, setting)
    return calendar(view.items, name=view.subject, domain="news.example.org", period=PERIOD)


def events(an_issue):
    return Calendar.from_ical(calendar_of(an_issue)).walk("VEVENT")


def test_every_dated_item_is_an_all_day_entry_that_ends_the_day_after():
    first, *_ = found = events(sample_issue())
    assert len(found) == 5
    assert first["UID"] == "s0001@news.example.org"
    assert first["DTSTART"].to_ical() == b"20230908"
    assert first["DTEND"].to_ical() == b"20230910"
    assert first["DTSTART"].params["VALUE"] == "DATE"
    assert first["DTSTAMP"].dt == dt.datetime(2023, 9, 1, tzinfo=dt.UTC)


def test_a_deadline_is_a_day_of_its_own():
    call = submission(
        kind=Kind.CALL, title="T", starts=dt.date(2023, 10, 1), deadline=dt.date(2023, 9, 30)
    )
    one, other = events(issue(call))
    assert (one["SUMMARY"], other["SUMMARY"]) == ("T", "Deadline: T")
    assert one["UID"] != other["UID"]
    assert other["DTSTART"].dt == dt.date(2023, 9, 30)


def test_an_issue_without_a_date_has_no_calendar():
    assert calendar_of(issue(submission(title="T"))) == ""


def test_the_last_day_of_all_has_no_day_after():
    (last,) = events(issue(submission(starts=dt.date.max, ends=dt.date.max)))
    assert "DTEND" not in last


def test_lines_end_and_fold_as_rfc_5545_has_it():
    written = calendar_of(sample_issue())
    assert written.endswith("END:VCALENDAR\r\n")
    assert "\n" not in written.replace("\r\n", "")
    assert max(len(line.encode()) for line in written.split("\r\n")) <= 75


def test_words_cannot_write_a_property():
    hostile = "X\r\nATTENDEE:mailto:a@b.org;,\\n"
    (event,) = events(issue(submission(title=hostile, starts=dt.date(2023, 9, 1))))
    assert "ATTENDEE" not in event
    assert event["SUMMARY"] == "X ATTENDEE:mailto:a@b.org;,\\n"
