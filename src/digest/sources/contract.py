"""What every source can do: hand out documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from digest.formats.document import Document
from digest.model.record import Rejection


class Source(Protocol):
    """A place records come from."""

    @property
    def name(self) -> str:
        """The source's name in config.toml."""
        ...

    def documents(self) -> Iterator[Document | Rejection]:
        """Every document, in the same order each time; one that cannot be read is a Rejection.

        Raises:
            SourceError: the source as a whole cannot be read.
        """
        ...
