"""WordPress: posts of its REST API, and events of The Events Calendar.

Posts: https://developer.wordpress.org/rest-api/reference/posts/
Events: the plugin describes its own answers at ``/wp-json/tribe/events/v1/doc``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from digest.formats.document import Document
from digest.formats.entry import Fault, Piece, entry_from
from digest.formats.html_images import first_image
from digest.formats.local_days import local_days
from digest.formats.malformed import MalformedError
from digest.formats.web_answers import Entries, Page, answer_of, page_of
from digest.formats.web_text import heading, without_tail

TextPart = Literal["excerpt", "content"]
_NO_CATEGORY = "uncategorized"  # the one WordPress gives where nobody chose one

Fields = dict[str, object]


def read_posts(document: Document, text: TextPart = "excerpt") -> Page:
    """A list of posts; never raises. How many pages there are is said beside it, in a header.

    Args:
        document: any bytes.
        text: which of its texts stands for a post; the other one where it has none.
    """
    try:
        answer = answer_of(document.data)
    except MalformedError as error:
        return Page(fault=error.reason)
    if not isinstance(answer.value, list):
        return Page(fault=_refusal(answer.value))
    entries = Entries(answer.value, answer.fault)
    return page_of(document, "post", entries, _pieces(lambda post: _post(post, text)))


def read_events(document: Document, text: TextPart = "excerpt") -> Page:
    """A page of events; never raises.

    Args:
        document: any bytes.
        text: which of its texts stands for an event; the other one where it has none.
    """
    try:
        answer = answer_of(document.data, "events")
    except MalformedError as error:
        return Page(fault=error.reason)
    value = answer.value if isinstance(answer.value, dict) else {}
    events = value.get("events")
    if not isinstance(events, list):
        return Page(fault=_refusal(answer.value))
    entries, following = Entries(events, answer.fault), _string(value.get("next_rest_url"))
    return page_of(
        document, "event", entries, _pieces(lambda event: _event(event, text)), following
    )


def _pieces(fields: Callable[[Mapping[str, object]], Fields]) -> Callable[[object, int], Piece]:
    """What makes a piece of an entry by its fields; empty ones are left out."""

    def piece(value: object, position: int) -> Piece:
        if not isinstance(value, dict):
            return entry_from(value, position=position)
        reason = _withheld(value)
        if reason:
            return Fault(reason, position=position)
        said = {name: each for name, each in fields(value).items() if each}
        return entry_from(said, position=position)

    return piece


def _withheld(value: Mapping[str, object]) -> str | None:
    """Why an entry is not for the public."""
    status = value.get("status", "publish")
    if status != "publish":
        return f"is not published: its status is {str(status)[:40]!a}"
    content = value.get("content")
    if isinstance(content, dict) and content.get("protected") is True:
        return "is protected by a password"
    return None


def _post(post: Mapping[str, object], text: TextPart) -> Fields:
    texts = {name: _rendered(post.get(name)) for name in ("excerpt", "content")}
    embedded = post.get("_embedded")
    more = embedded if isinstance(embedded, dict) else {}
    featured = _featured(more.get("wp:featuredmedia"))
    image, alt = featured or first_image(texts["content"]) or ("", "")
    return {
        "id": post.get("id"),
        "title": heading(_rendered(post.get("title"))),
        "text": _text(texts["excerpt"], texts["content"], text),
        "url": _string(post.get("link")),
        "image": image,
        "image_alt": heading(alt),
        "published": local_days(_string(post.get("date")), "")[0],
        "categories": list(_terms(more.get("wp:term"))),
        "language": _string(post.get("lang")),
    }


def _event(event: Mapping[str, object], text: TextPart) -> Fields:
    excerpt, content = _string(event.get("excerpt")), _string(event.get("description"))
    picture = event.get("image")
    image = _string(picture.get("url")) if isinstance(picture, dict) else ""
    # the dates are local ones; the zone they are local to, and UTC, stand beside them
    starts, ends = local_days(_string(event.get("start_date")), _string(event.get("end_date")))
    image, alt = (image, "") if image else (first_image(content) or ("", ""))
    return {
        "id": event.get("id"),
        "title": heading(_string(event.get("title"))),
        "organisations": _names(event, "organizer", "organizer"),
        "starts": starts,
        "ends": ends,
        "place": "; ".join(filter(None, map(_place, _dicts(event, "venue")))),
        "online": "yes" if event.get("is_virtual") is True else "",
        "text": _text(excerpt, content, text),
        "url": _string(event.get("url")),
        "image": image,
        "image_alt": heading(alt),
        "published": local_days(_string(event.get("date")), "")[0],
        "categories": _names(event, "categories", "name"),
    }


def _text(excerpt: str, content: str, part: TextPart) -> str:
    wanted, other = (excerpt, content) if part == "excerpt" else (content, excerpt)
    return without_tail(wanted) or without_tail(other)


def _place(venue: Mapping[str, object]) -> str:
    parts = (heading(_string(venue.get(name))) for name in ("venue", "city", "country"))
    return ", ".join(dict.fromkeys(filter(None, parts)))


def _featured(media: object) -> tuple[str, str] | None:
    """The featured picture; where it is withheld, an error stands in its place."""
    first = media[0] if isinstance(media, list) and media else None
    source = _string(first.get("source_url")) if isinstance(first, dict) else ""
    return (source, _string(first.get("alt_text"))) if source and isinstance(first, dict) else None


def _terms(groups: object) -> Iterator[str]:
    for group in groups if isinstance(groups, list) else ():
        for term in group if isinstance(group, list) else ():
            is_category = isinstance(term, dict) and term.get("taxonomy") == "category"
            if is_category and term.get("slug") != _NO_CATEGORY:
                yield heading(_string(term.get("name")))


def _names(event: Mapping[str, object], several: str, name: str) -> list[str]:
    names = (heading(_string(each.get(name))) for each in _dicts(event, several))
    return list(filter(None, names))


def _dicts(value: Mapping[str, object], name: str) -> tuple[Mapping[str, object], ...]:
    """One object or several, as the plugin has it; nothing is an empty list or false."""
    found = value.get(name)
    several = found if isinstance(found, list) else [found]
    return tuple(each for each in several if isinstance(each, dict))


def _rendered(value: object) -> str:
    return _string(value.get("rendered")) if isinstance(value, dict) else _string(value)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _refusal(value: object) -> str:
    """What an answer says that is no list: WordPress answers errors as an object."""
    message = value.get("message") if isinstance(value, dict) else None
    if isinstance(message, str) and message:
        return f"says: {heading(message)[:200]}"
    return "is JSON, but not what WordPress answers"
