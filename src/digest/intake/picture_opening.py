"""A picture's file opened for reading, once it is clear that this takes neither long nor much.

A file of a few bytes can say that it is a picture of a hundred thousand by a hundred thousand, in a
million pieces. So sizes and counts are looked at before anything is unpacked.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import STRIPOFFSETS, TILEOFFSETS, TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

MOST_PIXELS = 36_000_000  # of a page scanned finely; unpacked, 600 MB at worst (WebP, measured)
MOST_PIXELS_OF_JPEG = 50_000_000  # of a telephone's largest photographs; half are never unpacked

_MOST_PIECES = 100_000  # a file of a million chunks would be read for minutes
_MOST_SCANS = 100  # each one of a progressive JPEG goes over the whole picture; ten are usual
_MOST_STRIPS = 20_000  # a TIFF has at most one for each row of pixels
# Of the ways a TIFF can be packed, those of pictures: a broken fax fills the terminal with remarks
# of the library that reads it, one for each line of pixels.
_TIFF_PACKINGS = frozenset(
    {"raw", "tiff_lzw", "jpeg", "tiff_adobe_deflate", "tiff_deflate", "packbits"}
)
_LOOKED_AT = 1000  # bytes in which the kind of a file is looked for
# By what their bytes begin with; what a file is called tells nothing.
_READERS: Mapping[bytes, Callable[[io.BytesIO], ImageFile]] = MappingProxyType(
    {
        b"\xff\xd8\xff": JpegImageFile,
        b"\x89PNG\r\n\x1a\n": PngImageFile,
        b"GIF87a": GifImageFile,
        b"GIF89a": GifImageFile,
        b"RIFF": WebPImageFile,
        b"II*\x00": TiffImageFile,
        b"MM\x00*": TiffImageFile,
        b"BM": BmpImageFile,
    }
)
# What people take for a picture that can be mailed.
_OTHERS: Mapping[bytes, str] = MappingProxyType(
    {
        b"<svg": "an SVG drawing",
        b"<html": "a web page",
        b"<!doctype html": "a web page",
        b"%pdf": "a PDF document",
        b"ftypavif": "an AVIF picture",
        b"ftyphei": "a HEIC picture",
        b"ftypmif1": "a HEIC picture",
        b"8bps": "a Photoshop document",
        b"\x00\x00\x01\x00": "an icon",
    }
)


class UnfitPictureError(Exception):
    """A picture that is not to be used, for a reason worth telling; the rest of a sentence."""


def open_picture(data: bytes) -> ImageFile:
    """Open a picture without unpacking it.

    Raises:
        UnfitPictureError: it is none that a letter may carry, or too large.
        Exception: it is damaged; decoders raise anything, from SyntaxError on.
    """
    reader = next((each for start, each in _READERS.items() if data.startswith(start)), None)
    if reader is None:
        raise UnfitPictureError(f"is {_otherwise(data)}")
    opened = reader(_Pieces(_first_page(data) if reader is TiffImageFile else data))
    width, height = opened.size
    if reader is TiffImageFile and opened.info.get("compression") not in _TIFF_PACKINGS:
        raise UnfitPictureError("is packed like a fax, or in some other way that is not read here")
    is_jpeg = reader is JpegImageFile
    most = MOST_PIXELS_OF_JPEG if is_jpeg else MOST_PIXELS
    if width * height > most:
        raise UnfitPictureError(f"has {width:,} × {height:,} pixels; {most:,} in all is the most")
    # within the packed picture itself these two bytes never follow each other
    if is_jpeg and data.count(b"\xff\xda") > _MOST_SCANS:
        raise UnfitPictureError("is in more layers than any picture needs")
    return opened


class _Pieces(io.BytesIO):
    """The bytes of a file, which may be read in so many pieces and no more."""

    read_so_far = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.read_so_far += 1
        if self.read_so_far > _MOST_PIECES:
            raise UnfitPictureError("is in more pieces than any picture needs")
        return super().read(size)


def _otherwise(data: bytes) -> str:
    beginning = data[:_LOOKED_AT].lower()
    found = (said for mark, said in _OTHERS.items() if mark in beginning)
    return next(found, "neither JPEG, PNG, GIF, WebP, TIFF nor BMP")


def _first_page(tiff: bytes) -> bytes:
    """The first page of a TIFF, which leads to no others: there may be millions.

    TIFF 6.0, section 2: a page is a list of entries, twelve bytes each, and the place of the next.
    """
    order: Literal["little", "big"] = "little" if tiff.startswith(b"II") else "big"

    def number(start: int, size: int) -> int:
        return int.from_bytes(tiff[start : start + size], order)

    entries = number(4, 4) + 2
    end = entries + 12 * number(entries - 2, 2)
    for entry in range(entries, min(end, len(tiff)), 12):
        if number(entry, 2) in (STRIPOFFSETS, TILEOFFSETS) and number(entry + 4, 4) > _MOST_STRIPS:
            raise UnfitPictureError("is in more strips than any picture needs")
    return tiff[:end] + bytes(4) + tiff[end + 4 :]
