"""Field names, met leniently."""

from __future__ import annotations

import pytest

from digest.model.field_names import KNOWN_COLUMNS, SPELLINGS, canonical, folded, translated


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("Organisation(s)", "organisations"),
        ("ORGANIZER", "organisations"),
        ("host", "organisations"),
        ("submitted by", "organisations"),
        ("Submitted-By", "organisations"),
        ("headline", "title"),
        ("when", "dates"),
        ("Date(s)", "dates"),
        ("start_date", "starts"),
        ("Closing date", "deadline"),
        ("venue", "place"),
        ("website", "url"),
        ("summary", "text"),
        ("lang", "language"),
        ("type", "kind"),
        ("Category", "kind"),
        ("tags", "categories"),
        ("Alt text", "image_alt"),
        ("image description", "image_alt"),
        ("is cancelled", "cancelled"),
        ("sender", "sender"),
        ("colour", None),
        ("", None),
    ],
)
def test_canonical(name, ours):
    assert canonical(name) == ours


def test_every_known_column_is_a_field():
    assert all(canonical(column) for column in KNOWN_COLUMNS)


def test_every_field_s_own_name_is_the_first_of_its_spellings_and_means_no_other():
    for name, spellings in SPELLINGS.items():
        assert spellings[0] == folded(name)
        assert {canonical(each) for each in spellings} == {name}


@pytest.mark.parametrize(
    ("name", "field", "language"),
    [
        ("title_de", "title", "de"),
        ("title.de", "title", "de"),
        ("title[de]", "title", "de"),
        ("Title (DE)", "title", "de"),
        ("headline de", "title", "de"),
        ("text:fr", "text", "fr"),
        ("summary__fr", "text", "fr"),
        ("read_more_pt_br", "url", "pt-BR"),
        ("place-sr-Latn", "place", "sr-Latn"),
        ("image_alt_de", "image_alt", "de"),
        ("alt_text_de", "image_alt", "de"),
        ("title_xx", "title", "xx"),  # meant for a language; that there is none is said
    ],
)
def test_a_name_may_name_its_language(name, field, language):
    assert canonical(name) is None
    assert translated(name) == (field, language)


@pytest.mark.parametrize(
    "name",
    [
        *("title", "image_alt", "alt_text", "read_more", "starts_de", "organisation_de"),
        *("link_url", "text_raw", "title_german", "de_title", "title_", "_de", ""),
        "a" * 100 + "_de",
    ],
)
def test_other_names_name_none(name):
    assert translated(name) is None
