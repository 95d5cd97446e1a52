import pytest

from digest.checks.links import check_links
from digest.model.rendered import TOKEN
from fakes.variants import PUBLIC, a_letter, an_item, codes, findings, with_html


def told(piece, of_items=()):
    return [(each.code, each.message) for each in check_links(with_html(piece), of_items)]


def test_a_good_letter_has_no_finding():
    assert list(check_links(a_letter(), ())) == []


@pytest.mark.parametrize(
    "href",
    [
        "",
        "www.museum.eu",
        "/archive",
        "ftp://museum.eu",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://[1",
        "https://museum.eu:port/",
        "https://museum.eu/a b",
        "https://museum.eu/a\u200bb",
        "mailto:",
        "mailto:nobody",
        "tel:call us",
    ],
)
def test_an_address_that_nobody_can_open_is_told(href):
    (found,) = told(f'<a href="{href}">Words</a>' * 2)
    assert found[0] == "malformed-link"
    assert f"“{href}”" in found[1]


@pytest.mark.parametrize(
    "href",
    [
        "https://museum.eu/a?b=c#d",
        "HTTPS://Museum.EU:8080",
        "https://müsli.eu/ä",
        "mailto:ada@museum.eu?subject=Hello%20there",
        "tel:+49(30)123-45",
        "#events",
        f"{PUBLIC}/unsubscribe/{TOKEN}",
    ],
)
def test_addresses_that_can_be_opened(href):
    assert told(f'<a href="{href}">Words</a>') == []


def test_a_place_in_the_letter_must_be_there():
    assert told('<a href="#news">News</a>') == [
        ("dead-anchor", "A link leads to “#news”, and nothing in the letter has that id.")
    ]
    assert told('<a name="old"></a><a href="#old">Old</a>') == []


@pytest.mark.parametrize(
    ("piece", "is_told"),
    [
        ('<a href="https://a.eu"></a>', True),
        ('<a href="https://a.eu"> \u00a0\ufeff</a>', True),
        ('<a href="https://a.eu"><img alt="" src="a.png"></a>', True),
        ('<a href="https://a.eu"><img alt="A hall" src="a.png"></a>', False),
        ('<a href="https://a.eu" aria-label="A hall"></a>', False),
        ("<a></a>", False),
    ],
)
def test_a_link_has_words(piece, is_told):
    assert ([code for code, _ in told(piece)] == ["link-without-words"]) is is_told


def test_the_same_words_lead_to_the_same_place():
    one, other = '<a href="https://a.eu">More</a>', '<a href="https://b.eu">more </a>'
    assert told(one + one) == []
    assert told(one + other + other) == [
        ("ambiguous-link", "“more” leads to https://a.eu and to https://b.eu.")
    ]


def test_what_is_not_encrypted_is_said_once_a_host_and_of_an_item_with_the_item():
    piece = '<a href="http://a.eu/1">One</a><a href="http://a.eu/2">Two</a>'
    assert told(piece) == [("insecure-link", "Links to a.eu are not encrypted.")]
    assert told(piece, ("http://a.eu/1", "http://a.eu/2")) == []
    (found,) = findings(an_item(url="http://museum.eu/conference"))
    assert (found.code, found.where) == ("insecure-link", "submission s0001")


def test_a_readers_token_is_never_quoted():
    messages = [each for _, each in told(f'<a href="https://a.eu/{TOKEN}"></a>')]
    assert messages == ["The link to https://a.eu/… has no words."]


def test_codes_come_through_the_whole_check():
    letter = with_html('<a href="#news">News</a>').rendered
    assert codes(findings(variants=(letter,))) == ["dead-anchor"]
