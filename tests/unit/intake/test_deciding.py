"""New, updated or unchanged."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.intake.deciding import Verdict, decide, id_of
from digest.intake.editing import edit
from digest.intake.names import Directory
from digest.intake.normalising import Regular
from digest.intake.remarks import Remark
from digest.model.period import Period
from digest.model.record import Provenance
from digest.model.submission import Content, Kind, Submission, SubmissionState

NOW = dt.datetime(2023, 8, 20, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
HERE = Provenance("members", "a.csv#7", "a.csv", 7, "2023-09")
MOVED = Provenance("members", "a.csv#7", "a.csv", 8, "2023-09")


def regular(*codes: str, where: str = "a.csv, line 7", **fields) -> Regular:
    content = Content(**({"kind": Kind.EVENT, "title": "A"} | fields))
    return Regular(content, tuple(Remark(code, "said").at(where) for code in codes))


def new(trust: str = "accept", **fields) -> Submission:
    return decide(None, regular(**fields), HERE, trust=trust, now=NOW)[1]


def again(existing: Submission, outcome: Regular, provenance: Provenance = HERE):
    return decide(existing, outcome, provenance, trust="accept", now=LATER)


def test_a_new_record_makes_a_submission():
    verdict, made = decide(None, regular("some-code"), HERE, trust="accept", now=NOW)
    assert verdict is Verdict.NEW
    assert (made.id, made.source, made.key) == (id_of(HERE.source, HERE.key), "members", "a.csv#7")
    assert (made.where, made.folder, made.arrived_at) == ("a.csv, line 7", "2023-09", NOW)
    assert (made.state, made.reason, made.revision) == (SubmissionState.ACCEPTED, None, 1)
    assert (made.content, made.source_content) == (regular().content, regular().content)
    assert [finding.code for finding in made.findings] == ["some-code"]


def test_what_is_not_trusted_is_held():
    held = new(trust="hold")
    assert held.state is SubmissionState.HELD
    assert held.reason == "waits for an editor (source members)"


def test_ids_are_short_and_of_source_and_key():
    ids = {id_of(*pair) for pair in (("a", "bc"), ("ab", "c"), ("a", "b"))}
    assert len(ids) == 3
    assert all(each.isalnum() and each.islower() and len(each) == 12 for each in ids)
    assert id_of(HERE.source, HERE.key) == id_of(MOVED.source, MOVED.key)


def test_the_same_again_is_unchanged():
    existing = new()
    assert again(existing, regular()) == (Verdict.UNCHANGED, existing)


def test_a_record_that_moved_within_its_file_is_unchanged_and_knows_its_place():
    existing = decide(None, regular("some-code"), HERE, trust="accept", now=NOW)[1]
    verdict, moved = again(existing, regular("some-code", where="a.csv, line 8"), MOVED)
    assert (verdict, moved.revision) == (Verdict.UNCHANGED, 1)
    assert (moved.where, moved.findings[0].where) == ("a.csv, line 8", "a.csv, line 8")


@pytest.mark.parametrize(
    ("outcome", "provenance"),
    [
        (regular(title="B"), HERE),
        (regular("some-code"), HERE),
        (regular(), Provenance("members", "a.csv#7", "a.csv", 7, "2023-10")),
    ],
)
def test_another_content_finding_or_folder_is_an_update(outcome, provenance):
    verdict, updated = again(new(), outcome, provenance)
    assert (verdict, updated.revision) == (Verdict.UPDATED, 2)
    assert (updated.content, updated.source_content) == (outcome.content, outcome.content)
    assert (updated.arrived_at, updated.folder) == (NOW, provenance.folder)


@pytest.mark.parametrize("state", list(SubmissionState))
def test_what_others_decided_stays(state):
    decided = {
        "state": state,
        "reason": "because",
        "placed": Period("2023-10"),
        "issue": Period("2023-10"),
        "removed_from": (Period("2023-09"),),
        "repeat": Period("2023-11"),
        "position": 3,
    }
    existing = new().model_copy(update=decided)
    updated = again(existing, regular(title="B"))[1]
    assert {name: getattr(updated, name) for name in decided} == decided


class TestWithAnEditorsEdit:
    existing = edit(new(), {"title": "Mine"}, Directory(), now=NOW)

    def test_the_same_source_is_unchanged(self):
        assert again(self.existing, regular()) == (Verdict.UNCHANGED, self.existing)

    def test_other_fields_follow_the_source(self):
        verdict, updated = again(self.existing, regular(place="Bonn"))
        assert (verdict, updated.revision) == (Verdict.UPDATED, 3)
        assert (updated.content.title, updated.content.place) == ("Mine", "Bonn")
        assert (updated.source_content.title, updated.findings) == ("A", ())

    def test_an_edited_field_stays_and_the_source_s_change_is_a_finding(self):
        verdict, updated = again(self.existing, regular(title="B"))
        assert (verdict, updated.content.title) == (Verdict.UPDATED, "Mine")
        (finding,) = updated.findings
        assert finding.code == "source-changed"
        assert "“Mine”" in finding.message
        assert "“B”" in finding.message
        assert again(updated, regular(title="B")) == (Verdict.UNCHANGED, updated)

    def test_a_source_that_comes_round_to_the_edit_raises_nothing(self):
        updated = again(self.existing, regular(title="Mine"))[1]
        assert (updated.content.title, updated.findings) == ("Mine", ())

    def test_the_same_after_a_journey_through_json(self):
        stored = Submission.model_validate_json(self.existing.model_dump_json())
        assert again(stored, regular())[0] is Verdict.UNCHANGED
