"""A door to DNS: the TXT records of a name."""

from __future__ import annotations

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from digest.errors import TransportError

_SECONDS = 5.0


def txt_records(name: str, resolver: Resolver, seconds: float = _SECONDS) -> tuple[str, ...]:
    """Every TXT record of a name, its strings joined (RFC 7208, 3.3); none where there is none.

    Raises:
        TransportError: nobody answered.
    """
    try:
        answer = resolver.resolve(name, "TXT", lifetime=seconds)
    except (NXDOMAIN, NoAnswer):
        return ()
    except DNSException as error:
        raise TransportError(
            f"DNS could not be asked about {name}: {type(error).__name__}.",
            hint="Check this machine's network and name servers, and ask again.",
        ) from error
    return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in answer)
