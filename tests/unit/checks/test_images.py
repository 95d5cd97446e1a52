import pytest

from digest.checks.images import check_images
from fakes.issues import submission
from fakes.variants import PUBLIC, a_letter, a_variant, an_item, codes, findings, with_html

PICTURE = "images/0123456789abcdef-1200x800.jpg"


def told(piece):
    return [each.code for each in check_images(with_html(piece), {}, PUBLIC)]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ('<img src="a.png" alt="" width="9">', []),
        ('<img src="a.png" alt="A" width="640">', []),
        ('<img src="a.jpeg" alt="A" width="40px">', []),
        ('<img src="a.GIF?x=1" alt="A" width="9">', []),
        ('<img src="/logo" alt="A" width="9">', []),
        ('<img src="a.php" alt="A" width="9">', []),
        ('<img src="https://[1" alt="A" width="9">', []),
        ('<img src="data:image/png;base64,AA" alt="A" width="9">', []),
        ('<img src="a.png" width="9">', ["image-without-alt"]),
        ('<img src="a.svg" alt="A" width="9">', ["image-format"]),
        ('<img src="a.webp?b=c.png" alt="A" width="9">', ["image-format"]),
        ('<img src="data:image/svg+xml,x" alt="A" width="9">', ["image-format"]),
        ('<img src="a.png" alt="A">', ["image-width"]),
        ('<img src="a.png" alt="A" width="641">', ["image-width"]),
        ('<img src="a.png" alt="A" width="100%">', ["image-width"]),
        ("<img>", ["image-without-alt", "image-width"]),
    ],
)
def test_each_picture_is_looked_at(image, expected):
    assert told(image) == expected


def test_a_good_letter_has_no_finding():
    assert list(check_images(a_letter(), {}, PUBLIC)) == []


@pytest.mark.parametrize(("size", "expected"), [(200_000, []), (200_001, ["heavy-picture"])])
def test_a_heavy_picture_is_told_with_its_item(size, expected):
    item = an_item(image=PICTURE, image_alt="A hall", url="https://museum.eu/conference")
    found = findings(item, weights={PICTURE: size})
    assert codes(found) == expected
    assert all(each.where == "submission s0001" and "200,001" in each.message for each in found)


@pytest.mark.parametrize(("size", "expected"), [(250_000, []), (250_001, ["heavy-pictures"])])
def test_pictures_that_are_heavy_together_are_told_with_the_variant(size, expected):
    paths = [f"images/{n}.jpg" for n in range(4)]
    images = "".join(f'<img src="{PUBLIC}/{each}" alt="A" width="9">' for each in paths)
    letter = with_html(images + images)  # the same twice is fetched once
    found = check_images(letter, dict.fromkeys(paths, size), PUBLIC)
    assert [each.code for each in found] == expected


def test_what_only_the_archive_shows_weighs_nothing_in_the_letter():
    item = submission(title="T", text_html="<p>x</p>", image=PICTURE, image_alt="A")
    found = findings(item, variants=(a_variant(),), weights={PICTURE: 5_000_000})
    assert codes(found) == ["heavy-picture"]
