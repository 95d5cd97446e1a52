import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rendering.inbox import LONGEST, SHORTEST, preheader, subject

LONG = "A heading of about forty characters, so "


def test_the_subject_has_the_month():
    assert subject("News", "September 2023") == "News – September 2023"


@pytest.mark.parametrize(
    ("headings", "more", "expected"),
    [
        (
            ["One", "Two"],
            ["a tagline that goes on for long enough to tell something"],
            "One · Two · a tagline that goes on for long enough to tell something",
        ),
        (["A" * 50, "B" * 50, "C" * 50], [], "A" * 50 + " · " + "B" * 50),
        (["A" * 50, "A" * 50], [], "A" * 50),
        (["word " * 40], [], "word " * 25 + "word…"),
        ([], [], ""),
    ],
)
def test_the_preheader_is_made_of_the_first_headings(headings, more, expected):
    assert preheader([each.strip() for each in headings], more) == expected


@given(st.lists(st.text(max_size=200)), st.text(min_size=SHORTEST))
def test_the_preheader_is_as_long_as_inboxes_show(headings, tagline):
    assert SHORTEST <= len(preheader(headings, [tagline])) <= LONGEST
