"""The archive as the web shows it: the files of its folder, and nothing else of the workspace."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from fastapi import Request
from fastapi.responses import Response

from digest.model.picture import FOLDER
from digest.model.settings import NewsletterSettings
from digest.rendering.archive.places import PAGE
from digest.store.archive_folder import ArchiveFolder
from digest.web.headers import policy
from digest.web.pictures import FOR_EVER

_HTML = ".html"
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        _HTML: "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".ics": "text/calendar; charset=utf-8",
        ".jpg": "image/jpeg",
        ".json": "application/feed+json; charset=utf-8",
        ".png": "image/png",
        ".xml": "application/atom+xml; charset=utf-8",
    }
)
_IN_A_LANGUAGE = frozenset((_HTML, ".ics", ".json", ".xml"))
_POLICY = policy(style_src="'self'", img_src="'self'", base_uri="'self'")
# A page an older version kept is the email itself, with its styles on its elements.
_OF_A_MAIL = policy(style_src="'unsafe-inline'", img_src="https: http: data:")
_MAIL = re.compile(rb"\A<!DOCTYPE html>\s*<html[^>]*\sxmlns:v=")  # for Outlook
_HEAD = re.compile(rb"<head[^>]*>", re.IGNORECASE)
_TEN_MINUTES = "public, max-age=600"


class ArchivePages:
    """Answers for the files of the archive's folder.

    Args:
        folder: the archive.
        newsletter: its languages have folders of their own.
    """

    def __init__(self, folder: ArchiveFolder, newsletter: NewsletterSettings) -> None:
        self._folder = folder
        self._languages = newsletter.languages

    def answer(self, path: str, request: Request) -> Response | None:
        """The answer for an address below the archive's own; None where there is nothing."""
        file = f"{path}{PAGE}" if path.endswith("/") or not path else path
        data = self._read(file)
        if data is None and not PurePosixPath(path).suffix:
            file = f"{path}/{PAGE}"
            data = self._read(file)
            data = data and _based(data, PurePosixPath(path).name)
        return None if data is None else self._response(file, data, request)

    def _read(self, file: str) -> bytes | None:
        return self._folder.read(file) if PurePosixPath(file).suffix in _TYPES else None

    def _response(self, file: str, data: bytes, request: Request) -> Response:
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        headers = {"ETag": tag, **self._headers(file, data)}
        if _is_known(tag, request.headers.get("If-None-Match", "")):
            return Response(status_code=304, headers=headers)
        return Response(data, media_type=_TYPES[PurePosixPath(file).suffix], headers=headers)

    def _headers(self, file: str, data: bytes) -> dict[str, str]:
        path = PurePosixPath(file)
        headers = {"Cache-Control": FOR_EVER if path.parts[0] == FOLDER else _TEN_MINUTES}
        if path.suffix in _IN_A_LANGUAGE:
            is_further = path.parts[0] in self._languages[1:]
            headers["Content-Language"] = path.parts[0] if is_further else self._languages[0]
        if path.suffix == _HTML:
            headers["Content-Security-Policy"] = _OF_A_MAIL if _MAIL.match(data) else _POLICY
        if path.suffix == ".ics":
            called = path.parent.name or path.stem
            headers["Content-Disposition"] = f'inline; filename="{called}.ics"'
        return headers


def _based(page: bytes, name: str) -> bytes:
    """A page under its address without a slash, where its links must still lead on from itself."""
    if _MAIL.match(page):
        return page
    return _HEAD.sub(lambda head: head[0] + f'\n<base href="{name}/">'.encode(), page, count=1)


def _is_known(tag: str, known: str) -> bool:
    """Whether the reader has these bytes already (RFC 9110, section 13.1.2)."""
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    return tag in tags or "*" in tags
