import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from digest.errors import RenderError
from digest.rendering.locating import Located, Place
from digest.rendering.mjml import to_html


def document(body, head=""):
    return f'<mjml lang="en" dir="ltr"><mj-head>{head}</mj-head><mj-body>{body}</mj-body></mjml>'


def text(words, attribute="x"):
    return document(
        f'<mj-section><mj-column><mj-text css-class="{attribute}">{words}</mj-text>'
        "</mj-column></mj-section>"
    )


@pytest.mark.parametrize(
    "value",
    ["a\u00a0b", "soft\u00adhyphen", "thin\u2009space", "👩‍💻", "e\u0301", "हिन्दी", "C:\\dir"],
)
def test_attributes_and_words_arrive_as_they_are(value):
    html = to_html(text(value, value), template="t")
    assert f'class="{value}"' in html
    assert f">{value}</div>" in html


def test_a_line_end_in_an_attribute_is_a_blank():
    assert 'class="a b"' in to_html(text("x", "a\n\tb"), template="t")


@pytest.mark.parametrize("words", ["5 € > 3", "é >", "日>"])
def test_what_makes_mrml_panic_is_kept_from_it(words):
    assert f">{words}</div>" in to_html(text(words), template="t")


def test_blanks_between_the_parts_of_a_head_are_fine():
    html = to_html(document("", "\n  <mj-title>T</mj-title>\n  "), template="t")
    assert "<title>T</title>" in html


def test_the_doctype_is_written_large():
    assert to_html(text("x"), template="t").startswith("<!DOCTYPE html>")


def test_references_of_ascii_stay_references():
    assert "&#34;&#39;&lt;mj-text&gt;" in to_html(text("&#34;&#39;&lt;mj-text&gt;"), template="t")


def test_references_to_no_character_stay_references():
    words = "&#55296;&#9999999;&#127;"
    assert f">{words}</div>" in to_html(text(words), template="t")


def refused(mjml, *, is_located=True):
    def locate():
        starts = (0, *(found.end() for found in re.finditer("\n", mjml)))
        places = tuple(Place(f"templates/{n}.mjml.j2", 1) for n in range(1, len(starts) + 1))
        return Located(mjml, starts, places)  # as if every line came from a template of its own

    with pytest.raises(RenderError) as caught:
        to_html(mjml, template="templates/issue.mjml.j2", locate=locate if is_located else None)
    return caught.value


BROKEN = (
    (text("\n<p>open"), 2, "<p> is not closed before </mj-text>"),
    (text("\n<b").replace("</mj-text>", ""), 2, "begins no tag that ends"),
    (text("a\nb < c"), 2, "begins no tag that ends"),
    (text("a\n<p class=x>y</p>"), 2, 'not written as name="value"'),
    (text('a\n<p class="x"id="y">y</p>'), 2, 'not written as name="value"'),
    (text("a\n</p>"), 2, "</p> closes no tag"),
    (text("a\n<b><i>x</b></i>"), 2, "<i> is not closed before </b>"),
    (text("a\n<![CDATA[x]]>"), 2, "could not be read"),
    (text("a\n<?php x ?>"), 2, "begins no tag"),
    (text("a\nb\x07c"), 2, "U+0007"),
    (text("a\n<!-- b -- c -->"), 2, "has “--” in it"),
    (text("a\n<!-- b"), 2, "a comment has no end"),
    (text("a\n<br></br>"), 2, "</br> closes no tag"),
    (document("\n<mj-foo>x</mj-foo>"), 2, "<mj-foo> is no element of MJML"),
    (document("\n<mj-include path='x' />"), 2, "<mj-include> is no element of MJML"),
    (document("", "<mj-title>\n<b>x</b></mj-title>"), 2, "could not be read"),
    (document("", "\nwords"), 2, "could not be read"),
    (text("\n<mj-text>x</mj-text>"), 2, "inside <mj-text>, where no MJML is read"),
    (text("\n<!--[if mso]><p>x</p>"), 2, "a comment for Outlook has no end"),
    (text("\n<![endif]-->"), 2, "has no beginning"),
    (text("<!--[if mso]>\n<!--[if mso]>x<![endif]--><![endif]-->"), 2, "begins inside another"),
    (text("<!--[if !mso]><!-->x\n<![endif]-->"), 2, "that all others than Outlook read"),
    (text("<!--[if mso]>\n<table><tr><td><![endif]-->x"), 2, "<td> is opened in a comment"),
    (text("<i><!--[if mso]>\n</i><![endif]-->x"), 2, "</i> stands in a comment for Outlook"),
    (
        document(
            "<mj-raw>\n<!--[if mso]><table><tr><td><![endif]--></mj-raw>"
            "<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>"
            "<mj-raw><!--[if mso]></td></tr></table><![endif]--></mj-raw>"
        ),
        2,
        "<td> is opened in a comment for Outlook and not closed in it",
    ),
)


@pytest.mark.parametrize(("mjml", "line", "said"), BROKEN)
def test_what_mrml_cannot_read_is_put_down_to_the_line_that_wrote_it(mjml, line, said):
    error = refused(mjml)
    assert (error.template, error.line) == (f"templates/{line}.mjml.j2", 1)
    assert said in str(error)


@pytest.mark.parametrize(("mjml", "said"), [(mjml, said) for mjml, _line, said in BROKEN])
def test_without_a_place_the_whole_document_is_named(mjml, said):
    error = refused(mjml, is_located=False)
    assert (error.template, error.line) == ("templates/issue.mjml.j2", None)
    assert said in str(error)


def test_a_document_that_is_not_what_was_located_is_named_whole():
    with pytest.raises(RenderError) as caught:
        to_html(text("<p>"), template="t", locate=lambda: Located("other", (0,), (Place("x", 1),)))
    assert (caught.value.template, caught.value.line) == ("t", None)


@pytest.mark.parametrize("mjml", ["", " ", "words"])
def test_what_is_no_document_is_an_error_too(mjml):
    assert "could not be read" in str(refused(mjml))


def test_what_would_kill_mrml_never_reaches_it():
    deep = text("\n" + "<div>" * 20_000 + "</div>" * 20_000)
    assert "stand in one another" in str(refused(deep))


@given(st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs"))))
def test_any_words_come_through(words):
    escaped = str(escape(words))  # XML would not have "]]>" in a text
    html = to_html(text(f"|{escaped}|", f"|{escaped}|"), template="t")
    assert html.count("|" + " ".join(escaped.split(" "))) or "  " in escaped
