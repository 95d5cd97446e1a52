"""Pieces of template left in what was rendered, told apart from what people wrote themselves.

A member may well write ``{{ 7*7 }}`` in a title, and readers get those characters.
So a piece counts only where nobody's words contain it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from digest.model.issue import Issue
from digest.model.settings import NewsletterSettings
from digest.model.submission import Content, Translation

# Each as far as its end, where that is near and no element stands between; else its beginning.
_MARKS = r"""
    \{\{ (?: [^<]{0,60}? \}\} )?
  | \{% (?: [^<]{0,60}? %\} )?
  | \{\# (?: [^<]{0,60}? \#\} )?
  | \[\[ (?: [^<]{0,60}? \]\] )?
  | \\u\{ (?: [0-9a-f]{1,6} \} )?
  | \b undefined \b
  | [\ue010-\ue01f]
"""
_IN_TEXT = re.compile(_MARKS + r"| < mj-[a-z-]*", re.VERBOSE)
_IN_HTML = re.compile(_MARKS + r"| </?mj-[a-z-]*", re.VERBOSE)
_STYLE = re.compile(r"<style.*?</style>", re.DOTALL)  # braces stand close together there
_TAG = re.compile(r"<[^>]*>")
_REFUSED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_RUN = re.compile(r"\s+")


def leftovers(rendered: str, words: str, *, is_html: bool) -> Iterator[str]:
    """Every piece of template in a rendered part, once each, as it stands there.

    Args:
        rendered: the HTML or the plain text.
        words: everything people wrote, as ``words_of`` gives it.
        is_html: whether it is HTML, where ``<mj-`` is an element and ``&lt;mj-`` is words.
    """
    seen = _RUN.sub(" ", _STYLE.sub("", rendered) if is_html else rendered)
    for piece in dict.fromkeys((_IN_HTML if is_html else _IN_TEXT).findall(seen)):
        said = html.unescape(piece) if is_html else piece
        is_element = is_html and piece.startswith("<")
        if is_element or said not in words:
            yield said


def words_of(issue: Issue, newsletter: NewsletterSettings) -> str:
    """Everything members and editors wrote that may stand in the issue, as readers see it."""
    words = "\n".join(filter(None, _written(issue, newsletter)))
    return _RUN.sub(" ", _REFUSED.sub("", words))


def _written(issue: Issue, newsletter: NewsletterSettings) -> Iterator[str | None]:
    own = newsletter
    yield from (own.title, own.tagline, own.postal_address, own.sender, own.website)
    yield own.brand.logo_alt
    for translation in own.translations.values():
        yield from (translation.title, translation.tagline)
    for section in issue.sections:
        yield from (section.title, *section.titles.values())
        for item in section.items:
            content = item.content
            yield from (
                content.project,
                content.image,
                *(each.name for each in content.organisations),
            )
            yield from _said(content)
            for each in content.translations.values():
                yield from _said(each)


def _said(words: Content | Translation) -> Iterator[str | None]:
    yield from (words.title, words.place, words.url, words.image_alt, words.text_html)
    yield html.unescape(_TAG.sub("", words.text_html))
