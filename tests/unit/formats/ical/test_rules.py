import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from digest.formats.ical.rules import read_rule
from digest.formats.malformed import MalformedError

DAY = dt.date(2026, 11, 20)
EVENING = dt.datetime(2026, 11, 20, 19, 0)  # noqa: DTZ001 - local, as everywhere in this room
BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("FREQ=HOURLY", "repeats hourly"),
        ("FREQ=MINUTELY;COUNT=2", "repeats minutely"),
        ("FREQ=SECONDLY", "repeats secondly"),
        ("FREQ=FORTNIGHTLY", "cannot be read"),
        ("BYDAY=MO", "cannot be read"),
        ("", "cannot be read"),
        ("FREQ=DAILY;COUNT=0", "COUNT 0"),
        ("FREQ=DAILY;COUNT=10001", "COUNT 10001"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL 0"),
        ("FREQ=DAILY;INTERVAL=1001", "INTERVAL 1001"),
        ("FREQ=DAILY;INTERVAL=often", "cannot be read"),
        ("FREQ=DAILY;UNTIL=P1D", "ends at no day"),
        ("FREQ=YEARLY;BYEASTER=1", "not known here"),
        ("RSCALE=HEBREW;FREQ=YEARLY", "not known here"),
        ("FREQ=YEARLY;BYMONTH=5L", "not known here"),
        ("FREQ=DAILY;BYHOUR=9,15;COUNT=4", "several times a day"),
        ("FREQ=DAILY;BYDAY=MO" + ",MO" * 700, "2,119 characters"),
    ],
)
def test_absurd_and_unknown_rules_are_refused_by_name(text, words):
    with pytest.raises(MalformedError, match=words):
        read_rule(text, DAY, dt.UTC)


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("freq=weekly;byday=mo, tu", "weekdays", {(0, 0), (0, 1)}),
        ("FREQ=WEEKLY", "weekdays", {(0, 4)}),
        ("FREQ=WEEKLY;BYDAY=2MO", "weekdays", {(0, 0)}),
        ("FREQ=MONTHLY;BYDAY=2MO,-1FR", "weekdays", {(2, 0), (-1, 4)}),
        ("FREQ=YEARLY;BYWEEKNO=3", "weekdays", {(0, 4)}),
        ("FREQ=MONTHLY", "month_days", {20}),
        ("FREQ=YEARLY", "months", {11}),
        ("FREQ=YEARLY;BYMONTHDAY=1", "months", set()),
        ("FREQ=DAILY;BYHOUR=9,15", "frequency", "DAILY"),
        ("FREQ=DAILY;WKST=SU;X-WHY=1;", "week_start", 6),
    ],
)
def test_what_a_rule_leaves_out_comes_from_the_start(text, field, expected):
    assert getattr(read_rule(text, DAY, dt.UTC), field) == expected


@pytest.mark.parametrize(
    ("until", "start", "last"),
    [
        ("20261204", DAY, "2026-12-04"),
        ("20261204", EVENING, "2026-12-04"),
        ("20261204T190000", EVENING, "2026-12-04"),
        ("20261204T185959", EVENING, "2026-12-03"),
        ("20261204T180000Z", EVENING, "2026-12-04"),  # 19:00 in Brussels
        ("20261203T230000Z", EVENING, "2026-12-03"),  # midnight in Brussels
        ("20261203T230000Z", DAY, "2026-12-04"),
    ],
)
def test_until_is_read_in_the_events_own_zone(until, start, last):
    rule = read_rule(f"FREQ=DAILY;UNTIL={until}", start, BRUSSELS)
    assert str(rule.until) == last
