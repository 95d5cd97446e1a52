import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.formats.html_images import first_image


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p>Hi</p><img src="https://a.example/x.jpg" alt="A  red\n door">', "x.jpg|A red door"),
        ("<IMG SRC=https://a.example/x.jpg>", "x.jpg|"),
        ('<img src="/up/x.jpg" alt="">', "/up/x.jpg|"),
        ('<img src=" https://a.example/x.jpg?a=1&amp;b=2 ">', "x.jpg?a=1&b=2|"),
        ('<img src="https://a.example/x.jpg"><img src="https://a.example/y.jpg">', "x.jpg|"),
        # written into the text, or loaded late
        ('<img src="data:image/gif;base64,R0lG" data-src="https://a.example/x.jpg">', "x.jpg|"),
        ('<img src="data:image/gif;base64,R0lG"><img src="https://a.example/y.jpg">', "y.jpg|"),
        ('<img src="javascript:alert(1)"><img alt="none"><img src="">', None),
        # a counter of readers, a smiley
        ('<img width=1 height="1px" src="https://a.example/t.gif">', None),
        (
            '<img height="16" src="https://s.example/smile.png"><img src="y.jpg" width="640">',
            "y.jpg|",
        ),
        ('<img width="100%" src="https://a.example/x.jpg">', "x.jpg|"),
        # not there for a reader either
        ('<!-- <img src="x.jpg"> -->', None),
        ('<script>"<img src=x.jpg>"</script>', None),
        ("&lt;img src=x.jpg&gt;", None),
        ("an <image> of an <imgx src=x.jpg>", None),
        ('<img src="x.jpg" alt="caf\ud800">', "x.jpg|caf?"),
        ("<img src='unclosed", None),
        ("", None),
    ],
)
def test_the_first_picture_that_is_one(html, found):
    image = first_image(html)
    shown = None if image is None else "|".join(image).removeprefix("https://a.example/")
    assert shown == found


@pytest.mark.parametrize("deep", [300, 100_000])
def test_nesting_is_survived(deep):
    first_image("<div>" * deep + '<img src="x.jpg">' + "</div>" * deep)


@given(
    st.text()
    | st.lists(st.sampled_from(["<img", " src=", '"', ">", "<!--", "<![", "x"])).map("".join)
)
def test_any_text_has_a_picture_or_none(html):
    image = first_image(html)
    assert image is None or (image[0] == image[0].strip() != "" and isinstance(image[1], str))
