"""Dates as a calendar file (RFC 5545), for readers' own calendars.

Nothing in it depends on when it was made: the same items give the same bytes.
An entry keeps its identity for ever, and counts up with every revision of its submission,
so that a calendar that has it already takes the newer one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.model.issue import Issue
from digest.rendering.content_lines import line, text_line
from digest.rendering.text import UNWRAPPED, plain
from digest.rendering.view import ItemView

_UTC = "%Y%m%dT%H%M%SZ"
_DAY = "%Y%m%d"
_FIRST_YEAR = 1000  # that strftime writes with four digits everywhere
_DAILY = "P1D"


@dataclass(frozen=True, slots=True)
class Revision:
    """How often a submission was revised, and when it was last."""

    number: int  # from 1
    at: dt.datetime  # aware


Revisions = Mapping[str, Revision]  # by the item's id


def revisions_of(issue: Issue) -> Revisions:
    """The revisions of an issue's items, as if all were of the month's first moment."""
    at = dt.datetime.combine(issue.period.first_day, dt.time(), dt.UTC)
    return {each.id: Revision(each.revision, at) for each in issue.items}


def calendar(
    items: Sequence[ItemView], *, name: str, domain: str, revisions: Revisions, url: str = ""
) -> str:
    """One all-day entry for every dated item and for every deadline; empty where there are none.

    Args:
        items: in order.
        name: what calendars call it.
        domain: makes the entries' identities unique in the world (RFC 7986, section 5.3).
        revisions: of each item.
        url: where it is asked for again, once a day; empty where nobody subscribes to it.
    """
    dated = [each for each in items if each.starts or each.ends or each.deadline_day]
    if not dated:
        return ""
    texts = plain(tuple(item.html for item in dated), UNWRAPPED)
    head = (
        "BEGIN:VCALENDAR\r\n",
        "VERSION:2.0\r\n",
        text_line("PRODID", f"-//{domain}//digest//EN"),
        "METHOD:PUBLISH\r\n",
        text_line("NAME", name),
        text_line("X-WR-CALNAME", name),
        *(_renewal(url) if url else ()),
    )
    entries = (
        event
        for item, text in zip(dated, texts, strict=True)
        for event in _events(item, text, domain, revisions[item.id])
    )
    return "".join((*head, *entries, "END:VCALENDAR\r\n"))


def _renewal(url: str) -> Iterator[str]:
    yield line("SOURCE;VALUE=URI", url)
    yield line("REFRESH-INTERVAL;VALUE=DURATION", _DAILY)
    yield line("X-PUBLISHED-TTL", _DAILY)


def _events(item: ItemView, text: str, domain: str, revision: Revision) -> Iterator[str]:
    shared = _shared(item, text)
    first = item.starts or item.ends
    if first:
        last = max(first, item.ends or first)
        head = _head(f"{item.id}@{domain}", revision, first, last)
        yield _event(head, item.heading, shared)
    if item.deadline_day:
        day = item.deadline_day
        head = _head(f"deadline-{item.id}@{domain}", revision, day, day)
        yield _event(head, item.deadline_called, shared)


def _event(head: str, summary: str, shared: str) -> str:
    return f"BEGIN:VEVENT\r\n{head}{text_line('SUMMARY', summary)}{shared}END:VEVENT\r\n"


def _head(uid: str, revision: Revision, first: dt.date, last: dt.date) -> str:
    at = revision.at.astimezone(dt.UTC).strftime(_UTC)
    return "".join(
        (
            text_line("UID", uid),
            line("DTSTAMP", at),
            line("LAST-MODIFIED", at),
            line("SEQUENCE", str(revision.number - 1)),
            line("DTSTART;VALUE=DATE", _day(first)),
            # The end is the day after the last; there is none after the last day of all.
            line("DTEND;VALUE=DATE", _day(last + dt.timedelta(days=1)))
            if last < dt.date.max
            else "",
        )
    )


def _shared(item: ItemView, text: str) -> str:
    """What an item's dates and its deadline have in common."""
    url = item.link.url if item.link else item.page_url
    description = "\n\n".join(filter(None, (text, url)))  # some calendars show no URL
    return "".join(
        (
            line("STATUS", "CANCELLED" if item.cancelled else "CONFIRMED"),
            "TRANSP:TRANSPARENT\r\n",  # to know of it is not to be busy
            text_line("LOCATION", item.where) if item.where else "",
            text_line("DESCRIPTION", description) if description else "",
            line("URL", url) if url else "",
        )
    )


def _day(date: dt.date) -> str:
    return date.strftime(_DAY) if date.year >= _FIRST_YEAR else date.isoformat().replace("-", "")
