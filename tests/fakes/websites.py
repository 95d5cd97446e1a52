"""Websites on this machine, and a world in which made-up names lead to them."""

import contextlib
import ssl
from dataclasses import dataclass, field
from pathlib import Path

from fakes.sockets import read_request, serving

CERTIFICATE = Path(__file__).with_name("secure.example.org.pem")  # made for these tests only
HERE = "127.0.0.1"
ALSO_HERE = "0.0.0.0"  # noqa: S104 - called, not bound: this machine, but no loopback address
NAME = "www.example.org"


def answer(body=b"", *headers, status="200 OK"):
    """A whole answer, as bytes."""
    lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", "")
    return "\r\n".join(lines).encode("latin-1") + body


@dataclass
class Site:
    """A website: what it answers by path, and what it was asked.

    An answer is bytes, or a function that is given the connection and the request.
    """

    pages: dict
    asked: list = field(default_factory=list)
    address: str = ""

    @property
    def port(self):
        return int(self.address.rpartition(":")[2])

    def url(self, path="/", host=NAME, scheme="http"):
        return f"{scheme}://{host}:{self.port}{path}"

    def behave(self, connection):
        request = read_request(connection).decode("latin-1")
        self.asked.append(request)
        path = request.split(" ")[1] if " " in request else ""
        page = self.pages.get(path, answer(status="404 Not Found"))
        page(connection, request) if callable(page) else connection.sendall(page)


@contextlib.contextmanager
def website(pages):
    """A website for the time of a test."""
    site = Site(pages)
    with serving(site.behave) as site.address:
        yield site


@contextlib.contextmanager
def secure_website(pages):
    """The same behind TLS, with a certificate for secure.example.org."""
    site = Site(pages)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)

    def behave(connection):
        with (
            contextlib.suppress(ssl.SSLError),
            context.wrap_socket(connection, server_side=True) as secure,
        ):
            site.behave(secure)

    with serving(behave) as site.address:
        yield site


class Time:
    """A clock that only moves when somebody sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def known_names(**addresses):
    """A resolver that knows what it is told, and that every other name is this machine."""
    return lambda host, _port: addresses.get(host.replace(".", "_"), (HERE,))


def trusting_ours():
    """Trust the certificate of these tests, and no other."""
    return ssl.create_default_context(cafile=CERTIFICATE)
