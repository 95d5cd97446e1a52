import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import RenderError
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


@pytest.mark.parametrize(
    ("mjml", "said"),
    [
        (text("<p>open"), "could not be read"),
        (text("<b").replace("</mj-text>", ""), "could not be read"),
        ("", "could not be read"),
        (document("<mj-foo>x</mj-foo>"), "<mj-foo>"),
        (
            document(
                "<mj-raw><!--[if mso]><table><tr><td><![endif]--></mj-raw>"
                "<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>"
                "<mj-raw><!--[if mso]></td></tr></table><![endif]--></mj-raw>"
            ),
            "comment for Outlook",
        ),
    ],
)
def test_what_mrml_cannot_read_is_an_error_that_names_the_template(mjml, said):
    with pytest.raises(RenderError) as caught:
        to_html(mjml, template="templates/issue.mjml.j2")
    assert said in f"{caught.value} {caught.value.hint}"
    assert caught.value.template == "templates/issue.mjml.j2"


@given(st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs"))))
def test_any_words_come_through(words):
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&#34;")
    html = to_html(text(f"|{escaped}|", f"|{escaped}|"), template="t")
    assert html.count("|" + " ".join(escaped.split(" "))) or "  " in escaped
