import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from digest.formats.ical.blocks import Block, Line
from digest.formats.ical.moments import (
    day_of,
    home_of,
    last_day,
    length,
    moment,
    moments,
)
from digest.formats.malformed import MalformedError

TOKYO, BRUSSELS = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Brussels")


def at(text):
    return moment("DTSTART", Line(text), dt.UTC)


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        ("20261201", "20261202", "2026-12-01"),
        ("20261201", "20261204", "2026-12-03"),
        ("20261201", "20261201", "2026-12-01"),  # programs that forget that the end is exclusive
        ("20261201", "20261120", "2026-11-20"),  # left as it is, for intake to notice
        ("20261201T190000", "20261202T000000", "2026-12-01"),
        ("20261201T190000", "20261202T000001", "2026-12-02"),
        ("20261201T000000", "20261201T000000", "2026-12-01"),
        ("20261201T000000", "20261203T000000", "2026-12-02"),
        ("20261201", "20261202T180000", "2026-12-02"),
        ("20261201T100000", "20261203", "2026-12-02"),
        ("20261201T100000", "20261130T000000", "2026-11-30"),
    ],
)
def test_an_event_lasts_until_the_day_before_it_is_over(start, end, last):
    assert str(last_day(at(start), at(end))) == last


@pytest.mark.parametrize(
    ("text", "zone", "home", "day"),
    [
        ("20261201T233000Z", "", BRUSSELS, "2026-12-02"),
        ("20261201T233000Z", "Europe/Brussels", BRUSSELS, "2026-12-02"),
        ("20261201T233000", "", BRUSSELS, "2026-12-01"),
        ("20261201T233000", "Europe/Brussels", BRUSSELS, "2026-12-01"),
        ("20261201T233000", "Somewhere", BRUSSELS, "2026-12-01"),
        ("20261201T070000", "Asia/Tokyo", BRUSSELS, "2026-11-30"),
        ("20261201", "Asia/Tokyo", BRUSSELS, "2026-12-01"),
    ],
)
def test_a_day_is_the_day_where_the_event_is(text, zone, home, day):
    assert str(day_of(moment("DTEND", Line(text, {"TZID": zone}), home))) == day


@pytest.mark.parametrize(
    ("zone", "general", "home"),
    [
        ("Asia/Tokyo", "Europe/Brussels", TOKYO),
        ("Somewhere", "Europe/Brussels", BRUSSELS),
        ("", "Europe/Brussels", BRUSSELS),
        ("", "Nowhere", dt.UTC),
        ("", None, dt.UTC),
    ],
)
def test_an_event_is_in_its_own_zone_else_in_its_calendars(zone, general, home):
    calendar = {} if general is None else {"X-WR-TIMEZONE": Line(general)}
    block = Block(1, {"DTSTART": (Line("20261201T100000", {"TZID": zone}),)}, calendar)
    assert home_of(block, dt.UTC) == home


def test_days_in_a_list_may_be_periods_and_may_be_missing():
    lines = (Line("20261201T100000/PT1H,,20261203T100000/20261203T120000"), Line(""))
    found = [str(day_of(each)) for each in moments("RDATE", lines, dt.UTC)]
    assert found == ["2026-12-01", "2026-12-03"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "20261301",
        "20260230",
        "2026-12-01",
        "20261201T250000",
        "P1D",
        "100000",
        "00010101T000000Z",
        "20261201T100000/PT1H",
    ],
)
def test_what_is_no_day_is_named(text):
    with pytest.raises(MalformedError, match="DTSTART cannot be read"):
        moment("DTSTART", Line(text), ZoneInfo("America/New_York"))


@pytest.mark.parametrize("text", ["", "PXD", "20261201", "P99999999999D"])
def test_what_is_no_duration_is_named(text):
    with pytest.raises(MalformedError, match="DURATION cannot be read"):
        length(Line(text))
