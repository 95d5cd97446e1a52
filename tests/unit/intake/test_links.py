"""Links without what follows their readers, and links compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.links import link_key, without_tracking
from digest.intake.text import clean_html, clean_url

PAGE = "https://museum.example/talks"


@pytest.mark.parametrize(
    ("url", "shorter"),
    [
        (f"{PAGE}?utm_source=x", PAGE),
        (f"{PAGE}?utm_source=x&utm_medium=email&UTM_Campaign=y#top", f"{PAGE}#top"),
        (f"{PAGE}?id=7&fbclid=abc", f"{PAGE}?id=7"),
        (f"{PAGE}?gclid=1&id=7&mc_eid=2&q=a+b%20c", f"{PAGE}?id=7&q=a+b%20c"),
        (f"{PAGE}?_hsenc=1&_hsmi=2", PAGE),
        (f"{PAGE}?hsCtaTracking=1&mkt_tok=2&msclkid=3&yclid=4&igshid=5&mtm_campaign=6", PAGE),
        # what only looks like it
        (f"{PAGE}?utm=1&source=x&ref=y", f"{PAGE}?utm=1&source=x&ref=y"),
        (f"{PAGE}?q=utm_source=x", f"{PAGE}?q=utm_source=x"),
        (f"{PAGE}/utm_source=x", f"{PAGE}/utm_source=x"),
        (f"{PAGE}#?utm_source=x", f"{PAGE}#?utm_source=x"),
        ("mailto:a@b.org?utm_source=x", "mailto:a@b.org?utm_source=x"),
        # the rest is left as it is, however odd
        (f"{PAGE}?&a=%c3%A9&&b", f"{PAGE}?&a=%c3%A9&&b"),
        (f"{PAGE}?a=1?fbclid=2&dclid=3", f"{PAGE}?a=1?fbclid=2"),
    ],
)
def test_tracking_is_taken_off_and_the_rest_is_left(url, shorter):
    assert without_tracking(url) == shorter


def test_links_in_fields_and_in_texts_are_without_it():
    assert clean_url(f"{PAGE}?id=7&fbclid=1") == f"{PAGE}?id=7"
    html = clean_html(f'<a href="{PAGE}?a=1&amp;utm_source=x&amp;b=2">talks</a>')
    assert html == f'<a href="{PAGE}?a=1&amp;b=2" rel="noopener">talks</a>'


oddities = st.text(st.sampled_from("ab&=?#/%;:utm_source=fbclid"))
parameters = st.lists(
    st.sampled_from(("utm_source=x", "fbclid=1", "id=7", "", "a=%20", "gclid", "b=?")), max_size=6
)
urls = oddities.map(f"{PAGE}?{{}}".format) | parameters.map(
    lambda parts: f"{PAGE}?{'&'.join(parts)}#here"
)


@given(urls)
def test_taking_off_twice_is_taking_off_once(url):
    once = without_tracking(url)
    assert without_tracking(once) == once
    assert once.startswith(PAGE)
    assert link_key(once) == link_key(url)


@given(st.text())
def test_any_text_can_be_compared(text):
    link_key(text)
    link_key(f"https://{text}")


@pytest.mark.parametrize(
    "url",
    [
        "https://museum.example/a/b?id=7",
        "http://museum.example/a/b?id=7",
        "https://www.museum.example/a/b?id=7",
        "https://WWW.Museum.Example:443/a/b/?id=7",
        "http://museum.example:80/a/b?id=7",
        "https://museum.example/a/b?id=7#top",
        "https://museum.example/a/b?utm_source=x&id=7",
        "https://museum.example/%61/b?id=7",
    ],
)
def test_links_to_one_page(url):
    assert link_key(url) == "museum.example/a/b?id=7"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.org/caf%c3%a9", "https://a.org/café"),
        ("https://a.org/%7Eann", "https://a.org/~ann"),
        ("https://müller.example/x", "https://xn--mller-kva.example/x"),
    ],
)
def test_spellings_of_one_address(one, other):
    assert link_key(one) == link_key(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.org/x", "https://a.org/y"),
        ("https://a.org/x", "https://a.org/X"),
        ("https://a.org/?p=1", "https://a.org/?p=2"),
        ("https://a.org/a%2Fb", "https://a.org/a/b"),
        ("https://a.org:8080/x", "https://a.org/x"),
        ("https://[::1:8080]/x", "https://[::1]:8080/x"),
        ("https://news.a.org/x", "https://a.org/x"),
    ],
)
def test_links_to_two_pages(one, other):
    assert link_key(one) != link_key(other)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.org",
        "https://a.org/",
        "https://www.a.org/?utm_source=x",
        "https://a.org/en",
        "https://a.org/de-AT/",
        "https://a.org/index.html",
        "https://a.org/en/home",
        "mailto:a@b.org",
        "ftp://a.org/x",
        "https:///x",
        "https://a.org:seven/x",
        "https://[a/x",
        "https://a.org/\ud83d",
        "nowhere",
    ],
)
def test_no_page_in_particular(url):
    assert link_key(url) is None
