"""Field names, met leniently."""

from __future__ import annotations

import pytest

from digest.model.field_names import KNOWN_COLUMNS, SPELLINGS, canonical, folded


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
