import datetime as dt

import pytest

from digest.checks.content import check_content
from digest.model.finding import Finding, Severity
from digest.model.issue import Issue, Section
from digest.model.submission import Edit, Kind
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


def test_a_picture_whose_file_is_gone_is_named():
    image = "images/0123456789abcdef-1200x800.jpg"
    items = (
        submission(1, text_html=TEXT, image=image, image_alt="A carpet"),
        submission(2, text_html=TEXT, organisations=("Another",)),
    )
    (found,) = check_content(issue(*items), DAY, frozenset({image}))
    assert (found.code, found.where) == ("missing-picture", "submission s0001")
    assert image in found.message
    assert not list(check_content(issue(*items), DAY))


def test_what_intake_found_is_carried_along():
    own = Finding(code="end-before-start", severity=Severity.WARNING, where="f", message="m")
    assert codes(submission(text_html=TEXT, findings=(own,))) == ["end-before-start"]


@pytest.mark.parametrize("sections", [(), (Section(title="Events", items=()),)])
def test_an_issue_without_items_blocks(sections):
    (found,) = check_content(Issue(period=PERIOD, sections=sections), DAY)
    assert (found.code, found.severity) == ("empty-issue", Severity.ERROR)


def test_an_item_that_no_section_takes_is_told():
    left = submission(kind=Kind.NEWS, text_html=TEXT)
    whole = issue(submission(2, text_html=TEXT)).model_copy(update={"without_section": (left,)})
    (found,) = check_content(whole, DAY)
    assert (found.code, found.where) == ("no-section", "submission s0001")


def test_items_kept_out_by_a_limit_are_told():
    section = Section(title="Events", items=(submission(text_html=TEXT),), left_out=3)
    (found,) = check_content(Issue(period=PERIOD, sections=(section,)), DAY)
    assert (found.code, found.where) == ("items-left-out", "section Events")
    assert "3 more" in found.message


PICTURE = {"text_html": TEXT, "image": "images/a-1x1.jpg"}


def test_a_picture_without_a_description_is_told_once_until_an_editor_has_spoken():
    bare = submission(**PICTURE)
    (found,) = check_content(issue(bare), DAY)
    assert (found.code, found.where) == ("missing-alt", "submission s0001")
    said = Finding(code="missing-alt", severity=Severity.WARNING, where="f", message="m")
    assert codes(submission(**PICTURE, findings=(said,))) == ["missing-alt"]
    assert codes(submission(**PICTURE, image_alt="A hall")) == []
    decorative = {"image_alt": Edit(value=None, base=None)}
    assert codes(bare.model_copy(update={"edits": decorative})) == []
