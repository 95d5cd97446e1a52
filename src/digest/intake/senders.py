"""Who mailed a record in, where it does not say itself whose it is."""

from __future__ import annotations

from collections.abc import Mapping

from digest.intake.fields import Named
from digest.intake.names import Directory
from digest.intake.remarks import Remark
from digest.intake.values import Read, line_of
from digest.model.organisation import OrganisationRef


def organisation_of_sender(
    fields: Mapping[str, Named], directory: Directory
) -> Read[tuple[OrganisationRef, ...]]:
    """The organisation that the sender's address writes for; an unknown one is remarked on."""
    sender = line_of(fields, "sender")
    if sender.value is None:
        return Read((), sender.remarks)
    known = directory.of_sender(sender.value)
    if known is None:
        return Read((), (*sender.remarks, _unknown(sender.value)))
    return Read((OrganisationRef(id=known.id, name=known.name),), sender.remarks)


def _unknown(address: str) -> Remark:
    # the domain is enough for an editor to act on, and is nobody's personal address
    _, at, domain = address.rpartition("@")
    written = f"an address at {domain}" if at else f"“{address[:80]}”"
    hint = f"“@{domain}”" if at else "its address"
    return Remark(
        "unknown-sender",
        f"it was sent from {written}, which no organisation of the directory writes from",
        f"Name its organisation, or add the address, or {hint} for all who write from there,"
        " to the column emails of the directory.",
    )
