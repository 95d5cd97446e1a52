"""A time in relation to an issue's month, as an editor writes it: ``day 1 at 09:00``."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from digest.model.period import Period

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_PATTERN = re.compile(
    r"(?:day\s+(?P<day>\d{1,2})"
    r"|last\s+day"
    r"|(?P<before>\d{1,2})\s+days?\s+before"
    rf"|(?P<ordinal>{'|'.join(_ORDINALS)})\s+(?P<weekday>{'|'.join(_WEEKDAYS)}))"
    r"\s+at\s+(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class MonthlyTime:
    """A rule that gives one moment for every month.

    Raises:
        ValueError: the text is none of the four forms.
    """

    text: str

    def __post_init__(self) -> None:
        match = _PATTERN.fullmatch(self.text.strip())
        day = int(match["day"]) if match and match["day"] else 1
        if match is None or not 1 <= day <= 28:  # noqa: PLR2004 - every month has 28 days
            raise ValueError(
                'is not a time of the month; write "day 1 at 09:00" (up to day 28),'
                ' "last day at 17:00", "5 days before at 18:00" or "first Tuesday at 09:00"'
            )

    def at(self, period: Period, zone: ZoneInfo) -> dt.datetime:
        """The moment for a month, aware, in the zone given.

        A local time that daylight saving leaves out is read with the offset before the change,
        one that comes twice is the first: there is exactly one moment for every month.
        """
        match = _PATTERN.fullmatch(self.text.strip())
        assert match is not None  # noqa: S101 - checked when the rule was made
        time = dt.time(int(match["hour"]), int(match["minute"]))
        local = dt.datetime.combine(_day(match, period), time, tzinfo=zone)
        return local.astimezone(dt.UTC).astimezone(zone)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(), serialization=core_schema.to_string_ser_schema()
        )


def _day(match: re.Match[str], period: Period) -> dt.date:
    if match["day"]:
        return period.first_day.replace(day=int(match["day"]))
    if match["before"]:
        return period.first_day - dt.timedelta(days=int(match["before"]))
    if match["weekday"]:
        weekday = _WEEKDAYS.index(match["weekday"].lower())
        weeks = calendar.monthcalendar(period.first_day.year, period.first_day.month)
        days = [week[weekday] for week in weeks if week[weekday]]
        return period.first_day.replace(day=days[_ORDINALS[match["ordinal"].lower()]])
    return period.last_day
