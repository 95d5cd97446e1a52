"""JSON-LD on web pages: the script tags that hold it, and the objects in them.

Written out rather than taken from extruct, which reads five syntaxes and brings a tree of
dependencies (rdflib among them) for what is one kind of script tag here
(https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from digest.formats.malformed import MalformedError
from digest.formats.references import unescaped
from digest.formats.web_answers import value_of

Name = str | bytes  # as lxml's types have it; of a str it is always str
Node = Mapping[str, object]

_TYPE = "application/ld+json"
# What is put around scripts so that browsers of the last century pass over them
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)")
_UNWRAPPING = re.compile(r"(?://\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|-->)\s*$")
_ENDING = 100  # characters that an unwrapping may have, spaces and all
_MORE_NODES = (
    *("@graph", "itemListElement", "item", "mainEntity", "hasPart", "dataFeedElement"),
    *("event", "events", "subEvent", "subEvents", "hasCourseInstance"),
)
# What an instance of a course leaves to its course
_LONGEST_LENT = 5_000  # characters of a text: each instance reads it again
_OF_COURSE = ("name", "description", "url", "image", "provider", "organizer", "inLanguage")


def scripts(page: str) -> tuple[str, ...]:
    """The text of each JSON-LD script of a web page, in their order; it survives any text."""
    found = _Scripts()
    parser = etree.HTMLParser(target=found)
    with contextlib.suppress(etree.LxmlError):  # nothing but comments, or nested beyond measure
        parser.feed(page.encode("utf-8", "replace").decode())
        parser.close()
    return tuple("".join(each) for each in found.texts)


class _Scripts:
    """What the parser tells its findings to; without a tree, no HTML costs more than its length."""

    def __init__(self) -> None:
        self.texts: list[list[str]] = []
        self._is_inside = False

    def start(self, tag: Name, attrib: dict[Name, Name]) -> None:
        """An element begins."""
        kind = str(attrib.get("type", "")).partition(";")[0].strip().lower()
        self._is_inside = tag == "script" and kind == _TYPE
        if self._is_inside:
            self.texts.append([])

    def end(self, tag: Name) -> None:
        """An element ends."""
        del tag
        self._is_inside = False

    def data(self, data: Name) -> None:
        """Characters between tags."""
        if self._is_inside:
            self.texts[-1].append(str(data))

    def comment(self, text: Name) -> None:
        """A comment."""

    def close(self) -> None:
        """All was read."""


def script_value(text: str) -> object:
    """The JSON of a script, whatever it is wrapped in.

    Raises:
        MalformedError: it is none.
    """
    bare = _WRAPPING.sub("", text)
    rest, ending = bare[:-_ENDING], bare[-_ENDING:]
    bare = rest + _UNWRAPPING.sub("", ending)
    try:
        return value_of(bare, is_lenient=True)
    except MalformedError:
        plain = unescaped(bare)
        if '"' in bare or plain == bare:
            raise
    return value_of(plain, is_lenient=True)


def nodes(value: object) -> Iterator[Node]:
    """The objects of JSON-LD that stand for themselves, and those listed within them."""
    waiting = [value]
    while waiting:  # no recursion: data may be nested deeper than Python's stack
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(reversed(each))
        elif isinstance(each, dict):
            yield each
            waiting.extend(_within(each, name) for name in reversed(_MORE_NODES) if name in each)


def by_id(value: object) -> dict[str, Node]:
    """Every object that says more than its ``@id``, by it: others refer to it there."""
    found: dict[str, Node] = {}
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(reversed(each))
        elif isinstance(each, dict):
            name = each.get("@id")
            if isinstance(name, str) and len(each) > 1:
                found.setdefault(name, each)
            waiting.extend(reversed(each.values()))
    return found


def types_of(node: Node) -> tuple[str, ...]:
    """An object's types without their vocabulary: "Event" for "https://schema.org/Event"."""
    said = node.get("@type")
    several = said if isinstance(said, list) else [said]
    return tuple(re.split("[/#:]", each)[-1] for each in several if isinstance(each, str))


def _within(node: Node, name: str) -> object:
    value = node[name]
    if name != "hasCourseInstance":
        return value
    course = {key: node[key] for key in _OF_COURSE if _is_lent(node.get(key))}
    several = value if isinstance(value, list) else [value]
    return [{**course, **each} for each in several if isinstance(each, dict)]


def _is_lent(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or len(value) <= _LONGEST_LENT)
