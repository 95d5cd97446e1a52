"""When something is: the fields that speak of days, read together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from digest.intake.date_grammar.days import counted_day
from digest.intake.date_grammar.doubts import counted, end_before_start
from digest.intake.dates import DateReading, read_dates
from digest.intake.fields import Named
from digest.intake.remarks import Remark
from digest.intake.text import plain_line
from digest.intake.values import text_of


@dataclass(frozen=True, slots=True)
class When:
    """The days of a submission, and how they were written."""

    starts: dt.date | None = None
    ends: dt.date | None = None
    deadline: dt.date | None = None
    raw: str | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """How dates are read in one record: relative to the day it was published, in its language."""

    reference: dt.date | None
    language: str

    def read(self, text: str) -> DateReading:
        """Read one text, or the number a spreadsheet keeps in a day's place."""
        day = counted_day(text)
        if day is not None:
            return DateReading(day, day, is_whole=True, remarks=(counted(text, day),))
        return read_dates(text, reference=self.reference, language=self.language)


def when(fields: Mapping[str, Named], reader: Reader) -> When:
    """Read start and end where a record has them, else its dates; a deadline of its own wins."""
    named = {name: text_of(fields, name) for name in ("dates", "starts", "ends", "deadline")}
    texts = {name: plain_line(each.value) for name, each in named.items()}
    remarks = tuple(remark for each in named.values() for remark in each.remarks)
    has_sides = bool(texts["starts"] or texts["ends"])
    span = _from_sides(texts["starts"], texts["ends"], reader) if has_sides else DateReading()
    dates = reader.read(texts["dates"])
    limit = reader.read(texts["deadline"])
    main = span if span.starts or span.ends else dates
    own_limit = limit.deadline or limit.ends or limit.starts
    written = (" – ".join(filter(None, (texts["starts"], texts["ends"]))), texts["dates"])
    return When(
        starts=main.starts,
        ends=main.ends,
        deadline=own_limit or main.deadline or span.deadline or dates.deadline,
        raw=next(filter(None, (*written, texts["deadline"])), None),
        remarks=remarks + span.remarks + dates.remarks + limit.remarks,
    )


def _from_sides(starts: str, ends: str, reader: Reader) -> DateReading:
    """A start and an end that stand in fields of their own; each may lend the other its year."""
    if starts and ends:
        joined = reader.read(f"{starts} – {ends}")
        if joined.starts and joined.is_whole and not joined.deadline:
            return joined
    first, last = reader.read(starts), reader.read(ends)
    start, end = first.starts, last.deadline or last.ends or last.starts
    if start is None:  # an end alone is an "until"
        return DateReading(deadline=first.deadline or end, remarks=first.remarks + last.remarks)
    if not ends:  # a start alone says nothing of the end
        end = first.ends if first.ends != start else None
    remarks = first.remarks + last.remarks
    if end is not None and end < start:
        return DateReading(start, None, None, remarks=(*remarks, end_before_start(start, end)))
    return DateReading(start, end, first.deadline, remarks=remarks)
