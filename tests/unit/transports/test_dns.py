"""DNS over a name server of our own on this machine."""

import socket
import threading

import dns.message
import dns.rcode
import dns.rrset
import pytest
from dns.resolver import Resolver

from digest.errors import TransportError
from digest.transports.dns import txt_records

ZONE = {"example.org.": ['"v=spf1 include:a " "-all"', '"other"'], "empty.example.org.": []}


@pytest.fixture
def resolver():
    """A resolver that asks a name server of three lines."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=answer, args=(server,), daemon=True)
        thread.start()
        asking = Resolver(configure=False)
        asking.nameservers, asking.port = ["127.0.0.1"], server.getsockname()[1]
        yield asking
        server.sendto(b"stop", server.getsockname())
        thread.join(5)


def answer(server):
    while (question := server.recvfrom(4096))[0] != b"stop":
        query = dns.message.from_wire(question[0])
        reply = dns.message.make_response(query)
        name = query.question[0].name
        found = ZONE.get(str(name))
        if found is None:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif found:
            reply.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *found))
        server.sendto(reply.to_wire(), question[1])


def test_the_strings_of_a_record_are_joined(resolver):
    assert sorted(txt_records("example.org", resolver)) == ["other", "v=spf1 include:a -all"]


@pytest.mark.parametrize("name", ["empty.example.org", "nowhere.example.org"])
def test_a_name_without_records_has_none(resolver, name):
    assert txt_records(name, resolver) == ()


def test_nobody_answering_is_an_error_that_names_the_name():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        asking = Resolver(configure=False)
        asking.nameservers, asking.port = ["127.0.0.1"], silent.getsockname()[1]
        asking.timeout = 0.2
        with pytest.raises(TransportError, match=r"example\.org"):
            txt_records("example.org", asking, seconds=0.5)
