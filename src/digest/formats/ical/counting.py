"""The days a rule names, counted period by period and never further than asked for.

dateutil, which recurring-ical-events leaves rules to, looks for the next day of a rule until it
finds one or the year 9999 is over: one line that asks for the 30th of February keeps it busy for
seconds. So the days are counted here, beginning near the days that are asked for.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from digest.formats.ical.rules import DAILY, MONTHLY, WEEKLY, YEARLY, Rule

_WEEK = 7
_YEAR = 366  # days; the longest period there is
_MONTHS = 12
_LAST = dt.date.max.toordinal()


def days(rule: Rule, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The days of a rule from the first to the last, both included, in their order."""
    end = min(last, rule.until) if rule.until else last
    index = 0 if rule.count else _index(rule, first)
    left = rule.count
    while (begin := _begin(rule, index)) <= end.toordinal():
        for day in _chosen(rule, begin):
            if day < rule.start:
                continue
            if day > end or left == 0:
                return
            left = None if left is None else left - 1
            if day >= first:
                yield day
        index += 1


def work(rule: Rule, first: dt.date, last: dt.date) -> int:
    """About how many days must be looked at: a rule with COUNT is counted from its start."""
    end = min(last, rule.until) if rule.until else last
    begin = rule.start if rule.count else max(first, rule.start)
    period = _YEAR if rule.frequency == YEARLY else 0
    return max(0, (end - begin).days) // rule.interval + period


def _index(rule: Rule, day: dt.date) -> int:
    """Of the periods of a rule, the one a day is in, or the one before it."""
    if rule.frequency == YEARLY:
        periods = day.year - rule.start.year
    elif rule.frequency == MONTHLY:
        periods = _month(day) - _month(rule.start)
    else:
        periods = (day.toordinal() - _begin(rule, 0)) // (_WEEK if rule.frequency == WEEKLY else 1)
    return max(0, periods // rule.interval)


def _begin(rule: Rule, index: int) -> int:
    """The first day of a period, as an ordinal: the end of time is no error then."""
    steps = index * rule.interval
    start = rule.start.toordinal()
    if rule.frequency == DAILY:
        return start + steps
    if rule.frequency == WEEKLY:
        return start - (rule.start.weekday() - rule.week_start) % _WEEK + steps * _WEEK
    months = rule.start.year * _MONTHS + (
        steps * _MONTHS if rule.frequency == YEARLY else rule.start.month - 1 + steps
    )
    year, month = divmod(months, _MONTHS)
    if year > dt.MAXYEAR:
        return _LAST + 1
    return dt.date(year, month + 1, 1).toordinal()


def _chosen(rule: Rule, begin: int) -> tuple[dt.date, ...]:
    """The days of one period that the rule names."""
    first = dt.date.fromordinal(max(1, begin))  # a week may begin before the first year does
    ordinals = range(first.toordinal(), min(begin + _length(rule, first), _LAST + 1))
    fitting = tuple(day for day in map(dt.date.fromordinal, ordinals) if _fits(rule, day))
    if not rule.positions:
        return fitting
    count = len(fitting)
    return tuple(
        day
        for place, day in enumerate(fitting, 1)
        if place in rule.positions or place - 1 - count in rule.positions
    )


def _length(rule: Rule, first: dt.date) -> int:
    if rule.frequency == YEARLY:
        return _days_of_year(first)
    if rule.frequency == MONTHLY:
        return _days_of_month(first)
    return _WEEK if rule.frequency == WEEKLY else 1


def _fits(rule: Rule, day: dt.date) -> bool:
    return (
        (not rule.months or day.month in rule.months)
        and _is_day_of_month(rule, day)
        and (not rule.weekdays or _is_weekday(rule, day))
        and (not rule.year_days or _is_day_of_year(rule, day))
        and (not rule.weeks or _is_week(rule, day))
    )


def _is_day_of_month(rule: Rule, day: dt.date) -> bool:
    if not rule.month_days or day.day in rule.month_days:
        return True
    return day.day - 1 - _days_of_month(day) in rule.month_days


def _is_weekday(rule: Rule, day: dt.date) -> bool:
    """Whether it is a Monday, the second Monday, or the last one: of the month, or of the year."""
    weekday = day.weekday()
    if (0, weekday) in rule.weekdays:
        return True
    if rule.frequency == MONTHLY or rule.months:
        number, length = day.day, _days_of_month(day)
    else:
        number, length = day.timetuple().tm_yday, _days_of_year(day)
    which, from_end = (number - 1) // _WEEK + 1, -((length - number) // _WEEK + 1)
    return (which, weekday) in rule.weekdays or (from_end, weekday) in rule.weekdays


def _is_day_of_year(rule: Rule, day: dt.date) -> bool:
    number = day.timetuple().tm_yday
    return number in rule.year_days or number - 1 - _days_of_year(day) in rule.year_days


def _is_week(rule: Rule, day: dt.date) -> bool:
    """Whether its week is one of the rule's: the first is the one with four days in the year."""
    number, year = _week_of(rule, day)
    if number in rule.weeks:
        return True
    weeks, _ = _week_of(rule, dt.date(year, 12, 28))  # which always lies in the last week
    return number - 1 - weeks in rule.weeks


def _week_of(rule: Rule, day: dt.date) -> tuple[int, int]:
    middle = day.toordinal() - (day.weekday() - rule.week_start) % _WEEK + 3
    pivot = dt.date.fromordinal(min(max(middle, 1), _LAST))
    return (pivot.timetuple().tm_yday - 1) // _WEEK + 1, pivot.year


def _month(day: dt.date) -> int:
    return day.year * _MONTHS + day.month


def _days_of_month(day: dt.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _days_of_year(day: dt.date) -> int:
    return _YEAR if calendar.isleap(day.year) else _YEAR - 1
