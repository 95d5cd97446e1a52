import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rendering.bodies import inline
from digest.rendering.slots import slot

CSS = "p { margin: 1px } li p { margin: 2px } a { color: #123456 } h4 { font-size: 17px }"


def test_styles_stand_on_the_elements_of_every_text():
    assert inline(
        ("<p>a</p>", '<ul><li><p>b <a href="https://x.org">c</a></p></li></ul>'), CSS
    ) == (
        '<p style="margin:1px">a</p>',
        (
            '<ul><li><p style="margin:2px">b '
            '<a href="https://x.org" style="color:#123456">c</a></p></li></ul>'
        ),
    )


def test_every_style_sheet_is_its_own_and_so_is_one_in_a_text():
    red, blue = "p { color: red }", "p { color: blue }"
    for css, colour in ((red, "red"), (blue, "blue"), (red, "red")):
        assert inline(("<p>a</p>",), css) == (f'<p style="color:{colour}">a</p>',)
    styled = inline(("<style>b { color: red }</style><p><b>a</b></p>",), blue)
    assert styled == ('<p style="color:blue"><b style="color:red">a</b></p>',)


def test_a_heading_ranks_below_the_item_s_own():
    assert inline(("<h1>A</h1><h3>B</h3>",), CSS) == (
        '<h4 style="font-size:17px">A</h4><h4 style="font-size:17px">B</h4>',
    )


@pytest.mark.parametrize("bodies", [(), ("",), ("", "<p>x</p>", "")])
def test_there_are_as_many_texts_as_before(bodies):
    assert len(inline(bodies, CSS)) == len(bodies)


@pytest.mark.parametrize(
    "hostile",
    [
        "<div><table><tr><td>open",
        "<!-- open",
        "</body></html>",
        "<!--@@-->",
        slot("body-1"),
        "<plaintext>",
        "<textarea>",
        "<title>",
        "<svg><style>",
        "<p><!--\ue012--></p>",
        "<frameset>",
        "<![CDATA[",
        "<div>" * 3000,
    ],
)
def test_a_text_that_would_swallow_its_neighbours_does_not(hostile):
    before, _, after = inline(("<p>before</p>", hostile, "<p>after</p>"), CSS)
    assert before == '<p style="margin:1px">before</p>'
    assert after == '<p style="margin:1px">after</p>'


@given(st.lists(st.text('<>/!-ab&#;"= ptdivul\ue000\ue012\x00', max_size=60), max_size=5))
def test_no_text_is_lost_whatever_it_holds(bodies):
    inlined = inline((*bodies, "<p>end</p>"), CSS)
    assert len(inlined) == len(bodies) + 1
    assert inlined[-1] == '<p style="margin:1px">end</p>'
    assert not any("\ue000" <= character <= "\uf8ff" for each in inlined for character in each)


def test_only_the_css_library_s_own_log_is_quiet():
    assert not logging.getLogger("CSSUTILS").isEnabledFor(logging.ERROR)
    assert logging.getLogger("digest").isEnabledFor(logging.ERROR)
