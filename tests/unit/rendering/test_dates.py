import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rendering import dates
from digest.rendering.catalogues import LANGUAGES

THIN = "\u2009"
GOLDEN = Path(__file__).parents[2] / "golden/dates/every_language.csv"
EVERY = list(csv.DictReader(GOLDEN.read_text("utf-8").splitlines(), delimiter=";"))


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
        ("2023-09-08", "2023-09-09", "cs", "8.–9. září 2023"),
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


def test_the_golden_table_holds_every_language():
    assert [row["language"] for row in EVERY] == list(LANGUAGES)


@pytest.mark.parametrize("row", EVERY, ids=lambda row: row["language"])
def test_every_language_writes_days_and_months_as_its_readers_do(row):
    language = row["language"]
    said = {
        "day": dates.day(day("2023-09-08"), language),
        "within a month": dates.days(day("2023-09-08"), day("2023-09-09"), language),
        "across months": dates.days(day("2023-09-30"), day("2023-10-02"), language),
        "across years": dates.days(day("2023-12-28"), day("2024-01-03"), language),
        "month": dates.month(day("2023-09-01"), language),
        "months": dates.months(day("2023-01-01"), day("2023-03-31"), language),
        "months across years": dates.months(day("2021-01-01"), day("2024-12-31"), language),
        "names": dates.names(("A", "B", "C"), language),
    }
    assert {name: text.replace(THIN, " ") for name, text in said.items()} == {
        name: row[name] for name in said
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_span_names_its_months_as_a_day_does(language):
    starts, ends = day("2023-09-08"), day("2023-10-09")
    span = dates.days(starts, ends, language)
    for each in (starts, ends):
        whole = dates.day(each, language)
        longest = max(whole.replace(".", " ").split(), key=lambda word: (word.isalpha(), len(word)))
        assert longest in span
        assert f"0{each.day}" not in span


def test_arabic_runs_from_right_to_left_with_the_digits_of_its_addresses():
    assert dates.locale_of("ar").text_direction == "rtl"
    assert dates.days(day("2023-09-08"), day("2023-09-09"), "ar").startswith("8–9 ")


@pytest.mark.parametrize("language", ["no", "nn", "nb-NO"])
def test_norwegian_goes_by_several_names(language):
    assert dates.day(day("2023-05-17"), language) == "17. mai 2023"
