import pytest

from digest.checks.plain_text import check_plain_text
from fakes.variants import HTML, TEXT, a_letter, a_variant, codes, findings


def told(**changes):
    return [each.message for each in check_plain_text(a_letter(**changes))]


def test_a_good_letter_has_no_finding():
    assert told() == []
    assert codes(findings()) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("A conference", "", "heading “A conference” not at all"),
        ("The Museum", "", "heading “The Museum” not at all"),
        ("Events", "", "heading “Events” not at all"),
        ("https://museum.eu/conference", "", "lacks the link https://museum.eu/conference"),
        ("https://museum.eu/conference", "https://museum.eu/other", "lacks the link"),
        ("Words.", "Words. https://more.eu/x.", "The HTML lacks the link https://more.eu/x."),
    ],
)
def test_what_the_text_lacks_is_named(old, new, words):
    assert words in told(text=TEXT.replace(old, new))[0]


def test_headings_in_another_order_are_told():
    moved = TEXT.replace("Events\n", "") + "\nEvents\n"
    assert told(text=moved) == ["The plain text has the heading “The Museum” in another order."]


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        ('<a href="mailto:ada@museum.eu?subject=x">Ada</a>', "ada@museum.eu"),
        ('<a href="#events">Events</a>', ""),
        ("<p>See https://spoken.eu/of.</p>", "See https://spoken.eu/of."),
        ("<h3>A very\n long\u00a0heading</h3>", "A very long\nheading"),
        ("<h3>Über Äpfel</h3>", "ÜBER ÄPFEL"),
    ],
)
def test_the_same_in_other_letters_is_the_same(piece, text):
    html = HTML.replace("<h2 ", f"{piece}<h2 ")
    assert told(html=html, text=f"News from our Members\n{text}\n{TEXT}") == []


def test_many_missing_links_are_one_finding():
    html = HTML.replace(
        "<h2 ", "".join(f'<a href="https://a.eu/{n}">{n}</a>' for n in range(9)) + "<h2 "
    )
    assert told(html=html) == ["The plain text lacks the link https://a.eu/0 and 8 more links."]


def test_an_empty_text_has_a_code_of_its_own():
    assert told(text=" \n") == []
    assert "text-differs" not in codes(findings(variants=(a_variant(text=""),)))
    assert "text-differs" in codes(findings(variants=(a_variant(text="x"),)))
