"""The dates of an issue as one calendar file (RFC 5545), for its readers' own calendars.

Nothing in it depends on when it was made: the same issue gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from icalendar import Calendar, Event

from digest.model.period import Period
from digest.rendering.text import UNWRAPPED, plain
from digest.rendering.view import ItemView


def calendar(items: tuple[ItemView, ...], *, name: str, domain: str, period: Period) -> str:
    """One all-day entry for every dated item and for every deadline; empty where there are none.

    Args:
        items: the items of the issue, in order.
        name: what calendars call it.
        domain: makes the entries' identities unique in the world (RFC 7986, section 5.3).
        period: its first day stands in for the time of making.
    """
    texts = plain(tuple(item.html for item in items), UNWRAPPED)
    entries = [
        entry
        for item, text in zip(items, texts, strict=True)
        for entry in _entries(item, text, domain)
    ]
    if not entries:
        return ""
    stamp = dt.datetime.combine(period.first_day, dt.time(), dt.UTC)
    whole = Calendar()
    whole.add("PRODID", f"-//{domain}//digest//EN")
    whole.add("VERSION", "2.0")
    whole.add("METHOD", "PUBLISH")
    whole.add("X-WR-CALNAME", name)
    for entry in entries:
        whole.add_component(_event(entry, stamp))
    return str(whole.to_ical(), "utf-8")


@dataclass(frozen=True, slots=True)
class _Entry:
    uid: str
    summary: str
    first: dt.date
    last: dt.date
    place: str
    text: str
    url: str


def _entries(item: ItemView, text: str, domain: str) -> Iterator[_Entry]:
    url = item.link.url if item.link else ""
    first = item.starts or item.ends
    if first:
        uid = f"{item.id}@{domain}"
        last = max(first, item.ends or first)
        yield _Entry(uid, item.heading, first, last, item.where, text, url)
    if item.deadline_day:
        uid, day = f"deadline-{item.id}@{domain}", item.deadline_day
        yield _Entry(uid, item.deadline_called, day, day, item.where, text, url)


def _event(entry: _Entry, stamp: dt.datetime) -> Event:
    properties = {
        "UID": entry.uid,
        "DTSTAMP": stamp,
        "DTSTART": entry.first,
        # The end is the day after the last; there is none after the last day of all.
        "DTEND": entry.last + dt.timedelta(days=1) if entry.last < dt.date.max else None,
        "SUMMARY": entry.summary,
        "LOCATION": entry.place,
        "DESCRIPTION": entry.text,
        "URL": entry.url,
    }
    event = Event()
    for name, value in properties.items():
        if value:
            event.add(name, value)
    return event
