"""RSS and Atom through libxml2: what is broken is mended, and what cannot be is named.

feedparser takes hours for a few kilobytes that were made for it (an XML declaration that never
ends), and guesses where XML is broken. libxml2 does neither: it has limits, goes on behind a
broken place and says where that is. So it reads first, and feedparser gets what is sound.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from digest.formats.entry import Fault
from digest.formats.feed_pruning import prune
from digest.formats.feed_text import with_sound_references, without_prelude

_EXPLAINED = (
    ("Maximum entity amplification", "its entities blow it up beyond measure"),
    ("Detected an entity reference loop", "its entities lead in a circle"),
    ("Excessive depth", "its elements are nested more than 255 deep"),
    ("Premature end of data", "breaks off"),
)
_LONGEST_MESSAGE = 160


@dataclass(frozen=True, slots=True)
class Mended:
    """A document that feedparser may be given, and what was wrong with it."""

    data: bytes  # well-formed, in UTF-8
    root: str  # the name of its first element
    texts: tuple[str, ...] = ()  # the long ones: in the data stands the number of each
    faults: tuple[Fault, ...] = ()
    breaks_off: bool = False  # within its last entry


def mended(text: str) -> Mended | None:
    """A text of XML made sound; None where there is not one element in it."""
    xml, lines_before = without_prelude(text)
    parser = _parser()
    try:
        root = etree.fromstring(with_sound_references(xml).encode(), parser)
    except etree.XMLSyntaxError:  # nothing at all
        return None
    if root is None:
        return None
    faults = _faults(parser, lines_before)
    pruned = prune(root)
    return Mended(
        etree.tostring(root, encoding="utf-8"),
        pruned.root,
        tuple(pruned.texts),
        faults + pruned.faults,
        breaks_off=bool(faults) and _is_open(xml, pruned.last_tag),
    )


def _parser() -> etree.XMLParser:
    """One that opens no file and no address, and puts in entities within libxml2's measure."""
    return etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities="internal",  # type: ignore[arg-type]  # newer than the stubs
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )


def _faults(parser: etree.XMLParser, lines_before: int) -> tuple[Fault, ...]:
    """The first thing that is not well-formed; what follows most often comes of it."""
    for entry in parser.error_log:
        if entry.domain_name != "NAMESPACE":  # a prefix that nobody declared loses nothing
            message = " ".join(entry.message.split())[:_LONGEST_MESSAGE]
            words = (words for start, words in _EXPLAINED if message.startswith(start))
            reason = next(words, f"is not well-formed XML: {message}")
            return (Fault(reason, entry.line + lines_before),)
    return ()


def _is_open(xml: str, tag: str) -> bool:
    """Whether the last entry begins and never ends."""
    return bool(tag) and xml.rfind(f"</{tag}") < xml.rfind(f"<{tag}")
