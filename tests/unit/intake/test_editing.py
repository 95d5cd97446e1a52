"""An editor's changes."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.errors import UsageError
from digest.intake.deciding import decide
from digest.intake.editing import edit
from digest.intake.names import Directory
from digest.intake.normalising import Regular
from digest.intake.remarks import Remark
from digest.model.organisation import Organisation, OrganisationRef
from digest.model.record import Provenance
from digest.model.submission import Content, Kind, Submission

NOW = dt.datetime(2023, 8, 20, 9, tzinfo=dt.UTC)
DIRECTORY = Directory((Organisation(id="ima", name="Irish Museums Association", acronym="IMA"),))
CONTENT = Content(
    kind=Kind.EVENT,
    organisations=(OrganisationRef(id=None, name="Nobody"),),
    title="A",
    starts=dt.date(2023, 9, 24),
    dates_raw="24|9|2023 - 26|6|2023",
    place="Bonn and online",
    online=True,
    url="https://example.org",
)


def submission(content: Content = CONTENT, *codes: str) -> Submission:
    findings = tuple(Remark(code, "said").at("a.md") for code in codes)
    provenance = Provenance("members", "a.md", "a.md")
    return decide(None, Regular(content, findings), provenance, trust="accept", now=NOW)[1]


def changed(existing: Submission | None = None, **changes: str) -> Submission:
    return edit(existing or submission(), changes, DIRECTORY, now=NOW)


@pytest.mark.parametrize(
    ("name", "text", "fields"),
    [
        ("title", " B\n c ", {"title": "B c"}),
        ("headline", "B", {"title": "B"}),
        ("title", "", {"title": None}),
        (
            "organisations",
            "IMA; Someone",
            {
                "organisations": (
                    OrganisationRef(id="ima", name="Irish Museums Association"),
                    OrganisationRef(id=None, name="Someone"),
                )
            },
        ),
        ("organisations", "", {"organisations": ()}),
        ("kind", "call", {"kind": Kind.CALL}),
        ("starts", "20 September", {"starts": dt.date(2023, 9, 20)}),
        ("starts", "", {"starts": None}),
        ("ends", "2023-09-26", {"ends": dt.date(2023, 9, 26)}),
        ("deadline", "before 15 September", {"deadline": dt.date(2023, 9, 14)}),
        (
            "dates",
            "24–26 September 2023",
            {
                "starts": dt.date(2023, 9, 24),
                "ends": dt.date(2023, 9, 26),
                "deadline": None,
                "dates_raw": "24–26 September 2023",
            },
        ),
        (
            "dates",
            "until 30 September",
            {"starts": None, "ends": None, "deadline": dt.date(2023, 9, 30)},
        ),
        ("dates", "", {"starts": None, "ends": None, "deadline": None, "dates_raw": None}),
        ("place", "Bonn", {"place": "Bonn", "online": False}),
        ("place", "Köln and online", {"place": "Köln and online", "online": True}),
        ("online", "no", {"online": False}),
        ("online", "", {"online": False}),
        ("cancelled", "yes", {"cancelled": True}),
        ("text", "*a* <b>", {"text_html": "<p><em>a</em> &lt;b&gt;</p>"}),
        ("url", "www.example.org", {"url": "https://www.example.org"}),
        ("url", "", {"url": None}),
        ("image", "https://example.org/a.jpg", {"image": "https://example.org/a.jpg"}),
        ("image", "pictures/hall.PNG", {"image": "pictures/hall.PNG"}),
        ("alt text", "A  hall", {"image_alt": "A hall"}),
        ("url", "https://a.org/?id=7&fbclid=1", {"url": "https://a.org/?id=7"}),
        ("language", "DE", {"language": "de"}),
        ("project", "charter", {"project": "charter"}),
    ],
)
def test_each_field(name, text, fields):
    edited = changed(**{name: text})
    assert {each: getattr(edited.content, each) for each in fields} == fields
    assert edited.source_content == CONTENT
    assert edited.revision == 2


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("colour", "red", "colour: there is no such field"),
        ("issue", "2023-09", "issue: there is no such field"),
        ("kind", "party", "'party' is not a kind"),
        ("kind", "", "'' is not a kind"),
        ("starts", "some day", "no date could be read"),
        ("starts", "8–9 September 2023", "is not one day"),
        ("starts", "03/04/2023", "may be 3 April 2023 or 4 March 2023"),
        ("ends", "2023-06-26", "lies before the start"),
        ("dates", "24|9|2023 - 26|6|2023", "lies before the start"),
        ("online", "perhaps", "neither yes nor no"),
        ("cancelled", "perhaps", "neither yes nor no"),
        ("url", "javascript:alert(1)", "not a link"),
        ("image", "mailto:a@b.org", "no picture"),
        ("image", "../hall.png", "no picture"),
        ("image", "hall.exe", "no picture"),
        ("categories", "call", "categories: there is no such field"),
        ("language", "English", "not a language tag"),
        ("title", "a\x07", "U+0007"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_with_the_way_out(name, text, message):
    with pytest.raises(UsageError) as refusal:
        changed(**{name: text})
    assert message in refusal.value.message
    assert refusal.value.hint


def test_several_fields_at_once_are_judged_together():
    edited = changed(ends="2023-06-26", starts="2023-06-24")
    assert (edited.content.starts, edited.content.ends) == (
        dt.date(2023, 6, 24),
        dt.date(2023, 6, 26),
    )
    assert edited.revision == 2


def test_a_later_edit_keeps_the_earlier_ones():
    edited = changed(changed(title="B"), place="Köln")
    assert (edited.content.title, edited.content.place, edited.revision) == ("B", "Köln", 3)


def test_the_source_s_own_value_again_is_no_edit():
    back = changed(changed(title="B"), title="A")
    assert (dict(back.edits), back.content, back.revision) == ({}, CONTENT, 3)


def test_a_change_that_changes_nothing_makes_no_revision():
    edited = changed(title="B")
    assert changed(edited, title="B") is edited
    assert changed() == submission()


@pytest.mark.parametrize(
    ("code", "name", "text", "remaining"),
    [
        ("end-before-start", "ends", "2023-09-26", []),
        ("end-before-start", "title", "B", ["end-before-start"]),
        ("unknown-organisation", "organisations", "IMA", []),
        ("unusable-link", "url", "https://example.com", []),
        ("unknown-field", "title", "B", ["unknown-field"]),
    ],
)
def test_an_edit_settles_the_findings_about_its_field(code, name, text, remaining):
    edited = changed(submission(CONTENT, code), **{name: text})
    assert [finding.code for finding in edited.findings] == remaining


def test_a_deadline_of_its_own_stays_when_the_dates_are_edited():
    own = CONTENT.model_copy(update={"deadline": dt.date(2023, 9, 1)})
    edited = changed(submission(own), dates="25 September 2023")
    assert edited.content.deadline == dt.date(2023, 9, 1)


def test_a_deadline_from_the_old_dates_goes_with_them():
    old = CONTENT.model_copy(
        update={"deadline": dt.date(2023, 9, 30), "dates_raw": "until 30 September"}
    )
    assert changed(submission(old), dates="25 September 2023").content.deadline is None


def test_editing_again_settles_what_the_source_changed():
    edited = changed(title="B")
    newer = Regular(CONTENT.model_copy(update={"title": "C"}))
    provenance = Provenance("members", "a.md", "a.md")
    updated = decide(edited, newer, provenance, trust="accept", now=NOW)[1]
    assert [finding.code for finding in updated.findings] == ["source-changed"]
    assert changed(updated, title="D").findings == ()


@pytest.mark.parametrize(
    ("code", "name", "text", "kept"),
    [
        ("weekday-mismatch", "starts", "2023-09-24", {"starts"}),
        (
            *("weekday-mismatch", "dates", "24 September 2023"),
            {"starts", "ends", "deadline", "dates_raw"},
        ),
        ("unread-date", "deadline", "", {"deadline"}),
        ("unknown-organisation", "organisations", "Nobody", {"organisations"}),
        ("unread-online", "online", "yes", {"online"}),
    ],
)
def test_an_editors_word_settles_a_doubt_though_it_repeats_the_source(code, name, text, kept):
    doubted = submission(CONTENT, code)
    edited = changed(doubted, **{name: text})
    assert edited.findings == ()
    assert edited.edits.keys() == kept
    assert changed(edited, **{name: text}) is edited
    # It stays settled when the source is collected again.
    again = Regular(CONTENT, doubted.findings)
    provenance = Provenance("members", "a.md", "a.md")
    assert decide(edited, again, provenance, trust="accept", now=NOW)[1].findings == ()


@pytest.mark.parametrize(
    ("code", "name", "text"),
    [
        ("weekday-mismatch", "title", "A"),
        ("unknown-organisation", "starts", "2023-09-24"),
        ("unread-online", "place", "Bonn and online"),  # says nothing of its own of "online"
    ],
)
def test_repeating_a_field_that_nobody_doubts_is_no_edit(code, name, text):
    doubted = submission(CONTENT, code)
    assert changed(doubted, **{name: text}) is doubted


def test_an_end_that_was_dropped_is_settled_by_another_end():
    edited = changed(ends="2023-09-26")
    days = {"starts": dt.date(2023, 9, 28), "ends": dt.date(2023, 9, 29)}
    moved = Regular(CONTENT.model_copy(update=days))
    provenance = Provenance("members", "a.md", "a.md")
    updated = decide(edited, moved, provenance, trust="accept", now=NOW)[1]
    assert "end-before-start" in [each.code for each in updated.findings]
    for ends in ("2023-09-29", "2023-09-30", ""):
        assert changed(updated, ends=ends).findings == ()


@pytest.mark.parametrize("name", ["title", "place", "organisations"])
def test_a_line_without_end_is_refused(name):
    assert changed(**{name: "x" * 500}).revision == 2
    with pytest.raises(UsageError, match=f"{name}: .*500"):
        changed(**{name: "x" * 501})
