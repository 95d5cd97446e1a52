"""One event of a calendar: its days, how it repeats, and what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from digest.formats.ical.blocks import Block
from digest.formats.ical.moments import Moment, day_of, home_of, last_day, length, moment, moments
from digest.formats.ical.rules import Rule, read_rule
from digest.formats.ical.sayings import said
from digest.formats.malformed import MalformedError, NotMeantError
from digest.model.record import TextFormat

_ONWARDS = "THISANDFUTURE"
_MOST_RULES = 5  # RFC 5545, section 3.8.5.3, advises against more than one
_LONGEST_REPEATED = dt.timedelta(days=366)
_LONGEST_NUMBER = 10  # digits
_LARGEST_NUMBER = 2**31 - 1  # RFC 5545, 3.3.8
_NOT_FOR_OTHERS = frozenset({"PRIVATE", "CONFIDENTIAL"})


@dataclass(frozen=True, slots=True)
class Event:
    """An event with the local days it is on."""

    position: int
    uid: str
    starts: dt.date
    ends: dt.date  # its last day; before it starts where the calendar says so
    sequence: int = 0
    changes: dt.date | None = None  # the day of the occurrence it stands for (RECURRENCE-ID)
    is_onwards: bool = False  # and for those after it (RANGE=THISANDFUTURE)
    rules: tuple[Rule, ...] = ()
    added: frozenset[dt.date] = frozenset()  # RDATE
    removed: frozenset[dt.date] = frozenset()  # EXDATE
    fields: Mapping[str, object] = field(default_factory=dict)
    text_format: TextFormat = TextFormat.PLAIN

    @property
    def repeats(self) -> bool:
        """Whether it says that it is on more than once."""
        return bool(self.rules or self.added)

    @property
    def duration(self) -> dt.timedelta:
        """From its first day to its last."""
        return max(self.ends - self.starts, dt.timedelta())


def read_event(block: Block, zone: dt.tzinfo) -> Event:
    """The event of a block; ``zone`` is where it is, where neither it nor its calendar says so.

    Raises:
        MalformedError: it cannot be read, or is not for others, and why.
    """
    if block.fault:
        raise MalformedError(block.fault)
    if block.text("CLASS").upper() in _NOT_FOR_OTHERS:
        raise NotMeantError(f"is marked {block.text('CLASS').lower()}; it is for no newsletter")
    if block.first("EXRULE"):
        raise MalformedError("has an EXRULE, which was abolished in 2009; write EXDATE instead")
    home = home_of(block, zone)
    start = _start(block, home)
    changes = block.first("RECURRENCE-ID")
    fields, text_format = said(block)
    event = Event(
        position=block.position,
        uid=block.text("UID"),
        starts=day_of(start),
        ends=_last(block, start, home),
        sequence=_sequence(block),
        changes=day_of(moment("RECURRENCE-ID", changes, home)) if changes else None,
        is_onwards=bool(changes and changes.parameters.get("RANGE", "").upper() == _ONWARDS),
        rules=() if changes else _rules(block, start, home),
        added=frozenset() if changes else _days(block, "RDATE", home),
        removed=_days(block, "EXDATE", home),
        fields=fields,
        text_format=text_format,
    )
    if event.repeats and event.duration > _LONGEST_REPEATED:
        raise MalformedError(f"repeats, and lasts {event.duration.days:,} days each time")
    return event


def _start(block: Block, home: dt.tzinfo) -> Moment:
    line = block.first("DTSTART")
    if line is None:
        raise MalformedError("does not say when it starts (DTSTART)")
    return moment("DTSTART", line, home)


def _last(block: Block, start: Moment, home: dt.tzinfo) -> dt.date:
    end, duration = block.first("DTEND"), block.first("DURATION")
    try:
        if end is not None:
            return last_day(start, moment("DTEND", end, home))
        if duration is not None:
            return last_day(start, _with_time(start) + length(duration))
    except OverflowError as error:
        raise MalformedError("lasts beyond the year 9999") from error
    return day_of(start)


def _with_time(start: Moment) -> Moment:
    """An all-day event may last hours, which a day alone cannot be added to."""
    return start if isinstance(start, dt.datetime) else dt.datetime.combine(start, dt.time())


def _sequence(block: Block) -> int:
    text = block.text("SEQUENCE")
    is_number = text.isdecimal() and len(text) <= _LONGEST_NUMBER
    return min(int(text), _LARGEST_NUMBER) if is_number else 0


def _rules(block: Block, start: Moment, home: dt.tzinfo) -> tuple[Rule, ...]:
    lines = block.lines.get("RRULE", ())
    texts = dict.fromkeys(line.value.strip() for line in lines if line.value.strip())
    if len(texts) > _MOST_RULES:
        raise MalformedError(f"repeats by {len(texts):,} rules; up to {_MOST_RULES} are followed")
    return tuple(read_rule(text, start, home) for text in texts)


def _days(block: Block, name: str, home: dt.tzinfo) -> frozenset[dt.date]:
    return frozenset(day_of(each) for each in moments(name, block.lines.get(name, ()), home))
