"""A picture as a letter may carry it, and the name it is kept under."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

FOLDER = "images"  # of the workspace, and of the public web
_NAME = re.compile(
    r"[0-9a-f]{16}-(?P<width>[1-9][0-9]{0,3})x(?P<height>[1-9][0-9]{0,3})\.(?:jpg|png)"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made regular."""

    data: bytes
    suffix: str  # ".jpg", ".png"
    width: int
    height: int

    @property
    def name(self) -> str:
        """What its file is called: the same bytes have the same name, and it tells the size.

        So a file is never written twice, a reader's program may keep it for ever, and whoever
        shows it need not open it.
        """
        digest = hashlib.sha256(self.data).hexdigest()[:16]
        return f"{digest}-{self.width}x{self.height}{self.suffix}"


@dataclass(frozen=True, slots=True)
class PictureName:
    """The name of a picture's file, and what it tells."""

    name: str
    width: int
    height: int

    @property
    def path(self) -> str:
        """The file within the workspace: what a submission's ``image`` says."""
        return f"{FOLDER}/{self.name}"


def picture_name(name: str) -> PictureName | None:
    """The name of a picture's file; None where it is none, so that no other file is ever shown."""
    match = _NAME.fullmatch(name)
    return match and PictureName(name, int(match["width"]), int(match["height"]))


def kept_picture(image: str | None) -> PictureName | None:
    """The copy a submission's ``image`` names; None where it is still an address or nothing."""
    folder, slash, name = (image or "").partition("/")
    return picture_name(name) if slash and folder == FOLDER else None
