"""Remarks and their places."""

from __future__ import annotations

from digest.intake.remarks import Remark, place_of
from digest.model.finding import Severity
from digest.model.record import Provenance


def test_a_remark_becomes_a_finding_at_its_place():
    finding = Remark("some-code", "message", "hint").at("calls.csv, line 7")
    assert (finding.code, finding.where, finding.hint) == ("some-code", "calls.csv, line 7", "hint")
    assert finding.severity is Severity.WARNING


def test_a_place_names_the_line_where_there_is_one():
    assert place_of(Provenance("s", "k", "calls.csv", 7)) == "calls.csv, line 7"
    assert place_of(Provenance("s", "k", "ima.md")) == "ima.md"
