"""Headings that say everything at once."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.intake.headings import Heading, taken_apart
from digest.intake.names import Directory
from digest.intake.when import Reader
from digest.model.organisation import Organisation

DIRECTORY = Directory(
    (
        Organisation(id="ima", name="Irish Museums Association", acronym="IMA"),
        Organisation(id="face", name="Fresh Arts Coalition Europe", acronym="FACE"),
        Organisation(id="eca", name="European Choral Association – Europa Cantat"),
    )
)
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
        ("IMA and FACE: A meeting", Heading("IMA and FACE", "A meeting")),
        # a dash for the colon, where the organisation is known
        (
            "IMA – Influencing Museums, Derry, 8–9 September 2023",
            Heading("IMA", "Influencing Museums", "Derry", "8–9 September 2023"),
        ),
        ("Irish Museums Association | Talk", Heading("Irish Museums Association", "Talk")),
        ("IMA - Museums today: a day", Heading("IMA", "Museums today: a day")),
        (
            "European Choral Association – Europa Cantat – Summer school, Pécs, 1 October 2023",
            Heading(
                "European Choral Association – Europa Cantat",
                *("Summer school", "Pécs", "1 October 2023"),
            ),
        ),
        ("Museums – what next, Bonn, 8 September 2023", None),
        ("Self-portraits: an exhibition – FACE", None),
        # dates in front, before the organisation or after it
        (
            "8 – 9 September 2023 – IMA – Influencing Museums, Derry, Northern Ireland",
            Heading(
                "IMA", "Influencing Museums", "Derry, Northern Ireland", "8 – 9 September 2023"
            ),
        ),
        (
            "September 8, 2023: IMA: Influencing Museums",
            Heading("IMA", "Influencing Museums", None, "September 8, 2023"),
        ),
        (
            "IMA: 8–9 September 2023, Influencing Museums, Derry",
            Heading("IMA", "Influencing Museums", "Derry", "8–9 September 2023"),
        ),
        ("8 September 2023: Museum day", None),
        ("8 September 2023: Nobody: Museum day", None),
        ("IMA: 2023, a year of museums", Heading("IMA", "2023, a year of museums")),
        # a word that is only spelt like an acronym
        ("FACE: an exhibition", Heading("FACE", "an exhibition")),
        ("Face: an exhibition", None),
        ("Face – an exhibition", None),
        ("IMA: " + "x" * 500, None),
        ("IMA: " + "x" * 495, None),  # as a longer one is where it was cut off
        ("1 May 2023: " * 40, None),
        ("Museums: what next?", None),
        ("Museums: a day, 8 September 2023", None),  # no place: a title, for all we know
        ("Influencing Museums", None),
        (": ", None),
        ("IMA: ", None),
    ],
)
def test_taken_apart(heading, parts):
    assert taken_apart(heading, DIRECTORY, READER) == parts
