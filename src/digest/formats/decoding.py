"""Bytes to text: UTF-8 and nothing else, because a guessed encoding spoils names silently."""

from __future__ import annotations

import codecs

from digest.formats.malformed import MalformedError

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> str:
    """The text of a file, without a byte order mark and with a line feed at every line's end.

    Raises:
        MalformedError: the bytes are UTF-16, binary or not UTF-8.
    """
    if data.startswith(_UTF_16):
        raise MalformedError("is written in UTF-16; save it as UTF-8")
    if b"\0" in data:
        raise MalformedError("is a binary file (it holds NUL bytes), not a text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> MalformedError:
    # utf-8-sig counts from behind the mark it took off
    offset = error.start + (len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0)
    line = data.count(b"\n", 0, offset) + 1
    return MalformedError(
        f"is not valid UTF-8: byte {offset} is 0x{data[offset]:02x}; save it as UTF-8", line
    )
