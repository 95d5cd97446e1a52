import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rendering import dates

THIN = "\u2009"


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("starts", "ends", "language", "expected"),
    [
        ("2023-09-08", "2023-09-09", "en", "8–9 September 2023"),
        ("2023-09-25", "2023-09-25", "en", "25 September 2023"),
        ("2023-09-30", "2023-10-02", "en", "30 September – 2 October 2023"),
        ("2023-12-28", "2024-01-03", "en", "28 December 2023 – 3 January 2024"),
        ("2023-09-08", "2023-09-09", "de", "8.–9. September 2023"),
        ("2023-09-30", "2023-10-02", "fr", "30 septembre – 2 octobre 2023"),
        ("2023-09-08", "2023-09-09", "hu", "2023. szeptember 8–9."),
        ("2023-09-08", "2023-09-09", "cs", "8.–9. 9. 2023"),
        ("2023-09-08", "2023-09-09", "en-US", "September 8 – 9, 2023"),
        ("2023-09-08", "2023-09-09", "xx-unknown", "8–9 September 2023"),
    ],
)
def test_days_are_written_as_cldr_writes_them_with_the_month_in_full(
    starts, ends, language, expected
):
    assert dates.days(day(starts), day(ends), language).replace(THIN, " ") == expected


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("2021-01-01", "2024-12-31", "January 2021 – December 2024"),
        ("2023-03-01", "2023-03-31", "March 2023"),
    ],
)
def test_a_span_of_months_leaves_the_days_out(starts, ends, expected):
    assert dates.months(day(starts), day(ends), "en").replace(THIN, " ") == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [(("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C"), "A, B and C")],
)
def test_names_are_joined_as_the_language_joins_them(names, expected):
    assert dates.names(names, "en") == expected


@given(st.dates(), st.dates(), st.sampled_from(["en", "de", "el", "bg", "ar", "fi", "pl", "mt"]))
def test_every_span_has_words(one, other, language):
    starts, ends = sorted((one, other))
    assert dates.days(starts, ends, language)
    assert dates.months(starts, ends, language)
