import itertools
import struct
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from digest.intake.pictures import LARGEST_PICTURE, regular_picture
from digest.intake.remarks import Remark
from digest.model.picture import Picture
from fakes.pictures import BLUE, FORMATS, RED, a_jpeg, halves, is_near, opened, packed

ORIENTATION, GPS = 0x0112, 0x8825
PALETTE = halves(mode="P")


def regular(data):
    """The picture, opened again; it has to be one."""
    picture = regular_picture(data)
    assert isinstance(picture, Picture), picture
    image = opened(picture.data)
    assert image.size == (picture.width, picture.height)
    assert image.format == {".jpg": "JPEG", ".png": "PNG"}[picture.suffix]
    return image


def is_upright(image):
    return is_near(image.convert("RGB").getpixel((9, 9)), RED) and is_near(
        image.convert("RGB").getpixel((image.width - 9, image.height - 9)), BLUE
    )


def exif(**tags):
    data = Image.Exif()
    for number, value in tags.items():
        data[int(number[1:])] = value
    return data


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_that_cameras_and_websites_have_is_taken(kind):
    image = regular(packed(halves(), kind))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (120, 80))
    assert is_upright(image)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *itertools.product(["PNG"], ["1", "L", "P", "I;16"]),
        *itertools.product(["TIFF"], ["1", "L", "P", "CMYK", "YCbCr", "I;16"]),
        *itertools.product(["JPEG"], ["L", "CMYK"]),
    ],
)
def test_every_kind_of_colours_becomes_the_one_that_screens_show(kind, mode):
    black_below = halves(top=(255, 255, 255), bottom=(0, 0, 0), mode="L")
    image = (
        black_below.convert("I").point(lambda value: value * 257).convert("I;16")
        if mode == "I;16"
        else black_below.convert("RGB").convert(mode)
    )
    made = regular(packed(image, kind))
    assert made.mode == "RGB"
    assert is_near(made.getpixel((60, 9)), (255, 255, 255))
    assert is_near(made.getpixel((60, 70)), (0, 0, 0))


def test_sixteen_bits_keep_their_middle():
    grey = Image.new("I;16", (60, 60), 128 * 256)
    assert is_near(regular(packed(grey, "PNG")).getpixel((30, 30)), (128, 128, 128))


@pytest.mark.parametrize("mode", ["F", "I", "LAB"])
def test_numbers_that_are_no_colours_are_refused(mode):
    image = Image.new("LAB" if mode == "LAB" else mode, (60, 60))
    remark = regular_picture(packed(image, "TIFF"))
    assert remark.message == "the picture has colours of a kind that screens do not show"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("size", [(120, 80), (3000, 1000)])
def test_a_camera_held_sideways_or_upside_down_still_gives_an_upright_picture(
    kind, orientation, size
):
    said = exif(**{f"_{ORIENTATION}": orientation})
    back = {5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, orientation)  # what undoes the turn
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # Pillow's numbers of them
    lying = halves(size)
    if back != 1:
        lying = lying.transpose(Image.Transpose(turns[back]))
    image = regular(packed(lying, kind, exif=said))
    assert image.size == (min(1200, size[0]), min(400, size[1]))
    assert is_upright(image)


def test_nothing_of_the_old_file_travels_on():
    said = exif(_271="The camera of Ada")
    said.get_ifd(GPS)[1] = "N"
    said.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = packed(
        halves(), "JPEG", exif=said, comment=b"taken at home", icc_profile=profile, dpi=(300, 300)
    )
    secret = b"<x:xmpmeta>at home</x:xmpmeta>"
    with_xmp = data[:2] + b"\xff\xe1" + struct.pack(">H", len(secret) + 31)
    with_xmp += b"http://ns.adobe.com/xap/1.0/\x00" + secret + data[2:]
    behind = b"PK\x03\x04<script>alert(1)</script>"
    before = opened(with_xmp)
    assert before.getexif().get_ifd(GPS)[1] == "N"  # the file does carry all of it
    made = regular_picture(with_xmp + behind)
    after = opened(made.data)
    assert not after.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp", "photoshop"} & after.info.keys()
    for trace in (b"Exif", b"camera", b"home", b"ICC_PROFILE", b"script", b"PK\x03\x04"):
        assert trace not in made.data


def test_texts_in_a_png_do_not_travel_on():
    see_through = halves().convert("RGBA")
    see_through.putalpha(100)
    info = {"exif": exif(_271="Ada"), "dpi": (300, 300)}
    made = regular_picture(packed(see_through, "PNG", **info))
    assert made.suffix == ".png"
    chunks = {made.data[at + 4 : at + 8] for at in chunk_starts(made.data)}
    assert chunks == {b"IHDR", b"IDAT", b"IEND"}


def chunk_starts(png):
    at = 8
    while at < len(png):
        yield at
        at += 12 + int.from_bytes(png[at : at + 4], "big")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_what_one_sees_through_stays_so_and_becomes_png(kind):
    image = halves().convert("RGBA")
    image.putpixel((0, 0), (0, 0, 0, 0))
    made = regular(packed(image, kind))
    assert (made.format, made.mode) == ("PNG", "RGBA")
    assert made.getpixel((0, 0))[3] == 0
    assert is_upright(made)


@pytest.mark.parametrize(
    ("image", "how"),
    [
        (PALETTE, {"transparency": PALETTE.getpixel((0, 0))}),
        (halves(mode="LA"), {}),
        (halves(), {"transparency": RED}),
    ],
)
def test_every_way_to_be_seen_through_counts(image, how):
    if image.mode == "LA":
        image.putalpha(40)
    assert regular(packed(image, "PNG", **how)).mode == "RGBA"


def test_a_transparency_of_nothing_is_none():
    assert regular(packed(halves().convert("RGBA"), "PNG")).format == "JPEG"


def test_a_large_photograph_one_sees_through_is_put_on_white():
    noise = Image.effect_noise((900, 700), 90).convert("RGBA")
    noise.putalpha(Image.new("L", noise.size, 0))
    made = regular(packed(noise, "PNG"))
    assert made.format == "JPEG"
    assert is_near(made.getpixel((450, 350)), (255, 255, 255))


def test_of_an_animation_the_first_picture_is_shown():
    first, second = halves(), halves(top=BLUE, bottom=RED)
    for kind in ("GIF", "WEBP", "TIFF", "PNG"):
        data = packed(first, kind, save_all=True, append_images=[second])
        assert is_upright(regular(data)), kind


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((120, 80), (120, 80)),
        ((1200, 2400), (1200, 2400)),
        ((2400, 1200), (1200, 600)),
        ((1201, 40), (1200, 40)),
        ((1300, 5200), (600, 2400)),
        ((60, 4800), None),
        ((4000, 60), None),
        ((39, 500), None),
        ((40, 40), (40, 40)),
        ((1, 1), None),
    ],
)
def test_it_is_shrunk_to_what_a_letter_needs_and_never_enlarged(size, expected):
    made = regular_picture(a_jpeg(size))
    if expected is None:
        assert "an icon, or there to count readers" in made.message
    else:
        assert (made.width, made.height) == expected


def profile(name):
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()


@pytest.mark.parametrize("alpha", [255, 100])
def test_a_profile_is_applied_before_it_is_dropped(alpha):
    swapped = profile("sRGB").replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ")
    swapped = swapped.replace(b"?XYZ", b"bXYZ")  # what it calls red is blue
    image = Image.new("RGBA", (60, 60), (250, 0, 0, alpha))
    pixels = regular(packed(image, "PNG", icc_profile=swapped)).getpixel((30, 30))
    assert is_near(pixels, (0, 0, 250))
    assert pixels[3:] == ((alpha,) if alpha < 255 else ())


@pytest.mark.parametrize("icc", [profile("LAB"), b"no profile" * 40, b"x"])
def test_a_profile_that_is_broken_or_for_other_colours_is_passed_over(icc):
    image = Image.new("RGB", (60, 60), RED)
    assert is_near(regular(packed(image, "PNG", icc_profile=icc)).getpixel((30, 30)), RED)


def test_the_same_bytes_give_the_same_picture():
    data = a_jpeg((1800, 900))
    assert regular_picture(data) == regular_picture(data)


def test_a_picture_made_regular_is_regular():
    once = regular_picture(a_jpeg((1800, 900)))
    again = regular_picture(once.data)
    assert (again.width, again.height, again.suffix) == (once.width, once.height, once.suffix)
    assert is_upright(opened(again.data))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_cut_off_anywhere_is_a_remark_or_a_picture_and_never_a_warning(kind):
    data = packed(Image.effect_noise((120, 90), 50).convert("RGB"), kind)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cut = [regular_picture(data[:end]) for end in range(0, len(data) - 1, 100)]
    assert all(each.code == "unusable-image" for each in cut if isinstance(each, Remark))
    assert isinstance(cut[len(cut) // 2], Remark)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_damaged_file_is_a_remark_or_a_picture(kind):
    data = bytearray(packed(halves(), kind))
    for at in range(2, len(data), max(1, len(data) // 150)):
        damaged = bytes(data[:at]) + b"\xff\xff\xff\xff" + bytes(data[at + 4 :])
        assert isinstance(regular_picture(damaged), Picture | Remark)


@pytest.mark.parametrize("start", [b"", b"\xff\xd8\xff", b"GIF89a", b"II*\0", b"BM", b"RIFF"])
@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_picture_or_a_remark(start, data):
    assert isinstance(regular_picture(start + data), Picture | Remark)


def test_too_many_bytes_are_not_looked_at():
    remark = regular_picture(a_jpeg() + bytes(LARGEST_PICTURE))
    assert "20,000,000 is the most" in remark.message


def test_a_remark_names_the_picture_and_the_way_out():
    remark = regular_picture(b"not a picture", "the picture cat.jpg")
    assert remark.message == "the picture cat.jpg is neither JPEG, PNG, GIF, WebP, TIFF nor BMP"
    assert remark.hint


def test_a_broken_orientation_is_none():
    data = packed(halves(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff")
    assert is_upright(regular(data))


def test_what_pillow_warns_of_stays_inside():
    data = packed(halves(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\x05\0")
    with pytest.warns(UserWarning, match="Corrupt EXIF"):
        opened(data).getexif()
    assert is_upright(regular(data))
