"""The guarded GET against real servers: what comes through, and what never does."""

import threading
import time
from contextlib import ExitStack

import pytest

from digest.errors import SourceError
from digest.fetch import addresses
from digest.fetch.failures import Cause, FetchError
from digest.fetch.fetcher import Validators
from fakes.websites import ALSO_HERE, NAME, Time, answer, known_names, website

KEY = ("Authorization", "Bearer s3cret-key")


def failing(fetcher, url, **asked):
    with pytest.raises(FetchError) as caught:
        fetcher.get(url, **asked)
    return caught.value


def redirect(to, status="301 Moved Permanently"):
    return answer(b"", f"Location: {to}", status=status)


def test_a_document_comes_with_what_one_needs_to_know_of_it(fetcher):
    page = answer(
        b"<rss/>",
        "Content-Type: Application/RSS+xml; charset=utf-8",
        'ETag: "a1"',
        "Set-Cookie: a=b",
    )
    with website({"/feed?x=1": page}) as site:
        fetched = fetcher().get(site.url("/feed?x=1#top"), accept="application/rss+xml")
    assert (fetched.status, fetched.body, fetched.not_modified) == (200, b"<rss/>", False)
    assert fetched.url == site.url("/feed?x=1")
    assert fetched.content_type == "application/rss+xml"
    assert fetched.validators == Validators('"a1"', None)
    assert "set-cookie" not in fetched.headers
    assert "\r\nUser-Agent: digest/" in site.asked[0]
    assert "\r\nAccept: application/rss+xml\r\n" in site.asked[0]
    assert f"\r\nHost: {NAME}:{site.port}\r\n" in site.asked[0]


def test_the_headers_cannot_be_changed(fetcher):
    with website({"/": answer()}) as site:
        fetched = fetcher().get(site.url())
    with pytest.raises(TypeError):
        fetched.headers["a"] = "b"


def test_nothing_of_the_environment_plays_a_part(fetcher, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine {NAME} login me password s3cret")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with website({"/": answer(b"", "Set-Cookie: a=b; Path=/")}) as site:
        get = fetcher().get
        get(site.url())
        get(site.url())
    assert not [each for each in site.asked if "Authorization" in each or "Cookie" in each]


class TestAskingAgain:
    def test_what_has_not_changed_is_not_sent_again(self, fetcher):
        def page(connection, request):
            known = 'If-None-Match: "a1"' in request and "If-Modified-Since: Mon, " in request
            headers = ('ETag: "a1"', "Last-Modified: Mon, 04 Sep 2023 10:00:00 GMT")
            connection.sendall(
                b"HTTP/1.1 304 Not Modified\r\n\r\n" if known else answer(b"news", *headers)
            )

        with website({"/": page}) as site:
            get = fetcher().get
            first = get(site.url())
            second = get(site.url(), validators=first.validators)
        assert (first.body, first.not_modified) == (b"news", False)
        assert (second.body, second.not_modified, second.status) == (b"", True, 304)
        assert second.validators == first.validators

    @pytest.mark.parametrize("etag", ["a\r\nX: 1", "ü", "x" * 2000, ""])
    def test_validators_that_no_header_can_carry_are_left_out(self, fetcher, etag):
        with website({"/": answer(b"news")}) as site:
            assert fetcher().get(site.url(), validators=Validators(etag)).body == b"news"
        assert "If-None-Match" not in site.asked[0]

    def test_nothing_changed_is_no_answer_to_who_did_not_ask(self, fetcher):
        with website({"/": b"HTTP/1.1 304 Not Modified\r\n\r\n"}) as site:
            assert failing(fetcher(), site.url()).cause is Cause.REFUSED


class TestRedirects:
    def test_they_are_followed(self, fetcher):
        pages = {"/": redirect("/a%20b?c"), "/a%20b?c": answer(b"news")}
        with website(pages) as site:
            fetched = fetcher().get(site.url())
        assert (fetched.body, fetched.url) == (b"news", site.url("/a%20b?c"))

    @pytest.mark.parametrize("location", ["/caf\u00c3\u00a9", "/caf%C3%A9", "//{host}/caf%C3%A9"])
    def test_however_their_place_is_written(self, fetcher, location):
        with website({"/caf%C3%A9": answer(b"news")}) as site:
            site.pages["/"] = redirect(location.format(host=f"{NAME}:{site.port}"))
            assert fetcher().get(site.url()).body == b"news"

    def test_in_a_circle_there_is_an_end(self, fetcher):
        with website({"/": redirect("/a"), "/a": redirect("/")}) as site:
            error = failing(fetcher(), site.url())
        assert (error.cause, len(site.asked)) == (Cause.LOST, 2)
        assert "circle" in error.message

    def test_five_are_followed_and_no_more(self, fetcher):
        pages = {f"/{n}": redirect(f"/{n + 1}") for n in range(9)} | {"/9": answer(b"news")}
        with website(pages) as site:
            assert fetcher().get(site.url("/4")).body == b"news"
            error = failing(fetcher(), site.url("/3"))
        assert error.cause is Cause.LOST
        assert "more than 5 times" in error.message

    @pytest.mark.parametrize(
        ("location", "cause"),
        [
            ("http://169.254.169.254/latest/meta-data/", Cause.REFUSED_ADDRESS),
            ("http://[::1]/", Cause.REFUSED_ADDRESS),
            ("http://2130706433/", Cause.REFUSED_ADDRESS),
            ("http://inside.example.org/", Cause.REFUSED_ADDRESS),
            ("file:///etc/passwd", Cause.LOST),
            ("ftp://www.example.org/", Cause.LOST),
            ("http://me:s3cret@www.example.org/", Cause.LOST),
            ("http://[::1/", Cause.LOST),
            ("javascript:alert(1)", Cause.LOST),
        ],
    )
    def test_they_lead_nowhere_they_should_not(self, fetcher, location, cause):
        names = known_names(
            **{"169_254_169_254": ("169.254.169.254",), "2130706433": ("127.0.0.1",)},
            **{"::1": ("::1",), "inside_example_org": ("10.1.2.3",)},
        )
        with website({"/": redirect(location)}) as site:
            error = failing(fetcher(resolve=names), site.url("/"))
        assert error.cause is cause
        assert error.message.startswith(site.url("/"))
        assert "s3cret" not in error.message

    def test_an_outsider_may_not_lead_to_a_host_that_may_be_read(self, fetcher, monkeypatch):
        """What an operator allows is for the operator's own URLs."""
        judged = addresses.fault
        monkeypatch.setattr(  # no public address is this machine's; one plays the part
            addresses, "fault", lambda each: None if each == ALSO_HERE else judged(each)
        )
        names = known_names(outside_example_org=(ALSO_HERE,))
        with website({"/in": answer(b"keys")}) as site:
            outside = site.url(host="outside.example.org")
            site.pages |= {"/": redirect(site.url("/in")), "/out": redirect(outside)}
            one = fetcher(resolve=names, pause_seconds=0)
            direct, led = failing(one, outside), failing(one, site.url("/out"))
        assert direct.cause is led.cause is Cause.REFUSED_ADDRESS
        assert "nobody from outside" in direct.message
        assert "nobody from outside" in led.message
        assert not [each for each in site.asked if "/in" in each]

    def test_what_is_entrusted_to_one_origin_never_reaches_another(self, fetcher):
        with (
            website({"/end": answer(b"news"), "/back": answer(b"news")}) as other,
            website({"/near": redirect("/far")}) as site,
        ):
            site.pages["/far"] = redirect(other.url("/home"))
            other.pages["/home"] = redirect(site.url("/home"))
            site.pages["/home"] = answer(b"news")
            fetched = fetcher().get(site.url("/near"), headers=[KEY])
        near, far, home = site.asked
        assert fetched.body == b"news"
        assert all("s3cret" in each for each in (near, far))
        assert "s3cret" not in other.asked[0]
        assert "s3cret" not in home  # whoever was in between may have written that URL


class TestAddresses:
    def test_a_host_of_ones_own_must_be_named(self, fetcher):
        with website({"/": answer(b"keys")}) as site:
            error = failing(fetcher(allow=()), site.url())
        assert error.cause is Cause.REFUSED_ADDRESS
        assert error.hint == f'If the host is yours, name it: [fetch] allow_private = ["{NAME}"]'
        assert not site.asked

    @pytest.mark.parametrize("allowed", ["127.0.0.1", "WWW.Example.org", "www.example.org."])
    def test_it_is_named_in_any_case(self, fetcher, allowed):
        host = "127.0.0.1" if allowed[0] == "1" else "www.EXAMPLE.org"
        with website({"/": answer(b"news")}) as site:
            assert fetcher(allow=(allowed,)).get(site.url(host=host)).body == b"news"

    def test_its_neighbour_is_not_allowed_with_it(self, fetcher):
        with website({"/": answer()}) as site:
            error = failing(fetcher(), site.url(host=f"intranet.{NAME}"))
        assert error.cause is Cause.REFUSED_ADDRESS

    @pytest.mark.parametrize(
        ("allow", "private", "is_reached"),
        [
            ((NAME, "other.example.org"), None, True),
            ((NAME, "other.example.org"), ("WWW.example.org.",), True),
            ((NAME, "other.example.org"), ("other.example.org",), False),
            ((NAME, "other.example.org"), (), False),
            ((), (NAME,), False),
        ],
    )
    def test_a_call_may_be_held_to_some_of_them(self, fetcher, allow, private, is_reached):
        with website({"/": answer(b"keys")}) as site:
            one = fetcher(allow=allow)
            if is_reached:
                assert one.get(site.url(), private=private).body == b"keys"
            else:
                error = failing(one, site.url(), private=private)
                assert error.cause is Cause.REFUSED_ADDRESS
                assert not site.asked

    def test_a_call_that_is_held_to_one_is_not_led_to_another(self, fetcher):
        with website({"/keys": answer(b"keys")}) as site:
            site.pages["/"] = redirect(site.url("/keys", host="other.example.org"))
            one = fetcher(allow=(NAME, "other.example.org"))
            assert one.get(site.url()).body == b"keys"
            assert failing(one, site.url(), private=(NAME,)).cause is Cause.REFUSED_ADDRESS
        assert [each.split()[1] for each in site.asked] == ["/", "/keys", "/"]

    def test_the_address_that_was_checked_is_the_one_that_is_called(self, fetcher):
        """DNS rebinding: whoever looks the name up a second time is led elsewhere."""
        answers = iter([("127.0.0.1",), ("192.0.2.1",)])
        with website({"/": answer(b"news")}) as site:
            url = site.url(host="rebinding.invalid")
            get = fetcher(allow=("rebinding.invalid",), resolve=lambda *_: next(answers)).get
            assert get(url).body == b"news"
        assert list(answers) == [("192.0.2.1",)]

    def test_each_call_is_checked_anew(self, fetcher):
        answers = iter([("127.0.0.1",), ("10.0.0.1",)])
        names = known_names()
        with website({"/": redirect("/next"), "/next": answer(b"keys")}) as site:
            get = fetcher(allow=(), resolve=lambda host, port: next(answers, names(host, port)))
            assert failing(get, site.url()).cause is Cause.REFUSED_ADDRESS
            assert failing(get, site.url()).cause is Cause.REFUSED_ADDRESS
        assert not site.asked

    def test_a_name_without_an_address_is_named(self, fetcher):
        def unknown(_host, _port):
            raise OSError("no such name")

        error = failing(fetcher(resolve=unknown), "http://nowhere.invalid/")
        assert error.cause is Cause.UNKNOWN_HOST
        assert "no address" in error.message

    def test_of_several_addresses_one_that_answers_is_enough(self, fetcher):
        with website({"/": answer(b"news")}) as site:
            names = known_names(www_example_org=("127.0.0.2", "127.0.0.1"))
            assert fetcher(resolve=names).get(site.url()).body == b"news"


class TestBounds:
    def test_a_body_that_says_it_is_too_large_is_not_waited_for(self, fetcher):
        def promising(connection, _request):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n")
            connection.recv(1)

        with website({"/": promising, "/less": answer(b"x" * 100)}) as site:
            one = fetcher(max_bytes=100)
            assert failing(one, site.url()).cause is Cause.TOO_LARGE
            assert one.get(site.url("/less")).body == b"x" * 100

    def test_a_body_without_an_end_has_one(self, fetcher):
        def endless(connection, _request):
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                connection.sendall(b"x" * 65_536)

        with website({"/": endless}) as site:
            assert failing(fetcher(), site.url()).cause is Cause.TOO_LARGE

    def test_a_call_may_have_a_limit_of_its_own(self, fetcher):
        with website({"/": answer(b"x" * 100)}) as site:
            get = fetcher(max_bytes=10)
            assert failing(get, site.url()).cause is Cause.TOO_LARGE
            assert get.get(site.url(), max_bytes=100).body == b"x" * 100

    @pytest.mark.parametrize(
        "before",
        [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"],
        ids=["the status", "a header", "the body"],
    )
    def test_a_byte_now_and_then_keeps_nobody(self, fetcher, before):
        def drip(connection, _request):
            connection.sendall(before)
            while True:
                connection.sendall(b"x")
                time.sleep(0.02)

        with website({"/": drip}) as site:
            began = time.monotonic()
            error = failing(fetcher(timeout_seconds=0.4), site.url())
        assert error.cause is Cause.TOO_SLOW
        assert time.monotonic() - began < 4
        assert "0.4 seconds" in error.message

    def test_a_silent_host_keeps_nobody(self, fetcher):
        with website({"/": lambda connection, _: connection.recv(1)}) as site:
            error = failing(fetcher(timeout_seconds=0.3), site.url())
        assert error.cause is Cause.TOO_SLOW

    def test_a_name_server_that_does_not_answer_keeps_nobody(self, fetcher):
        awake = threading.Event()

        def asleep(_host, _port):
            awake.wait(5)
            return ()

        error = failing(fetcher(resolve=asleep, timeout_seconds=0.3), "http://www.example.org/")
        awake.set()
        assert error.cause is Cause.TOO_SLOW

    @pytest.mark.parametrize(
        ("bytes_", "cause"),
        [
            (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", Cause.UNREADABLE),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf", Cause.UNREADABLE),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Cause.UNREADABLE),
            (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nabc", Cause.UNREADABLE),
            (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n", Cause.UNREADABLE),
            (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 99_999 + b"\r\n\r\n", Cause.UNREADABLE),
            (b"220 mail.example.org ESMTP\r\n", Cause.UNREADABLE),
            (b"HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\n\r\nx", Cause.REFUSED),
            (b"HTTP/1.1 300 Multiple Choices\r\n\r\n", Cause.REFUSED),
            (b"HTTP/1.1 301 Moved Permanently\r\n\r\n", Cause.REFUSED),
            (b"", Cause.UNREACHABLE),
        ],
        ids=[
            "shorter than it says",
            "a chunk cut off",
            "no chunk",
            "a packing not asked for",
            "too many headers",
            "a header without an end",
            "another protocol",
            "a part",
            "a choice",
            "a redirect to nowhere",
            "nothing",
        ],
    )
    def test_an_answer_that_is_none_is_named(self, fetcher, bytes_, cause):
        with website({"/": bytes_}) as site:
            assert failing(fetcher(), site.url()).cause is cause

    def test_a_closed_port_is_named(self, fetcher):
        with website({}) as site:
            url = site.url()
        error = failing(fetcher(), url)
        assert (error.cause, error.hint != "") == (Cause.UNREACHABLE, True)


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (401, "a key"),
            (403, "let digest in"),
            (404, "is not there"),
            (410, "gone"),
            (500, "500"),
        ],
    )
    def test_an_error_of_the_server_is_named(self, fetcher, status, words):
        with website({"/": answer(status=f"{status} Whatever")}) as site:
            error = failing(fetcher(), site.url())
        assert (error.cause, error.status) == (Cause.REFUSED, status)
        assert words in error.message

    def test_no_secret_stands_in_an_error(self, fetcher):
        with website({"/x": answer(b"s3cret-key", status="403 s3cret-key")}) as site:
            error = failing(fetcher(), site.url("/x?key=s3cret-key#s3cret-key"), headers=[KEY])
            broken = failing(fetcher(), site.url("/x"), headers=[("Key", "s3cret-key\r\nX: 1")])
        assert isinstance(error, SourceError)
        assert site.url("/x") in error.message
        for each in (error, broken):
            assert "s3cret" not in each.message + each.hint + repr(each)
        assert len(site.asked) == 1

    def test_a_url_with_a_password_is_refused_and_not_shown(self, fetcher):
        error = failing(fetcher(), "https://me:s3cret@www.example.org/")
        assert error.cause is Cause.UNFIT
        assert "s3cret" not in error.message + error.hint


def busy_once(headers, status="429 Too Many Requests"):
    answers = iter([answer(b"", *headers, status=status)])
    return lambda connection, _: connection.sendall(next(answers, answer(b"news")))


class TestPatience:
    @pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
    def test_a_host_that_wants_a_moment_gets_it(self, fetcher, status):
        moments = Time()
        with website({"/": busy_once(["Retry-After: 7"], status)}) as site:
            assert fetcher(time=moments).get(site.url()).body == b"news"
        assert (moments.slept, len(site.asked)) == ([7.0], 2)

    def test_but_only_once(self, fetcher):
        moments = Time()
        page = answer(b"", "Retry-After: 7", status="503 Busy")
        with website({"/": page}) as site:
            error = failing(fetcher(time=moments), site.url())
        assert (error.cause, error.status, error.retry_after) == (Cause.BUSY, 503, 7.0)
        assert len(site.asked) == 2

    def test_and_only_once_for_each_document(self, fetcher):
        moments = Time()
        first = iter([answer(b"", "Retry-After: 1", status="503 Busy"), redirect("/b")])
        pages = {"/": lambda connection, _: connection.sendall(next(first))}
        with website(pages | {"/b": busy_once(["Retry-After: 1"])}) as site:
            assert failing(fetcher(time=moments), site.url()).cause is Cause.BUSY
        assert len(site.asked) == 3

    def test_a_host_that_wants_an_hour_is_left_alone(self, fetcher):
        moments = Time()
        with website({"/": busy_once(["Retry-After: 3600"]), "/x": answer(b"x")}) as site:
            one = fetcher(time=moments)
            errors = [failing(one, site.url()), failing(one, site.url("/x"))]
            assert (moments.slept, len(site.asked)) == ([], 1)
            moments.now += 3600
            assert one.get(site.url("/x")).body == b"x"
        assert [each.cause for each in errors] == [Cause.BUSY, Cause.BUSY]
        assert [each.retry_after for each in errors] == [3600.0, 3600.0]

    def test_between_two_calls_to_one_host_there_is_a_pause(self, fetcher):
        moments = Time()
        names = known_names(www_example_org=(ALSO_HERE,), other_example_org=(ALSO_HERE,))
        one = fetcher(
            allow=(NAME, "other.example.org"), resolve=names, time=moments, pause_seconds=3
        )
        with website({"/": answer(b"a"), "/b": redirect("/")}) as site:
            one.get(site.url())
            one.get(site.url(host="other.example.org"))
            assert moments.slept == []
            one.get(site.url("/b"))
        assert moments.slept == [3.0, 3.0]

    def test_a_host_that_is_only_partly_this_machine_gets_its_pause(self, fetcher):
        moments = Time()
        one = fetcher(resolve=known_names(www_example_org=("127.0.0.1", ALSO_HERE)), time=moments)
        with website({"/": answer(b"a")}) as site:
            one.get(site.url())
            one.get(site.url())
        assert moments.slept == [1.0]

    def test_this_machine_needs_no_pause(self, fetcher):
        moments = Time()
        with website({"/": answer(b"a")}) as site:
            one = fetcher(time=moments)
            assert [one.get(site.url()).body for _ in range(3)] == [b"a"] * 3
        assert moments.slept == []

    def test_waiting_politely_is_no_slowness(self, fetcher):
        moments = Time()
        with website({"/": busy_once(["Retry-After: 20"])}) as site:
            assert fetcher(time=moments, timeout_seconds=5).get(site.url()).body == b"news"


class TestAtOnce:
    def test_no_more_than_so_many_are_called_at_once(self, fetcher):
        lock, inside, most = threading.Lock(), [], []

        def slow(connection, _request):
            with lock:
                inside.append(1)
                most.append(len(inside))
            time.sleep(0.1)
            with lock:
                inside.pop()
            connection.sendall(answer(b"news"))

        hosts = [f"host{n}.example.org" for n in range(10)]
        one, found = fetcher(allow=tuple(hosts), at_once=3), []
        with ExitStack() as open_ones:
            sites = [open_ones.enter_context(website({"/": slow})) for _ in hosts]
            callers = [
                threading.Thread(target=lambda u: found.append(one.get(u).body), args=(url,))
                for url in (site.url(host=host) for site, host in zip(sites, hosts, strict=True))
            ]
            for each in callers:
                each.start()
            for each in callers:
                each.join(10)
        assert found == [b"news"] * 10
        assert max(most) == 3


class TestStopping:
    def test_a_read_ends_at_once(self, fetcher, stop):
        reading = threading.Event()

        def silent(connection, _request):
            reading.set()
            connection.recv(1)

        with website({"/": silent}) as site:
            one, errors = fetcher(timeout_seconds=30), []
            caller = threading.Thread(target=lambda: errors.append(failing(one, site.url())))
            caller.start()
            reading.wait(5)
            stop.set()
            caller.join(3)
            assert not caller.is_alive()
        assert errors[0].cause is Cause.STOPPED

    def test_nobody_is_called_afterwards(self, fetcher, stop):
        stop.set()
        with website({"/": answer()}) as site:
            assert failing(fetcher(), site.url()).cause is Cause.STOPPED
        assert not site.asked

    def test_a_pause_ends_at_once(self, fetcher, stop):
        with website({"/": busy_once(["Retry-After: 29"])}) as site:
            threading.Timer(0.1, stop.set).start()
            began = time.monotonic()
            assert failing(fetcher(), site.url()).cause is Cause.STOPPED
        assert time.monotonic() - began < 5
