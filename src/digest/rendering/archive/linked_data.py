"""Pages as schema.org describes them, for search engines and other programs.

See https://schema.org/Event and https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from markupsafe import Markup

from digest.model.submission import Content, Kind
from digest.rendering.characters import one_line
from digest.rendering.view import ItemView

_SCHEMA = "https://schema.org"
# In a script element these could end it, or begin a comment.
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
_TYPES = {
    Kind.EVENT: "Article",  # one without a day is no event to a search engine
    Kind.CALL: "CreativeWork",
    Kind.PUBLICATION: "CreativeWork",
    Kind.NEWS: "NewsArticle",
    Kind.PROJECT_UPDATE: "Article",
    Kind.STATEMENT: "Article",
}
Thing = dict[str, object]


def embedded(thing: Thing) -> Markup:
    """A thing as it may stand in a script element; what it does not have is left out."""
    whole = {"@context": _SCHEMA, **_without_nothing(thing)}
    written = json.dumps(whole, ensure_ascii=False, indent=1)
    return Markup(written.translate(_ESCAPED))  # noqa: S704 - escaped in the line above


def organisation(name: str, url: str = "") -> Thing:
    """An organisation by its name."""
    return _without_nothing({"@type": "Organization", "name": name, "url": url})


def item_thing(
    content: Content, item: ItemView, *, language: str, description: str, picture: str
) -> Thing:
    """An item: an event where it has a day, else something written."""
    names = dict.fromkeys(one_line(each.name) for each in content.organisations)
    who = [organisation(each) for each in names if each]
    shared: Thing = {
        "@id": item.page_url,
        "name": item.heading,
        "url": item.page_url,
        "sameAs": item.link.url if item.link else "",
        "description": description,
        "image": picture,
        "inLanguage": item.language or language,
    }
    if content.kind is Kind.EVENT and item.starts:
        return {"@type": "Event", **shared, **_event(item, item.starts), "organizer": who}
    written: Thing = {"headline": item.heading, "author": who, "expires": _day(item.deadline_day)}
    return {"@type": _TYPES[content.kind], **shared, **written}


def _event(item: ItemView, starts: dt.date) -> Thing:
    status = "EventCancelled" if item.cancelled else "EventScheduled"
    return {
        "startDate": _day(starts),
        "endDate": _day(max(starts, item.ends or starts)),
        "eventStatus": f"{_SCHEMA}/{status}",
        "eventAttendanceMode": f"{_SCHEMA}/{_attendance(item)}EventAttendanceMode",
        "location": list(_locations(item)),
    }


def _attendance(item: ItemView) -> str:
    if not item.online:
        return "Offline"
    return "Mixed" if item.place else "Online"


def _locations(item: ItemView) -> Iterable[Thing]:
    if item.place:
        yield {"@type": "Place", "name": item.place, "address": item.place}
    if item.online:
        is_web = item.link is not None and item.link.url.startswith("http")
        url = item.link.url if item.link and is_web else item.page_url
        yield {"@type": "VirtualLocation", "url": url}


def _day(date: dt.date | None) -> str:
    return date.isoformat() if date else ""


def _without_nothing(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value not in ("", None, [])}
