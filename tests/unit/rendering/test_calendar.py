import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from digest.model.submission import Kind, Translation
from digest.rendering.calendar import Revision, calendar, revisions_of
from digest.rendering.context import issue_view
from digest.rendering.setting import RenderSetting
from fakes.issues import issue, newsletter, sample_issue, submission


def calendar_of(an_issue):
    setting = RenderSetting(newsletter(), (), "https://news.example.org", "en")
    view = issue_view(an_issue, setting)
    return calendar(
        view.items,
        name=view.subject,
        domain="news.example.org",
        revisions=revisions_of(an_issue),
    )


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


def test_a_calendar_speaks_the_language_of_its_variant():
    said = {"de": Translation(title="Ein Markt", text_html="<p>Kommt.</p>")}
    fair = submission(
        title="A fair", starts=dt.date(2023, 9, 1), text_html="<p>Come.</p>", translations=said
    )
    setting = RenderSetting(
        newsletter(languages=["en", "de"]), (), "https://news.example.org", "de"
    )
    view = issue_view(issue(fair), setting)
    written = calendar(view.items, name="N", domain="x.org", revisions=revisions_of(issue(fair)))
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert event["SUMMARY"] == "Ein Markt"
    assert event["DESCRIPTION"].startswith("Kommt.")


def test_words_cannot_write_a_property():
    hostile = "X\r\nATTENDEE:mailto:a@b.org;,\\n"
    (event,) = events(issue(submission(title=hostile, starts=dt.date(2023, 9, 1))))
    assert "ATTENDEE" not in event
    assert event["SUMMARY"] == "X ATTENDEE:mailto:a@b.org;,\\n"


NIGHT = dt.datetime(2023, 9, 12, 22, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
FAIR = submission(title="A fair", starts=dt.date(2023, 9, 1), text_html="<p>Come.</p>")


def with_revision(revision, an_item=FAIR, **more):
    setting = RenderSetting(newsletter(), (), "https://news.example.org", "en")
    views = issue_view(issue(an_item), setting).items
    written = calendar(views, name="N", domain="x.org", revisions={an_item.id: revision}, **more)
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    return written, event


def test_an_entry_counts_up_with_the_revision_and_says_when_it_was():
    sequences = [with_revision(Revision(number, NIGHT))[1]["SEQUENCE"] for number in (1, 2, 9)]
    assert sequences == [0, 1, 8]
    _, event = with_revision(Revision(2, NIGHT))
    at = dt.datetime(2023, 9, 12, 20, 30, tzinfo=dt.UTC)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == at


def test_what_will_not_take_place_says_so_and_stays_the_same_entry():
    off = FAIR.model_copy(update={"content": FAIR.content.model_copy(update={"cancelled": True})})
    written, event = with_revision(Revision(2, NIGHT), off)
    assert (event["STATUS"], event["UID"]) == ("CANCELLED", f"{FAIR.id}@x.org")
    assert "METHOD:PUBLISH\r\n" in written
    assert with_revision(Revision(1, NIGHT))[1]["STATUS"] == "CONFIRMED"


def test_an_entry_leads_to_its_own_link_or_else_to_its_page():
    _, event = with_revision(Revision(1, NIGHT))
    page = f"https://news.example.org/archive/items/{FAIR.id}/"
    assert event["URL"] == page
    assert event["DESCRIPTION"] == f"Come.\n\n{page}"
    linked = submission(title="T", starts=dt.date(2023, 9, 1), url="https://a.org/x,y;z")
    assert with_revision(Revision(1, NIGHT), linked)[1]["URL"] == "https://a.org/x,y;z"


def test_a_calendar_to_subscribe_to_says_where_and_how_often():
    written, _ = with_revision(Revision(1, NIGHT), url="https://news.example.org/calendar.ics")
    assert "SOURCE;VALUE=URI:https://news.example.org/calendar.ics\r\n" in written
    assert "REFRESH-INTERVAL;VALUE=DURATION:P1D\r\n" in written
    assert "REFRESH-INTERVAL" not in with_revision(Revision(1, NIGHT))[0]


def _unfolded(written):
    assert written.endswith("\r\n")
    lines = written[:-2].split("\r\n")
    assert all(len(each.encode()) <= 75 for each in lines)
    assert not any(re.search(r"[\x00-\x08\x0a-\x1f\x7f]", each) for each in lines)
    return written.replace("\r\n ", "")[:-2].split("\r\n")


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.dates(),
)
def test_whatever_words_say_every_line_is_one_and_reads_back(title, place, day):
    an_item = submission(title=title, place=place, starts=day, text_html=f"<p>{place}</p>")
    written, event = with_revision(Revision(1, NIGHT), an_item)
    setting = RenderSetting(newsletter(), (), "https://news.example.org", "en")
    (view,) = issue_view(issue(an_item), setting).items
    assert event["SUMMARY"] == view.heading
    assert event.get("LOCATION", "") == view.where
    assert event["DTSTART"].dt == day
    names = [re.match(r"[A-Z-]+(?=[;:])", each)[0] for each in _unfolded(written)]
    assert names[0] == "BEGIN"
    assert names.count("SUMMARY") == 1


@pytest.mark.parametrize("field", ["number", "at"])
def test_nothing_but_its_revision_makes_an_entry_another(field):
    one = Revision(1, NIGHT)
    other = replace(one, **{field: {"number": 2, "at": NIGHT + dt.timedelta(days=1)}[field]})
    assert with_revision(one)[0] == with_revision(one)[0] != with_revision(other)[0]
