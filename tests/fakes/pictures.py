"""Pictures made when they are needed: two halves that tell which way is up."""

import io

from PIL import Image

RED, BLUE = (200, 30, 40), (20, 60, 160)
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")


def halves(size=(120, 80), top=RED, bottom=BLUE, mode="RGB"):
    """A picture whose upper half has one colour and its lower half another."""
    image = Image.new("RGB", size, bottom)
    image.paste(top, (0, 0, size[0], size[1] // 2))
    return image.convert(mode)


def packed(image, kind, **how):
    """The bytes of a picture's file."""
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def a_jpeg(size=(120, 80), **how):
    """A photograph of two halves."""
    return packed(halves(size), "JPEG", **how)


def opened(data):
    """A file's picture."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def is_near(pixel, colour):
    """Whether two colours look the same; JPEG does not keep them to the last bit."""
    return all(abs(one - other) <= 12 for one, other in zip(pixel[:3], colour, strict=True))
