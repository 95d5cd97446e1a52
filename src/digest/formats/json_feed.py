"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from digest.formats.document import MAX_ENTRIES
from digest.formats.entry import Entry, Fault, entry_from
from digest.formats.feed_days import day_of
from digest.formats.feed_html import name_in, whole
from digest.formats.feed_items import Feed, Item
from digest.formats.json_entries import pieces
from digest.formats.malformed import MalformedError
from digest.formats.scalars import number

_ITEMS = re.compile(r'"items"\s{0,99}:\s{0,99}(?=\[)')
_MOST_ALIKE = 20  # names, tags, attachments of one entry
_LONGEST_LINE = 3_000  # characters


def json_feed_in(text: str, url: str | None) -> Feed:
    """The feed in a text of JSON; of a broken one, the entries before the broken place.

    Raises:
        MalformedError: it is another JSON, or nothing of it can be read.
    """
    head, faults = _head(text)
    items = head.get("items")
    if not isinstance(items, list):
        raise MalformedError("is JSON, but no JSON Feed: it has no list of items")
    if len(items) > MAX_ENTRIES:
        reason = f"holds more than {MAX_ENTRIES:,} entries; those after them were not read"
        faults = (*faults, Fault(reason))
    found = enumerate(islice(items, MAX_ENTRIES), start=1)
    return Feed(
        _line(head, "title"),
        _names(head),
        tuple(_item(each, head, url, number) for number, each in found),
        faults,
    )


def _head(text: str) -> tuple[Mapping[str, object], tuple[Fault, ...]]:
    # NaN and numbers that Python would not write back the same stay the words they are
    decoder = json.JSONDecoder(parse_int=number, parse_float=number, parse_constant=str)
    try:
        value = decoder.decode(text)
    except json.JSONDecodeError as error:
        fault = Fault(f"is not valid JSON: {error.msg.lower()}", error.lineno)
    except RecursionError:
        fault = Fault("its values are nested too deep")
    else:
        return (value if isinstance(value, dict) else {}), ()
    return {"items": list(_before(text, fault))}, (fault,)


def _before(text: str, fault: Fault) -> Iterator[object]:
    """The entries of a broken feed as far as they are whole."""
    start = _ITEMS.search(text)
    if start is None:
        raise MalformedError(fault.reason, fault.line)
    found = list(pieces(text[start.end() :]))
    if isinstance(found[-1], Fault):
        found.pop()  # the broken place itself, which is named already
    yield from (piece.fields if isinstance(piece, Entry) else piece for piece in found)


def _item(
    value: object, head: Mapping[str, object], url: str | None, position: int
) -> Item | Fault:
    if isinstance(value, Fault):
        return value
    entry = entry_from(value, position=position)
    if isinstance(entry, Fault):
        return entry
    item = entry.fields
    html = _text(item, "content_html")
    image = _line(item, "image") or _line(item, "banner_image") or _attached_picture(item)
    fields = {
        "id": _line(item, "id"),
        "title": " ".join(_line(item, "title").split()),
        "text": html or _text(item, "content_text") or _text(item, "summary"),
        "url": whole(_line(item, "url") or _line(item, "external_url"), url),
        "published": day_of(_line(item, "date_published") or _line(item, "date_modified")),
        "organisations": _names(item),
        "categories": _texts(item.get("tags")),
        "image": whole(image, url),
        "language": _line(item, "language") or _line(head, "language"),
    }
    return Item(fields, bool(html), url, position)


def _text(found: Mapping[str, object], name: str) -> str:
    """A text; the specification lets a number stand for one, where an id is meant."""
    value = found.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value.strip() if isinstance(value, str) else str(value) if is_number else ""


def _line(found: Mapping[str, object], name: str) -> str:
    return _text(found, name)[:_LONGEST_LINE]


def _several(value: object) -> list[object]:
    return value[:_MOST_ALIKE] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    texts = (each.strip()[:_LONGEST_LINE] for each in _several(value) if isinstance(each, str))
    return [text for text in texts if text]


def _names(found: Mapping[str, object]) -> list[str]:
    """The authors: a list since version 1.1, one in version 1.0."""
    people = [*_several(found.get("authors")), found.get("author")]
    names = (name_in(_line(each, "name")) for each in people if isinstance(each, dict))
    return list(dict.fromkeys(name for name in names if name))


def _attached_picture(item: Mapping[str, object]) -> str:
    attached = (each for each in _several(item.get("attachments")) if isinstance(each, dict))
    pictures = (each for each in attached if _line(each, "mime_type").startswith("image/"))
    return next((_line(each, "url") for each in pictures), "")
