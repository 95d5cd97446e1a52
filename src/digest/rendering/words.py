"""The fixed phrases of an issue, in one table, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from digest.model.submission import Kind


@dataclass(frozen=True, slots=True)
class Words:
    """Everything an issue says that neither an editor nor a member wrote."""

    language: str
    contents: str
    online: str
    place_and_online: str
    from_day: str
    until_day: str
    deadline: str
    deadline_of: str
    read_more: str
    read_more_at: str
    write_to: str
    numbered: str
    current_project: str
    past_project: str
    coming_project: str
    view_online: str
    calendar: str
    website: str
    unsubscribe: str
    picture: str
    why: str
    kinds: Mapping[Kind, str]  # stands in for a heading where an item has none


_ENGLISH = Words(
    language="en",
    contents="In this issue",
    online="Online",
    place_and_online="{place} and online",
    from_day="From {date}",
    until_day="Until {date}",
    deadline="Deadline: {date}",
    deadline_of="Deadline: {heading}",
    read_more="Read more about {heading}",
    read_more_at="Read more about {heading} at {host}",
    write_to="Write to {address} about {heading}",
    numbered="{words} ({number})",
    current_project="Current project",
    past_project="Completed project",
    coming_project="Coming project",
    view_online="View this issue in your browser",
    calendar="Add these dates to your calendar",
    website="Visit our website",
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
)

_WORDS: Mapping[str, Words] = {"en": _ENGLISH}
LANGUAGES = tuple(_WORDS)  # what an issue can be written in


def words_for(language: str) -> Words:
    """The phrases of a language; of its first subtag, or English, where there are none."""
    first = language.partition("-")[0]
    return _WORDS.get(language) or _WORDS.get(first) or _ENGLISH
