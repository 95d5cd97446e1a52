import datetime as dt

import pytest

from digest.checks.content import check_content
from digest.model.finding import Finding, Severity
from digest.model.issue import Issue, Section
from digest.model.submission import Kind
from fakes.issues import PERIOD, issue, submission

DAY = dt.date(2023, 9, 1)
BEFORE = dt.date(2023, 8, 31)
TEXT = "<p>Some words.</p>"


def codes(*submissions):
    return [each.code for each in check_content(issue(*submissions), DAY)]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"text_html": ""}, ["no-text"]),
        ({"text_html": "<p> <br></p>"}, ["no-text"]),
        ({"text_html": "<p>It goes on…</p>"}, ["text-cut"]),
        ({"text_html": "<p>It goes on&hellip;</p>"}, ["text-cut"]),
        ({"text_html": "<p>It goes on…</p>", "url": "https://a.org"}, []),
        ({"kind": Kind.CALL}, ["no-link"]),
        ({"kind": Kind.PUBLICATION, "text_html": "<p>It goes on…</p>"}, ["no-link"]),
        ({"kind": Kind.CALL, "url": "https://a.org", "deadline": BEFORE}, ["deadline-past"]),
        ({"kind": Kind.CALL, "url": "https://a.org", "deadline": DAY}, []),
        ({"starts": BEFORE, "ends": BEFORE}, ["event-over"]),
        ({"starts": BEFORE, "ends": DAY}, []),
        ({"starts": BEFORE}, []),
        ({"url": "http://a.org"}, ["insecure-link"]),
        ({"text_html": '<p><a href="http://a.org">x</a></p>'}, ["insecure-link"]),
        ({"text_html": "<p>http://a.org in words</p>"}, []),
        ({"text_html": '<p><a href="http://a.org">x</a></p>' * 9}, ["insecure-link"]),
    ],
)
def test_an_item_has_one_finding_of_a_sort_at_most(fields, expected):
    assert codes(submission(**{"text_html": TEXT, **fields})) == expected


def test_a_finding_says_which_item_and_what_people_call_it():
    (found,) = check_content(issue(submission(7, organisations=("A", "B"))), DAY)
    assert found.where == "submission s0007"
    assert found.message == "A and B has no text."


def test_what_intake_found_is_carried_along():
    own = Finding(code="end-before-start", severity=Severity.WARNING, where="f", message="m")
    assert codes(submission(text_html=TEXT, findings=(own,))) == ["end-before-start"]


@pytest.mark.parametrize("sections", [(), (Section(title="Events", items=()),)])
def test_an_issue_without_items_blocks(sections):
    (found,) = check_content(Issue(period=PERIOD, sections=sections), DAY)
    assert (found.code, found.severity) == ("empty-issue", Severity.ERROR)


def test_items_kept_out_by_a_limit_are_told():
    section = Section(title="Events", items=(submission(text_html=TEXT),), left_out=3)
    (found,) = check_content(Issue(period=PERIOD, sections=(section,)), DAY)
    assert (found.code, found.where) == ("items-left-out", "section Events")
    assert "3 more" in found.message
