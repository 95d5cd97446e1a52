"""Organisations' names in a field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.names import Directory, key_of, organisations_in
from digest.model.organisation import Organisation


def organisation(key: str, name: str, acronym: str | None = None, *aliases: str) -> Organisation:
    return Organisation(id=key, name=name, acronym=acronym, aliases=aliases)


DIRECTORY = Directory(
    (
        organisation("ima", "Irish Museums Association", "IMA"),
        organisation(
            "avicom",
            "Audiovisual, Digital and New Technologies Committee",
            "AVICOM",
            "Audio Visional International Council of Museums",
        ),
        organisation("st-andrews", "University of St Andrews"),
        organisation("hm", "H&M, Heritage&Museums"),
        organisation("carpet", "Azerbaijan National Carpet Museum"),
        organisation("ema", "Estonian Museum Association"),
        organisation("icom-ee", "ICOM Estonia"),
        organisation("icom-fr", "ICOM France"),
        organisation("faro", "FARO. The Flemish Institution for Cultural Heritage", "FARO"),
        organisation("va", "Victoria and Albert Museum", "V&A"),
        organisation("rann", "Réseau Art Nouveau Network", "RANN"),
        organisation("arre", "Association of European Royal Residences", "ARRE"),
        organisation("one", "First Museum Association", "MA"),
        organisation("two", "Second Museum Association", "MA"),
    )
)


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        # the seed's
        ("Irish Museums Association (IMA)", ["ima"]),
        (
            "Audio Visional International Council of Museums (AVICOM) and University of St Andrews",
            ["avicom", "st-andrews"],
        ),
        ("H&M, Heritage&Museums", ["hm"]),
        ("The Azerbaijan National Carpet Museum", ["carpet"]),
        ("FARO. The Flemish Institution for Cultural Heritage", ["faro"]),
        ("Estonian Museum Association and ICOM Estonia", ["ema", "icom-ee"]),
        # how else people write them
        ("IMA", ["ima"]),
        ("the irish museums association", ["ima"]),
        ("ARRE – Association of European Royal Residences", ["arre"]),
        ("Reseau Art Nouveau Network", ["rann"]),
        ("V&A", ["va"]),
        ("ICOM France; ICOM Estonia", ["icom-fr", "icom-ee"]),
        ("ICOM France\nICOM Estonia", ["icom-fr", "icom-ee"]),
        ("ICOM France & ICOM Estonia / FARO", ["icom-fr", "icom-ee", "faro"]),
        ("ICOM France, FARO and Victoria and Albert Museum", ["icom-fr", "faro", "va"]),
        ("ICOM France, ICOM Estonia, and FARO", ["icom-fr", "icom-ee", "faro"]),
        ("Victoria and Albert Museum and V&A", ["va"]),  # once
        (["ICOM France", "FARO"], ["icom-fr", "faro"]),
        ("", []),
        (" ; ,", []),
    ],
)
def test_known_names(value, ids):
    refs, remarks = organisations_in(value, DIRECTORY)
    assert [ref.id for ref in refs] == ids
    assert remarks == ()


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Museum of Bread and Art", ["Museum of Bread and Art"]),
        ("Bread & Salt, Inc", ["Bread & Salt, Inc"]),
        ("ICOM Germany, ICOM Denmark", ["ICOM Germany", "ICOM Denmark"]),
        ("ICOM Germany, ICOM Denmark and ICOM Peru", ["ICOM Germany", "ICOM Denmark", "ICOM Peru"]),
        ("ICOM Germany, ICOM Peru and Chile", ["ICOM Germany", "ICOM Peru and Chile"]),
        ("The Hague, The Netherlands", ["The Hague, The Netherlands"]),
        ("Museum A; Museum B", ["Museum A", "Museum B"]),
        ("Museum A; museum a", ["Museum A"]),
        ("MA", ["MA"]),  # two share it, so it is nobody's
    ],
)
def test_unknown_names_are_kept_as_written(value, names):
    refs, remarks = organisations_in(value, DIRECTORY)
    assert [(ref.id, ref.name) for ref in refs] == [(None, name) for name in names]
    assert [remark.code for remark in remarks] == ["unknown-organisation"] * len(names)


def test_a_known_name_beside_an_unknown_one_is_not_taken_apart_at_and():
    refs, remarks = organisations_in("ICOM France and Nobody", DIRECTORY)
    assert ([ref.name for ref in refs], len(remarks)) == (["ICOM France and Nobody"], 1)


def test_a_misspelt_name_is_told_the_nearest():
    _refs, (remark,) = organisations_in("Irish Museum Asociation", DIRECTORY)
    assert "Irish Museums Association" in remark.hint


def test_a_name_comes_before_another_s_alias():
    directory = Directory(
        (organisation("a", "Alpha", None, "Beta"), organisation("b", "Beta", None, "Gamma"))
    )
    assert directory.find("Beta").id == "b"


@pytest.mark.parametrize(
    ("name", "key"), [("The  H&M!", "h m"), ("Réseau", "reseau"), ("The", "the"), ("—", "")]
)
def test_key_of(name, key):
    assert key_of(name) == key


@given(st.text() | st.text(st.sampled_from("IMA and,&/;() \n")))
def test_any_text_gives_each_organisation_once(text):
    refs, _remarks = organisations_in(text, DIRECTORY)
    assert len({(ref.id, ref.id or ref.name) for ref in refs}) == len(refs)
    assert all(ref.name == " ".join(ref.name.split()) for ref in refs)


def test_a_line_of_many_joints_is_quickly_read():
    line = " and ".join(["ICOM France"] * 5000)
    assert len(organisations_in(line, DIRECTORY)[0]) == 1
