"""A page of an API that somebody saved as a file, to try things out without the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from digest.errors import SourceError
from digest.formats.document import Document
from digest.formats.web_answers import Page
from digest.sources.contract import Parcel, Unchanged
from digest.sources.located import read_file


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file, one parcel.

    Args:
        name: the source's name.
        path: the file, relative to the workspace.
        read: what reads a page.
        advice: the way out where it is none.
    """

    name: str
    path: str
    workspace: Path
    read: Callable[[Document], Page]
    advice: str

    is_whole = False  # a page is a part of what there is
    is_remote = False

    def parcels(self, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        """The file, if it changed.

        Raises:
            SourceError: it cannot be had, or is no such page.
        """
        found = read_file(self.name, self.workspace, self.path, known)
        if found is None:
            yield Unchanged(self.path)
            return
        page = self.read(found.document)
        if page.fault is not None:
            message = f"the source {self.name} cannot be read: {self.path} {page.fault}"
            raise SourceError(message, hint=self.advice)
        yield Parcel(self.path, page.reading, found.fingerprint)
