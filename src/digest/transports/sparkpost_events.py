"""What SparkPost's events prove about a batch.

https://developers.sparkpost.com/api/events/ : kept for ten days, found after a minute or two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import parse_qs, urlencode, urlsplit

from digest.delivery.headers import clean
from digest.model.mailing import Batch, DeliveryState, Receipt

_PAGE = 1000  # events, of some 1,000 bytes each
_CLOCK_SKEW = dt.timedelta(minutes=15)  # between SparkPost's clock and ours
_LONGEST_REASON = 300  # characters

# What an event proves about the call that posted the message.
_EVENTS: Mapping[str, DeliveryState] = MappingProxyType(
    {
        "injection": DeliveryState.ACCEPTED,
        "delivery": DeliveryState.ACCEPTED,
        "bounce": DeliveryState.ACCEPTED,  # taken, though it did not arrive
        "policy_rejection": DeliveryState.REJECTED,
        "generation_failure": DeliveryState.REJECTED,
        "generation_rejection": DeliveryState.REJECTED,
    }
)


def question(campaign: str, batch: Batch, page: str | None, now: dt.datetime) -> str:
    """Write the address that lists the events of a batch's campaign."""
    parameters = {
        "campaigns": campaign,
        "events": ",".join(_EVENTS),
        "from": _minute(batch.posted_at - _CLOCK_SKEW),
        "to": _minute(now + _CLOCK_SKEW),
        "per_page": _PAGE,
        "cursor": page or "initial",
    }
    return f"/api/v1/events/message?{urlencode(parameters)}"


def events(answer: Mapping[str, object]) -> list[object]:
    """Find the events in an answer.

    Raises:
        ValueError: it is not a page of events.
    """
    found = answer.get("results")
    if not isinstance(found, list):
        raise ValueError("the answer is not a page of events")  # noqa: TRY004 - bad data
    return found


def next_page(answer: Mapping[str, object]) -> str | None:
    """Find the next page's cursor, in either of the two forms their pages show."""
    links = answer.get("links")
    href = links.get("next") if isinstance(links, dict) else None
    for each in links if isinstance(links, list) else ():
        if isinstance(each, dict) and each.get("rel") == "next":
            href = each.get("href")
    cursors = parse_qs(urlsplit(str(href)).query).get("cursor") if href else None
    return cursors[0] if cursors else None


def evidence(batch: Batch, found: list[object]) -> Iterator[Receipt]:
    """Read a receipt off each event that carries the batch's own metadata."""
    mine = {str(each.delivery_id): each.delivery_id for each in batch.recipients}
    for event in found:
        metadata = event.get("rcpt_meta") if isinstance(event, dict) else None
        if not isinstance(event, dict) or not isinstance(metadata, dict):
            continue
        state = _EVENTS.get(str(event.get("type")))
        delivery_id = mine.get(str(metadata.get("digest_delivery")))
        if state is None or delivery_id is None or metadata.get("digest_batch") != batch.reference:
            continue
        reason = "" if state is DeliveryState.ACCEPTED else _reason(event)
        yield Receipt(delivery_id, state, str(event.get("message_id", "")), reason)


def _minute(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M")


def _reason(event: Mapping[str, object]) -> str:
    said = event.get("reason") or event.get("raw_reason") or "SparkPost refused the message"
    return clean(str(said))[:_LONGEST_REASON]
