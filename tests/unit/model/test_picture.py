import pytest

from digest.model.picture import Picture, kept_picture, picture_name

NAME = "0123456789abcdef-1200x800.jpg"


def test_a_picture_is_named_after_its_bytes_and_its_size():
    picture = Picture(b"bytes", ".png", 120, 80)
    assert picture.name == "277089d91c0bdf4f-120x80.png"
    assert Picture(b"others", ".png", 120, 80).name != picture.name


def test_a_name_tells_the_size_and_the_path():
    name = picture_name(NAME)
    assert (name.width, name.height, name.path) == (1200, 800, f"images/{NAME}")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a.jpg",
        "../config.toml",
        f"../{NAME}",
        f"/{NAME}",
        f"{NAME}\n",
        f"{NAME}/",
        NAME.upper(),
        NAME.replace("0", "\N{ARABIC-INDIC DIGIT ZERO}"),
        NAME.replace("jpg", "svg"),
        NAME.replace("1200", "0"),
        NAME.replace("1200", "12000"),
    ],
)
def test_nothing_else_is_a_name(name):
    assert picture_name(name) is None
    assert kept_picture(f"images/{name}") is None


@pytest.mark.parametrize(
    ("image", "is_ours"),
    [
        (f"images/{NAME}", True),
        (f"https://example.org/images/{NAME}", False),
        (f"/images/{NAME}", False),
        (f"Images/{NAME}", False),
        (NAME, False),
        (None, False),
    ],
)
def test_our_copy_is_told_from_an_address(image, is_ours):
    assert (kept_picture(image) is not None) is is_ours
