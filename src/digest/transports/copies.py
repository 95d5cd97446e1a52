"""One message as JSON, encoded once a letter; a copy for each recipient is then one join.

A message of 60 KB for a million recipients is 60 GB of JSON: what is the same in all of it is
written once, and a recipient costs one join and a few fields of their own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from digest.model.rendered import TOKEN


class Copies:
    """A JSON object in which a recipient's token stands where TOKEN does.

    Args:
        shared: the fields that are the same for everybody, at least one.
    """

    def __init__(self, shared: Mapping[str, object]) -> None:
        self._pieces = tuple(_encoded(shared)[:-1].split(TOKEN.encode()))

    def copy(self, token: str, own: Mapping[str, object]) -> bytes:
        """Write one recipient's object: the shared fields, filled in, and some of their own.

        The token is URL-safe, and so needs no escaping.
        """
        return token.encode("ascii").join(self._pieces) + b"," + _encoded(own)[1:]


def _encoded(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
