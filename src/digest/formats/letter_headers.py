"""The headers of a letter, as far as news is in them (RFC 5322, RFC 2047).

They are read from their raw bytes: programs write them in every shape that the rules forbid.
"""

from __future__ import annotations

import binascii
import datetime as dt
import re
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from digest.formats.charsets import decoded, without_noise

_LONGEST = 4_000  # characters of a header that are looked at
_ENCODED = re.compile(r"=\?([^?\s]{1,80})\?([bq])\?(.*?)\?=", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_IN_BRACKETS = re.compile(r"<\s*([^<>\s]*)\s*>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_ALPHABET = re.compile(r"[^A-Za-z0-9+/]")  # what is none of base64's
_EARLIEST = 1990  # a letter from before that came from a computer without a clock


def raw(message: Message, name: str) -> str | None:
    """A header's first value as it was sent, unfolded; None where it has none."""
    for each, value in message.raw_items():
        if each.lower() == name:
            return decoded(_bytes_of(str(value)[:_LONGEST]), None).replace("\n", "")
    return None


def line(message: Message, name: str) -> str:
    """A header as one line of text; empty where it has none."""
    return " ".join(_words(raw(message, name) or "").split())


def address(message: Message, name: str) -> str:
    """The first address of a header; empty where it has none. Names beside it do not count."""
    # taken apart before anything in it is decoded: a name may hide an address of its own
    written = raw(message, name) or ""
    in_brackets = _IN_BRACKETS.findall(_QUOTED.sub("", written))
    try:
        bare = [found for _name, found in getaddresses([written])]
    except RecursionError:  # brackets within brackets
        bare = []
    # first what stands in brackets: an address before them is a name that looks like one
    return next(filter(_is_address, (*in_brackets, *bare)), "")


def day(message: Message) -> dt.date | None:
    """The day in the header Date, where its sender was; None where it cannot be read."""
    try:
        found = parsedate_to_datetime(raw(message, "date") or "").date()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return found if found.year >= _EARLIEST else None


def language(message: Message) -> str:
    """The first language that is named (RFC 3282); empty where there is none."""
    match = _LANGUAGE.match(line(message, "content-language"))
    return match.group() if match else ""


def _is_address(text: str) -> bool:
    return text.isprintable() and _ADDRESS.fullmatch(text) is not None


def _bytes_of(value: str) -> bytes:
    # the parser keeps bytes beyond ASCII as half characters
    return value.encode("utf-8", "surrogateescape")


def _words(text: str) -> str:
    """A text with its encoded words decoded; spaces between two of them do not count."""
    found: list[tuple[str | None, bytes]] = []  # charset (None: as it stands), and its bytes
    end = 0
    for match in _ENCODED.finditer(text):
        between = text[end : match.start()]
        if between.strip() or end == 0:
            found.append((None, between.encode()))
        charset, data = match[1].lower(), _unpacked(match[2].lower(), match[3])
        if found and found[-1][0] == charset:  # one letter's bytes may be parted between two words
            found[-1] = (charset, found[-1][1] + data)
        else:
            found.append((charset, data))
        end = match.end()
    found.append((None, text[end:].encode()))
    return "".join(_decoded(data, charset) for charset, data in found)


def _decoded(data: bytes, charset: str | None) -> str:
    return data.decode() if charset is None else without_noise(decoded(data, charset))


def _unpacked(encoding: str, text: str) -> bytes:
    if encoding == "q":
        data = text.replace("_", " ").encode()
        return _HEX.sub(lambda match: bytes.fromhex(match[1].decode()), data)
    letters = _ALPHABET.sub("", text)
    whole = letters[:-1] if len(letters) % 4 == 1 else letters
    try:
        return binascii.a2b_base64(whole + "=" * (-len(whole) % 4))
    except binascii.Error:
        return text.encode()
