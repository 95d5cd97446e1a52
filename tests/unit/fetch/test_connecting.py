"""Secure connections: the name is verified, whatever address it leads to."""

import ssl
import time

import pytest

from digest.fetch import connecting
from digest.fetch.connecting import trusting_everyones
from digest.fetch.failures import Cause, FetchError
from fakes.sockets import serving
from fakes.websites import answer, secure_website, trusting_ours, website

SECURE, OTHER, STRANGER = "secure.example.org", "other.example.org", "stranger.example.org"
ALLOWED = (SECURE, OTHER, STRANGER)


def test_a_certificate_for_the_name_will_do(fetcher):
    with secure_website({"/": answer(b"news")}) as site:
        one = fetcher(allow=ALLOWED, trust=trusting_ours)
        assert one.get(site.url(host=SECURE, scheme="https")).body == b"news"
        assert one.get(site.url(host=OTHER, scheme="https")).body == b"news"
    assert f"\r\nHost: {SECURE}:{site.port}\r\n" in site.asked[0]


@pytest.mark.parametrize(
    ("host", "trust"),
    [(STRANGER, trusting_ours), (SECURE, trusting_everyones), ("127.0.0.1", trusting_ours)],
    ids=["for another name", "by nobody known", "not for the address"],
)
def test_any_other_certificate_ends_the_call_before_anything_is_asked(fetcher, host, trust):
    with secure_website({"/": answer(b"news")}) as site:
        one = fetcher(allow=(*ALLOWED, "127.0.0.1"), trust=trust)
        with pytest.raises(FetchError, match="certificate") as caught:
            one.get(site.url(host=host, scheme="https"))
    assert caught.value.cause is Cause.UNTRUSTED
    assert not site.asked


def test_from_a_secure_connection_nobody_is_led_to_an_open_one(fetcher):
    with website({"/": answer(b"news")}) as site, secure_website({}) as secure:
        secure.pages["/"] = answer(b"", f"Location: {site.url(host=SECURE)}", status="302 Found")
        one = fetcher(allow=ALLOWED, trust=trusting_ours)
        with pytest.raises(FetchError, match="open one") as caught:
            one.get(secure.url(host=SECURE, scheme="https"))
    assert caught.value.cause is Cause.LOST
    assert not site.asked


def test_from_an_open_connection_one_may_be_led_to_a_secure_one(fetcher):
    with website({}) as site, secure_website({"/": answer(b"news")}) as secure:
        site.pages["/"] = answer(
            b"", f"Location: {secure.url(host=SECURE, scheme='https')}", status="302 Found"
        )
        one = fetcher(allow=ALLOWED, trust=trusting_ours)
        assert one.get(site.url(host=SECURE), headers=[("Key", "s3cret")]).body == b"news"
    assert "s3cret" in site.asked[0]
    assert "s3cret" not in secure.asked[0]


def test_a_byte_now_and_then_keeps_nobody_here_either(fetcher):
    def drip(connection, _request):
        while True:
            connection.sendall(b"x")
            time.sleep(0.02)

    with secure_website({"/": drip}) as site:
        one = fetcher(allow=ALLOWED, trust=trusting_ours, timeout_seconds=0.5)
        began = time.monotonic()
        with pytest.raises(FetchError) as caught:
            one.get(site.url(host=SECURE, scheme="https"))
    assert caught.value.cause is Cause.TOO_SLOW
    assert time.monotonic() - began < 4


def test_a_host_that_falls_silent_is_left_before_the_time_is_over(fetcher, monkeypatch):
    monkeypatch.setattr(connecting, "_SILENT_SECONDS", 0.3)
    silent = {"/": lambda connection, _: connection.recv(1)}
    with website(silent) as site, pytest.raises(FetchError, match="says nothing for") as caught:
        fetcher(allow=ALLOWED, timeout_seconds=30).get(site.url(host=SECURE))
    assert caught.value.cause is Cause.TOO_SLOW


def test_a_host_that_speaks_no_tls_is_named(fetcher):
    def plainly(connection):
        connection.recv(5)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with serving(plainly) as address, pytest.raises(FetchError) as caught:
        fetcher(allow=ALLOWED).get(f"https://{SECURE}:{address.partition(':')[2]}/")
    assert caught.value.cause is Cause.UNTRUSTED


def test_everyones_certificates_are_verified_by_name():
    context = trusting_everyones()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert len(context.get_ca_certs()) > 50
