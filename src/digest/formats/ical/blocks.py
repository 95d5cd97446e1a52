"""A calendar file cut into its events, before anyone asks what they mean (RFC 5545, section 3.1).

BEGIN and END are matched here and not by icalendar, for which one bad line, or one END too few,
is the end of the whole file; here it is the end of one event. icalendar reads the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icalendar.parser import Contentline

from digest.formats.entry import Fault

_FOLD = re.compile(rb"\n[ \t]")  # folding may cut a character: it is undone before decoding
_LINE = re.compile(rb"[^\n]+")
_NAME = re.compile(rb"[ \t]*([A-Za-z0-9-]+)[ \t]*[;:]")
_OF_EVENTS = frozenset(
    {
        *("UID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"),
        *("RRULE", "EXRULE", "RDATE", "EXDATE", "STATUS", "CLASS"),
        *("SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION", "URL", "ORGANIZER", "CATEGORIES"),
        *("ATTACH", "IMAGE"),
        *("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"),
    }
)
_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION"})
_OF_CALENDARS = frozenset({"X-WR-TIMEZONE", "METHOD"})


@dataclass(frozen=True, slots=True)
class Line:
    """A property: its value with the escapes of RFC 5545 undone, and its parameters."""

    value: str
    parameters: Mapping[str, str] = field(default_factory=dict)  # names in upper case


@dataclass(frozen=True, slots=True)
class Block:
    """One VEVENT, with what its calendar says of all of them."""

    position: int  # 1-based, among the events of the file
    lines: Mapping[str, tuple[Line, ...]]
    calendar: Mapping[str, Line]
    fault: str | None = None  # why it cannot be trusted

    def first(self, name: str) -> Line | None:
        """A property's first line that is not empty; None where there is none."""
        return next((line for line in self.lines.get(name, ()) if line.value.strip()), None)

    def text(self, name: str) -> str:
        """A property's first value, without the space around it; empty where there is none."""
        line = self.first(name)
        return line.value.strip() if line else ""


def blocks(data: bytes) -> Iterator[Block | Fault]:
    """The events of a file in their order, and a fault where it ends too early.

    Nothing at all is given for a calendar without events. A file that is no calendar gives a
    fault alone. Whatever the bytes are, the time and the memory grow with their number only.
    """
    walk = _Walk()
    flat = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for match in _LINE.finditer(_FOLD.sub(b"", flat)):
        yield from walk.take(match.group())
    yield from walk.end()


class _Walk:
    """Where the reading is: in which calendar, and in which event of it."""

    def __init__(self) -> None:
        self.found = 0
        self.is_calendar = False
        self.open_calendars = 0
        self.calendar: dict[str, Line] = {}
        self.event: dict[str, list[bytearray]] | None = None
        self.last: bytearray | None = None  # the line of the text that was read last
        self.within = 0  # components that are open inside the event: alarms

    def take(self, line: bytes) -> Iterator[Block]:
        match = _NAME.match(line)
        name = match.group(1).decode().upper() if match else ""
        if name == "BEGIN":
            yield from self._begin(_word(line))
        elif name == "END":
            yield from self._end(_word(line))
        elif self.event is not None and not self.within:
            self._of_event(name, line)
        elif self.event is None and name in _OF_CALENDARS:
            self.calendar[name] = _line(line)

    def _begin(self, what: bytes) -> Iterator[Block]:
        self.last = None
        if what in (b"VEVENT", b"VCALENDAR"):
            self.is_calendar = True
            yield from self._close("its END:VEVENT is missing")
        if what == b"VCALENDAR":
            self.open_calendars, self.calendar = self.open_calendars + 1, {}
        elif what == b"VEVENT":
            self.event, self.within = {}, 0
        elif self.event is not None:
            self.within += 1

    def _end(self, what: bytes) -> Iterator[Block]:
        self.last = None
        if what == b"VEVENT":
            yield from self._close(None)
        elif what == b"VCALENDAR":
            yield from self._close("its END:VEVENT is missing")
            self.open_calendars = max(0, self.open_calendars - 1)
        else:
            self.within = max(0, self.within - 1)

    def _of_event(self, name: str, line: bytes) -> None:
        if not name:  # a program that breaks its lines without folding them
            if self.last is not None:
                self.last += b"\\n" + line
        elif name in _OF_EVENTS and self.event is not None:
            kept = bytearray(line)
            self.event.setdefault(name, []).append(kept)
            self.last = kept if name in _TEXTS else None
        else:
            self.last = None

    def _close(self, fault: str | None) -> Iterator[Block]:
        if self.event is None:
            return
        self.found += 1
        broken = next((name for name in self.event if not _is_text(self.event[name])), None)
        if broken:
            fault = f"its {broken} is not valid UTF-8; save the calendar as UTF-8"
        lines = {name: tuple(map(_line, raw)) for name, raw in self.event.items()}
        self.event, self.last = None, None
        yield Block(self.found, lines, self.calendar, fault)

    def end(self) -> Iterator[Block | Fault]:
        yield from self._close("the file ends within it")
        if not self.is_calendar:
            yield Fault("is not a calendar: BEGIN:VCALENDAR stands nowhere in it")
        elif self.open_calendars:
            yield Fault("was cut off: its last END:VCALENDAR is missing; fetch or save it again")


def _word(line: bytes) -> bytes:
    return line.partition(b":")[2].strip().upper()


def _is_text(lines: list[bytearray]) -> bool:
    try:
        b"".join(lines).decode()
    except UnicodeDecodeError:
        return False
    return True


def _line(raw: bytes | bytearray) -> Line:
    text = raw.decode(errors="replace")
    try:
        # icalendar's types leave out some of its functions
        _, parameters, value = Contentline(text).parts()  # type: ignore[no-untyped-call]
    except ValueError:  # its parameters are not written as they should be; its value may be
        return Line(text.partition(":")[2])
    return Line(value, {name.upper(): _joined(each) for name, each in parameters.items()})


def _joined(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
