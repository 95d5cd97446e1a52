import pytest

from digest.fetch.addresses import fault, is_loopback, plain, public_only
from digest.fetch.failures import CallError, Cause


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - called, not bound
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "nonsense",
        "",
    ],
)
def test_what_is_not_public_is_refused(address):
    assert fault(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2606:4700::1111",
        "2a00:1450::1",
        "64:ff9b::808:808",
    ],
)
def test_what_is_public_may_be_called(address):
    assert fault(address) is None


def test_of_mixed_addresses_only_the_public_ones_are_called():
    assert public_only("a.example.org", ("10.0.0.1", "1.1.1.1", "::1")) == ("1.1.1.1",)


def test_a_refusal_names_the_host_the_address_and_the_way_out():
    with pytest.raises(CallError) as caught:
        public_only("intranet.example.org", ("10.0.0.1", "::1"))
    assert caught.value.cause is Cause.REFUSED_ADDRESS
    assert caught.value.words.startswith("intranet.example.org is 10.0.0.1, which is private")
    assert caught.value.hint.endswith('[fetch] allow_private = ["intranet.example.org"]')


def test_an_address_is_not_said_twice():
    with pytest.raises(CallError) as caught:
        public_only("10.0.0.1", ("10.0.0.1",))
    assert caught.value.words.startswith("10.0.0.1 is private")


@pytest.mark.parametrize(
    ("host", "form"),
    [
        ("Intranet.EXAMPLE.org", "intranet.example.org"),
        ("intranet.example.org.", "intranet.example.org"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("[::1]", "::1"),
        ("10.0.0.5", "10.0.0.5"),
    ],
)
def test_hosts_are_compared_in_one_form(host, form):
    assert plain(host) == form


@pytest.mark.parametrize(
    ("address", "is_one"), [("127.0.0.9", True), ("::1", True), ("10.0.0.1", False)]
)
def test_a_loopback_address_is_known(address, is_one):
    assert is_loopback(address) is is_one
