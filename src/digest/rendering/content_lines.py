"""Content lines of RFC 5545: escaped, folded, ended with CR LF.

A library would write them as well, and takes ten times as long as all the rest of a calendar.
"""

from __future__ import annotations

from collections.abc import Iterator

_LONGEST = 75  # octets of a line without its end (RFC 5545, section 3.1)
_FOLD = "\r\n "
_END = "\r\n"
_FIRST_CONTINUATION = 0x80  # of UTF-8, up to 0xBF: the octets a character goes on with
_LAST_CONTINUATION = 0xBF
_ESCAPED = str.maketrans(
    {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None, "\u2028": " ", "\u2029": " "}
)


def text_line(name: str, text: str) -> str:
    """A property whose value is TEXT (section 3.3.11)."""
    return line(name, text.translate(_ESCAPED))


def line(name: str, value: str) -> str:
    """A property whose value is written already; it holds no line end."""
    whole = f"{name}:{value}"
    if len(whole) <= _LONGEST and whole.isascii():  # as nearly always
        return whole + _END
    return _FOLD.join(_pieces(whole.encode())) + _END


def _pieces(octets: bytes) -> Iterator[str]:
    """The parts of a folded line, no character of which is divided."""
    start, room = 0, _LONGEST
    while start < len(octets):
        end = min(start + room, len(octets))
        while end < len(octets) and _FIRST_CONTINUATION <= octets[end] <= _LAST_CONTINUATION:
            end -= 1
        yield octets[start:end].decode()
        start, room = end, _LONGEST - 1  # the blank at the beginning is an octet, too
