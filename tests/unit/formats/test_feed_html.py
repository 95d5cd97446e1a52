import pytest

from digest.formats.feed_html import name_in, whole, with_whole_links, without_tags

BASE = "https://e.example/a/b"


@pytest.mark.parametrize(
    ("link", "base", "expected"),
    [
        ("/x", BASE, "https://e.example/x"),
        (" x ", BASE, "https://e.example/a/x"),
        ("//o.example/x", BASE, "https://o.example/x"),
        ("https://o.example/", BASE, "https://o.example/"),
        ("http://[", BASE, "http://["),
        ("/x", None, "/x"),
        ("", BASE, ""),
    ],
)
def test_a_link_made_whole(link, base, expected):
    assert whole(link, base) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<a class="q" href="x">', '<a class="q" href="https://e.example/a/x">'),
        ("<A HREF = '/x?a=1&amp;b'>", "<A HREF = 'https://e.example/x?a=1&amp;b'>"),
        ('<img alt="1" src="p.jpg">', '<img alt="1" src="https://e.example/a/p.jpg">'),
        ('<a href="tel:1"><a href="#n">', '<a href="tel:1"><a href="#n">'),
        ('<script src="x.js">', '<script src="x.js">'),
        ("href='x'", "href='x'"),
    ],
)
def test_links_and_pictures_in_a_text(text, expected):
    assert with_whole_links(text, BASE) == expected
    assert with_whole_links(text, None) == text


def test_a_link_cannot_break_out_of_its_quotes():
    assert with_whole_links('<a href="x&quot; onclick=&quot;y">', BASE) == (
        '<a href="https://e.example/a/x&quot; onclick=&quot;y">'
    )


def test_what_a_person_reads():
    assert without_tags("<b>Bread</b> &amp;\n <i>salt</i> 1 < 2") == "Bread & salt 1 < 2"


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ("Jane Doe", "Jane Doe"),
        ("info@ima.museum (Jane Doe)", "Jane Doe"),
        ('"Jane Doe" <info@ima.museum>', "Jane Doe"),
        ("info@ima.museum", ""),
        ("<info@ima.museum>", ""),
        ("Museum (Bern)", "Museum (Bern)"),
        ("", ""),
    ],
)
def test_the_name_of_a_person(person, name):
    assert name_in(person) == name
