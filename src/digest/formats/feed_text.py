"""A feed's bytes as text: its alphabet found out, and every slip that can be mended mended."""

from __future__ import annotations

import codecs
import html.entities
import re
import sys
from collections.abc import Iterator

from digest.formats.charsets import decoded, without_noise
from digest.formats.entry import Fault

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""\s*<\?xml[^>]{0,200}?\sencoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._:-]{1,40})["']"""
)
# What feeds are written in. Python has codecs for more, some of them no alphabets and very slow.
_KNOWN = re.compile(
    r"utf-?8|utf-(?:16|32)(?:-[lb]e)?|(?:us-)?ascii|iso-?8859-\d\d?|latin-?\d|(?:windows-|cp)125\d"
    r"|koi8-[ru]|gbk|gb2312|gb18030|big5|shift[_-]jis|euc-(?:jp|kr)|macintosh"
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_WIDE = ("utf-16", "utf-32")
# "&" that begins nothing, names of HTML, and numbers; the five names of XML stay as they are.
_LONE = re.compile(r"&(?!#?\w{1,31};)")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(\w{1,31});")
_NUMBERED = re.compile(r"&#(?:0*([0-9]{1,7})|[xX]0*([0-9A-Fa-f]{1,6}));")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_FARTHEST = 10_000  # characters before the feed begins
_LEGAL = re.compile("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # of XML 1.0


def text_of(data: bytes) -> tuple[str, tuple[Fault, ...]]:
    """The text of a feed, and what of it is not as it should be; never fails.

    The mark at its beginning tells the alphabet, else the XML declaration, else it is UTF-8
    (https://www.w3.org/TR/xml/#sec-guessing).
    """
    charset, faults = _charset(data)
    if charset.startswith(_WIDE):
        text = without_noise(data.decode(charset, "replace"))
    else:
        text, faults = decoded(data, charset), faults + _controls(data)
    # XML has no place for these two either, and no writer of feeds means them
    return text.replace("\ufffe", "").replace("\uffff", ""), faults


def _charset(data: bytes) -> tuple[str, tuple[Fault, ...]]:
    """The name of the alphabet, "" where it is not known; and whether all bytes are of it."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    charset = marked or _declared(data)
    if not _is_known(charset):
        return "", (Fault(f"names an alphabet nobody knows: {charset}"),)
    try:
        data.decode(charset)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return charset, (Fault(f"is not written in {charset}, or is damaged", line),)
    return charset, ()


def _is_known(charset: str) -> bool:
    if not _KNOWN.fullmatch(charset):
        return False
    try:
        codecs.lookup(charset)
    except LookupError:  # iso-8859-99
        return False
    return True


def _declared(data: bytes) -> str:
    found = _DECLARED.match(data)
    name = found[1].decode("ascii").lower() if found else "utf-8"
    # a declaration that can be read byte by byte is not written in an alphabet of two
    return "utf-8" if name.startswith(("utf-16", "utf16", "utf-32", "utf32", "ucs")) else name


def _controls(data: bytes) -> tuple[Fault, ...]:
    found = _CONTROL.search(data)
    if found is None:
        return ()
    line = data.count(b"\n", 0, found.start()) + 1
    character = f"U+{found[0][0]:04X}"
    return (Fault(f"holds characters no feed may hold ({character}); they were left out", line),)


def without_prelude(text: str) -> tuple[str, int]:
    """The text from where the XML begins, and how many lines stood before it.

    Programs write warnings or blank lines before their XML, which no parser lets pass.
    """
    start = text.find("<?xml", 0, _FARTHEST)
    start = start if start >= 0 else len(text) - len(text.lstrip())
    return text[start:], text.count("\n", 0, start)


def with_sound_references(text: str) -> str:
    """XML whose every "&" begins a reference that XML knows.

    What a CDATA section holds stays, but for references to what is no character.
    """
    return "".join(_sound(text))


def _sound(text: str) -> Iterator[str]:
    first, *others = text.split(_CDATA)
    yield _referring(first, text)
    for each in others:
        held, end, behind = each.partition(_CDATA_END)
        # what only looks like a section, in a comment or an attribute, is read as XML all the same
        yield f"{_CDATA}{_NUMBERED.sub(_numbered, held)}{end}"
        yield _referring(behind, text)


def _referring(part: str, whole: str) -> str:
    if "&" not in part:
        return part
    part = _NUMBERED.sub(_numbered, _LONE.sub("&amp;", part))
    # a document that declares names of its own means those
    return part if "<!ENTITY" in whole else _NAMED.sub(_named, part)


def _named(found: re.Match[str]) -> str:
    text = html.entities.html5.get(f"{found[1]};", "")
    return f"&amp;{found[1]};" if not text or set(text) & set("<>&\"'") else text


def _numbered(found: re.Match[str]) -> str:
    number = int(found[1]) if found[1] else int(found[2], 16)
    is_character = number <= sys.maxunicode and _LEGAL.match(chr(number))
    return found[0] if is_character else ""
