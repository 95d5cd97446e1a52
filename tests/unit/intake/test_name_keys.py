"""Spellings of one name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.name_keys import key_of, spelt_out


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The  H&M!", "h m"),
        ("Réseau", "reseau"),
        # articles, where something is left without them
        ("The", "the"),
        ("L’Internationale", "internationale"),
        ("Les Musées de France", "musees de france"),
        ("Die Neuen Museen", "neuen museen"),
        ("Il Museo", "museo"),
        ("Het Scheepvaartmuseum", "scheepvaartmuseum"),
        ("Det Kongelige Bibliotek", "kongelige bibliotek"),
        ("Το Μουσείο", "μουσειο"),
        ("Theatre Museum", "theatre museum"),
        ("Museum of the Sea", "museum of the sea"),
        # legal forms, at the end, where something is left without them
        ("Museumsbund e.V.", "museumsbund"),
        ("Museumsbund e. V.", "museumsbund"),
        ("Kulturprojekte gGmbH", "kulturprojekte"),
        ("Réseau ASBL", "reseau"),
        ("Herita vzw", "herita"),
        ("Bread & Salt, Ltd.", "bread salt"),
        ("Asociace muzeí, z.s.", "asociace muzei"),
        ("e.V.", "e v"),
        ("The Ltd", "ltd"),
        ("Limited Editions", "limited editions"),
        # letters that are no letter with an accent
        ("Łódź", "lodz"),
        ("Nationalmuseet i København", "nationalmuseet i kobenhavn"),
        ("Weißes Haus", "weisses haus"),
        ("Þjóðminjasafn", "thjodminjasafn"),
        # nothing but punctuation is compared as written
        ("—", "—"),
        (" + ", "+"),
        ("", ""),
    ],
)
def test_key_of(name, key):
    assert key_of(name) == key


@given(st.text())
def test_a_key_is_empty_for_nothing_only(name):
    assert bool(key_of(name)) == bool(name.split())
    assert key_of(f"  {name.upper().lower()} ") == key_of(name.upper().lower())


@pytest.mark.parametrize(
    ("name", "spelt"), [("Österreich", "oesterreich"), ("O\u0308l", "oel"), ("Århus", "aarhus")]
)
def test_umlauts_spelt_out(name, spelt):
    assert spelt_out(name) == spelt
