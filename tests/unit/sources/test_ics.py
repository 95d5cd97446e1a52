import pytest
from pydantic import ValidationError

from digest.sources.ics import IcsSettings


def settings(**more):
    return IcsSettings(name="museum", kind="ics", **more)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("webcal://museum.example/a.ics", "https://museum.example/a.ics"),
        ("WebCals://museum.example/a.ics", "https://museum.example/a.ics"),
        ("http://museum.example/a.ics?webcal=1", "http://museum.example/a.ics?webcal=1"),
    ],
)
def test_an_address_of_a_subscribe_button_is_one_of_the_web(url, asked):
    assert str(settings(url=url).url) == asked


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"path": "a.ics", "url": "https://museum.example/a.ics"},
        {"url": "ftp://museum.example/a.ics"},
        {"url": 7},
        {"path": ""},
    ],
)
def test_a_calendar_is_in_one_place(where):
    with pytest.raises(ValidationError):
        settings(**where)
