r"""MJML → HTML by mrml, behind a guard.

mrml prints attribute values the way Rust prints strings for debugging, so that a no-break space,
a backslash or a line end in one comes out as ``\u{a0}``, ``\\`` or ``\n``;
it can panic on a multibyte character before ``>``; and what it does not understand it passes on.
The guard writes everything that is not ASCII as a numeric reference, and puts it back afterwards.
"""

from __future__ import annotations

import re
import sys

from mjml import mjml2html

from digest.errors import RenderError

_REFERENCE = re.compile(r"&#(\d{2,7});")
_BACKSLASH = ord("\\")
_FIRST_GUARDED = 160  # below it nothing but the backslash is written as a reference here
_SURROGATES = range(0xD800, 0xE000)
_BLANK_BEFORE_MJML = re.compile("> (?=</?mj-)")  # mrml refuses one in a head
_UNREAD = re.compile(r"</?mj-[a-z-]*")
_POSITION = re.compile(r"\b(\d+)(?:\.\.|:)(\d+)\b")
_SHOWN = 60


def to_html(mjml: str, *, template: str) -> str:
    """Turn MJML into HTML.

    Args:
        mjml: the document; white space in it counts as HTML counts it.
        template: the file an error is put down to.

    Raises:
        RenderError: mrml refuses it, or leaves a part of it as it was.
    """
    html = _mrml(_guard(mjml), template)
    unread = _UNREAD.search(html)
    if unread:
        raise RenderError(
            f"MJML could not be read from {unread[0]}> on",
            template=template,
            hint="Look for an unknown mj- element, or a comment for Outlook that opens a tag "
            "and closes it in another comment.",
        )
    if html.count("<!--[if") != html.count("<![endif]"):
        raise RenderError("comments for Outlook are not closed in pairs", template=template)
    # Written small, premailer and some checkers take it for no doctype at all.
    return _restore(html.replace("<!doctype html>", "<!DOCTYPE html>", 1))


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


def _mrml(mjml: str, template: str) -> str:
    try:
        return mjml2html(mjml, fonts={})
    except ValueError as problem:
        raise RenderError(_told(str(problem), mjml), template=template) from problem
    except BaseException as problem:
        # A panic in Rust arrives as a BaseException of a class that cannot be imported.
        if type(problem).__name__ != "PanicException":
            raise
        raise RenderError(f"MJML could not be read: {problem}", template=template) from problem


def _told(problem: str, mjml: str) -> str:
    """The problem, with the place in the document in place of byte numbers."""
    position = _POSITION.search(problem)
    if not position:
        return f"MJML could not be read: {problem}"
    start = int(position[1])
    return f"MJML could not be read: {problem}, near {mjml[start : start + _SHOWN]!r}"
