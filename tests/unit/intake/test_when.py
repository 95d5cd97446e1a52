"""The fields that speak of days, read together."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.intake.fields import Named
from digest.intake.when import Reader, when

READER = Reader(dt.date(2023, 8, 20), "en")


def day(text):
    return text and dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("fields", "starts", "ends", "deadline", "raw"),
    [
        (
            {"dates": "8–9 September 2023"},
            *("2023-09-08", "2023-09-09", None, "8–9 September 2023"),
        ),
        ({"dates": dt.date(2023, 9, 8)}, "2023-09-08", "2023-09-08", None, "2023-09-08"),
        (
            {"dates": [dt.date(2023, 9, 8), dt.date(2023, 9, 9)]},
            *("2023-09-08", "2023-09-09", None, "2023-09-08, 2023-09-09"),
        ),
        (
            {"starts": "8 July", "ends": "9 July 2024"},  # the end lends its year
            *("2024-07-08", "2024-07-09", None, "8 July – 9 July 2024"),
        ),
        (
            {"starts": dt.date(2023, 9, 8), "ends": dt.date(2023, 9, 9)},
            *("2023-09-08", "2023-09-09", None, "2023-09-08 – 2023-09-09"),
        ),
        ({"starts": "8 September 2023"}, "2023-09-08", None, None, "8 September 2023"),
        ({"starts": "8–9 September 2023"}, "2023-09-08", "2023-09-09", None, "8–9 September 2023"),
        ({"ends": "30 September 2023"}, None, None, "2023-09-30", "30 September 2023"),
        ({"deadline": "30 September 2023"}, None, None, "2023-09-30", "30 September 2023"),
        ({"deadline": "before 1 October"}, None, None, "2023-09-30", "before 1 October"),
        (
            {"dates": "8 September 2023", "deadline": dt.date(2023, 8, 30)},
            *("2023-09-08", "2023-09-08", "2023-08-30", "8 September 2023"),
        ),
        ({"dates": "until 30 September"}, None, None, "2023-09-30", "until 30 September"),
        ({}, None, None, None, None),
    ],
)
def test_days(fields, starts, ends, deadline, raw):
    found = when({name: Named(name, value) for name, value in fields.items()}, READER)
    assert (found.starts, found.ends, found.deadline) == (day(starts), day(ends), day(deadline))
    assert (found.raw, found.remarks) == (raw, ())


@pytest.mark.parametrize(
    ("fields", "starts", "ends", "code"),
    [
        ({"starts": "2023-09-24", "ends": "2023-06-26"}, "2023-09-24", None, "end-before-start"),
        (
            {"starts": "24 September 2023 (noon)", "ends": "2023-06-26"},
            *("2023-09-24", None, "end-before-start"),
        ),
        ({"starts": "2023-09-24", "ends": "to be said"}, "2023-09-24", None, "unread-date"),
        ({"starts": "soon", "ends": "2023-09-24"}, None, None, "relative-date"),
        ({"dates": {"from": "2023"}}, None, None, "unusable-value"),
    ],
)
def test_doubts(fields, starts, ends, code):
    found = when({name: Named(name, value) for name, value in fields.items()}, READER)
    assert (found.starts, found.ends) == (day(starts), day(ends))
    assert [remark.code for remark in found.remarks] == [code]


@pytest.mark.parametrize("value", ["45177", 45177, 45177.75])
def test_a_day_as_a_spreadsheet_keeps_it(value):
    read = when({"starts": Named("start", value), "ends": Named("end", 45179)}, READER)
    assert (read.starts, read.ends) == (dt.date(2023, 9, 8), dt.date(2023, 9, 10))
    assert [remark.code for remark in read.remarks] == ["spreadsheet-date", "spreadsheet-date"]
