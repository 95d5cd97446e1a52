"""What a record says in further languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.names import Directory
from digest.intake.normalising import Intake, Regular, normalise
from digest.model.record import Provenance, Record, Rejection, TextFormat
from digest.model.submission import Translation

INTAKE = Intake(directory=Directory(()), arrived=dt.date(2023, 8, 20))
PROVENANCE = Provenance("members", "a.md", "a.md")
ENGLISH = {"title": "A night", "text": "Come."}
GERMAN = Translation(title="Eine Nacht", text_html="<p>Komm.</p>")


def regular(fields, intake=INTAKE, text_format=TextFormat.MARKDOWN) -> Regular:
    outcome = normalise(Record(PROVENANCE, fields, None, text_format), intake)
    assert isinstance(outcome, Regular)
    return outcome


def told(outcome: Regular) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in outcome.findings]


@pytest.mark.parametrize(
    "said",
    [
        {"title_de": "Eine Nacht", "text_de": "Komm."},
        {"Title.DE": "Eine Nacht", "description[de]": "Komm."},
        {"translations": {"de": {"title": "Eine Nacht", "text": "Komm."}}},
        {"Translations": {"DE": {"Headline": "Eine Nacht", "summary": "Komm."}}},
        {"translations": {"de": {"title": "Eine Nacht"}}, "text_de": "Komm."},
    ],
)
def test_it_may_be_said_in_several_ways(said):
    outcome = regular(ENGLISH | said)
    assert outcome.content.translations == {"de": GERMAN}
    assert outcome.content.title == "A night"
    assert told(outcome) == []


def test_all_that_can_differ_is_read_and_cleaned():
    said = {
        "title_pt_br": " Uma\nnoite ",
        "text_pt_br": "**Vem** <script>x</script>",
        "place_pt_br": "Lisboa",
        "url_pt_br": "https://example.org/pt?utm_source=x",
        "image_alt_pt_br": "Uma rua",
    }
    assert regular(ENGLISH | said).content.translations == {
        "pt-BR": Translation(
            title="Uma noite",
            place="Lisboa",
            text_html="<p><strong>Vem</strong> &lt;script&gt;x&lt;/script&gt;</p>",
            url="https://example.org/pt",
            image_alt="Uma rua",
        )
    }


def test_html_is_cleaned_as_html():
    said = {"title_de": "Eine Nacht", "text_de": "<p onclick='x'>Komm.</p><script>x</script>"}
    outcome = regular(
        {"title": "A night", "text": "<p>Come.</p>"} | said, text_format=TextFormat.HTML
    )
    assert outcome.content.translations == {"de": GERMAN}


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ({"title_de": "Eine Nacht"}, "text"),
        ({"text_de": "Komm."}, "title"),
        ({"place_de": "Köln"}, "title and no text"),
    ],
)
def test_a_translation_that_lacks_something_is_told(said, lacks):
    outcome = regular(ENGLISH | said)
    ((code, message),) = told(outcome)
    assert code == "incomplete-translation"
    assert f"“de” has no {lacks};" in message
    assert set(outcome.content.translations) == {"de"}  # an editor may complete it


def test_nothing_is_lacking_that_the_submission_does_not_say_itself():
    assert told(regular({"title": "A night", "title_de": "Eine Nacht"})) == []


@pytest.mark.parametrize(
    ("said", "code", "part"),
    [
        ({"title_xx": "X"}, "unknown-language", "“xx” in the field “title_xx”"),
        (
            {"translations": {"german": {"title": "X"}}},
            "unknown-language",
            "“german” in the field “translations german title”",
        ),
        ({"translations": "Eine Nacht"}, "unusable-value", "“translations”"),
        ({"translations": {"de": "Eine Nacht"}}, "unusable-value", "“translations de”"),
        ({"translations": {"de": {"starts": "X"}}}, "unknown-field", "“translations de starts”"),
        ({"translations": {"x" * 9_999: {"title": "X"}}}, "unknown-language", f"“{'x' * 60}”"),
        ({"title_raw": "X"}, "unknown-field", "“title_raw”"),
    ],
)
def test_what_cannot_be_used_is_told(said, code, part):
    outcome = regular(ENGLISH | said)
    ((found, message),) = told(outcome)
    assert found == code
    assert part in message
    assert outcome.content.translations == {}


def test_empty_fields_count_as_left_out():
    said = {"title_de": " ", "text_de": None, "translations": {}, "title_xx": ""}
    outcome = regular(ENGLISH | said)
    assert (outcome.content.translations, told(outcome)) == ({}, [])


def test_two_titles_in_one_language_are_told():
    said = {"title_de": "Eine Nacht", "title[de]": "Zwei Nächte", "text_de": "Komm."}
    outcome = regular(ENGLISH | said)
    assert outcome.content.translations == {"de": GERMAN}
    assert [code for code, _ in told(outcome)] == ["doubled-field"]


@pytest.mark.parametrize(
    ("fields", "own"), [({"language": "fr"}, "en"), ({}, "fr"), ({"language": "fr-BE"}, "en")]
)
def test_a_translation_into_its_own_language_is_told(fields, own):
    said = {"title_fr": "Une nuit", "text_fr": "Venez."}
    outcome = regular(ENGLISH | fields | said, replace(INTAKE, language=own))
    assert outcome.content.title == "A night"
    assert outcome.content.translations == {}
    assert [code for code, _ in told(outcome)] == ["doubled-field", "doubled-field"]
    assert "the submission’s own language" in told(outcome)[0][1]


def test_where_every_field_names_its_language_one_of_them_is_its_own():
    said = {"title_en": "A night", "text_en": "Come.", "title_de": "Eine Nacht", "text_de": "Komm."}
    outcome = regular(said)
    assert (outcome.content.title, outcome.content.text_html) == ("A night", "<p>Come.</p>")
    assert outcome.content.translations == {"de": GERMAN}
    assert told(outcome) == []


def test_what_is_too_long_is_cut_and_told():
    said = {"title_de": "a" * 501, "text_de": "b " * 40_000}
    outcome = regular(ENGLISH | said)
    german = outcome.content.translations["de"]
    assert len(german.title) == 500
    assert len(german.text_html) <= 50_000
    assert [message[:40] for _, message in told(outcome)] == [
        "the title in “de” has more than 500 char",
        "in “de”, the text has more than 50,000 c",
    ]


@pytest.mark.parametrize(
    "said", [{"title_de": "a\x07"}, {"translations": {"de": {"text": "a\x07"}}}]
)
def test_a_control_character_is_refused(said):
    outcome = normalise(Record(PROVENANCE, ENGLISH | said, None), INTAKE)
    assert isinstance(outcome, Rejection)
    assert "U+0007" in outcome.reason


def test_a_field_map_may_name_a_language():
    intake = replace(INTAKE, fields={"Titel": "title_de", "Beschreibung": "text_de"})
    outcome = regular(ENGLISH | {"titel": "Eine Nacht", "beschreibung": "Komm."}, intake)
    assert outcome.content.translations == {"de": GERMAN}


anything = st.recursive(
    st.none() | st.booleans() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["de", "xx", "title", "text", "url", ""]), inner, max_size=3
        )
    ),
    max_leaves=9,
)


@given(
    st.dictionaries(
        st.sampled_from(["translations", "title_de", "text[fr]", "url.xx", "place_pt_BR"]),
        anything,
        max_size=5,
    )
)
def test_whatever_is_said_is_read_or_told(said):
    outcome = normalise(Record(PROVENANCE, ENGLISH | said, None), INTAKE)
    if isinstance(outcome, Regular):
        again = type(outcome.content).model_validate(outcome.content.model_dump(mode="json"))
        assert again == outcome.content
        assert "en" not in outcome.content.translations
