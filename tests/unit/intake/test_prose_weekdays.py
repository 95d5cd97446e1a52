import pytest

from digest.intake.prose_weekdays import weekday_findings
from digest.model.submission import Translation
from fakes.issues import submission


def told(text, language="en", **fields):
    item = submission(text_html=f"<p>{text}</p>", **fields)
    return [each.message for each in weekday_findings(item, language)]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "We open on Saturday, the 8th of September, 2023, at ten.", "Saturday"),
        ("en", "Mon, September 8, 2023", "Mon"),
        ("en", "from Friday 8 to Monday 10 September 2023", "Monday"),
        ("en", "<b>Monday</b> 8 September&nbsp;2023", "Monday"),
        ("de", "am Montag, dem 8. September 2023", "Montag"),
        ("de", "Montag, 08.09.2023", "Montag"),
        ("de", "8.9.2023 (Montag)", "Montag"),
        ("fr", "le lundi 8 septembre 2023", "Lundi"),
        ("pl", "w poniedziałek 8 września 2023 r.", "Poniedziałek"),
        ("hu", "2023. szeptember 8., hétfő", "Hétfő"),
    ],
)
def test_a_weekday_that_is_not_the_dates_is_told(language, text, said):
    (message,) = told(text, language)
    assert f"not “{said}”" in message


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Friday 8 September 2023"),
        ("en", "Monday 8 September, as every year"),
        ("en", "on Monday evening. On 8 September 2023 we open"),
        ("en", "Monday 31 September 2023"),
        ("en", "Monday 03/04/2023"),
        ("en", "Monday and the year 2023"),
        ("en", "Monday 8 September 12023"),
        ("de", "Freitag, 08.09.2023"),
        ("en", ""),
    ],
)
def test_what_goes_together_or_is_no_whole_date_is_not_told(language, text):
    assert told(text, language) == []


def test_the_title_counts_and_the_same_is_told_once():
    text = "Monday 8 September 2023. Again: Monday 8 September 2023"
    assert len(told(text, title="Monday 8 September 2023")) == 1


def test_each_language_is_read_as_itself():
    german = Translation(text_html="<p>Montag, 8. September 2023</p>")
    assert told("Friday 8 September 2023", translations={"de": german}) == [
        "2023-09-08 is a Friday, not “Montag”"
    ]


def test_the_finding_names_the_submission():
    item = submission(7, text_html="Monday 8 September 2023")
    (found,) = weekday_findings(item, "en")
    assert (found.code, found.where) == ("weekday-mismatch", "submission s0007")


def test_a_text_of_nothing_but_years_takes_no_time():
    assert told("2023 " * 10_000) == []
