"""Headings that say everything at once."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.intake.headings import Heading, taken_apart
from digest.intake.names import Directory
from digest.intake.when import Reader
from digest.model.organisation import Organisation

DIRECTORY = Directory((Organisation(id="ima", name="Irish Museums Association", acronym="IMA"),))
READER = Reader(dt.date(2023, 8, 20), "en")


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        (
            "IMA: Influencing Museums, Derry, Northern Ireland, 8–9 September 2023",
            Heading("IMA", "Influencing Museums", "Derry, Northern Ireland", "8–9 September 2023"),
        ),
        (
            "IMA: Influencing Museums, September 8-9, 2023",
            Heading("IMA", "Influencing Museums", None, "September 8-9, 2023"),
        ),
        ("IMA: Influencing Museums", Heading("IMA", "Influencing Museums")),
        ("IMA: Museums, money and us", Heading("IMA", "Museums, money and us")),
        (
            "Nobody: Meeting, Bonn, until 30 September",
            Heading("Nobody", "Meeting", "Bonn", "until 30 September"),
        ),
        ("Museums: what next?", None),
        ("Museums: a day, 8 September 2023", None),  # no place: a title, for all we know
        ("Influencing Museums", None),
        (": ", None),
        ("IMA: ", None),
    ],
)
def test_taken_apart(heading, parts):
    assert taken_apart(heading, DIRECTORY, READER) == parts
