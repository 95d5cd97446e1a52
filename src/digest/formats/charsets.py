"""Bytes of a letter to text, whatever alphabet they claim to be in.

A file can be saved again as UTF-8; a letter is read as it came. Where its charset is unknown or
a lie, what mail programs do is done here: UTF-8 where it fits, else the alphabet of Windows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_UTF_8, _WINDOWS = "utf-8", "cp1252"
_LOST = "\ufffd"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,39}")
# Labels that are used for more than they name (https://encoding.spec.whatwg.org/#names-and-labels)
_MEANT: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1"), _WINDOWS),
        **dict.fromkeys(("us-ascii", "ascii", "ansi_x3.4-1968", "7bit", "8bit", ""), ""),
        **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
        **dict.fromkeys(("gb2312", "gbk", "x-gbk", "cp936"), "gb18030"),
        **dict.fromkeys(("ks_c_5601-1987", "euc-kr"), "cp949"),
        **dict.fromkeys(("shift_jis", "x-sjis"), "cp932"),
        **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874"), "cp874"),
        **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e"), "iso-8859-8"),
        "unicode-1-1-utf-7": "utf-7",
        "x-mac-roman": "mac-roman",
        "utf8mb4": _UTF_8,
    }
)
# Codecs of Python's own that no letter is written in: slow, or a language within the text
_NO_ALPHABETS = frozenset({"idna", "mbcs", "oem", "punycode", "undefined"})
# What can be neither seen nor stored, and comes of damage on the way; tabs and line ends stay
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NOISE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


def decoded(data: bytes, charset: str | None) -> str:
    """The text of bytes in a charset, as it is labelled; never fails, and holds no noise."""
    text = _in_charset(data, _meant(charset or ""))
    return without_noise(_guessed(data) if text is None else text)


def without_noise(text: str) -> str:
    """A text with a line feed at every line's end, and no control characters."""
    return _NOISE.sub("", _LINE_ENDS.sub("\n", text))


def _meant(label: str) -> str:
    # RFC 2231 may put a language behind the name: utf-8*en
    name = label.strip(" \t\"'").partition("*")[0].lower()
    return _MEANT.get(name, name)


def _in_charset(data: bytes, name: str) -> str | None:
    is_alphabet = _NAME.fullmatch(name) and name not in _NO_ALPHABETS and "escape" not in name
    if not is_alphabet:
        return None
    try:
        text = data.decode(name, "replace")
    except (LookupError, ValueError):  # no such charset; or one that cannot go on after a fault
        return None
    return None if _is_none_of_it(text) else text


def _is_none_of_it(text: str) -> bool:
    """Whether every letter beyond ASCII was lost: the label is a lie, not one byte damaged."""
    return _LOST in text and text.replace(_LOST, "").isascii()


def _guessed(data: bytes) -> str:
    try:
        return data.decode(_UTF_8)
    except UnicodeDecodeError:
        text = data.decode(_UTF_8, "replace")
    return data.decode(_WINDOWS, "replace") if _is_none_of_it(text) else text
