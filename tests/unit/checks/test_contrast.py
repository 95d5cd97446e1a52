import pytest

from digest.checks.cascade import looks
from digest.checks.contrast import check_contrast
from fakes.variants import HTML, a_letter, a_variant, codes, findings, with_html


def said(piece):
    return [each.message for each in check_contrast(with_html(piece))]


def of(html):
    return [each.message for each in check_contrast(a_letter(html=html))]


def page(body, style="", head=""):
    return f"<html><head>{head}<style>{style}</style></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("piece", "colours"),
    [
        ('<p style="color:#999999">Pale</p>', ("#999999 on #ffffff: 2.84:1", "4.5:1")),
        ('<p style="color:#999">Pale</p>', ("#999999 on #ffffff", "4.5:1")),
        ('<p style="color:silver">Pale</p>', ("#c0c0c0 on #ffffff", "4.5:1")),
        ('<p style="background:#000">Dark</p>', ("#1b1f23 on #000000", "4.5:1")),
        ('<table role="none" bgcolor="#333333"><td>Dark</table>', ("#1b1f23 on #333333", "4.5:1")),
        ('<font color="#999999">Old</font>', ("#999999 on #ffffff", "4.5:1")),
        ('<p style="color:rgba(0,0,0,.3)">Thin</p>', ("#b2b2b2 on #ffffff", "4.5:1")),
        ('<p style="color:#999;font-size:24px">Large</p>', ("#999999 on #ffffff", "3.0:1")),
        ('<p style="color:#999;font-size:14pt"><b>Bold</b></p>', ("#999999 on #ffffff", "3.0:1")),
    ],
)
def test_words_that_are_hard_to_read_are_told_with_both_colours(piece, colours):
    messages = said(piece)
    assert messages[0].startswith("In the light, “")
    assert all(each in messages[0] for each in colours)


@pytest.mark.parametrize(
    "piece",
    [
        '<p style="color:#767676">Just enough</p>',
        '<p style="color:#949494;font-size:24px">Large</p>',
        '<p style="color:#949494;font-size:19px;font-weight:700">Large and bold</p>',
        '<p style="color:#949494"><span style="font-size:150%">Large</span></p>',
        '<div style="display:none;color:#fff">Unseen</div>',
        '<div style="visibility:hidden;color:#fff">Unseen</div>',
        '<div style="font-size:1px;color:#fff">Nobody reads it</div>',
        '<p style="color:#fff">\u034f\u00a0\ufeff</p>',
        '<p style="background-image:url(x.png);color:#fff;background:url(x.png)">On a picture</p>',
        '<p style="color:var(--ink)">Nobody knows</p>',
        '<p style="color:inherit">As around it</p>',
        '<p style="background:rgba(0,0,0,.02)">A whisper</p>',
        "<!-- a comment --><script>var x</script>",
    ],
)
def test_what_can_be_read_or_cannot_be_known_is_not_told(piece):
    assert [each for each in said(piece) if "light" in each] == []


def test_two_colours_are_told_once_a_scheme():
    messages = said('<p style="color:#999">A</p><p style="color:#999;font-size:15px">B</p>')
    assert len(messages) == len({each[:12] for each in messages})


def test_the_dark_is_a_matter_of_its_own():
    html = HTML.replace("#b3b9bf", "#444444")
    (found,) = findings(variants=(a_variant(html=html),))
    assert (found.code, found.where) == ("low-contrast", "variant en")
    assert "In the dark, “In Bonn” is written in #444444 on #121416" in found.message
    assert codes(findings()) == []


@pytest.mark.parametrize(
    ("style", "is_told"),
    [
        ("p { color: #999 }", True),
        ("p { color: #999 } p { color: #000 }", False),
        (".a { color: #000 } p { color: #999 }", False),
        ("p { color: #999 !important } .a { color: #000 }", True),
        ("div p.a, h6 { color: #999 }", True),
        ("div > p { color: #999 }", True),
        ("body > p { color: #999 }", False),
        ("#a { color: #999 } .a { color: #000 }", True),
        ("p:hover { color: #999 }", False),
        ("u + .a { color: #999 }", False),
        ("* { color: #999 }", True),
        ("@media screen { p { color: #999 } }", True),
        ("@media print { p { color: #999 } }", False),
        ("@media (max-width: 400px) { p { color: #999 } }", False),
        ("@media (prefers-color-scheme: light) { p { color: #999 } }", True),
        ("@supports (color: red) { p { color: #999 } }", True),
        ("@font-face { color: #999 }", False),
    ],
)
def test_style_sheets_are_laid_over_one_another_as_css_has_it(style, is_told):
    body = '<div><p class="a b" id="a">Words</p></div>'
    assert bool([each for each in of(page(body, style)) if "light" in each]) is is_told


def test_what_a_style_attribute_says_is_stronger_unless_the_sheet_insists():
    body = '<p style="color:#000">Words</p>'
    assert of(page(body, "p { color: #999 }")) == []
    assert len(of(page(body, "p { color: #999 !important }"))) == 2


def test_a_sheet_may_be_for_the_dark_alone():
    html = '<style media="(prefers-color-scheme: dark)">p { color: #222 }</style><p>Words</p>'
    messages = of(f'<html><head><meta name="color-scheme" content="light dark">{html}</html>')
    assert [each[:11] for each in messages] == ["In the dark"]


def test_a_letter_that_knows_the_dark_has_light_words_where_it_says_nothing():
    knows = '<meta name="color-scheme" content="light dark">'
    body = '<p style="background:#ffffff">Words</p><a href="https://a.eu">A link</a>'
    assert of(page(body)) == []
    assert [each[:28] for each in of(page(body, head=knows))] == ["In the dark, “Words” is writ"]


def test_headings_are_as_large_as_browsers_draw_them():
    letter = a_letter()
    found = looks(letter, "light")
    sizes = {str(each.tag): found[each].size for each in letter.headings}
    assert sizes == {"h1": 32, "h2": 24, "h3": pytest.approx(18.72)}
    assert all(found[each].is_bold for each in letter.headings)
