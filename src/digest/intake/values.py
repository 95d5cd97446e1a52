"""Values of fields, whatever type a source gave them, as the types a submission has."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Generic, TypeVar

from digest.intake.fields import Named
from digest.intake.remarks import LONGEST, Remark, too_long
from digest.intake.text import clean_url, plain_line
from digest.model.field_names import folded
from digest.model.submission import Kind

T = TypeVar("T")

_YES = frozenset({"yes", "y", "true", "1", "online", "x", "only", "hybrid"})
_NO = frozenset({"no", "n", "false", "0", "onsite", "inperson"})
_ONLINE = re.compile(
    r"\b(?:on-?line|virtual(?:ly)?|hybrid|webinar|live-?stream(?:ed)?)\b", re.IGNORECASE
)
_LANGUAGE = re.compile(
    r"(?P<main>[a-z]{2,3})(?P<rest>(?:-[a-z0-9]{2,8})*)", re.IGNORECASE | re.ASCII
)
_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **{folded(kind): kind for kind in Kind},
        **{folded(f"{kind}s"): kind for kind in Kind},
        "callforpapers": Kind.CALL,
        "callforproposals": Kind.CALL,
        "opencall": Kind.CALL,
        "conference": Kind.EVENT,
        "workshop": Kind.EVENT,
        "webinar": Kind.EVENT,
        "report": Kind.PUBLICATION,
    }
)
# SVG among them, so that what refuses it can say why.
PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".svg")
_NOT_IN_A_NAME = re.compile(r"[\\:]")  # no other system's paths, and no scheme of an address
KINDS_ALLOWED = ", ".join(Kind)


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value that was read, with what was noticed on the way."""

    value: T
    remarks: tuple[Remark, ...] = ()


def texts_of(value: object) -> tuple[str, ...]:
    """The texts in a value: of a list, each; of names with values, none."""
    if isinstance(value, list | tuple):
        return tuple(text for part in value for text in texts_of(part))
    if value is None or isinstance(value, Mapping):
        return ()
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, dt.datetime):
        return (value.date().isoformat(),)
    return (value.isoformat() if isinstance(value, dt.date) else str(value),)


def text_of(fields: Mapping[str, Named], name: str, *, joint: str = ", ") -> Read[str]:
    """A field's text as written; a list is joined, names with values cannot be used."""
    named = fields.get(name)
    if named is None:
        return Read("")
    texts = texts_of(named.value)
    if not texts:
        return Read("", (_unusable(named),))
    return Read(joint.join(texts))


def line_of(fields: Mapping[str, Named], name: str) -> Read[str | None]:
    """A field's text as one line; None where it has none."""
    text = text_of(fields, name)
    return Read(plain_line(text.value) or None, text.remarks)


def within_limit(line: Read[str | None], name: str) -> Read[str | None]:
    """A line that is no longer than a line may be."""
    if line.value is None or len(line.value) <= LONGEST:
        return line
    return Read(line.value[:LONGEST].rstrip(), (*line.remarks, too_long(name)))


def url_of(fields: Mapping[str, Named], name: str) -> Read[str | None]:
    """The first link of a field that leads somewhere."""
    return _first_usable(
        fields.get(name),
        clean_url,
        Remark(
            "unusable-link",
            "the field “{}” holds no link that can be used",
            "Write a whole address, beginning with https://.",
        ),
    )


def image_of(fields: Mapping[str, Named]) -> Read[str | None]:
    """The first address of a picture, or name of a file that came with the record."""
    return _first_usable(
        fields.get("image"),
        picture_of,
        Remark(
            "unusable-image",
            "the field “{}” names no picture that can be used",
            "Write a whole address, beginning with https://, or the name of a file beside it,"
            f" with one of the suffixes {', '.join(PICTURE_SUFFIXES)}.",
        ),
    )


def _first_usable(
    named: Named | None, clean: Callable[[str], str | None], otherwise: Remark
) -> Read[str | None]:
    if named is None:
        return Read(None)
    usable = (found for text in texts_of(named.value) if (found := clean(text)) is not None)
    first = next(usable, None)
    if first is not None:
        return Read(first)
    return Read(None, (replace(otherwise, message=otherwise.message.format(named.name)),))


def picture_of(text: str) -> str | None:
    """A picture as a record may name it: an address on the web, or a file that lies beside it.

    A file's name is kept as written; it leads nowhere but down.
    """
    link = clean_url(text)
    if link is not None:
        return None if link.casefold().startswith("mailto:") else link
    name = text.strip()
    path = PurePosixPath(name)
    is_below = not path.is_absolute() and ".." not in path.parts and not _NOT_IN_A_NAME.search(name)
    is_picture = path.suffix.lower() in PICTURE_SUFFIXES
    return name if is_below and is_picture and len(name) <= LONGEST and name.isprintable() else None


def kind_of(text: str) -> Kind | None:
    """The kind a text names; None where it names none."""
    return _KINDS.get(folded(text))


def truth_of(text: str) -> bool | None:
    """Whether a text says yes or no; None where it says neither."""
    word = folded(text)
    return True if word in _YES else False if word in _NO else None


def says_online(place: str | None) -> bool:
    """Whether a place is, or is also, on the net: "Tours, France and online"."""
    return place is not None and _ONLINE.search(place) is not None


def language_of(text: str) -> str | None:
    """A language tag as BCP 47 writes it, its first part in lower case; None where it is none."""
    match = _LANGUAGE.fullmatch(text.strip().replace("_", "-"))
    return None if match is None else match["main"].lower() + match["rest"]


def _unusable(named: Named) -> Remark:
    return Remark(
        "unusable-value",
        f"the field “{named.name}” holds names with values where a text belongs;"
        " it was passed over",
        f"Write a text after “{named.name}”.",
    )
