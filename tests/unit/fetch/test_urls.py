import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.fetch.failures import CallError, Cause
from digest.fetch.urls import led_on, shown, target


@pytest.mark.parametrize(
    ("url", "encoded", "origin"),
    [
        ("https://www.example.org", "https://www.example.org/", ("https", "www.example.org", 443)),
        (
            " http://WWW.Example.org./a ",
            "http://www.example.org./a",
            ("http", "www.example.org", 80),
        ),
        ("http://a.example:8080/?b#c", "http://a.example:8080/?b", ("http", "a.example", 8080)),
        ("HTTP://[::1]:81/", "http://[::1]:81/", ("http", "::1", 81)),
        ("https://müsli.example/ä b", "https://xn--msli-0ra.example/%C3%A4%20b", None),
        ("http://a.example\\@b.example/", None, ("http", "a.example", 80)),
        ("http://a.example:80:81/", None, None),
    ],
)
def test_a_url_is_taken_apart(url, encoded, origin):
    if encoded is None and origin is None:
        with pytest.raises(CallError):
            target(url)
        return
    taken = target(url)
    assert encoded in {None, taken.url}
    assert origin in {None, taken.origin}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "www.example.org/feed",
        "//www.example.org/",
        "file:///etc/passwd",
        "ftp://www.example.org/",
        "javascript:alert(1)",
        "data:text/plain,a",
        "httpx://www.example.org/",
        "http:///feed",
        "http://",
        "http://www.example.org:99999/",
        "http://[::1/",
        "http://www.exa\nmple.org/",
        "http://www.example.org/\x00",
        "http://*.example.org/",
        "http://me@www.example.org/",
        "http://me:pass@www.example.org/",
        "http://:@www.example.org/",
    ],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(CallError) as caught:
        target(url)
    assert caught.value.cause is Cause.UNFIT


@given(st.text())
def test_any_text_is_a_target_or_refused(text):
    for url in (text, f"http://{text}", f"https://www.example.org/{text}"):
        try:
            taken = target(url)
        except CallError:
            continue
        assert taken.scheme in {"http", "https"}
        assert taken.host
        assert taken.url.isascii()
        assert target(taken.url) == taken


@given(st.text(), st.sampled_from(["http://a.example/b/c", "https://a.example:8/?d"]))
def test_any_location_leads_on_or_is_refused(text, start):
    with contextlib.suppress(CallError):
        following = led_on(target(start), text)
        assert (target(start).scheme, following.scheme) != ("https", "http")


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://www.example.org/feed?key=s3cret#s3cret", "https://www.example.org/feed"),
        ("https://me:s3cret@www.example.org:8/a", "https://www.example.org:8/a"),
        ("https://example.org/@me/feed.rss", "https://example.org/@me/feed.rss"),
        ("https://me:s3/cret@www.example.org/", "www.example.org/"),
        ("http://[::1", "http://[::1"),
        ("https://a.example/\x1b[31m", "https://a.example/%1B%5B31m"),
        ("https://a.example/" + "b" * 300, "https://a.example/" + "b" * 182 + "…"),
    ],
)
def test_a_url_is_shown_without_its_secrets(url, text):
    assert shown(url) == text


@given(st.text())
def test_what_is_shown_stands_in_one_short_line(text):
    assert shown(text).isprintable()
    assert len(shown(text)) <= 201
