"""Pictures made harmless, small and regular: what members hand in → what a letter may carry.

Whatever comes in is unpacked and written anew, so nothing of the old file travels on: no place
where it was taken, no comment, nothing hidden behind its end.
"""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Mapping
from types import MappingProxyType

from PIL import ImageCms
from PIL.ExifTags import Base
from PIL.Image import Image, Resampling, Transpose
from PIL.Image import new as new_image
from PIL.ImageFile import ImageFile

from digest.intake.picture_opening import UnfitPictureError, open_picture
from digest.intake.remarks import Remark
from digest.model.picture import Picture

LARGEST_PICTURE = 20_000_000  # bytes, as handed in; a photograph straight from a camera has fewer
WIDEST, TALLEST = 1200, 2400  # pixels: about twice the letter's column, for fine screens
SMALLEST = 40  # pixels; what is smaller counts readers, or is an icon
UNUSABLE = "unusable-image"

_QUALITY = 82
_LARGEST_PNG = 500_000  # bytes; to see through a photograph is not worth more
_MEND = "Save it anew as JPEG or PNG, and hand it in again."
_TURNS: Mapping[int, Transpose] = MappingProxyType(  # of Exif's Orientation
    {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
)
_LYING = frozenset({5, 6, 7, 8})  # those that change width and height
_MIXED: Mapping[str, str] = MappingProxyType(  # Pillow's modes → those that can be mixed
    {"1": "L", "L": "L", "P": "RGB", "RGB": "RGB", "YCbCr": "RGB", "CMYK": "CMYK"}
)
# A picture unpacked is large, and to keep Pillow's warnings quiet changes the whole process.
_ONE_AT_A_TIME = threading.Lock()


def regular_picture(data: bytes, called: str = "the picture") -> Picture | Remark:
    """Make a picture regular, or say why it cannot be used.

    It is upright, in sRGB, at most 1200 pixels wide and 2400 high, never enlarged; JPEG, or PNG
    where something of it is transparent; of an animation it is the first picture. The same bytes
    give the same picture.

    Args:
        data: a JPEG, PNG, GIF, WebP, TIFF or BMP file, from anybody.
        called: what a remark calls it.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is odd about a file that can be read all the same
        try:
            return _regular(data)
        except UnfitPictureError as unfit:
            reason = str(unfit)
        except Exception:  # noqa: BLE001 - decoders raise anything, from SyntaxError on
            reason = "is damaged or cut off"
    return Remark(UNUSABLE, f"{called} {reason}", _MEND)


def _regular(data: bytes) -> Picture:
    if len(data) > LARGEST_PICTURE:
        raise UnfitPictureError(f"has {len(data):,} bytes; {LARGEST_PICTURE:,} is the most")
    with open_picture(data) as opened:
        opened.draft(None, (TALLEST, TALLEST))  # a JPEG can be unpacked at a half or less
        opened.load()
        orientation = _orientation(opened)
        profile = opened.info.get("icc_profile")
        image = _shrunk(_for_shrinking(opened), is_lying=orientation in _LYING)
    if orientation in _TURNS:
        image = image.transpose(_TURNS[orientation])
    if min(image.size) < SMALLEST:
        raise UnfitPictureError(
            f"is only {image.width} × {image.height} pixels large: an icon, or there to count"
            " readers"
        )
    return _written(_in_srgb(image, profile))


def _orientation(opened: ImageFile) -> int:
    """How it was held when it was taken; what does not say so is upright."""
    try:
        said = opened.getexif().get(Base.Orientation, 1)
    except UnfitPictureError:
        raise
    except Exception:  # noqa: BLE001 - Exif is a file within the file, and as often broken
        return 1
    return said if isinstance(said, int) else 1


def _for_shrinking(opened: Image) -> Image:
    """The picture with colours that can be mixed."""
    if opened.mode.startswith("I;16"):  # the upper half of each number is what a screen shows
        return opened.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if opened.has_transparency_data else _MIXED.get(opened.mode)
    if mode is None:
        raise UnfitPictureError("has colours of a kind that screens do not show")
    return opened if opened.mode == mode else opened.convert(mode)


def _shrunk(image: Image, *, is_lying: bool) -> Image:
    """The picture within what a letter carries, and never larger than it was."""
    widest, tallest = (TALLEST, WIDEST) if is_lying else (WIDEST, TALLEST)
    scale = min(1.0, widest / image.width, tallest / image.height)
    if scale == 1.0:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Resampling.LANCZOS, reducing_gap=3.0)


def _in_srgb(image: Image, profile: object) -> Image:
    """The picture in the colours every screen shows: RGB, or RGBA where one sees through it."""
    if image.mode != "RGBA":
        return _converted(image, profile)
    alpha = image.getchannel("A")
    solid = _converted(image.convert("RGB"), profile)
    if alpha.getextrema() != (255, 255):
        solid.putalpha(alpha)
    return solid


def _converted(image: Image, profile: object) -> Image:
    """The picture in sRGB by its own profile, or plainly where that is broken or for others."""
    if not isinstance(profile, bytes) or not profile:
        return image.convert("RGB")
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, own, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        converted = None
    return converted or image.convert("RGB")


def _written(image: Image) -> Picture:
    image.info.clear()  # comments and profiles would be written along
    if image.mode == "RGBA":
        png = io.BytesIO()
        image.save(png, "PNG", optimize=True)
        if png.tell() <= _LARGEST_PNG:
            return Picture(png.getvalue(), ".png", image.width, image.height)
    return Picture(_as_jpeg(image), ".jpg", image.width, image.height)


def _as_jpeg(image: Image) -> bytes:
    """The picture as a photograph, on white where one sees through it."""
    solid = image
    if image.mode == "RGBA":
        solid = new_image("RGB", image.size, "white")
        solid.paste(image, mask=image.getchannel("A"))
    written = io.BytesIO()
    solid.save(
        written, "JPEG", quality=_QUALITY, progressive=True, optimize=True, subsampling="4:2:0"
    )
    return written.getvalue()
