"""The plain text of a letter without what mail programs and habits put around the news."""

from __future__ import annotations

import re
from itertools import takewhile

_SIGNATURE = "-- "  # RFC 3676, 4.3; without the space it may as well be a line of the text
_FORWARDED = re.compile(
    r"\s*(?:[-_*]{5,}|Begin forwarded message:|Anfang der weitergeleiteten Nachricht:"
    r"|Début du message (?:réexpédié|transféré) ?:|Inizio messaggio inoltrato:"
    r"|Inicio del mensaje reenviado:|Begin doorgestuurd bericht:)"
)
_ORIGINAL = re.compile(  # what Outlook writes above the letter that is answered
    r"-{3,} ?(?:Original Message|Ursprüngliche Nachricht|Message d['’]origine|Mensaje original"
    r"|Messaggio originale|Oorspronkelijk bericht|Mensagem original) ?-{3,}",
    re.IGNORECASE,
)
_MOST_ATTRIBUTION = 3  # lines: "On 4 September 2023 at 10:12, Anna <anna@example.org> wrote:"
_FEWEST_DIGITS = 4  # a day and a time, or a year: "Visitors said:" is no attribution
_PLACEHOLDER = re.compile(r"\[cid:[^\]\s]{1,200}\]|\[image: [^\]\n]{1,200}\]|\ufffc")
_BARE_PICTURE = re.compile(
    r"^[ \t]*<[^<>\n]{1,100}\.(?:png|jpe?g|gif)>[ \t]*$", re.IGNORECASE | re.MULTILINE
)


def unflowed(text: str, *, deletes_space: bool) -> str:
    """Text as RFC 3676 wraps it (format=flowed), with every paragraph on one line again.

    Args:
        text: with a space at the end of each line that goes on in the next.
        deletes_space: whether that space belongs to the wrapping alone (DelSp=yes).
    """
    paragraphs: list[list[str]] = []
    going_on: str | None = None  # the quote marks of a line that goes on
    for line in text.split("\n"):
        content = line.lstrip(">")
        marks = line[: len(line) - len(content)]
        content = content.removeprefix(" ")
        if content == _SIGNATURE or going_on != marks:
            paragraphs.append([f"{marks} " if marks else ""])
        is_soft = content.endswith(" ") and content != _SIGNATURE
        paragraphs[-1].append(content[:-1] if is_soft and deletes_space else content)
        going_on = marks if is_soft else None
    return "\n".join("".join(each) for each in paragraphs)


def without_signature(text: str) -> str:
    """A text without its signature; what is passed on below one stays."""
    lines = text.split("\n")
    if _SIGNATURE not in lines:
        return text
    at = lines.index(_SIGNATURE)
    own = sum(1 for _ in takewhile(lambda each: not _FORWARDED.match(each), lines[at + 1 :]))
    return _unless_empty((*lines[:at], *lines[at + 1 + own :]), text)


def without_answered(text: str) -> str:
    """An answer without the letter it answers, where that stands below it and is marked as such."""
    lines = text.rstrip().split("\n")
    original = next((at for at, each in enumerate(lines) if _ORIGINAL.match(each.strip())), None)
    if original is not None:
        return _unless_empty(lines[:original], text)
    quoted = sum(1 for _ in takewhile(_is_quoted, reversed(lines)))
    above = _attribution(lines[: len(lines) - quoted])
    return _unless_empty(lines[: len(lines) - quoted - above], text) if above else text


def without_placeholders(text: str) -> str:
    """A text without the marks of where pictures stood in it."""
    return _BARE_PICTURE.sub("", _PLACEHOLDER.sub("", text)).strip()


def _is_quoted(line: str) -> bool:
    return line.startswith(">") or not line.strip()


def _attribution(lines: list[str]) -> int:
    """How many lines at the end say who wrote what follows, and when; 0 where none do."""
    if not lines or not lines[-1].rstrip().endswith(":"):
        return 0
    for count in range(1, _MOST_ATTRIBUTION + 1):
        several = lines[-count:]
        if not several[0].strip():
            return 0
        if sum(each.isdigit() for each in "".join(several)) >= _FEWEST_DIGITS:
            return count
    return 0


def _unless_empty(lines: tuple[str, ...] | list[str], text: str) -> str:
    kept = "\n".join(lines)
    return kept if kept.strip() else text
