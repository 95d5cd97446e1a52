"""A record's fields."""

from __future__ import annotations

import pytest

from digest.intake.fields import is_empty, recognise


def seen(fields, defaults=None, field_map=None):
    known = recognise(fields, defaults=defaults or {}, field_map=field_map or {})
    values = {name: named.value for name, named in known.fields.items()}
    return values, [remark.code for remark in known.remarks]


def test_an_unknown_field_is_passed_over_with_the_nearest_known_one():
    known = recognise({"tilte": "A"}, defaults={}, field_map={})
    assert known.fields == {}
    assert known.remarks[0].code == "unknown-field"
    assert "title" in known.remarks[0].hint


@pytest.mark.parametrize(
    ("fields", "values", "codes"),
    [
        ({"title": "A", "headline": "B"}, {"title": "A"}, ["doubled-field"]),
        ({"title": "A", "headline": "A"}, {"title": "A"}, []),
        ({"title": " ", "headline": "B"}, {"title": "B"}, []),
        ({"title": None, "colours": []}, {}, ["unknown-field"]),
        ({"tags": [], "keywords": ["a"]}, {"categories": ["a"]}, []),
        ({"online": False}, {"online": False}, []),
    ],
)
def test_fields_that_mean_the_same(fields, values, codes):
    assert seen(fields) == (values, codes)


def test_defaults_stand_for_what_is_left_out():
    defaults = {"kind": "call", "type": "event", "language": "fr", "no field": "x"}
    values, codes = seen({"lang": "de", "kind": ""}, defaults)
    assert (values, codes) == ({"language": "de", "kind": "call"}, [])


def test_a_source_s_own_names_come_first():
    assert seen({"Titel": "A", "Ort": "B"}, field_map={"titel": "title", "ort": "place"}) == (
        {"title": "A", "place": "B"},
        [],
    )
    assert seen({"where": "A"}, field_map={"where": "title"}) == ({"title": "A"}, [])


@pytest.mark.parametrize(
    ("value", "empty"),
    [(None, True), ("", True), (" ", True), ([], True), ({}, True), (0, False), (False, False)],
)
def test_empty(value, empty):
    assert is_empty(value) is empty
