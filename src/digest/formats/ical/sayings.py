"""What an event says beside its days: the fields of a record, under the names intake knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from digest.formats.ical.blocks import Block, Line
from digest.formats.references import unescaped
from digest.model.record import TextFormat

_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|br|a|b|i|u|ul|ol|li|em|strong|div|span|html|h[1-6])(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|p|div|li)\b", re.IGNORECASE)
_MEETINGS = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
_MAILTO = "mailto:"
_YES = "yes"


def said(block: Block) -> tuple[Mapping[str, object], TextFormat]:
    """The fields of an event without its days, and what its text is written in."""
    text, text_format = _text(block)
    place = unescaped(block.text("LOCATION"))  # plugins of WordPress write &amp; here
    is_address = _WEB.fullmatch(place) is not None
    fields = {
        "title": unescaped(block.text("SUMMARY")),
        "place": "" if is_address else place,
        "online": _YES if is_address or any(map(block.first, _MEETINGS)) else "",
        "text": text,
        "url": block.text("URL") or (place if is_address else ""),
        "image": next(_images(block), ""),
        "language": _language(block),
        "categories": list(_categories(block)),
        "cancelled": _YES if _is_cancelled(block) else "",
        **_organiser(block),
    }
    return {name: value for name, value in fields.items() if value}, text_format


def _text(block: Block) -> tuple[str, TextFormat]:
    rich = block.first("X-ALT-DESC")
    if rich and rich.parameters.get("FMTTYPE", "").lower() == "text/html":
        return rich.value.strip(), TextFormat.HTML
    text = block.text("DESCRIPTION")
    if not _TAG.search(text):
        return text, TextFormat.PLAIN
    # Google Calendar writes HTML into DESCRIPTION, with bare line ends where nobody wrote a tag
    return text if _BREAK.search(text) else text.replace("\n", "<br>"), TextFormat.HTML


def _organiser(block: Block) -> Mapping[str, str]:
    """The organiser's name; an address alone is no name, but says who it was."""
    line = block.first("ORGANIZER")
    if line is None:
        return {}
    value = line.value.strip()
    address = value[len(_MAILTO) :] if value.lower().startswith(_MAILTO) else ""
    written = line.parameters.get("CN", "").strip()
    name = written if " " in written else unquote(written)  # The Events Calendar: Arsenal%20Trust
    if name and "@" not in name:
        return {"organisations": name}
    return {"sender": address or name} if "@" in (address or name) else {}


def _images(block: Block) -> Iterator[str]:
    """The addresses of pictures (RFC 7986, section 5.10); of attachments, those that are some."""
    attached = (line for line in block.lines.get("ATTACH", ()) if _is_picture(line))
    for line in (*block.lines.get("IMAGE", ()), *attached):
        if _WEB.fullmatch(line.value.strip()):
            yield line.value.strip()


def _is_picture(line: Line) -> bool:
    return line.parameters.get("FMTTYPE", "").lower().startswith("image/")


def _categories(block: Block) -> Iterator[str]:
    for line in block.lines.get("CATEGORIES", ()):
        yield from filter(None, (each.strip() for each in line.value.split(",")))


def _language(block: Block) -> str:
    line = block.first("SUMMARY")
    return line.parameters.get("LANGUAGE", "").strip() if line else ""


def _is_cancelled(block: Block) -> bool:
    method = block.calendar.get("METHOD")
    is_called_off = method is not None and method.value.strip().upper() == "CANCEL"
    return is_called_off or block.text("STATUS").upper() == "CANCELLED"
