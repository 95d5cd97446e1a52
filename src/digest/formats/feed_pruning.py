"""A feed's tree cut down to the elements that a record is made of, each as long as it may be.

feedparser is quick with what feeds usually hold and slow with what is made to be slow: it takes
the square of the time for an author of a million letters, or for 100,000 categories. What no
record is made of (comments' addresses, maps, chapters) costs it time and gives nothing. Long texts
it would only carry, and slowly: they wait outside the tree, and a number stands in for each.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from digest.formats.document import MAX_ENTRIES
from digest.formats.entry import Fault
from digest.formats.feed_html import name_in

Element = etree._Element  # noqa: SLF001 - the stubs have no other name for the type

_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_XML = "{http://www.w3.org/XML/1998/namespace}"
# Namespaces in lower case. Those of RSS and Atom themselves need no prefix here.
_OWN = (
    "",
    "http://www.w3.org/2005/atom",
    "http://purl.org/atom/ns#",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://backend.userland.com/rss",
    "http://backend.userland.com/rss2",
    "http://blogs.law.harvard.edu/tech/rss",
)
_MODULES: Mapping[str, str] = MappingProxyType(
    {
        "http://purl.org/dc/elements/1.1/": "dc",
        "http://purl.org/dc/terms/": "dcterms",
        "http://purl.org/rss/1.0/modules/content/": "content",
        "http://purl.org/rss/1.0/modules/event/": "ev",
        "http://search.yahoo.com/mrss/": "media",
        "http://search.yahoo.com/mrss": "media",
        "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
        "http://www.w3.org/1999/xhtml": "xhtml",
        "urn:ietf:params:xml:ns:xcal": "xcal",
        "urn:ietf:params:xml:ns:icalendar-2.0": "xcal",
    }
)
_PREFIXES: Mapping[str, str] = MappingProxyType({**dict.fromkeys(_OWN, ""), **_MODULES})

ROOTS = frozenset({"rss", "rdf:rdf", "feed"})
_ENTRIES = frozenset({"item", "entry"})
_BOXES = frozenset({"channel", "author", "media:group", "media:content"})
_TEXTS = frozenset(
    {"body", "content", "content:encoded", "dc:description", "description", "summary", "xhtml:body"}
)
_MARKED_UP = _TEXTS | {"title"}
_PEOPLE = frozenset({"author", "dc:author", "dc:creator", "itunes:author", "name"})
_EVENT = frozenset(
    {f"ev:{name}" for name in ("startdate", "enddate", "location", "organizer")}
    | {f"xcal:{name}" for name in ("dtstart", "dtend", "location", "organizer")}
)
_LINES = frozenset({*_PEOPLE, *_EVENT}) | {
    *("category", "created", "enclosure", "guid", "id", "issued", "language", "link"),
    *("modified", "pubdate", "published", "title", "updated"),
    *("dc:date", "dc:language", "dc:subject", "dc:title"),
    *("dcterms:created", "dcterms:issued", "dcterms:modified"),
    *("itunes:image", "media:content", "media:keywords", "media:thumbnail"),
}
_KEPT = _BOXES | _TEXTS | _LINES
_ATTRIBUTES = (
    *("height", "href", "label", "medium", "rel", "term", "type", "url", "version", "width"),
    *(f"{_XML}base", f"{_XML}lang"),
)
# Other content of Atom is a picture, a table, another feed
_TEXT_TYPES = frozenset(
    {"", "text", "html", "xhtml", "text/plain", "text/html", "application/xhtml+xml"}
)
_TAG = re.compile("[a-zA-Z][a-zA-Z0-9]*")
_MOST_ALIKE = 20  # elements of one name in one entry
_LONGEST_LINE = 3_000  # characters; intake cuts titles shorter than that, and links it refuses
_LONGEST_PERSON = 120  # characters


@dataclass
class Pruned:
    """What a walk through the tree met."""

    root: str  # its name, "?" where nobody knows its namespace
    entries: int = 0
    last_tag: str = ""  # of the last entry, as the document writes it
    is_cut: bool = False  # there are more entries than are read
    texts: list[str] = field(default_factory=list)  # in the tree stands where in here each is

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was left out that a person should know of."""
        if not self.is_cut:
            return ()
        return (Fault(f"holds more than {MAX_ENTRIES:,} entries; those after them were not read"),)


def prune(root: Element) -> Pruned:
    """Leave only what is read in a tree; what a text is marked up with becomes HTML in the text.

    The names that stay have no namespaces: "dc_creator" is what feedparser makes of them itself.
    """
    pruned = Pruned(_name(root))
    _trim_attributes(root)
    root.tag = "feed" if pruned.root == "feed" else "rss"
    _prune_children(root, pruned, Counter())
    etree.cleanup_namespaces(root)
    return pruned


def _prune_children(parent: Element, pruned: Pruned, alike: Counter[str]) -> None:
    for child in list(parent):
        name = _name(child)
        if name in _ENTRIES:
            _take_entry(child, pruned)
        elif name not in _KEPT or alike[name] == _MOST_ALIKE or not _is_text(child, name):
            parent.remove(child)
        else:
            alike[name] += 1
            _trim(child, name)
            if name in _TEXTS:
                _put_aside(child, pruned.texts)
            if name in _BOXES:
                _prune_children(child, pruned, alike)


def _take_entry(entry: Element, pruned: Pruned) -> None:
    if pruned.entries == MAX_ENTRIES:
        pruned.is_cut = True
        _drop([entry])
        return
    pruned.entries += 1
    pruned.last_tag = f"{entry.prefix}:{_local(entry)}" if entry.prefix else _local(entry)
    about = entry.get(_ABOUT)
    _trim_attributes(entry)
    entry.tag = "item"
    _prune_children(entry, pruned, Counter())
    if about:  # what RSS 1.0 has for a guid
        guid = etree.Element("guid", ispermalink="false")
        guid.text = about[:_LONGEST_LINE]
        entry.insert(0, guid)


def _trim(element: Element, name: str) -> None:
    _trim_attributes(element)
    if name in _TEXTS and element.get("type"):
        element.set("type", _type(element))
    if name in _MARKED_UP and len(element):
        element.text = _as_html(element)
        element.set("type", "html")
    if name in _PEOPLE:
        # feedparser tells a name from an address too, and ends addresses after ".muse"
        element.text = name_in(element.text or "")[:_LONGEST_PERSON]
    elif name in _LINES:
        element.text = (element.text or "").strip()[:_LONGEST_LINE]
    if name not in _BOXES:
        _drop(list(element))
    if name in {"guid", "id"}:
        # feedparser would lay it over the feed's address, and it would change when the feed moves
        element.set("ispermalink", "false")
    if name in _EVENT:  # with attributes, feedparser would not read what it does not know
        element.attrib.clear()
    element.tag = name.replace(":", "_")


def _put_aside(element: Element, texts: list[str]) -> None:
    text = (element.text or "").strip()
    element.text = str(len(texts)) if text else ""
    texts.extend([text] if text else [])


def _is_text(element: Element, name: str) -> bool:
    """Whether content is a text, and not a picture, a table or another feed."""
    is_readable = element.get("mode") != "base64" and _type(element) in _TEXT_TYPES
    return name not in _TEXTS or is_readable


def _type(element: Element) -> str:
    """Its type in lower case and without parameters."""
    return element.get("type", "").partition(";")[0].strip().lower()


def _trim_attributes(element: Element) -> None:
    # asked for by name: to list them takes lxml the square of their number
    kept = [(name, value) for name in _ATTRIBUTES if (value := element.get(name)) is not None]
    element.attrib.clear()
    for name, value in kept:
        element.set(name, value[:_LONGEST_LINE])


def _as_html(element: Element) -> str:
    """What stands between an element's tags, as HTML."""
    pieces = [html.escape(element.text or "", quote=False)]
    for child in list(element):
        element.remove(child)  # and with it the namespaces around it
        for each in child.iter(etree.Element):
            tag = _local(each)
            each.tag = tag if _TAG.fullmatch(tag) else "span"  # torn ones among them
        etree.cleanup_namespaces(child)
        pieces.append(etree.tostring(child, encoding="unicode", method="html"))
    return "".join(pieces)


def _drop(elements: list[Element]) -> None:
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _name(element: Element) -> str:
    """What an element is called here, "dc:creator"; "?" where nobody knows its namespace."""
    if not isinstance(element.tag, str):  # a reference to an entity
        return "?"
    namespace, _, local = element.tag.rpartition("}")
    if ":" in local:  # with a prefix that was not declared; mostly it is the one everybody uses
        return local.lower()
    prefix = _PREFIXES.get(namespace.lstrip("{").lower(), "?")
    return f"{prefix}:{local.lower()}" if prefix else local.lower()
