"""Durations as config.toml writes them: a number and m, h or d."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field, StringConstraints

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}

# Minutes, hours or days; not none, and no more than some thousand of them.
SomeTime = Annotated[
    str,
    StringConstraints(pattern=r"^[1-9][0-9]{0,3}[mhd]$"),
    Field(examples=["30m", "4h", "2d"]),
]


def length_of(written: str) -> dt.timedelta:
    """How long a duration is that is known to be written well."""
    return dt.timedelta(**{_UNITS[written[-1]]: int(written[:-1])})
