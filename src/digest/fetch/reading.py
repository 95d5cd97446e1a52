"""A body, read piece by piece within its bounds: as it is sent, and as it unpacks.

Only what digest asks for is unpacked (RFC 9110, 8.4.1), one packing deep.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

from digest.fetch.failures import CallError, Cause

ACCEPT_ENCODING = "gzip, deflate"
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP, _ZLIB, _BARE = 31, 15, -15  # what zlib calls the three wrappings


class _Unpacker(Protocol):
    def unpack(self, piece: bytes, room: int) -> bytes:
        """Take the next piece; give no more than ``room`` bytes, which are at least one."""
        ...

    def is_whole(self) -> bool:
        """Whether the body may end here."""
        ...


class _Plain:
    """Nothing to unpack."""

    def unpack(self, piece: bytes, room: int) -> bytes:
        return piece[:room]

    def is_whole(self) -> bool:
        return True


class _Gzip:
    """One gzip member or several in a row (RFC 1952, 2.2); what follows them is padding."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._rest = b""
        self._began = False

    def unpack(self, piece: bytes, room: int) -> bytes:
        self._began = True
        packed = self._rest + piece
        self._rest = b""
        unpacked = b""
        while packed and len(unpacked) < room:
            if self._member.eof:
                if not packed.startswith(_GZIP_MAGIC):
                    self._rest = packed if packed == _GZIP_MAGIC[:1] else b""
                    break
                self._member = zlib.decompressobj(_GZIP)
            unpacked += self._member.decompress(packed, room - len(unpacked))
            packed = self._member.unused_data or self._member.unconsumed_tail
        return unpacked

    def is_whole(self) -> bool:
        return self._member.eof or not self._began


class _Deflate:
    """The zlib format, as the standard has it, or bare deflate, as some servers have it."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None
        self._rest = b""

    def unpack(self, piece: bytes, room: int) -> bytes:
        packed = self._rest + piece
        if self._stream is None:
            if len(packed) < 2:  # noqa: PLR2004 - the two bytes of a zlib header (RFC 1950, 2.2)
                self._rest = packed
                return b""
            self._stream = zlib.decompressobj(_ZLIB if _begins_zlib(packed) else _BARE)
        self._rest = b""
        return self._stream.decompress(packed, room)

    def is_whole(self) -> bool:
        return self._stream.eof if self._stream else not self._rest


_UNPACKERS: Mapping[str, Callable[[], _Unpacker]] = MappingProxyType(
    {"": _Plain, "identity": _Plain, "gzip": _Gzip, "x-gzip": _Gzip, "deflate": _Deflate}
)


def read_whole(pieces: Iterable[bytes], packing: str, most: int) -> bytes:
    """Read a body to its end.

    Args:
        pieces: as they come.
        packing: the Content-Encoding header.
        most: bytes that are allowed, packed and unpacked.

    Raises:
        CallError: it is too large, cut off, or packed in a way digest does not know.
    """
    unpacker = _unpacker(packing)
    body, taken = bytearray(), 0
    for piece in pieces:
        taken += len(piece)
        refuse_larger(taken, most)
        body += _unpacked(unpacker, piece, most + 1 - len(body))
        if len(body) > most:
            raise CallError(Cause.TOO_LARGE, f"unpacks to more than {most:,} bytes")
    if not unpacker.is_whole():
        raise CallError(Cause.UNREADABLE, "ends in the middle of its packed bytes")
    return bytes(body)


def refuse_larger(size: int, most: int) -> None:
    """Hold a size against the limit.

    Raises:
        CallError: it is larger.
    """
    if size > most:
        raise CallError(Cause.TOO_LARGE, f"is larger than {most:,} bytes")


def _unpacker(packing: str) -> _Unpacker:
    kind = packing.strip().lower()
    if kind not in _UNPACKERS:
        raise CallError(Cause.UNREADABLE, "comes in a packing that digest did not ask for")
    return _UNPACKERS[kind]()


def _unpacked(unpacker: _Unpacker, piece: bytes, room: int) -> bytes:
    try:
        return unpacker.unpack(piece, room)
    except zlib.error:
        raise CallError(Cause.UNREADABLE, "is packed in a broken way") from None


def _begins_zlib(packed: bytes) -> bool:
    method, check = packed[0] & 0x0F, packed[0] * 256 + packed[1]
    return method == zlib.DEFLATED and check % 31 == 0
