"""Every reader gets one variant: in their language, of their segment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.audience.variants import choice, the_only_one
from digest.model.settings import Segment

PRESS = Segment(name="press", tags=("press", "media"), sections=("Events",))
BOARD = Segment(name="board", tags=("board",), sections=("News",))
BOTH = (PRESS, BOARD)
VARIANTS = (("en", ""), ("de", ""), ("pt-BR", ""), ("en", "press"), ("de", "press"))


@pytest.mark.parametrize(
    ("language", "tags", "variant"),
    [
        (None, (), ("en", "")),
        ("en", (), ("en", "")),
        ("de", (), ("de", "")),
        ("de-AT", (), ("de", "")),
        ("pt-BR", (), ("pt-BR", "")),
        ("pt-br", (), ("pt-BR", "")),  # as an import keeps it
        ("DE", (), ("de", "")),
        ("pt", (), ("en", "")),  # nobody said that Brazil's will do
        ("fr", (), ("en", "")),
        ("", (), ("en", "")),
        ("de", ("press",), ("de", "press")),
        ("fr", ("media", "x"), ("en", "press")),
        ("de", ("board", "press"), ("de", "press")),  # the first segment counts
        ("de", ("Press",), ("de", "")),
        ("de", ("board",), None),  # nothing in this issue is for the board
    ],
)
def test_who_gets_which(language, tags, variant):
    position = choice(VARIANTS, BOTH)(language, tags)
    assert (None if position is None else VARIANTS[position]) == variant


def test_where_there_is_one_everybody_gets_it():
    assert the_only_one("de", ("press",)) == choice((("en", ""),), ())("de", ("press",)) == 0


@given(
    st.one_of(st.none(), st.text(max_size=8)),
    st.lists(st.sampled_from(["press", "media", "board", "other"])).map(tuple),
)
def test_a_choice_is_one_of_the_variants_or_none(language, tags):
    position = choice(VARIANTS, BOTH)(language, tags)
    assert position is None or 0 <= position < len(VARIANTS)
    assert (position is None) == (not {"press", "media"} & set(tags) and "board" in tags)
