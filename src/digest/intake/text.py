"""Members' text made safe to stand in a letter: characters, lines, links and HTML.

What comes out of ``clean_html`` can stand in HTML as it is. Text is data: nothing in it
runs, and nothing in it can pass for one of the tokens a transport fills in.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt

from digest.intake.links import without_tracking

LONGEST_URL = 2_000  # characters; Outlook and old servers cut longer ones
LONGEST_TEXT = 50_000  # characters; a whole issue has fewer, and Gmail cuts at 102,000 bytes
_TAGS = {"a", "b", "blockquote", "br", "em", "h4", "i", "li", "ol", "p", "strong", "ul"}
_DROPPED_WITH_CONTENT = {"iframe", "math", "noscript", "object", "script", "style", "svg"}
# HTML of web pages has more blocks than a letter needs: they become paragraphs,
# their headings the one level there is below an item's title.
_PARAGRAPHS = re.compile(
    r"<(/?)(?:address|article|aside|dd|div|dl|dt|figcaption|figure|footer|header|main|pre|section"
    r"|table|tbody|td|tfoot|th|thead|tr)(?=[\s/>])",
    re.IGNORECASE,
)
_HEADINGS = re.compile(r"<(/?)h[1-6](?=[\s/>])", re.IGNORECASE)
_LINK_TO_NOWHERE = re.compile(r'<a rel="noopener">(.*?)</a>', re.DOTALL)
_EMPTY = re.compile(r"<(p|h4)>\s*</\1>")
# Private-use characters are our own tokens; XML 1.0 has no place for the next three groups
# (https://www.w3.org/TR/xml/#charsets); embeddings and overrides turn around what follows them
# (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing).
_UNWELCOME = re.compile(
    "[\ue000-\uf8ff\U000f0000-\U0010ffff"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069\ufeff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_NOT_IN_URLS = frozenset('"<>\\`')
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"})  # Unicode categories
_MAILBOX = re.compile(r"[^@?/]+@[^@?/]+(?:\?.*)?")
_LINE_END = re.compile("%0[ad]", re.IGNORECASE)  # would add header lines to a mail
_ROUNDS = 6
# Lists within lists, and attributes that differ, cost an HTML5 parser the square of their number:
# 5,000 take some 0.7 seconds, a million would take hours.
_MOST_TAGS = 5_000
_TAG = re.compile("<[^<>]*>")
# A parser opens each of these anew in every paragraph, but of those that are alike three at most
# (https://html.spec.whatwg.org/multipage/parsing.html#the-list-of-active-formatting-elements).
# Were they told apart by an attribute, 30 kB would become 40 MB.
_FORMATTING = re.compile(
    r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]*>", re.IGNORECASE | re.ASCII
)

_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def control_character(text: str) -> str | None:
    """The first control character, as ``U+0007``; line ends and tabs are none."""
    match = _CONTROL.search(text)
    return None if match is None else f"U+{ord(match.group()):04X}"


def welcome(text: str) -> str:
    """A text without the characters that have no place in a letter, all line ends alike."""
    return _UNWELCOME.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def plain_line(text: str) -> str:
    """A text as one line; tags and entities stay what they are, text."""
    return " ".join(welcome(text).split())


@lru_cache(maxsize=2048)  # a link is met in the field, in the text, and when it is cleaned again
def clean_url(text: str) -> str | None:
    """A link as it may stand in a letter, or None.

    It is http, https or mailto, names a host or a mailbox, carries no password,
    and has nothing in it that cannot be seen. ``www.example.org`` is https. Parameters that
    follow a reader about are taken off.
    """
    url = text.strip()
    if url.casefold().startswith("www."):
        url = f"https://{url}"
    if len(url) > LONGEST_URL or not _NOT_IN_URLS.isdisjoint(url):
        return None
    if not _is_visible(url):
        return None
    return without_tracking(url) if _leads_somewhere(url) else None


def clean_html(source: str) -> str:
    """HTML with the tags of a letter only; cleaning it again changes nothing.

    Where it has more tags than any text, none is left of them.
    """
    once = _round(source)
    for _ in range(_ROUNDS):
        again = _round(once)
        if again == once:
            return once
        once = again
    return html.escape(welcome(source), quote=False).strip()  # a tangle that no browser agrees on


def shortened(html: str) -> str:
    """Clean HTML, cut off where it is longer than a text may be."""
    short, end = html, LONGEST_TEXT
    while len(short) > LONGEST_TEXT:
        end = end * 9 // 10  # the tags it leaves open are closed behind it
        short = clean_html(html[:end])
    return short


def markdown_to_html(text: str) -> str:
    """Markdown (https://spec.commonmark.org) as clean HTML; HTML written in it stays text."""
    return clean_html(_MARKDOWN.render(welcome(text)))


def plain_to_html(text: str) -> str:
    """Plain text as clean HTML: blank lines part paragraphs, line ends stay."""
    paragraphs = _BLANK_LINES.split(html.escape(welcome(text), quote=False).strip())
    lines = (each.strip().replace("\n", "<br>") for each in paragraphs)
    return clean_html("".join(f"<p>{each}</p>" for each in lines))


def _round(source: str) -> str:
    text = _within_measure(welcome(source))
    blocks = _HEADINGS.sub(r"<\1h4", _PARAGRAPHS.sub(r"<\1p", text))
    cleaned = _CLEANER.clean(blocks).replace("&nbsp;", "\u00a0")
    linked = _LINK_TO_NOWHERE.sub(r"\1", welcome(cleaned))
    return _EMPTY.sub("", linked).strip(" \t\n")


def _within_measure(source: str) -> str:
    """HTML that a parser is done with soon."""
    if source.count("<") > _MOST_TAGS:
        return _TAG.sub(" ", source).replace("<", "&lt;")
    end = source.rfind(">") + 1  # behind it no tag ends, and none is looked for
    return _FORMATTING.sub(r"<\1>", source[:end]) + source[end:]


def _attribute(_tag: str, name: str, value: str) -> str | None:
    return clean_url(value) if name == "href" else value


def _is_visible(url: str) -> bool:
    if url.isascii():
        return url.isprintable() and " " not in url
    return not any(unicodedata.category(character) in _INVISIBLE for character in url)


def _leads_somewhere(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme == "mailto":
        is_mailbox = _MAILBOX.fullmatch(url.partition(":")[2]) is not None
        return is_mailbox and not _LINE_END.search(url)
    return parts.scheme in {"http", "https"} and bool(host) and parts.username is None


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes={"*": set(), "a": {"href"}},  # without the first, every tag may have lang and title
    attribute_filter=_attribute,
    link_rel="noopener",
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
)
