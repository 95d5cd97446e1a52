"""Pictures: fetched or read once, made regular, and kept in the workspace.

A letter shows our copies only: with a picture of another site, that site would learn who reads
the letter and when, and could change or lose the picture after it was approved.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from digest.errors import SourceError, UsageError
from digest.fetch.fetcher import Fetcher
from digest.intake.pictures import LARGEST_PICTURE, regular_picture
from digest.intake.remarks import Remark
from digest.model.picture import PictureName, kept_picture
from digest.store.pictures import Pictures

UNAVAILABLE = "image-unavailable"
_ACCEPTED = "image/jpeg, image/png, image/webp, image/gif, image/*;q=0.5"
_WEB = ("https://", "http://")
_COLLECT = "Run `digest collect` again, or hand in the picture as a file."


@dataclass(frozen=True, slots=True)
class Album:
    """Where pictures come from, and where they are kept."""

    kept: Pictures
    fetcher: Fetcher | None  # None: addresses are left for another time
    workspace: Path

    def copied(
        self, image: str, pictures: Mapping[str, bytes], now: dt.datetime
    ) -> tuple[str | None, Remark | None]:
        """What a submission's image becomes, and what there is to say of it.

        Our copy's path; the image as it was written where it cannot be had now, so that it is
        tried again; None where it is no picture that can be used.

        Args:
            image: an address, or the name of a file.
            pictures: the files that came along, by name.
            now: the moment.

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
            return image, Remark(UNAVAILABLE, "the picture is not copied yet", _COLLECT)
        try:
            data = self._fetched(self.fetcher, image)
        except SourceError as error:
            return image, Remark(
                UNAVAILABLE,
                f"the picture was not copied: {error.message}",
                _COLLECT,
            )
        return _outcome(self._taken(image, data, now))

    def handed_in(self, image: str, now: dt.datetime) -> str:
        """The path of our copy of what an editor names; an address is asked anew.

        Args:
            image: an address, or a file of the workspace.
            now: the moment.

        Raises:
            UsageError: there is no such file, or it is no picture that can be used.
            SourceError: the address does not answer.
            StoreError: the copy cannot be kept.
        """
        kept = kept_picture(image)
        if kept is not None and self.kept.file(kept):
            return kept.path
        if _is_address(image) and self.fetcher is not None:
            data = self._fetched(self.fetcher, image)
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

    @staticmethod
    def _fetched(fetcher: Fetcher, address: str) -> bytes:
        return fetcher.get(address, accept=_ACCEPTED, max_bytes=LARGEST_PICTURE).body

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


def _outcome(taken: PictureName | Remark) -> tuple[str | None, Remark | None]:
    return (None, taken) if isinstance(taken, Remark) else (taken.path, None)
