from zoneinfo import ZoneInfo

import pytest

from digest.formats.local_days import local_days

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        ("2023-09-24", "2023-09-26", ("2023-09-24", "2023-09-26")),
        ("2023-09-24 10:00:00", "2023-09-24 23:59:59", ("2023-09-24", "2023-09-24")),
        ("2023-09-24T10:00", "", ("2023-09-24", "")),
        # the day where it takes place, not in UTC and not here
        ("2023-09-24T00:30:00+03:00", "2023-09-24T23:30:00-0800", ("2023-09-24", "2023-09-24")),
        ("2023-09-24T12:00:00.000+02", "", ("2023-09-24", "")),
        # a moment in UTC has no place of its own
        ("2023-09-23T22:00:00.000Z", "2023-09-24T22:00:00Z", ("2023-09-24", "2023-09-24")),
        # midnight ends the day before, unless it all takes place at midnight
        ("2023-09-24T20:00", "2023-09-25T00:00", ("2023-09-24", "2023-09-24")),
        ("2023-09-24T00:00", "2023-09-24T00:00", ("2023-09-24", "2023-09-24")),
        ("", "2023-09-25T00:00", ("", "2023-09-25")),
        # what is no moment is read by whoever can
        ("Sunday", "2023-02-30", ("Sunday", "2023-02-30")),
        ("2023-09-24T25:61", " x ", ("2023-09-24T25:61", "x")),
        ("9999-12-31T23:59Z", "0001-01-01T00:00Z", ("9999-12-31T23:59Z", "0001-01-01")),
    ],
)
def test_the_days_of_moments(starts, ends, days):
    assert local_days(starts, ends, BRUSSELS) == days


def test_without_a_zone_utc_stays():
    assert local_days("2023-09-23T22:00:00Z", "") == ("2023-09-23", "")
