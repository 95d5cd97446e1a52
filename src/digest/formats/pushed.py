"""The body of a request: one submission, as a JSON object (RFC 8259)."""

from __future__ import annotations

import json

from digest.formats import json_entries
from digest.formats.decoding import decode
from digest.formats.entry import Entry, Fault, Piece
from digest.formats.malformed import MalformedError


def pushed(data: bytes) -> Piece:
    """The one entry of a request's body, or the fault that keeps it from being one.

    It is read as a JSON file is, only more strictly: a program can be told to mend its JSON.
    """
    try:
        text = decode(data)
        if text.lstrip().startswith("["):
            return Fault("is a list; post one submission at a time, as an object {…}")
        (piece,) = json_entries.pieces(text)
        if isinstance(piece, Entry):
            _refuse_words(text)
    except MalformedError as error:
        return Fault(error.reason, error.line)
    return piece


def _refuse_words(text: str) -> None:
    """NaN and Infinity, which a file may hold as the words they are, are no JSON."""

    def refuse(word: str) -> object:
        raise MalformedError(f"is not valid JSON: {word} stands where a value belongs")

    json.JSONDecoder(parse_constant=refuse, parse_int=str, parse_float=str).decode(text)
