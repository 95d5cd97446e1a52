"""The size of a picture, from its bytes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from digest.formats.picture_size import PictureSize, picture_size


def picture(width, height, kind, mode="RGB", **how):
    made = io.BytesIO()
    Image.new(mode, (width, height)).save(made, kind, **how)
    return made.getvalue()


@pytest.mark.parametrize(
    ("kind", "how", "suffix"),
    [
        ("PNG", {}, ".png"),
        ("GIF", {}, ".gif"),
        ("JPEG", {}, ".jpg"),
        (
            "JPEG",
            {"progressive": True, "comment": b"x" * 60_000, "exif": b"Exif\0\0" + b"\0" * 9},
            ".jpg",
        ),
        ("WEBP", {"lossless": True}, ".webp"),
        ("WEBP", {"quality": 50}, ".webp"),
        ("WEBP", {"quality": 50, "exif": b"Exif\0\0"}, ".webp"),
    ],
)
def test_every_kind_tells_its_size(kind, how, suffix):
    assert picture_size(picture(321, 123, kind, **how)) == PictureSize(suffix, 321, 123)


def test_an_extended_webp_with_alpha_tells_its_size():
    data = picture(321, 123, "WEBP", mode="RGBA", quality=50)
    assert picture_size(data) == PictureSize(".webp", 321, 123)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"%PDF-1.7", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF....WEBPVP9 "),
        *(
            b"\xff\xd8\xff\xe0\x00\x00" * 5_000,
            b"\xff\xd8" + b"\xff" * 5_000,
            b"\xff\xd8\xffnot one",
        ),
    ],
)
def test_other_bytes_are_no_picture(data):
    assert picture_size(data) is None


def test_a_jpeg_cut_off_before_its_size_is_none():
    whole = picture(321, 123, "JPEG")
    assert picture_size(whole[: whole.index(b"\xff\xc0") + 4]) is None


@pytest.mark.parametrize(
    ("width", "height", "is_photograph"),
    [(200, 100, True), (100, 200, True), (199, 199, False), (600, 99, False), (1, 1, False)],
)
def test_a_logo_is_no_photograph(width, height, is_photograph):
    assert PictureSize(".png", width, height).is_photograph is is_photograph


@given(
    st.sampled_from([b"", b"\xff\xd8\xff", b"RIFF1234WEBPVP8X", b"RIFF1234WEBPVP8L", b"GIF89a"]),
    st.binary(max_size=60),
)
def test_any_bytes_have_a_size_or_none(head, rest):
    size = picture_size(head + rest)
    assert size is None or (size.width >= 0 and size.height >= 0)
