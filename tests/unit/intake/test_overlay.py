"""A source's content under an editor's edits."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.intake.overlay import findings_under, laid_over, plain
from digest.intake.particulars import missing_alt
from digest.intake.remarks import too_long
from digest.model.organisation import OrganisationRef
from digest.model.submission import Content, Edit, Kind

SOURCE = Content(
    kind=Kind.EVENT,
    organisations=(OrganisationRef(id="a", name="Alpha"),),
    starts=dt.date(2023, 9, 8),
)


def test_edits_lie_over_the_source():
    edits = {"starts": Edit(value="2023-09-09", base="2023-09-08")}
    assert laid_over(SOURCE, edits).starts == dt.date(2023, 9, 9)
    assert laid_over(SOURCE, {}) == SOURCE


def test_a_finding_shows_both_values_in_words():
    edits = {
        "organisations": Edit(value=[{"id": "b", "name": "Beta"}], base=[]),
        "place": Edit(value="Bonn", base="Köln"),
        "starts": Edit(value="2023-09-09", base="2023-09-08"),
    }
    organisations, place = findings_under((), SOURCE, edits, "a.md")
    assert "“Beta”" in organisations.message
    assert "“Alpha”" in organisations.message
    assert "nothing" in place.message
    assert place.where == "a.md"


def test_a_long_value_is_cut():
    edits = {"text_html": Edit(value="x" * 900, base="y")}
    (finding,) = findings_under((), SOURCE, edits, "a.md")
    assert len(finding.message) < 500


def test_plain_values_are_what_json_has():
    assert plain(SOURCE)["starts"] == "2023-09-08"
    assert plain(SOURCE)["kind"] == "event"


EARLIER = {"ends": Edit(value="2023-09-26", base=None)}
MOVED = SOURCE.model_copy(update={"starts": dt.date(2023, 9, 28), "ends": dt.date(2023, 9, 29)})


def test_an_edited_end_before_the_sources_new_start_is_dropped_and_said():
    laid = laid_over(MOVED, EARLIER)
    assert (laid.starts, laid.ends) == (dt.date(2023, 9, 28), None)
    findings = findings_under((), MOVED, EARLIER, "a.md")
    assert [each.code for each in findings] == ["source-changed", "end-before-start"]
    assert "2023-09-26 lies before the start 2023-09-28" in findings[1].message
    # Said once, however often it is laid over; and no more when the source moves back.
    assert findings_under(findings, MOVED, EARLIER, "a.md") == findings
    assert findings_under(findings, SOURCE, EARLIER, "a.md") == ()
    assert laid_over(SOURCE, EARLIER).ends == dt.date(2023, 9, 26)


def test_an_edited_start_after_the_sources_end_drops_the_end():
    laid = laid_over(MOVED, {"starts": Edit(value="2023-09-30", base="2023-09-28")})
    assert (laid.starts, laid.ends) == (dt.date(2023, 9, 30), None)


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("title", "title"),
        ("place", "place"),
        ("name of an organisation", "organisations"),
        ("description of the picture", "image_alt"),
    ],
)
def test_what_was_cut_is_settled_by_editing_that_field_and_no_other(called, name):
    cut = too_long(called).at("a.md")
    for edited in ("title", "place", "organisations", "url", "image_alt"):
        value = plain(SOURCE)[edited]
        standing = findings_under((cut,), SOURCE, {edited: Edit(value=value, base=value)}, "a.md")
        assert standing == (() if edited == name else (cut,))


@pytest.mark.parametrize("name", ["image", "image_alt"])
def test_a_missing_description_is_settled_by_one_or_by_another_picture(name):
    said = missing_alt().at("a.md")
    edits = {name: Edit(value=None, base=None)}
    assert findings_under((said,), SOURCE, edits, "a.md") == ()
    taken = {name: Edit(value="x.jpg", base=None, merged_from="s2")}
    assert findings_under((said,), SOURCE, taken, "a.md") == (said,)  # nobody looked at it
