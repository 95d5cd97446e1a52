"""Dates as networks really wrote them: the cases beside the project, and the page about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from date_cases import AIM, CASES, cases, expected, outcome, table

PAGE = Path(__file__).parents[3] / "docs" / "dates.md"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not beside the project"),
]


def test_what_networks_wrote_is_read():
    read = cases(CASES)
    missed = [case["id"] for case in read if outcome(case) != expected(case)]
    assert len(missed) <= len(read) * (1 - AIM), missed


def test_no_day_is_made_up():
    unparseable = [case for case in cases(CASES) if case["kind"] == "unparseable"]
    assert unparseable
    assert [case["id"] for case in unparseable if outcome(case)[:2] != (None, None)] == []


def test_the_page_has_the_count_of_today():
    assert table(cases(CASES)) in PAGE.read_text("utf-8")
