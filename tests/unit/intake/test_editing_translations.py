"""An editor's changes of what a submission says in further languages."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.errors import UsageError
from digest.intake.deciding import decide
from digest.intake.editing import edit
from digest.intake.names import Directory
from digest.intake.normalising import Regular
from digest.model.record import Provenance
from digest.model.submission import Content, Kind, Submission, Translation

NOW = dt.datetime(2023, 8, 20, 9, tzinfo=dt.UTC)
DIRECTORY = Directory(())
PROVENANCE = Provenance("members", "a.md", "a.md")
GERMAN = Translation(title="Eine Nacht", text_html="<p>Komm.</p>")
CONTENT = Content(
    kind=Kind.NEWS, title="A night", text_html="<p>Come.</p>", translations={"de": GERMAN}
)


def decided(content: Content, existing: Submission | None = None) -> Submission:
    return decide(existing, Regular(content), PROVENANCE, trust="accept", now=NOW)[1]


def edited(existing: Submission | None = None, **changes: str) -> Submission:
    return edit(existing or decided(CONTENT), changes, DIRECTORY, now=NOW)


def codes(submission: Submission) -> list[str]:
    return [each.code for each in submission.findings]


def test_a_field_of_a_translation_is_changed_and_the_rest_stays():
    changed = edited(title_de="Nachts", url_de="https://example.org/de")
    assert changed.content.translations == {
        "de": GERMAN.model_copy(update={"title": "Nachts", "url": "https://example.org/de"})
    }
    assert changed.content.title == "A night"
    assert list(changed.edits) == ["translations"]


def test_a_language_is_added_and_one_is_taken_out():
    changed = edited(title_fr="Une nuit", text_fr="*Venez.*", title_de="", text_de="")
    assert changed.content.translations == {
        "fr": Translation(title="Une nuit", text_html="<p><em>Venez.</em></p>")
    }
    assert codes(changed) == []


def test_what_still_lacks_something_is_told_and_only_once():
    changed = edited(title_fr="Une nuit")
    assert codes(changed) == ["incomplete-translation"]
    again = edited(changed, place_fr="Lyon")
    assert codes(again) == ["incomplete-translation"]
    assert codes(edited(again, text_fr="Venez.")) == []


def test_what_is_the_source_s_own_again_is_no_edit():
    assert edited(edited(title_de="Nachts"), title_de="Eine Nacht").edits == {}


def test_translations_follow_the_source_until_an_editor_changes_them():
    newer = CONTENT.model_copy(
        update={"translations": {"de": GERMAN.model_copy(update={"place": "Köln"})}}
    )
    before = decided(CONTENT)
    assert decided(newer, before).content.translations == newer.translations
    kept = decided(newer, edited(before, title_de="Nachts"))
    assert kept.content.translations["de"].title == "Nachts"
    (finding,) = kept.findings
    assert finding.code == "source-changed"
    assert "“de: Nachts”" in finding.message


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"title_xx": "X"}, "title_xx: that is no language"),
        ({"url_de": "nowhere"}, "url_de: 'nowhere' is not a link"),
        ({"title_de": "a" * 501}, "title_de: has 501 characters"),
        ({"title_de": "a\x07"}, "title_de: holds the control character U+0007"),
        ({"starts_de": "1 May"}, "starts_de: there is no such field"),
    ],
)
def test_what_cannot_be_used_is_refused(changes, part):
    with pytest.raises(UsageError) as caught:
        edited(**changes)
    assert part in str(caught.value)


def test_a_submission_is_not_translated_into_its_own_language():
    french = decided(CONTENT.model_copy(update={"language": "fr"}))
    with pytest.raises(UsageError, match="in “fr” itself"):
        edited(french, title_fr="Une nuit")
