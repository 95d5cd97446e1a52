"""schema.org's words for an event and an article, as fields of a record.

The vocabulary: https://schema.org/Event, https://schema.org/Article; what sites make of it:
https://developers.google.com/search/docs/appearance/structured-data/event
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from digest.formats.linked_data import Node, types_of
from digest.formats.local_days import local_days
from digest.formats.web_text import heading, unescaped_once

_EVENTS = frozenset({"CourseInstance", "EventSeries", "Festival", "Hackathon"})
_NO_EVENTS = frozenset({"BroadcastEvent", "DeliveryEvent", "OnDemandEvent", "PublicationEvent"})
_ARTICLES = frozenset(
    {
        "AnalysisNewsArticle",
        "Article",
        "BlogPosting",
        "NewsArticle",
        "Report",
        "ReportageNewsArticle",
    }
)
_OFF = frozenset({"EventCancelled", "EventPostponed"})  # it is not on the day it names
_ONLINE = frozenset({"OnlineEventAttendanceMode", "MixedEventAttendanceMode", "EventMovedOnline"})
_DEEPEST = 8  # lists within lists and names within names
# What objects refer to is read again for each that does: these keep a page's cost to its length
_MOST = 20  # organisers, places or pictures of one event
_LONGEST = 500  # characters of a name

Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around an object: the page, and the objects it may refer to."""

    url: str  # the page's; "" where nobody knows it
    zone: ZoneInfo | None
    known: Mapping[str, Node]  # by their @id


def is_event(node: Node) -> bool:
    """Whether an object is an event, of whatever kind."""
    return any(
        each in _EVENTS or (each.endswith("Event") and each not in _NO_EVENTS)
        for each in types_of(node)
    )


def is_article(node: Node) -> bool:
    """Whether an object is an article or a piece of news."""
    return not _ARTICLES.isdisjoint(types_of(node))


def event_fields(node: Node, context: Context) -> Fields:
    """An event's fields; empty ones are left out."""
    starts, ends = (_text(node.get(name)) for name in ("startDate", "endDate"))
    first, last = local_days(starts, ends, context.zone)
    places = tuple(_objects(node.get("location"), context))
    states = {_last_word(node.get(name)) for name in ("eventStatus", "eventAttendanceMode")}
    is_online = not states.isdisjoint(_ONLINE) or any(map(_is_virtual, places))
    organisers = node.get("organizer", node.get("provider"))
    own: Fields = {
        "organisations": list(_names(organisers, context)),
        "title": heading(_text(node.get("name")) or _text(node.get("headline"))),
        "starts": first,
        "ends": last,
        "place": "; ".join(dict.fromkeys(filter(None, map(_place, places)))),
        "online": "yes" if is_online else "",
        "text": unescaped_once(_text(node.get("description"))),
        "cancelled": "" if states.isdisjoint(_OFF) else "yes",
        "kind": "event",
    }
    return _filled({**own, **_shared(node, context)})


def article_fields(node: Node, context: Context) -> Fields:
    """An article's fields; empty ones are left out."""
    published, _ = local_days(_text(node.get("datePublished")), "", context.zone)
    authors = tuple(_objects(node.get("author"), context))
    people = [each for each in authors if isinstance(each, dict) and "Person" in types_of(each)]
    publisher = list(_names(node.get("publisher"), context))
    own: Fields = {
        "organisations": publisher or ([] if people else list(_names(node.get("author"), context))),
        "title": heading(_text(node.get("headline")) or _text(node.get("name"))),
        "text": unescaped_once(_text(node.get("description")) or _text(node.get("articleBody"))),
        "published": published,
        "kind": "news",
    }
    return _filled({**own, **_shared(node, context)})


def own_address(node: Node, context: Context) -> str:
    """The address an object names as its own; empty where it names none."""
    said = _address(node.get("url"), context) or _address(node.get("mainEntityOfPage"), context)
    return said.partition("#")[0] if said.partition("#")[0] == context.url else said


def own_id(node: Node, context: Context) -> str:
    """An object's ``@id``, whole; names that hold within one document only are none."""
    said = _text(node.get("@id"))
    return _joined(context.url, said) if said and not said.startswith("_:") else ""


def _shared(node: Node, context: Context) -> Fields:
    image, alt = _image(node.get("image"), context)
    return {
        "url": own_address(node, context) or context.url,
        "image": image,
        "image_alt": alt,
        "language": _language(node.get("inLanguage")),
    }


def _filled(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value}


def _text(value: object) -> str:
    """A text, also where it is written as one of several, or with its language."""
    for _ in range(_DEEPEST):
        if isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, dict):
            value = value.get("@value")
        else:
            break
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value.strip() if isinstance(value, str) else str(value) if is_number else ""


def _objects(value: object, context: Context) -> Iterator[str | Node]:
    """Texts and objects of a property, one or several; references are followed, once."""
    for each in value[:_MOST] if isinstance(value, list) else [value]:
        if isinstance(each, str) and each.strip():
            yield each
        elif isinstance(each, dict):
            name = each.get("@id")
            is_reference = isinstance(name, str) and "name" not in each
            yield context.known.get(str(name), each) if is_reference else each


def _names(value: object, context: Context) -> Iterator[str]:
    for each in _objects(value, context):
        name = _name(each if isinstance(each, str) else each.get("name"))
        if name and not name.startswith(("http://", "https://")):
            yield name


def _name(value: object) -> str:
    return heading(_text(value)[:_LONGEST])


def _is_virtual(place: str | Node) -> bool:
    return not isinstance(place, str) and "VirtualLocation" in types_of(place)


def _place(place: str | Node) -> str:
    if isinstance(place, str):
        return _name(place)
    if _is_virtual(place):
        return ""
    address = place.get("address")
    first = address[0] if isinstance(address, list) and address else address
    name = _name(place.get("name"))
    if not isinstance(first, dict):
        return ", ".join(filter(None, dict.fromkeys((name, _name(first)))))
    parts = (_town(first, each) for each in ("addressLocality", "addressCountry"))
    return ", ".join(filter(None, dict.fromkeys((name, *parts))))


def _town(address: Node, part: str) -> str:
    value = address.get(part)
    return _name(value.get("name") if isinstance(value, dict) else value)


def _image(value: object, context: Context) -> tuple[str, str]:
    for each in _objects(value, context):
        if isinstance(each, str):
            return _joined(context.url, each), ""
        address = next(filter(None, (_text(each.get(n)) for n in ("contentUrl", "url", "@id"))), "")
        if address:
            return _joined(context.url, address), _name(each.get("caption"))
    return "", ""


def _address(value: object, context: Context) -> str:
    for each in value if isinstance(value, list) else [value]:
        said = _text(each.get("@id", each.get("url")) if isinstance(each, dict) else each)
        if said:
            return _joined(context.url, said)
    return ""


def _language(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return _text(first.get("alternateName") if isinstance(first, dict) else first)


def _last_word(value: object) -> str:
    said = _text(value.get("@id") if isinstance(value, dict) else value)
    return said.rpartition("/")[2]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:  # an address with a bracket astray
        return address.strip()
