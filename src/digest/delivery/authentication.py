"""What a domain's DNS must say before the large mailbox providers believe its mail.

SPF: RFC 7208 · DMARC: RFC 7489 · Google and Yahoo ask bulk senders for both, and for DKIM,
whose selector only the provider knows: it is proven by the transport's own word.
"""

from __future__ import annotations

from collections.abc import Iterable


def spf_fault(records: Iterable[str]) -> str | None:
    """What is wrong with a domain's SPF record, from its TXT records; None: nothing."""
    found = [each for each in records if each.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return "there is no SPF record"
    if len(found) > 1:
        return "there are several SPF records, and receivers take that for an error"
    if "+all" in found[0].lower().split():
        return "the SPF record ends in +all, which lets anybody send in your name"
    return None


def dmarc_fault(records: Iterable[str]) -> str | None:
    """What is wrong with a domain's DMARC record, from the TXT records at ``_dmarc``."""
    found = [each for each in records if each.replace(" ", "").upper().startswith("V=DMARC1")]
    if not found:
        return "there is no DMARC record"
    if len(found) > 1:
        return "there are several DMARC records, and receivers ignore them all"
    tags = (part.partition("=") for part in found[0].split(";"))
    policy = {name.strip().lower(): value.strip().lower() for name, _, value in tags}.get("p")
    if policy not in ("none", "quarantine", "reject"):
        return f"the DMARC record has no policy that receivers know (p={policy})"
    return None


def dmarc_names(domain: str) -> tuple[str, ...]:
    """Where a domain's DMARC record may stand: at itself, or at a domain above it."""
    labels = domain.split(".")
    return tuple(f"_dmarc.{'.'.join(labels[i:])}" for i in range(len(labels) - 1))
