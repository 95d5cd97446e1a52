"""Events that belong together, and the occurrences they come to.

Events of one UID are one event and its changed occurrences (RFC 5545, section 3.8.4.4). Which
occurrence is replaced by which change is left to recurring-ical-events, in days.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import icalendar
import recurring_ical_events

from digest.formats.ical.counting import days, work
from digest.formats.ical.events import Event

_DAY = dt.timedelta(days=1)
_NUMBER = "X-NUMBER"  # by which an event is found again in what recurring-ical-events returns


@dataclass(frozen=True, slots=True)
class Window:
    """The days the occurrences of repeated events are listed for, both included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event on one of the occasions it takes place."""

    event: Event
    starts: dt.date
    ends: dt.date
    day: dt.date | None = None  # the day it has in its series, wherever it was moved to


@dataclass(frozen=True, slots=True)
class Series:
    """An event, and the changes of its occurrences; or changes whose event is not there."""

    event: Event | None
    changes: tuple[Event, ...] = ()

    @property
    def position(self) -> int:
        """Where it stands first in the file."""
        return min(each.position for each in self.members)

    @property
    def members(self) -> tuple[Event, ...]:
        """All of its events."""
        return (*((self.event,) if self.event else ()), *self.changes)

    def work(self, window: Window) -> int:
        """About how many days must be looked at to list its occurrences."""
        if self.event is None:
            return 0
        first = _reach(self.event, window)
        return sum(work(rule, first, window.last) for rule in self.event.rules)


def series_of(events: Iterable[Event]) -> tuple[Series, ...]:
    """Events by their UID, in the order they stand in.

    Of several that claim to be the same, the latest version counts (SEQUENCE). Different events
    of one UID and one version are a mistake of the program that wrote them: each is kept.
    """
    groups: defaultdict[object, list[Event]] = defaultdict(list)
    for event in events:
        groups[event.uid or event.position].append(event)
    found = [series for group in groups.values() for series in _of_one(group)]
    return tuple(sorted(found, key=lambda series: series.position))


def occurrences(series: Series, window: Window) -> tuple[Occurrence, ...]:
    """When a series takes place, in the order of time.

    An event that does not repeat is on when it is on; what repeats is listed within the window.
    """
    event = series.event
    if event is None:
        latest = _latest(series.changes)
        return _sorted(Occurrence(each, each.starts, each.ends, each.changes) for each in latest)
    if not event.repeats and not series.changes:
        return (Occurrence(event, event.starts, event.ends),)
    members = (event, *_within_reach(_latest(series.changes), _reach(event, window), window))
    whole = icalendar.Calendar()
    for number, member in enumerate(members):
        whole.add_component(_component(member, number, window))
    listed = recurring_ical_events.of(whole).between(window.first, window.last + _DAY)
    return _sorted(_occurrence(members, found) for found in listed)


def _of_one(group: list[Event]) -> list[Series]:
    masters = [event for event in group if event.changes is None]
    changes = tuple(event for event in group if event.changes is not None)
    if not masters:
        return [Series(None, changes)]
    latest = max(event.sequence for event in masters)
    different: dict[object, Event] = {}
    for event in masters:
        if event.sequence == latest:
            different.setdefault((event.starts, event.ends, str(event.fields)), event)
    first, *others = different.values()
    return [Series(first, changes), *(Series(event) for event in others)]


def _component(event: Event, number: int, window: Window) -> icalendar.Event:
    """The event again, as days and nothing else."""
    component = icalendar.Event()
    component.add("DTSTART", event.starts)
    component.add("DTEND", event.starts + event.duration + _DAY)
    component.add("SEQUENCE", event.sequence)
    component.add("UID", "1")
    component.add(_NUMBER, str(number))
    if event.changes:
        component.add("RECURRENCE-ID", event.changes)
        if event.is_onwards:
            component["RECURRENCE-ID"].params["RANGE"] = "THISANDFUTURE"
    else:
        first = _reach(event, window)
        named = {day for rule in event.rules for day in days(rule, first, window.last)}
        component.add("RDATE", sorted(named | _between(event.added, first, window.last)))
        component.add("EXDATE", sorted(_between(event.removed, first, window.last)))
    return component


def _reach(event: Event, window: Window) -> dt.date:
    """The first day an occurrence may begin on and still be on within the window."""
    lasting = event.duration.days
    return dt.date.fromordinal(max(1, window.first.toordinal() - lasting))


def _between(some: frozenset[dt.date], first: dt.date, last: dt.date) -> set[dt.date]:
    return {day for day in some if first <= day <= last}


def _occurrence(members: tuple[Event, ...], found: icalendar.Event) -> Occurrence:
    event = members[int(found.decoded(_NUMBER))]
    starts, after, day = map(found.decoded, ("DTSTART", "DTEND", "RECURRENCE-ID"))
    if event.changes and event.is_onwards:  # what was moved by it had a day of its own before
        day = starts - (event.starts - event.changes)
    return Occurrence(event, starts, after - _DAY, day)


def _latest(changes: tuple[Event, ...]) -> tuple[Event, ...]:
    """Of the changes of one occurrence, the one with the highest SEQUENCE."""
    in_order = sorted(changes, key=lambda event: event.sequence)
    return tuple({event.changes: event for event in in_order}.values())


def _within_reach(changes: tuple[Event, ...], first: dt.date, window: Window) -> tuple[Event, ...]:
    """The changes that matter within a window; of older ones, the last that lasts until then."""
    near, older = [], []
    for event in changes:
        day = event.changes or event.starts
        is_moved_in = event.starts <= window.last and event.ends >= window.first
        if first <= day <= window.last or is_moved_in:
            near.append(event)
        elif event.is_onwards and day < first:
            older.append((day, event.position, event))
    return (*(event for *_, event in sorted(older)[-1:]), *near)


def _sorted(found: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    return tuple(sorted(found, key=lambda each: (each.starts, each.ends, each.day or each.starts)))
