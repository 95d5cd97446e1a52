import time

import pytest

from digest.formats.web_text import heading, is_marked_up, unescaped_once, without_tail


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Museum &#038; You", "Museum & You"),
        ("A <em>small</em>\n night&#8217;s  tale", "A small night’s tale"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("&lt;b&gt; is a tag", "<b> is a tag"),
    ],
)
def test_a_heading_is_one_line(html, text):
    assert heading(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>It ends [&hellip;]</p>", "<p>It ends …</p>"),
        ("It ends [&#8230;]", "It ends …"),
        ("It ends [...]", "It ends …"),
        ("It ends [ … ]", "It ends …"),
        ('It ends… <a href="/x" class="x more-link y">Lue <span>lisää</span></a>', "It ends…"),
        ('It ends <a href="/x">Continue reading<span> “X”</span> &rarr;</a>', "It ends"),
        ('It ends <a href="/x">Weiterlesen</a>', "It ends"),
        (
            'See <a href="/x">the reader</a> [sic] [..]',
            'See <a href="/x">the reader</a> [sic] [..]',
        ),
        (
            '<a class="more-link">x <a href="/y">kept</a>',
            '<a class="more-link">x <a href="/y">kept</a>',
        ),
    ],
)
def test_tails_are_taken_off(html, text):
    assert without_tail(html) == text


@pytest.mark.parametrize(
    ("text", "is_html"),
    [
        ("<p>x</p>", True),
        ("x<br/>y", True),
        ("a &amp; b", True),
        ("a & b", False),
        ("3 < 4 > 2", False),
    ],
)
def test_html_is_told_from_text(text, is_html):
    assert is_marked_up(text) is is_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("&lt;p&gt;x &amp;amp; y&lt;/p&gt;", "<p>x &amp; y</p>"),
        ("<p>&lt;p&gt; is a tag</p>", "<p>&lt;p&gt; is a tag</p>"),
        ("3 &lt; 4", "3 &lt; 4"),
    ],
)
def test_what_was_escaped_on_the_way(text, html):
    assert unescaped_once(text) == html


@pytest.mark.parametrize(
    "piece", ["<a class=more-link ", "<a more-link>", "[ ", "<a>read more", "<", "&lt;p "]
)
def test_nothing_runs_on(piece):
    text = piece * (500_000 // len(piece))
    began = time.process_time()
    for each in (heading, without_tail, is_marked_up, unescaped_once):
        each(text)
    assert time.process_time() - began < 2
