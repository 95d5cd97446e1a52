"""Whether receivers will believe the newsletter's mail: SPF and DMARC in DNS."""

from __future__ import annotations

from collections.abc import Callable

from digest.delivery.authentication import dmarc_fault, dmarc_names, spf_fault
from digest.errors import TransportError

Ask = Callable[[str], tuple[str, ...]]  # a name → its TXT records


def prove_spf(domain: str, ask: Ask) -> str:
    """Say that a domain has a sound SPF record.

    Raises:
        TransportError: it has not, or nobody answered.
    """
    fault = spf_fault(ask(domain))
    if fault:
        raise TransportError(
            f"{domain}: {fault}.", hint="Your provider's page of the domain names the record."
        )
    return f"{domain} has an SPF record."


def prove_dmarc(domain: str, ask: Ask) -> str:
    """Say that a sender's domain has a sound DMARC record, of its own or from above.

    Raises:
        TransportError: it has not, or nobody answered.
    """
    for name in dmarc_names(domain):
        records = ask(name)
        if records:
            fault = dmarc_fault(records)
            if fault is None:
                return f"{name} has a DMARC record."
            raise TransportError(f"{name}: {fault}.", hint="See RFC 7489, section 6.3.")
    raise TransportError(
        f"{domain}: there is no DMARC record.",
        hint=f'Begin with a TXT record at _dmarc.{domain}: "v=DMARC1; p=none".',
    )
