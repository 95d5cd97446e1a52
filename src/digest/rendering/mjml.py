r"""MJML → HTML by mrml, behind a guard.

mrml prints attribute values the way Rust prints strings for debugging, so that a no-break space,
a backslash or a line end in one comes out as ``\u{a0}``, ``\\`` or ``\n``;
it can panic on a multibyte character before ``>``; and what it does not understand it passes on.
The guard writes everything that is not ASCII as a numeric reference, and puts it back afterwards.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right

from mjml import mjml2html

from digest.errors import RenderError
from digest.rendering.locating import Locate
from digest.rendering.soundness import Fault, fault, is_surely_whole

_REFERENCE = re.compile(r"&#(\d{2,7});")
_BACKSLASH = ord("\\")
_FIRST_GUARDED = 160  # below it nothing but the backslash is written as a reference here
_SURROGATES = range(0xD800, 0xE000)
_BLANK_BEFORE_MJML = re.compile("> (?=</?mj-)")  # mrml refuses one in a head
_UNREAD = re.compile(r"</?mj-[a-z-]*")
_POSITION = re.compile(r"\b(\d+)(?:\.\.|:)(\d+)\b")
_SHOWN = 60


def to_html(mjml: str, *, template: str, locate: Locate | None = None) -> str:
    """Turn MJML into HTML.

    Args:
        mjml: the document; white space in it counts as HTML counts it.
        template: the file an error is put down to where its place is not known.
        locate: gives the document once more, with the place each piece of it comes from.

    Raises:
        RenderError: mrml refuses it, or leaves a part of it as it was.
    """
    found = None if is_surely_whole(mjml, is_mjml=True) else fault(mjml, is_mjml=True)
    if found:
        raise _error(found, mjml, template, locate)
    guarded = _guard(mjml)
    try:
        html = _mrml(guarded)
    except _RefusedError as refused:
        found = fault(mjml, is_mjml=True) or Fault(
            _offset(mjml, refused.position), f"MJML could not be read: {refused}"
        )
        raise _error(found, mjml, template, locate) from refused.__cause__
    unread = _UNREAD.search(html)
    if unread:
        raise _error(_left(unread, guarded, mjml), mjml, template, locate)
    # Written small, premailer and some checkers take it for no doctype at all.
    return _restore(html.replace("<!doctype html>", "<!DOCTYPE html>", 1))


def _left(unread: re.Match[str], guarded: str, mjml: str) -> Fault:
    """The fault of an element that came out as it went in."""
    piece = unread.string[unread.start() : unread.start() + _SHOWN]
    while piece not in guarded:
        piece = piece[:-1]
    return Fault(
        _offset(mjml, guarded.find(piece)),
        f"MJML could not be read from {unread[0]}> on",
        "Look for an element in a place where MJML has none, or for a comment around one.",
    )


def _error(found: Fault, mjml: str, template: str, locate: Locate | None) -> RenderError:
    place = None
    if locate and found.offset >= 0:
        located = locate()
        place = located.place(found.offset) if located.text == mjml else None
    if place:
        template, line = place.template, place.line
    else:
        line = None
    return RenderError(found.cause, template=template, line=line, hint=found.hint)


def _offset(mjml: str, position: int) -> int:
    """Where in a document stands what its guarded form has at a position."""
    if position < 0:
        return -1
    ends = range(len(mjml) + 1)
    return bisect_right(ends, position, key=lambda end: len(_guard(mjml[:end]))) - 1


def _guard(mjml: str) -> str:
    ascii_only = mjml.encode("ascii", "xmlcharrefreplace").decode("ascii")
    one_line = " ".join(ascii_only.replace("\\", f"&#{_BACKSLASH};").split())
    return _BLANK_BEFORE_MJML.sub(">", one_line)


def _restore(html: str) -> str:
    pieces = _REFERENCE.split(html)  # every other one is the number of a reference
    characters = {number: _character(number) for number in set(pieces[1::2])}
    pieces[1::2] = (characters[number] for number in pieces[1::2])
    return "".join(pieces)


def _character(number: str) -> str:
    code = int(number)
    is_character = _FIRST_GUARDED <= code <= sys.maxunicode and code not in _SURROGATES
    return chr(code) if is_character or code == _BACKSLASH else f"&#{number};"


class _RefusedError(Exception):
    """mrml could not read a document."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position  # in the guarded document; below 0 where it is not known


def _mrml(guarded: str) -> str:
    try:
        return mjml2html(guarded, fonts={})
    except ValueError as problem:
        position = _POSITION.search(str(problem))
        if not position:
            raise _RefusedError(str(problem), -1) from problem
        start = int(position[1])
        near = guarded[start : start + _SHOWN]
        raise _RefusedError(f"{problem}, near {near!r}", start) from problem
    except BaseException as problem:
        # A panic in Rust arrives as a BaseException of a class that cannot be imported.
        if type(problem).__name__ != "PanicException":
            raise
        raise _RefusedError(str(problem), -1) from problem
