"""A source's content under an editor's edits."""

from __future__ import annotations

import datetime as dt

from digest.intake.overlay import findings_under, laid_over, plain
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
