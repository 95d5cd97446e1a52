"""The fixed phrases of an issue and of the archive, in one table, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from digest.model.submission import Kind


@dataclass(frozen=True, slots=True)
class Words:
    """Everything an issue says that neither an editor nor a member wrote."""

    language: str
    # The issue
    contents: str
    online: str
    place_and_online: str
    from_day: str
    until_day: str
    deadline: str
    deadline_of: str
    cancelled: str
    read_more: str
    read_more_at: str
    write_to: str
    read_on: str
    numbered: str
    more_items: str
    shortened: str
    current_project: str
    past_project: str
    coming_project: str
    view_online: str
    calendar: str
    website: str
    preferences: str
    unsubscribe: str
    picture: str
    why: str
    kinds: Mapping[Kind, str]  # stands in for a heading where an item has none
    # The archive
    archive: str
    all_issues: str
    earlier_issue: str
    later_issue: str
    published_in: str
    add_to_calendar: str
    all_dates: str
    feed: str
    to_content: str
    when: str
    where: str
    other_languages: str
    nothing_yet: str


_ENGLISH = Words(
    language="en",
    contents="In this issue",
    online="Online",
    place_and_online="{place} and online",
    from_day="From {date}",
    until_day="Until {date}",
    deadline="Deadline: {date}",
    deadline_of="Deadline: {heading}",
    cancelled="Cancelled",
    read_more="Read more about {heading}",
    read_more_at="Read more about {heading} at {host}",
    write_to="Write to {address} about {heading}",
    read_on="Read on: {heading}",
    numbered="{words} ({number})",
    more_items="and {number} more in “{section}”",
    shortened="There is more in this issue than fits into an email.",
    current_project="Current project",
    past_project="Completed project",
    coming_project="Coming project",
    view_online="View this issue in your browser",
    calendar="Add these dates to your calendar",
    website="Visit our website",
    preferences="Change your preferences",
    unsubscribe="Unsubscribe",
    picture="Picture: {alt}",
    why="You receive this email because you subscribed to “{title}” from {sender}.",
    kinds={
        Kind.EVENT: "An event",
        Kind.CALL: "A call",
        Kind.PUBLICATION: "A publication",
        Kind.NEWS: "News",
        Kind.PROJECT_UPDATE: "News of a project",
        Kind.STATEMENT: "A statement",
    },
    archive="Archive",
    all_issues="All issues",
    earlier_issue="The issue before: {month}",
    later_issue="The next issue: {month}",
    published_in="From the issue of {month}",
    add_to_calendar="Add to your calendar",
    all_dates="All dates as a calendar to subscribe to",
    feed="Follow every issue as a feed",
    to_content="Skip to the content",
    when="When",
    where="Where",
    other_languages="This page in other languages",
    nothing_yet="No issue has been published yet.",
)

_WORDS: Mapping[str, Words] = {"en": _ENGLISH}
LANGUAGES = tuple(_WORDS)  # what an issue can be written in


def words_for(language: str) -> Words:
    """The phrases of a language; of its first subtag, or English, where there are none."""
    first = language.partition("-")[0]
    return _WORDS.get(language) or _WORDS.get(first) or _ENGLISH
