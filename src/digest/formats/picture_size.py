"""How large a picture is, from its first bytes; nothing is unpacked."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHORTEST, _LONGEST = 100, 200  # pixels of the shorter and longer side: less is a logo, or a spy
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_SIZE = re.compile(rb"[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]")  # frames; the rest are tables
_JPEG_MARKS = re.compile(rb"\xff+")  # the first ones only fill
_MOST_SEGMENTS = 2_000  # of a JPEG before its size


@dataclass(frozen=True, slots=True)
class PictureSize:
    """A picture's kind and size."""

    suffix: str  # ".jpg", ".png", ".gif", ".webp"
    width: int
    height: int

    @property
    def is_photograph(self) -> bool:
        """Whether it is large enough to show something, and not a logo or a tracking pixel."""
        shorter, longer = sorted((self.width, self.height))
        return shorter >= _SHORTEST and longer >= _LONGEST


def picture_size(data: bytes) -> PictureSize | None:
    """The size of a PNG, GIF, JPEG or WebP picture; None where the bytes are none of these."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR":
        return PictureSize(".png", _number(data[16:20]), _number(data[20:24]))
    if data.startswith((b"GIF87a", b"GIF89a")):
        return PictureSize(".gif", _little(data[6:8]), _little(data[8:10]))
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _jpeg(data: bytes) -> PictureSize | None:
    """ITU-T T.81, B.1: segments, each with a marker and a length, up to the one with the size."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        marks = _JPEG_MARKS.match(data, at)
        if marks is None or len(data) < marks.end() + 8:
            return None
        at = marks.end() - 1
        marker = data[at + 1 : at + 2]
        if _JPEG_SIZE.match(marker):
            height, width = _number(data[at + 5 : at + 7]), _number(data[at + 7 : at + 9])
            return PictureSize(".jpg", width, height)
        at += 2 + max(2, _number(data[at + 2 : at + 4]))
    return None


def _webp(data: bytes) -> PictureSize | None:
    """https://developers.google.com/speed/webp/docs/riff_container, one shape for each codec."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        width, height = _little(data[24:27]) + 1, _little(data[27:30]) + 1
    elif chunk == b"VP8L":
        bits = _little(data[21:25])
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif chunk == b"VP8 ":
        width, height = _little(data[26:28]) & 0x3FFF, _little(data[28:30]) & 0x3FFF
    else:
        return None
    return PictureSize(".webp", width, height)


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")
