"""The fixed phrases of an issue and of the archive: in English here, else from the catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from babel.support import NullTranslations

from digest.model.submission import Kind
from digest.rendering.catalogues import ENGLISH, catalogue, spoken


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
    # What counts
    counting: NullTranslations

    def more_items(self, number: int, section: str) -> str:
        """How many items of a section stand elsewhere, in the plural the number wants."""
        said = self.counting.npgettext("more_items", MORE_ITEMS, MORE_ITEMS, number)
        return str(said).format(number=number, section=section)


MORE_ITEMS = "and {number} more in “{section}”"
WORDS = Words(
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
    counting=NullTranslations(),
)


def words_for(language: str) -> Words:
    """The phrases of a language; English, where there are none."""
    return _words(spoken(language) or ENGLISH)


@lru_cache(maxsize=32)
def _words(language: str) -> Words:
    if language == ENGLISH:
        return WORDS
    known = catalogue(language)
    said = {
        each.name: str(known.pgettext(each.name, getattr(WORDS, each.name)))
        for each in fields(Words)
        if isinstance(getattr(WORDS, each.name), str)
    }
    kinds = {kind: str(known.pgettext(kind.value, name)) for kind, name in WORDS.kinds.items()}
    return replace(WORDS, **(said | {"language": language}), kinds=kinds, counting=known)
