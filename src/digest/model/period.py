"""A period: an issue's month, half-open, in the newsletter's time zone."""

from __future__ import annotations

import datetime as dt
import re
from typing import Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_PATTERN = re.compile(r"(?:19|20|21)\d{2}-(?:0[1-9]|1[0-2])", re.ASCII)


class Period(str):
    """A month written ``YYYY-MM``; it sorts as text in the order of time.

    Raises:
        ValueError: the text is not a month of the years 1900 to 2199.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Read a month from its text."""
        if not _PATTERN.fullmatch(text):
            raise ValueError(
                f"{text!r} is not a period; write a month as YYYY-MM, of the years 1900 to 2199"
            )
        return super().__new__(cls, text)

    @classmethod
    def of(cls, day: dt.date) -> Self:
        """The period a day falls in (a datetime must already be in the newsletter's zone)."""
        # Not read: the neighbours of the first and of the last month that is read exist too.
        return super().__new__(cls, f"{day.year:04d}-{day.month:02d}")

    @classmethod
    def looks_like(cls, text: str) -> bool:
        """Whether a text is written like a period."""
        return _PATTERN.fullmatch(text) is not None

    @property
    def first_day(self) -> dt.date:
        """The month's first day, which is in the period."""
        return dt.date(int(self[:4]), int(self[5:]), 1)

    @property
    def next(self) -> Self:
        """The month after."""
        return self.of(self.first_day + dt.timedelta(days=32))

    @property
    def previous(self) -> Self:
        """The month before."""
        return self.of(self.first_day - dt.timedelta(days=1))

    @property
    def last_day(self) -> dt.date:
        """The month's last day, which is in the period."""
        return self.next.first_day - dt.timedelta(days=1)

    def __contains__(self, day: object) -> bool:
        """Whether a day falls in the month; text is searched as in any string."""
        if isinstance(day, dt.date):
            return self.of(day) == self
        return isinstance(day, str) and super().__contains__(day)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())
