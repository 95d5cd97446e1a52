"""RRULE: how an event repeats, as far as days go (RFC 5545, section 3.3.10).

Rules are refused by name where following them would be absurd, not where they are rare.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from icalendar.prop import vRecur

from digest.formats.ical.moments import Moment, local_until, localised
from digest.formats.malformed import MalformedError

MOST_TIMES = 10_000  # COUNT: of a daily event, 27 years
LARGEST_INTERVAL = 1_000
_LONGEST = 2_000  # characters; a rule that names every day of a year has some 1,500
DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
_FREQUENCIES = (DAILY, WEEKLY, MONTHLY, YEARLY)
_WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_KNOWN = frozenset(
    {
        *("FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST", "BYSETPOS"),
        *("BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYWEEKDAY"),
        *_WITHIN_A_DAY,
    }
)
_WEEKDAYS: Mapping[str, int] = MappingProxyType(
    {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with what it leaves out filled in from the start of its event."""

    frequency: str
    start: dt.date
    interval: int = 1
    count: int | None = None
    until: dt.date | None = None
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    weekdays: frozenset[tuple[int, int]] = frozenset()  # (which one, or 0 for each; Monday is 0)
    positions: frozenset[int] = frozenset()
    week_start: int = 0


def read_rule(text: str, start: Moment, home: dt.tzinfo) -> Rule:
    """The rule an event that begins at ``start`` repeats by.

    Raises:
        MalformedError: it is no rule, or one that is not followed here, and why.
    """
    if len(text) > _LONGEST:
        raise MalformedError(
            f"its RRULE is {len(text):,} characters long; up to {_LONGEST:,} are read"
        )
    try:
        said = dict(vRecur.from_ical(text.replace(" ", "")).items())
    except ValueError as error:
        raise MalformedError(f"its RRULE cannot be read: {text[:80]!a}") from error
    _refuse(said, text)
    rule = Rule(
        frequency=said["FREQ"][0],
        start=start.date() if isinstance(start, dt.datetime) else start,
        interval=_number(said, "INTERVAL", LARGEST_INTERVAL) or 1,
        count=_number(said, "COUNT", MOST_TIMES),
        until=_until(said, start, home),
        months=frozenset(map(int, said.get("BYMONTH", ()))),
        month_days=frozenset(said.get("BYMONTHDAY", ())),
        year_days=frozenset(said.get("BYYEARDAY", ())),
        weeks=frozenset(said.get("BYWEEKNO", ())),
        weekdays=_weekdays(said),
        positions=frozenset(said.get("BYSETPOS", ())),
        week_start=_WEEKDAYS[said["WKST"][0].weekday] if "WKST" in said else 0,
    )
    return _filled(rule)


def _refuse(said: Mapping[str, list[Any]], text: str) -> None:
    frequency = said["FREQ"][0] if "FREQ" in said else None
    if frequency is None:
        raise MalformedError(f"its RRULE cannot be read: {text[:80]!a}")
    if frequency not in _FREQUENCIES:
        raise MalformedError(f"it repeats {frequency.lower()}; a newsletter lists days")
    strange = [name for name in said if name not in _KNOWN and not name.startswith("X-")]
    if strange or any(getattr(month, "leap", False) for month in said.get("BYMONTH", ())):
        raise MalformedError(f"it repeats by a rule that is not known here: {text[:80]!a}")
    times_a_day = any(len(said.get(name, ())) > 1 for name in _WITHIN_A_DAY)
    if times_a_day and ("COUNT" in said or "BYSETPOS" in said):
        raise MalformedError("it repeats several times a day, and counts the times, not the days")


def _number(said: Mapping[str, list[Any]], name: str, most: int) -> int | None:
    if name not in said:
        return None
    number = int(said[name][0])
    if not 1 <= number <= most:
        raise MalformedError(f"it repeats with {name} {number}; up to {most:,} are followed")
    return number


def _until(said: Mapping[str, list[Any]], start: Moment, home: dt.tzinfo) -> dt.date | None:
    if "UNTIL" not in said:
        return None
    limit = said["UNTIL"][0]
    if not isinstance(limit, dt.date):
        raise MalformedError(f"its RRULE ends at no day: {str(limit)[:40]!a}")
    return local_until(localised("RRULE", limit, home), start)


def _weekdays(said: Mapping[str, list[Any]]) -> frozenset[tuple[int, int]]:
    named = (*said.get("BYDAY", ()), *said.get("BYWEEKDAY", ()))
    has_ordinals = said["FREQ"][0] in (MONTHLY, YEARLY) and "BYWEEKNO" not in said
    return frozenset(
        ((day.relative or 0) if has_ordinals else 0, _WEEKDAYS[day.weekday]) for day in named
    )


def _filled(rule: Rule) -> Rule:
    """What a rule does not say is taken from the day its event begins on."""
    weekday = frozenset({(0, rule.start.weekday())})
    if rule.weekdays or rule.month_days or rule.year_days:
        return rule
    if rule.frequency == WEEKLY or rule.weeks:
        return replace(rule, weekdays=weekday)
    if rule.frequency == DAILY:
        return rule
    months = rule.months or frozenset({rule.start.month})
    return replace(
        rule,
        month_days=frozenset({rule.start.day}),
        months=months if rule.frequency == YEARLY else rule.months,
    )
