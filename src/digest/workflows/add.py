"""Add: an item by an editor's own hand, through the same intake as everybody's."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping

from digest.errors import UsageError
from digest.formats.document import Reading
from digest.model.record import Provenance, Record
from digest.sources.contract import Parcel
from digest.sources.declaration import BY_HAND
from digest.workflows.approve import void_stale
from digest.workflows.desk import Desk
from digest.workflows.moderate import said
from digest.workflows.outcomes import Decision, Terms
from digest.workflows.taking_in import take_in

_TERMS = Terms(source=BY_HAND)


def add(desk: Desk, values: Mapping[str, str], now: dt.datetime) -> Decision:
    """Take in an item of these values; the same values again are the same item.

    Raises:
        UsageError: intake rejects it, or the picture is none.
    """
    fields = {name: said(desk, name, text, now) for name, text in values.items()}
    key = hashlib.sha256(json.dumps(sorted(values.items())).encode()).hexdigest()[:16]
    record = Record(Provenance(BY_HAND, key, where="added by an editor"), fields)
    (outcome,) = take_in(desk, _TERMS, (Parcel(key, Reading((record,))),), now)
    for rejection in outcome.refused:
        raise UsageError(
            f"This cannot be added: {rejection.reason}.",
            hint='Give at least a title: digest submissions add --set title="…" --set dates="…"',
        )
    (decision,) = outcome.decisions
    void_stale(desk, now)
    return decision
