import time

import pytest

from digest.fetch.deadline import Deadline
from digest.fetch.errand import USER_AGENT, Errand
from digest.fetch.failures import CallError, Cause


@pytest.fixture
def errand(stop):
    def make(url="https://www.example.org/", own=None, **entrusted):
        deadline = Deadline(5, clock=time.monotonic, stop=stop)
        return Errand(
            url, own=own or {}, entrusted=entrusted, private=frozenset(), deadline=deadline
        )

    return make


def test_what_the_call_itself_needs_is_not_for_others_to_say(errand):
    asked = errand(
        own={"Accept": "text/html"}, host="a.example", CONNECTION="x", accept="x", key="k"
    )
    assert asked.headers() == {
        "key": "k",
        "Host": "www.example.org",
        "User-Agent": USER_AGENT,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        "Accept": "text/html",
    }


@pytest.mark.parametrize(
    ("location", "is_sent"),
    [
        ("/b", True),
        ("https://www.example.org:443/b", True),
        ("https://WWW.example.org/b", True),
        ("https://www.example.org:8443/b", False),
        ("https://example.org/b", False),
        ("https://www.example.org.evil.example/b", False),
    ],
)
def test_a_key_stays_with_its_origin(errand, location, is_sent):
    asked = errand(key="k")
    asked.lead_on(location)
    assert ("key" in asked.headers()) is is_sent


def test_where_it_stands_is_told_with_where_it_began(errand):
    asked = errand("https://www.example.org/a?key=s3cret")
    assert asked.where == "https://www.example.org/a"
    asked.lead_on("/b?key=s3cret")
    assert asked.where == "https://www.example.org/a, which leads on to https://www.example.org/b"


@pytest.mark.parametrize("name", ["", "a b", "a:", "é", "a\n"])
def test_a_header_without_a_proper_name_cannot_be_sent(errand, name):
    with pytest.raises(CallError) as caught:
        errand(**{name: "k"})
    assert caught.value.cause is Cause.UNFIT


@pytest.mark.parametrize("value", ["s3cret\r\nX: 1", "s3cret\n", " s3cret", "s3crét", "s3cret\x00"])
def test_a_header_that_cannot_be_sent_is_not_shown(errand, value):
    with pytest.raises(CallError) as caught:
        errand(key=value)
    assert "s3cr" not in caught.value.words + caught.value.hint + repr(caught.value)
