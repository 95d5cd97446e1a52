"""What is kept of an issue is what readers see, and comes back the same."""

import datetime as dt

import pytest

from digest.issues.keeping import document_of, issue_of, read_alike
from digest.model.finding import Finding, Severity
from digest.model.issue import Section
from digest.model.submission import Edit, Kind, SubmissionState
from fakes.issues import issue, sample_issue, submission

FULL = submission(
    1,
    kind=Kind.EVENT,
    title="Ein Titel – “quoted” <b>",
    starts=dt.date(2023, 9, 8),
    place="Bonn",
    online=True,
    text_html="<p>x</p>",
    url="https://a.org/",
    language="de",
    cancelled=True,
    translations={"en": {"title": "A title", "text_html": "<p>y</p>"}},
)


def test_it_comes_back_with_everything_a_reader_sees():
    kept = issue_of(document_of(issue(FULL)))
    assert kept.items[0].content == FULL.content
    assert kept.items[0].id == FULL.id
    assert read_alike(kept, issue(FULL))
    assert document_of(kept) == document_of(issue(FULL))


def test_titles_in_further_languages_are_kept():
    titled = sample_issue(1)
    section = Section(title="Events", titles={"de": "Termine"}, items=titled.sections[0].items)
    kept = issue_of(document_of(titled.model_copy(update={"sections": (section,)})))
    assert kept.sections[0].titles == {"de": "Termine"}


@pytest.mark.parametrize(
    "change",
    [
        {"findings": (Finding(code="x", severity=Severity.WARNING, where="w", message="m"),)},
        {"state": SubmissionState.HELD, "reason": "because"},
        {"edits": {"title": Edit(value="a", base="b")}},
        {"source": "another", "where": "elsewhere", "revision": 9},
    ],
)
def test_what_no_reader_sees_makes_no_difference(change):
    assert read_alike(issue(FULL), issue(FULL.model_copy(update=change)))


@pytest.mark.parametrize(
    "change",
    [
        {"text_html": "<p>z</p>"},
        {"title": "Another"},
        {"place": None},
        {"cancelled": False},
        {"translations": {}},
        {"image": "images/0123456789abcdef-300x200.jpg"},
    ],
)
def test_what_a_reader_sees_makes_one(change):
    content = FULL.content.model_copy(update=change)
    assert not read_alike(issue(FULL), issue(FULL.model_copy(update={"content": content})))


def test_the_order_counts():
    one, other = submission(1), submission(2)
    assert not read_alike(issue(one, other), issue(other, one))
