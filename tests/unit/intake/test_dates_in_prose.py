"""Dates in thirty-one languages beside English, as people write them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from digest.intake.dates import DateReading, read_dates

PUBLISHED = dt.date(2023, 8, 20)
PROSE = tuple(
    tuple(part.strip() for part in line.split("|"))
    for line in Path(__file__).with_name("dates_in_prose.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)
OFFICIAL = "bg hr cs da nl en et fi fr de el hu ga it lv lt mt pl pt ro sk sl es sv"
OTHERS = "no is tr uk sq sr mk ca"


@pytest.mark.parametrize(("language", "text", "expected"), PROSE)
def test_prose(language, text, expected):
    assert shown(read_dates(text, reference=PUBLISHED, language=language)) == expected


def test_another_language_s_months_are_read_beside_english():
    for text in ("28. März 2024", "28 March 2024"):
        reading = read_dates(text, reference=None, language="de")
        assert reading.starts == dt.date(2024, 3, 28)
    assert read_dates("8 May 2023", reference=None, language="no such").starts


def test_every_language_has_its_share():
    counted = Counter(language.split("-")[0] for language, _, _ in PROSE)
    few = {tag for tag in f"{OFFICIAL} {OTHERS}".split() if counted[tag] < 8}
    assert few == {"en"}  # its strings stand in test_dates


def shown(reading: DateReading) -> str:
    start, end, deadline = (
        day and day.isoformat() for day in (reading.starts, reading.ends, reading.deadline)
    )
    if deadline:
        return f"{start}/by {deadline}" if start else f"by {deadline}"
    if start:
        return f"{start}/{end}" if end else f"from {start}"
    return f"?{reading.remarks[0].code}"
