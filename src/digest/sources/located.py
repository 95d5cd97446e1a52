"""Sources that are documents somewhere: a file of the workspace, or an address on the web."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import AnyHttpUrl, Field, StringConstraints, model_validator

from digest.errors import SourceError
from digest.fetch.fetcher import Fetcher, Validators
from digest.fetch.urls import shown
from digest.formats.document import MAX_BYTES, Document, too_large
from digest.sources.contract import Surroundings
from digest.sources.declaration import SourceDeclaration
from digest.sources.file_state import state_of, why_no_file


class LocatedDeclaration(SourceDeclaration):
    """What the kinds share that read a document from a file or an address."""

    path: Annotated[str, StringConstraints(min_length=1)] | None = Field(
        default=None, description="a file, relative to config.toml; this or url"
    )
    url: AnyHttpUrl | None = Field(default=None, description="its address; this or path")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.path is None) == (self.url is None):
            raise ValueError("write either path or url")
        return self


@dataclass(frozen=True, slots=True)
class Found:
    """A document as it is now, and the fingerprint to know it by next time."""

    document: Document  # its path is for people: the file's as declared, or the address as shown
    fingerprint: str
    url: str | None  # where it was found, after redirects; None for a file


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a source's one document is: a file of the workspace, or an address."""

    source: str
    place: str  # the file's path as declared, or the address
    root: Path
    fetcher: Fetcher
    is_remote: bool

    @property
    def path(self) -> str:
        """What the document's parcel is known by, and where it is kept: nothing secret."""
        return lasting_name(self.place) if self.is_remote else self.place

    @property
    def shown(self) -> str:
        """The same for people."""
        return shown(self.place) if self.is_remote else self.place

    def read(
        self,
        known: Mapping[str, str],
        *,
        accept: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
    ) -> Found | None:
        """The document; None where it is as it was.

        Args:
            known: the fingerprint of what was taken in, by ``path``.
            accept: the media types that are wanted.
            headers: more to send.

        Raises:
            SourceError: it cannot be had.
        """
        if self.is_remote:
            return read_url(
                self.source, self.fetcher, self.place, known, accept=accept, headers=headers
            )
        return read_file(self.source, self.root, self.place, known)


def origin_of(settings: LocatedDeclaration, here: Surroundings) -> Origin:
    """What a source's settings name."""
    place = settings.path or str(settings.url)
    return Origin(settings.name, place, here.workspace, here.fetcher, settings.url is not None)


def lasting_name(url: str) -> str:
    """What the parcel of an address is known by: what stands behind its "?" may be a key.

    So only a hash of that is kept, which tells two addresses apart.
    """
    name = shown(url)
    return name if name == url else f"{name} ({hashlib.sha256(url.encode()).hexdigest()[:8]})"


def read_file(source: str, root: Path, path: str, known: Mapping[str, str]) -> Found | None:
    """A file of the workspace; None where it is as it was.

    Raises:
        SourceError: it cannot be read, is too large, or no file.
    """
    file = root / path
    try:
        found = file.stat()
        if reason := why_no_file(found):
            raise SourceError(
                f"the source {source} cannot be read: {file} {reason}",
                hint="Mend its path in config.toml.",
            )
        fingerprint = state_of(found)
        if known.get(path) == fingerprint:
            return None
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(
            f"the source {source} cannot be read: {file}: {(error.strerror or str(error)).lower()}",
            hint="Make the file, or mend its path in config.toml.",
        ) from error
    if len(data) > MAX_BYTES:
        raise SourceError(f"the source {source} cannot be read: {file} {too_large(len(data))}")
    return Found(Document(source, path, data), fingerprint, None)


def read_url(
    source: str,
    fetcher: Fetcher,
    url: str,
    known: Mapping[str, str],
    *,
    accept: str | None = None,
    headers: Iterable[tuple[str, str]] = (),
) -> Found | None:
    """A document of the web; None where the server, or its bytes, say that it is as it was.

    Raises:
        SourceError: it cannot be had; the reason names the source.
    """
    before = _remembered(known.get(lasting_name(url), ""))
    try:
        got = fetcher.get(
            url,
            accept=accept,
            headers=headers,
            validators=Validators(etag=before.get("etag"), last_modified=before.get("modified")),
        )
    except SourceError as error:
        message = f"the source {source} cannot be read: {error.message}"
        raise SourceError(message, hint=error.hint) from error
    digest = hashlib.sha256(got.body).hexdigest()
    if got.not_modified or before.get("sha256") == digest:
        return None
    fingerprint = {"etag": got.etag, "modified": got.last_modified, "sha256": digest}
    return Found(Document(source, shown(url), got.body), json.dumps(fingerprint), got.url)


def _remembered(fingerprint: str) -> dict[str, str]:
    return json.loads(fingerprint) if fingerprint.startswith("{") else {}
