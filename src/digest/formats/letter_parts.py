"""A letter taken into its parts: the texts of its author, and its pictures (RFC 2045 to 2049)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import Policy, compat32
from itertools import count

from digest.formats.charsets import decoded
from digest.formats.document import MAX_BYTES
from digest.formats.letter_text import unflowed
from digest.formats.malformed import MalformedError
from digest.formats.picture_size import PictureSize, picture_size
from digest.formats.references import unescaped

_MOST_NESTED = 50  # parts with parts in them; a forwarded forward has five
_MOST_PARTS = 1_000
_MOST_HEADERS = 500  # of one part
_LONGEST_HEADER = 20_000  # characters; the lists of a mailing's recipients are the longest
_IMAGE = re.compile(r"<img\b[^>]{1,4000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_FILE_NAME = re.compile(r"\S*\.(?:png|jpe?g|gif|webp|tiff?|bmp|heic)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """What a letter says, in one of the two ways letters say it."""

    text: str
    is_html: bool = False


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A picture within a letter."""

    data: bytes
    size: PictureSize
    content_id: str  # what the letter's HTML calls it; empty where it does not


class _Part(Message):
    """A part that takes no more headers than a letter has, and none that are longer."""

    def set_raw(self, name: str, value: str) -> None:
        if len(self._headers) < _MOST_HEADERS:  # type: ignore[attr-defined] # not in the stubs
            super().set_raw(name, value[:_LONGEST_HEADER])


def _counting() -> Callable[..., Message]:
    """What makes the parts of one letter, and ends where they are more than anyone encloses."""
    numbers = count(1)

    def part(policy: Policy = compat32) -> Message:
        if next(numbers) > _MOST_PARTS:
            raise MalformedError(f"has more than {_MOST_PARTS:,} parts")
        return _Part(policy)

    return part


def parsed(data: bytes) -> Message:
    """The letter that the bytes are.

    Raises:
        MalformedError: its parts are too many, or nested too deep, to be a letter's.
    """
    # each level makes every line below it dearer to read
    if data.lower().count(b"multipart/") > _MOST_NESTED:
        raise MalformedError(f"has more than {_MOST_NESTED} parts that hold parts")
    try:
        return BytesParser(_counting(), policy=compat32).parsebytes(data)
    except RecursionError as error:
        raise MalformedError("has letters within letters, too deep to be read") from error


def written(message: Message) -> Written:
    """The text of a letter's author: the plain one where there is one, else the HTML.

    Where the letter itself says nothing, the one it encloses does.
    """
    pieces = tuple(piece for piece in _pieces(message) if piece.text.strip())
    if not pieces:
        enclosed = enclosed_letter(message)
        return written(enclosed) if enclosed is not None else Written("")
    if not any(piece.is_html for piece in pieces):
        return Written("\n\n".join(piece.text.strip() for piece in pieces))
    return Written("\n".join(_as_html(piece) for piece in pieces), is_html=True)


def enclosed_letter(message: Message) -> Message | None:
    """The first letter that is enclosed in another (message/rfc822)."""
    for part in message.walk():
        if part is not message and part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                return inner[0]
    return None


def first_picture(message: Message) -> Enclosed | None:
    """The first picture that shows something: not a logo, not a pixel that counts readers."""
    for part in message.walk():
        if part.is_multipart() or not _may_be_picture(part):
            continue
        data = _bytes_of(part)
        size = picture_size(data)
        if size is not None and size.is_photograph:
            content_id = str(part.get("content-id", "")).strip().strip("<>")
            return Enclosed(data, size, content_id)
    return None


def alt_of(message: Message, content_id: str) -> str:
    """What the letter's HTML says a picture shows; a file's name says nothing."""
    parts = (part for part in message.walk() if part.get_content_type() == "text/html")
    for tag in (tag for part in parts for tag in _IMAGE.findall(_text_of(part))):
        named = {
            name.lower(): unescaped(one or two or three)
            for name, one, two, three in _ATTRIBUTE.findall(tag)
        }
        if content_id and named.get("src", "").lower() == f"cid:{content_id}".lower():
            alt = " ".join(named.get("alt", "").split())
            return "" if _FILE_NAME.fullmatch(alt) else alt
    return ""


def _pieces(part: Message) -> Iterator[Written]:
    """The texts of a part, in order; of alternatives the plain one."""
    if part.get_content_maintype() == "message":
        return
    if part.is_multipart():
        children = [child for child in part.get_payload() if isinstance(child, Message)]
        each = [tuple(_pieces(child)) for child in children]
        if part.get_content_subtype() == "alternative":
            each = [_chosen(each)]
        yield from (piece for pieces in each for piece in pieces)
    elif part.get_content_type() in ("text/plain", "text/html") and not _is_file(part):
        yield Written(_text_of(part), part.get_content_subtype() == "html")


def _chosen(alternatives: list[tuple[Written, ...]]) -> tuple[Written, ...]:
    told = [each for each in alternatives if any(piece.text.strip() for piece in each)]
    plain = [each for each in told if not any(piece.is_html for piece in each)]
    return next(iter((*plain, *reversed(told))), ())  # the last is the richest


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _may_be_picture(part: Message) -> bool:
    # some programs call every enclosure application/octet-stream
    return part.get_content_maintype() in ("image", "application")


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text_of(part: Message) -> str:
    data, charset = _bytes_of(part), part.get_param("charset")
    if len(data) > MAX_BYTES:
        raise MalformedError(f"has a text of {len(data):,} bytes; it may have {MAX_BYTES:,}")
    text = decoded(data, charset if isinstance(charset, str) else None)
    is_flowed = str(part.get_param("format", "")).lower() == "flowed"
    if not is_flowed or part.get_content_subtype() != "plain":
        return text
    return unflowed(text, deletes_space=str(part.get_param("delsp", "")).lower() == "yes")


def _as_html(piece: Written) -> str:
    if piece.is_html:
        return piece.text.strip()
    lines = html.escape(piece.text.strip(), quote=False).split("\n")
    return f"<p>{'<br>'.join(lines)}</p>"
