"""One message as JSON, encoded once a letter; a call of many copies is then one join.

A message of 60 KB for a million recipients is 60 GB of JSON: what is the same in all of it is
written once, and a call's bytes stand in memory once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from digest.model.rendered import TOKEN


class Copies:
    """A JSON object in which a recipient's token stands where TOKEN does.

    Args:
        shared: the fields that are the same for everybody, at least one.
    """

    def __init__(self, shared: Mapping[str, object]) -> None:
        first, *rest = _encoded(shared)[:-1].split(TOKEN.encode())
        self._first, self._rest = first, tuple(rest)

    def array(self, recipients: Iterable[tuple[str, Mapping[str, object]]]) -> bytes:
        """Write the recipients' objects as a JSON array.

        Args:
            recipients: for each the token, which is URL-safe and so needs no escaping, and the
                fields that are their own, at least one.
        """
        pieces = [piece for token, own in recipients for piece in self._pieces(token, own)]
        return b"".join((b"[", *pieces[1:], b"]"))  # without the comma before the first

    def _pieces(self, token: str, own: Mapping[str, object]) -> Iterator[bytes]:
        yield b","
        yield self._first
        mine = token.encode("ascii")
        for piece in self._rest:
            yield mine
            yield piece
        yield b","
        yield _encoded(own)[1:]


def _encoded(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
