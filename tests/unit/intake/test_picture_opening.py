import struct
import zlib

import pytest
from PIL import Image

from digest.intake.picture_opening import UnfitPictureError, open_picture
from fakes.pictures import FORMATS, a_jpeg, halves, packed

PNG = b"\x89PNG\r\n\x1a\n"


def chunk(name, data=b""):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, *chunks):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return PNG + header + b"".join(chunks)


def tiff(order, *entries, pages=1):
    """A TIFF of nothing but lists of entries: (tag, type, count, value)."""
    letters, sign = {"little": (b"II*\0", "<"), "big": (b"MM\0*", ">")}[order]
    size = 2 + 12 * len(entries) + 4
    lists = []
    for page in range(pages):
        following = 8 + size * (page + 1) if page + 1 < pages else 0
        packed_entries = b"".join(
            struct.pack(f"{sign}HHI{'HH' if kind == 3 else 'I'}", tag, kind, count, value, *rest)
            for tag, kind, count, value in entries
            for rest in [(0,) if kind == 3 else ()]
        )
        lists.append(
            struct.pack(f"{sign}H", len(entries))
            + packed_entries
            + struct.pack(f"{sign}I", following)
        )
    return letters + struct.pack(f"{sign}I", 8) + b"".join(lists)


STRIPED = ((256, 3, 1, 60), (257, 3, 1, 60), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_is_known_by_its_bytes(kind):
    assert open_picture(packed(halves(), kind)).size == (120, 80)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        (b"<!DOCTYPE html><html>Not found", "a web page"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\0\0\0 ftypheic\0\0\0\0mif1heic", "a HEIC picture"),
        (b"\0\0\0 ftypavif\0\0\0\0", "an AVIF picture"),
        (b"8BPS\0\x01", "a Photoshop document"),
        (b"\0\0\x01\0\x01\0", "an icon"),
        (b"II+\0\x08\0\0\0", "neither JPEG, PNG, GIF, WebP, TIFF nor BMP"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "neither"),
        (b"", "neither"),
    ],
)
def test_what_a_letter_cannot_carry_is_called_by_its_name(data, reason):
    with pytest.raises(UnfitPictureError, match=f"^is {reason}"):
        open_picture(data)


@pytest.mark.parametrize(
    "bomb",
    [
        png(100_000, 100_000, chunk(b"IDAT", zlib.compress(bytes(1000))), chunk(b"IEND")),
        png(6_001, 6_000, chunk(b"IDAT")),
        b"GIF89a" + struct.pack("<HHBBB", 60_000, 60_000, 0, 0, 0)
        + b"," + struct.pack("<HHHHB", 0, 0, 60_000, 60_000, 0) + b"\x08",
        b"BM" + struct.pack("<IHHIIiiHHIIiiII", 0, 0, 0, 54, 40, 50_000, 50_000, 1, 24, *[0] * 6),
    ],
)  # fmt: skip
def test_a_bomb_is_refused_before_it_is_unpacked(bomb):
    with pytest.raises(UnfitPictureError, match="36,000,000 in all is the most"):
        open_picture(bomb)


def test_a_photograph_may_be_larger_for_it_is_unpacked_at_a_half():
    data = bytearray(a_jpeg())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 7000, 7000)
    assert open_picture(bytes(data)).size == (7000, 7000)
    data[at : at + 4] = struct.pack(">HH", 7100, 7100)
    with pytest.raises(UnfitPictureError, match="50,000,000 in all is the most"):
        open_picture(bytes(data))


def test_a_photograph_in_endless_layers_is_refused():
    flat = packed(Image.new("RGB", (600, 600)), "JPEG", progressive=True)
    layer = flat[flat.rindex(b"\xff\xda") : -2]
    assert open_picture(flat[:-2] + layer * 50 + flat[-2:]).size == (600, 600)
    with pytest.raises(UnfitPictureError, match="more layers"):
        open_picture(flat[:-2] + layer * 200 + flat[-2:])


def test_a_file_in_a_million_pieces_is_refused():
    pieces = chunk(b"abCd") * 60_000
    with pytest.raises(UnfitPictureError, match="more pieces"):
        open_picture(PNG + pieces)
    opened = open_picture(png(600, 600, chunk(b"IDAT") * 60_000))
    with pytest.raises(UnfitPictureError, match="more pieces"):
        opened.load()


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("tag", [273, 324])
def test_a_tiff_in_millions_of_strips_is_refused(order, tag):
    with pytest.raises(UnfitPictureError, match="more strips"):
        open_picture(tiff(order, *STRIPED, (tag, 4, 4_000_000, 8)))


@pytest.mark.parametrize("packing", [None, "tiff_lzw", "jpeg", "tiff_adobe_deflate", "packbits"])
def test_a_tiff_may_be_packed_as_pictures_are(packing):
    open_picture(packed(halves(), "TIFF", compression=packing)).load()


@pytest.mark.parametrize("packing", ["group3", "group4", "tiff_ccitt", "zstd", "lzma"])
def test_a_tiff_packed_in_another_way_is_refused(packing):
    mode = "RGB" if packing in ("zstd", "lzma") else "1"
    with pytest.raises(UnfitPictureError, match="packed like a fax"):
        open_picture(packed(halves(mode=mode), "TIFF", compression=packing))


@pytest.mark.parametrize("order", ["little", "big"])
def test_a_tiff_leads_to_no_second_page(order):
    data = tiff(order, *STRIPED, (273, 4, 1, 8), (278, 4, 1, 60), pages=5)
    opened = open_picture(data + bytes(3600))
    assert opened.n_frames == 1
    opened.load()
