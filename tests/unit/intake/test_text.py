"""Members' text, made safe."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.intake.text import (
    LONGEST_TEXT,
    clean_html,
    clean_url,
    control_character,
    markdown_to_html,
    plain_line,
    plain_to_html,
    shortened,
)
from digest.model.rendered import TOKEN

ALLOWED = {"a", "b", "blockquote", "br", "em", "h4", "i", "li", "ol", "p", "strong", "ul"}


class Seen(HTMLParser):
    """The tags and attributes a reader's program would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


def assert_harmless(html: str) -> None:
    seen = Seen(html)
    assert seen.tags <= ALLOWED
    for name, value in seen.attributes:
        assert name in {"href", "rel"}
        assert name != "href" or clean_url(value or "") == value


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("", ""),
        ("a &amp; b", "a &amp; b"),
        ("<p>a<br>b</p>", "<p>a<br>b</p>"),
        ("<script>alert(1)</script>a", "a"),
        ("<p onclick=x style=y class=z>a</p>", "<p>a</p>"),
        ("<b title='javascript:x' lang=y id=z name=body>a</b>", "<b>a</b>"),
        ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>"),
        ("<h1>a</h1><h6>b</h6>", "<h4>a</h4><h4>b</h4>"),
        ("<table><tr><td>1<td>2</table>", "<p>1</p><p>2</p>"),
        ("<p>&nbsp;</p><p>a</p>", "<p>a</p>"),
        ("<img src=x onerror=alert(1)>a", "a"),
        ("<!-- [if mso]> -->a", "a"),
        (
            '<a href="https://a.org/?b=1&c=2" target=_blank>a</a>',
            '<a href="https://a.org/?b=1&amp;c=2" rel="noopener">a</a>',
        ),
        ("<a href='javascript:alert(1)'>a</a>", "a"),
        ("<a href='java\ue000script:alert(1)'>a</a>", "a"),
        ("<a href='java&#xE000;script:alert(1)'>a</a>", "a"),
        ("<a href='data:text/html,x'>a</a>", "a"),
        ("<a href='/relative'>a</a>", "a"),
        ("<a name=x>a</a>", "a"),
        ("<a href=# title='no way out' lang=de>a</a>", "a"),
        (TOKEN, "token"),
        ("&#xE000;token&#57345;", "token"),
        ("a\u202eb\u2066c&#x202e;d", "abcd"),
        ("{{ 7 * 7 }} {% raw %}", "{{ 7 * 7 }} {% raw %}"),  # text, whatever it looks like
    ],
)
def test_clean_html(source, cleaned):
    assert clean_html(source) == cleaned


@pytest.mark.parametrize(
    "bomb",
    [
        "<ol>" * 1_000_000,
        "<ul><li>" * 500_000,
        "".join(f"<b a{number}>" for number in range(400_000)),
        "<" * 500_000,
        "<a href=https://a.org>" * 200_000,
        f"<p>{''.join(f'<i a{number}>' for number in range(2_000))}</p>{'<p>x' * 2_000}",
        f"<p>{''.join(f'<em/a{number}=<>' for number in range(1_000))}</p>{'<p>x' * 2_000}",
        "<b a" * 2_000 + "x" * 1_000_000,
    ],
    ids=lambda bomb: bomb[:8],
)
def test_nothing_costs_more_than_its_length(bomb):
    began = time.process_time()
    html = clean_html(f"a {bomb} b")
    assert html.startswith("a")
    assert len(html) < 10_000 + 5 * len(bomb)
    assert time.process_time() - began < 10  # without a limit: hours


def test_of_a_tangle_of_tags_the_words_are_left():
    words = clean_html("<p class='a'>one < " * 3_000 + "<script>x</script>").split()
    assert words == ["one", "&lt;"] * 3_000 + ["x"]


@pytest.mark.parametrize("text", ["word " * 20_000, "<p>" * 2_000 + "a" * 49_000, "&" * 30_000])
def test_a_long_text_is_cut_off_and_stays_whole_markup(text):
    short = shortened(clean_html(text))
    assert LONGEST_TEXT // 2 < len(short) <= LONGEST_TEXT
    assert clean_html(short) == short == shortened(short)


MARKUP = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<b>", "</b>", "<a href=https://a.org>", "</a>", "<li>", "<ul>"),
            *("</ul>", "<div>", "</div>", "<table>", "<td>", "<h1>", "</h1>", "<blockquote>"),
            *("<script>", "</script>", "<style>", "<svg>", "<math>", "<textarea>", "<!--", "-->"),
            *("<a href='javascript:x'>", "<img src=x onerror=y>", "&lt;", "&#xE000;", "\ue000"),
            *("<select>", "<template>", "<![CDATA[", "]]>", "<p", ">", "'", '"', "a", " ", "&"),
            *("<p title=x", "<em lang=de>", " id=body", "<form>", "<base href=//a.org>"),
            *("<i>", "</i>", "<em>", "<noscript>", "<title>", "<plaintext>", "<frameset>", "\n"),
        ]
    ),
    max_size=25,
).map("".join)


@given(st.text() | MARKUP)
@example("<a><table><a>")
@example("<b><p></b>x")
@example("<p>" + "<b>" * 2_000 + "<i>" * 2_000)  # many more tags once they are closed
def test_clean_html_is_harmless_and_cleaning_again_changes_nothing(source):
    cleaned = clean_html(source)
    assert_harmless(cleaned)
    assert clean_html(cleaned) == cleaned


@given(st.text(st.characters()) | MARKUP)
@example("\ud800")
def test_no_text_comes_out_that_xml_or_a_letter_has_no_place_for(source):
    for html in (clean_html(source), markdown_to_html(source), plain_to_html(source)):
        assert_harmless(html)
        html.encode()
        forbidden = {*map(chr, range(9)), "\x0b", "\x0c", "\ufffe", "\uffff", "\ue000", "\u202e"}
        assert forbidden.isdisjoint(html)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("one *two*\n\nthree", "<p>one <em>two</em></p>\n<p>three</p>"),
        ("# Big", "<h4>Big</h4>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("[a](https://a.org)", '<p><a href="https://a.org" rel="noopener">a</a></p>'),
        ("[a](javascript:alert)", "<p>[a](javascript:alert)</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("", ""),
    ],
)
def test_markdown(source, html):
    assert markdown_to_html(source) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("one\ntwo\r\n\r\n \nthree & <b>", "<p>one<br>two</p><p>three &amp; &lt;b&gt;</p>"),
        (" \n", ""),
    ],
)
def test_plain_text(source, html):
    assert plain_to_html(source) == html


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" a\n\tb\u00a0c ", "a b c"),
        ("<b>R&amp;D</b>", "<b>R&amp;D</b>"),
        (TOKEN, "token"),
        ("a\u202eb", "ab"),
        ("\ud800", ""),
    ],
)
def test_plain_line(text, line):
    assert plain_line(text) == line


@pytest.mark.parametrize(
    ("text", "character"),
    [("a\nb\tc\r", None), ("a\x07", "U+0007"), ("\x85", "U+0085"), ("\x00", "U+0000")],
)
def test_control_characters(text, character):
    assert control_character(text) == character


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" https://a.org/b?c=d#e ", "https://a.org/b?c=d#e"),
        ("HTTP://A.org", "HTTP://A.org"),
        ("www.a.org/b", "https://www.a.org/b"),
        ("https://museum.example/ausstellung/grün", "https://museum.example/ausstellung/grün"),
        ("mailto:a@b.org", "mailto:a@b.org"),
        ("mailto:a@b.org?subject=c", "mailto:a@b.org?subject=c"),
        ("mailto:a@b.org?subject=c%0Abcc:d@e.org", None),
        ("mailto:", None),
        ("javascript:alert(1)", None),
        ("data:text/html,a", None),
        ("ftp://a.org", None),
        ("a.org", None),
        ("//a.org", None),
        ("https:///a", None),
        ("https://a.org:port", None),
        ("https://[a", None),
        ("https://user:secret@a.org", None),
        ("https://a.org/b c", None),
        ("https://a.org/\nb", None),
        ('https://a.org/"onclick', None),
        ("https://a.org/\u202eb", None),
        (f"https://a.org/{TOKEN}", None),
        (f"https://a.org/{'b' * 2000}", None),
        ("", None),
    ],
)
def test_clean_url(text, url):
    assert clean_url(text) == url


@given(st.text())
def test_any_text_is_a_link_or_none(text):
    url = clean_url(text)
    assert url is None or clean_url(url) == url
