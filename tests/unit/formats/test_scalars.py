import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.formats.scalars import number, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("7", 7),
        ("-7", -7),
        ("8.9", 8.9),
        ("2023-09-08", dt.date(2023, 9, 8)),
    ],
)
def test_plain_words_are_resolved(text, value):
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("08:30", "yes", "NO", "on", "off", "8.10", "007", "+7", "1e5", "1e999", "0x1F", "1_000"),
        *(".inf", ".nan", "2023-02-30", "2023-09", "2023-09-08T10:00:00Z", "9" * 5000, "١٢"),
    ],
)
def test_what_would_lose_something_stays_text(text):
    assert resolve(text) == text


@given(st.text(max_size=30))
def test_a_resolved_number_is_written_back_the_same(text):
    assert str(number(text)) == text
