"""Pictures: fetched or read once, made regular, and kept in the workspace.

A letter shows our copies only: with a picture of another site, that site would learn who reads
the letter and when, and could change or lose the picture after it was approved.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from digest.errors import UsageError
from digest.fetch.failures import Cause, FetchError
from digest.fetch.fetcher import Fetcher
from digest.fetch.urls import shown
from digest.intake.pictures import LARGEST_PICTURE, UNUSABLE, regular_picture
from digest.intake.remarks import Remark
from digest.model.picture import PictureName, kept_picture
from digest.store.pictures import Pictures
from digest.workflows.silent_hosts import SilentHosts

UNAVAILABLE = "image-unavailable"
_ACCEPTED = "image/jpeg, image/png, image/webp, image/gif, image/*;q=0.5"
_WEB = ("https://", "http://")
_COLLECT = "Run `digest collect` again, or hand in the picture as a file."
_NEXT = "The next `digest collect` copies it."
_ANOTHER = "Hand in another address, or the picture as a file."
_SILENCE = frozenset({Cause.TOO_SLOW, Cause.UNKNOWN_HOST, Cause.UNREACHABLE})
_PASSING = _SILENCE | {Cause.BUSY, Cause.STOPPED}  # what another day may bring right


@dataclass(frozen=True, slots=True)
class Album:
    """Where pictures come from, and where they are kept; made anew for every run."""

    kept: Pictures
    fetcher: Fetcher | None  # None: addresses are left for another time
    workspace: Path
    silent: SilentHosts = field(default_factory=SilentHosts)

    def copied(
        self,
        image: str,
        pictures: Mapping[str, bytes],
        now: dt.datetime,
        *,
        near: str | None = None,
    ) -> tuple[str | None, Remark | None]:
        """What a submission's image becomes, and what there is to say of it.

        Our copy's path; the image as it was written where it cannot be had now, so that it is
        tried again; None where there is none, or none that can be used.

        Args:
            image: an address, or the name of a file.
            pictures: the files that came along, by name.
            now: the moment.
            near: the host the item itself came from; of the private hosts that may be read, a
                picture is asked for at this one only, for whoever hands it in names its address.

        Raises:
            StoreError: the copy cannot be kept.
        """
        known = self._known(image)
        if known is not None:
            return known.path, None
        if image in pictures:
            return _outcome(self._taken(image, pictures[image], now))
        if not _is_address(image):
            return image, Remark(
                UNAVAILABLE,
                f"the picture {image} did not come along",
                "Put the file where its name says, and run `digest collect` again.",
            )
        if self.fetcher is None:
            return image, Remark(UNAVAILABLE, "the picture is not copied yet", _NEXT)
        data = self._asked_for(self.fetcher, image, near)
        if isinstance(data, Remark):
            return (image if data.code == UNAVAILABLE else None), data
        return _outcome(self._taken(image, data, now))

    def handed_in(self, image: str, now: dt.datetime) -> str:
        """The path of our copy of what an editor names; an address is asked anew.

        Args:
            image: an address, or a file of the workspace.
            now: the moment.

        Raises:
            UsageError: there is no such file, or it is no picture that can be used.
            FetchError: there is nothing to be had at the address.
            StoreError: the copy cannot be kept.
        """
        kept = kept_picture(image)
        if kept is not None and self.kept.file(kept):
            return kept.path
        if _is_address(image) and self.fetcher is not None:
            data = self.fetcher.get(image, accept=_ACCEPTED, max_bytes=LARGEST_PICTURE).body
        else:
            data = self._read(image)
        taken = self._taken(image, data, now)
        if isinstance(taken, Remark):
            raise UsageError(f"image: {taken.message}", hint=taken.hint)
        return taken.path

    def lost(self, images: Iterable[str | None]) -> frozenset[str]:
        """Which of these copies are not in the folder any more."""
        kept = filter(None, map(kept_picture, images))
        return frozenset(each.path for each in kept if self.kept.file(each) is None)

    def weights(self, images: Iterable[str | None]) -> dict[str, int]:
        """The bytes of these copies, as far as they are in the folder."""
        files = {
            each.path: self.kept.file(each) for each in filter(None, map(kept_picture, images))
        }
        return {path: file.stat().st_size for path, file in files.items() if file}

    def _known(self, image: str) -> PictureName | None:
        """The copy there is already."""
        kept = kept_picture(image)
        if kept is not None:
            return kept if self.kept.file(kept) else None
        return self.kept.of(image) if _is_address(image) else None

    def _taken(self, image: str, data: bytes, now: dt.datetime) -> PictureName | Remark:
        """Keep a picture under its address; a file by its very bytes, for its name is no one's."""
        if _is_address(image):
            reference, known = image, None
        else:
            reference = f"sha256 {hashlib.sha256(data).hexdigest()}"
            known = self.kept.of(reference)
        if known is not None:
            return known
        picture = regular_picture(data, f"the picture {image}")
        return picture if isinstance(picture, Remark) else self.kept.keep(reference, picture, now)

    def _asked_for(self, fetcher: Fetcher, address: str, near: str | None) -> bytes | Remark:
        if self.silent.is_one(address):
            return Remark(
                UNAVAILABLE,
                f"the picture was not copied: {shown(address)}: its host did not answer twice,"
                " and is left alone for now.",
                _COLLECT,
            )
        private = () if near is None else (near,)
        try:
            return fetcher.get(
                address, accept=_ACCEPTED, max_bytes=LARGEST_PICTURE, private=private
            ).body
        except FetchError as error:
            if error.cause in _SILENCE:
                self.silent.note(address)
            return _refusal(error)

    def _read(self, name: str) -> bytes:
        try:
            file = (self.workspace / name).resolve()
            if not file.is_relative_to(self.workspace.resolve()):
                raise UsageError(
                    f"image: {name} lies outside the workspace",
                    hint="Copy the picture into the workspace, and name it there.",
                )
            if not file.is_file():  # reading a pipe may hang
                raise FileNotFoundError(errno.ENOENT, "there is no such file")
            with file.open("rb") as opened:
                return opened.read(LARGEST_PICTURE + 1)
        except (OSError, ValueError) as error:
            cause = getattr(error, "strerror", None) or str(error)
            raise UsageError(
                f"image: {name} cannot be read: {cause}",
                hint="Write an https:// address, or the path of a file of the workspace.",
            ) from error


def _is_address(image: str) -> bool:
    return image.casefold().startswith(_WEB)


def _refusal(error: FetchError) -> Remark:
    """What is said of a picture that was not to be had: for now, or for good."""
    message = f"the picture was not copied: {error.message}"
    if error.cause in _PASSING or _is_passing(error.status):
        return Remark(UNAVAILABLE, message, _COLLECT)
    return Remark(UNUSABLE, message, _ANOTHER)


def _is_passing(status: int | None) -> bool:
    is_late = status == HTTPStatus.REQUEST_TIMEOUT
    return status is not None and (is_late or status >= HTTPStatus.INTERNAL_SERVER_ERROR)


def _outcome(taken: PictureName | Remark) -> tuple[str | None, Remark | None]:
    return (None, taken) if isinstance(taken, Remark) else (taken.path, None)
