"""Texts as web sites write them into their data: entities in titles, cut-off marks in excerpts."""

from __future__ import annotations

import re

from digest.formats.references import unescaped

# None of these can run on: what stands between their marks is bounded or excludes the marks.
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_CUT_OFF = re.compile(r"\[\s{0,9}(?:…|&hellip;|&#0{0,3}8230;|&#x2026;|\.{3})\s{0,9}\]")
_MORE_LINK = re.compile(
    r"<a\b[^<>]{0,999}\bmore-link\b[^<>]{0,999}>(?:(?!</?a\b).){0,999}</a>",
    re.IGNORECASE | re.DOTALL,
)
# What a theme's last link says; those marked as such are known by their mark, in any language
_READ_ON = re.compile(
    r"<a\b[^<>]{0,999}>\s{0,9}"
    r"(?:continue reading|read more|weiterlesen|mehr lesen|lire la suite|en savoir plus|leer más"
    r"|continua a leggere|leggi tutto|lees verder|lees meer|ler mais|czytaj (?:dalej|więcej)"
    r"|läs mer|læs mere|les mer|lue lisää|διαβάστε περισσότερα)\b"
    r"(?:(?!</?a\b).){0,999}</a>",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>]*)?/?>|&(?:#?[A-Za-z0-9]{1,9});")
_ESCAPED = re.compile(r"&lt;/?(?:p|br|div|ul|ol|li|strong|em|a|span|h[1-6])\b", re.IGNORECASE)


def heading(text: str) -> str:
    """A title or a name as one line of text: tags taken off, entities read."""
    return " ".join(unescaped(_TAG.sub(" ", text)).split())


def without_tail(text: str) -> str:
    """HTML of an excerpt without the link that goes on, and with … where it was cut off."""
    return _CUT_OFF.sub("…", _READ_ON.sub("", _MORE_LINK.sub("", text))).strip()


def is_marked_up(text: str) -> bool:
    """Whether a text that may be plain or HTML is HTML."""
    return _MARKUP.search(text) is not None


def unescaped_once(text: str) -> str:
    """HTML whose tags were escaped on the way, as it was before."""
    return unescaped(text) if _ESCAPED.search(text) and not _TAG.search(text) else text
