"""Which addresses may be called: public ones, and those of hosts an operator names.

Who makes digest fetch a URL must not thereby reach the machine it runs on, its neighbours or the
keys a cloud hands out on 169.254.169.254 (https://owasp.org/www-community/attacks/
Server_Side_Request_Forgery). The networks are those of IANA's special-purpose registries:
https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from digest.fetch.failures import CallError, Cause

_NETWORKS = {
    "0.0.0.0/8": "means this very machine",
    "10.0.0.0/8": "is private",
    "100.64.0.0/10": "is private to a provider's network",
    "127.0.0.0/8": "is this machine's own",
    "169.254.0.0/16": "is link-local",
    "172.16.0.0/12": "is private",
    "192.0.0.0/24": "is reserved",
    "192.0.2.0/24": "is reserved for documentation",
    "192.88.99.0/24": "is reserved",
    "192.168.0.0/16": "is private",
    "198.18.0.0/15": "is reserved for measurements",
    "198.51.100.0/24": "is reserved for documentation",
    "203.0.113.0/24": "is reserved for documentation",
    "224.0.0.0/4": "is for multicast",
    "240.0.0.0/4": "is reserved",
    "::1/128": "is this machine's own",
    "::/128": "means this very machine",
    "::ffff:0:0/96": "is an IPv4 address in disguise",
    "2001::/23": "is reserved",
    "2001:db8::/32": "is reserved for documentation",
    "2002::/16": "is an IPv4 address in disguise",
    "3fff::/20": "is reserved for documentation",
    "fc00::/7": "is private",
    "fe80::/10": "is link-local",
    "ff00::/8": "is for multicast",
}
_REFUSED = tuple((ip_network(network), words) for network, words in _NETWORKS.items())
_PUBLIC_V6 = IPv6Network("2000::/3")  # all that has been given out so far (RFC 4291, 2.4)
_NAT64 = IPv6Network("64:ff9b::/96")  # how an IPv6-only network reaches IPv4 (RFC 6052, 2.1)
_LAST_32_BITS = 0xFFFF_FFFF


def plain(host: str) -> str:
    """A host in the one form it is compared in: "LOCALHOST." is "localhost", "0::1" is "::1"."""
    lower = host.strip("[]").rstrip(".").lower()
    try:
        return str(ip_address(lower))
    except ValueError:
        return lower


def fault(address: str) -> str | None:
    """Why an address may not be called; None where it may."""
    try:
        number = ip_address(address)
    except ValueError:
        return "is no address"
    if isinstance(number, IPv6Address) and number in _NAT64:
        number = IPv4Address(int(number) & _LAST_32_BITS)
    for network, words in _REFUSED:
        if _lies_in(number, network):
            return words
    if isinstance(number, IPv6Address) and number not in _PUBLIC_V6:
        return "is not a public one"
    return None


def is_loopback(address: str) -> bool:
    """Whether a call to it stays on this machine."""
    return ip_address(address).is_loopback


def public_only(host: str, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Of a host's addresses those that may be called.

    Raises:
        CallError: there is none.
    """
    faults = {address: fault(address) for address in addresses}
    public = tuple(address for address, words in faults.items() if words is None)
    if not public:
        address, words = next(iter(faults.items()))
        named = address if address == host else f"{host} is {address}, which"
        raise CallError(
            Cause.REFUSED_ADDRESS,
            f"{named} {words}, and digest reads nothing from there unless it is told to",
            hint=f'If the host is yours, name it: [fetch] allow_private = ["{host}"]',
        )
    return public


def _lies_in(number: IPv4Address | IPv6Address, network: IPv4Network | IPv6Network) -> bool:
    return number.version == network.version and number in network
