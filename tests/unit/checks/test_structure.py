import pytest

from digest.checks.structure import check_structure
from fakes.variants import HTML, a_letter, a_variant, codes, findings, with_html


def told(letter):
    return [(each.code, each.message) for each in check_structure(letter)]


def test_a_good_letter_has_no_finding():
    assert told(a_letter()) == []
    assert codes(findings()) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        (' lang="en"', "", "no-language", "is written in en"),
        (' lang="en"', ' lang="und"', "no-language", "lang=“und”"),
        (' dir="ltr"', "", "no-direction", "is read ltr"),
        (' dir="ltr"', ' dir="auto"', "no-direction", "dir=“auto”"),
        ("<h2 ", '<h2 dir="down" ', "no-direction", "<h2> says dir=“down”"),
        ("<title>News", "<title> ", "no-title", "no title"),
        (' role="article"', "", "missing-role", "holds the letter"),
        (' role="presentation"', "", "missing-role", "only lay out, and do not say so: 1"),
        ("h1>", "h3>", "heading-order", "first heading is an h3"),
        ("<h2 ", "<h1 ", "heading-order", "second h1: “Events"),
        ("<h2 ", "<h3 ", "heading-order", "h3 follows an h1: “Events"),
        (">Events<", "> <", "heading-order", "An h2 has no words"),
        ("<h2 ", "<h2>Calls</h2> <h2 ", "empty-section", "below the heading “Calls”"),
    ],
)
def test_what_is_wrong_is_named(old, new, code, words):
    (found,) = told(a_letter(old, new))
    assert found[0] == code
    assert words in found[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (' role="article"', ' role="main"'),
        ('<div role="article">', "<main>"),
        (' role="presentation"', ' role="none"'),
        ("<h2 ", "<h2>Calls</h2><p>One line</p><h2 "),
        ("<h2 ", "<h2>Calls</h2>words<h2 "),
        ("<h2 ", "<h2>Calls</h2><h3>One</h3><h2 "),
        ("<h2 ", "<table><tr><th>Year</th></tr></table><h2 "),
        ("<h2 ", '<p dir="rtl" lang="ar">…</p><h2 '),
    ],
)
def test_what_is_right_in_another_way_is_not_told(old, new):
    assert told(a_letter(old, new)) == []


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("pt-BR", "ltr"), ("el", "ltr")]
)
def test_each_language_has_its_direction(language, direction):
    html = HTML.replace('lang="en"', f'lang="{language.upper()}"')
    assert told(a_letter(html=html, language=language)) == (
        []
        if direction == "ltr"
        else [("no-direction", "The HTML says dir=“ltr”, and ar is read rtl.")]
    )
    assert told(a_letter(html=html.replace("ltr", direction), language=language)) == []


def test_a_heading_of_a_picture_is_heard_by_its_words():
    html = HTML.replace(
        "<h1>News from our Members", '<h1><img alt="The News" src="a.png" width="9">'
    )
    assert "heading-order" not in codes(findings(variants=(a_variant(html=html),)))


def test_a_letter_without_headings_is_told():
    (found,) = (each for each in told(a_letter(html="<p>x")) if each[0] == "heading-order")
    assert found[1] == "There is no heading at all."


def test_tables_are_counted_in_one_finding():
    (found,) = told(with_html("<table></table><table></table>"))
    assert found == ("missing-role", "Tables that only lay out, and do not say so: 2.")
