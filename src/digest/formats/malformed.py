"""The room's own signal that a text cannot be read further; it becomes a Rejection, always."""

from __future__ import annotations


class MalformedError(Exception):
    """A text is not what its file's name promises.

    Args:
        reason: what is wrong, in words of a person who never heard of parsers.
        line: 1-based, where it is known.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class NotMeantError(MalformedError):
    """What was read is whole and sound, and not for a newsletter; it is left out, and said."""
