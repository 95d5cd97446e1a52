"""Track: what ESPs tell of messages later. Kept first, answered fast, worked on afterwards."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from digest.fetch.fetcher import Fetcher
from digest.fetch.unchanging import Unchanging
from digest.model.event import Event, EventKind
from digest.store.webhooks import KeptCall, Webhooks
from digest.transports.webhook import Webhook, WebhookCall
from digest.workflows.dispatch import Accounts
from digest.workflows.recover import settle

_WATCHED = frozenset({EventKind.OPENED, EventKind.CLICKED})
_FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # no event of ours is as old
_SKEW = dt.timedelta(hours=1)  # between an ESP's clock and ours
_LOG = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Tracking:
    """What following messages works with.

    Args:
        webhooks: by the ESP's name; one whose secret is not configured is not among them.
        calls: where calls and events are kept.
        accounts: the books.
        fetcher: gets what some calls are verified and answered with, by the guarded way.
        certificates: those that calls were signed with.
    """

    webhooks: Callable[[], Mapping[str, Webhook]]
    calls: Webhooks
    accounts: Accounts
    fetcher: Fetcher
    certificates: Unchanging = field(default_factory=Unchanging)


def receive(tracking: Tracking, webhook: Webhook, call: WebhookCall, now: dt.datetime) -> bool:
    """Verify a call and keep it as it is; False where the same was kept before.

    A subscription is confirmed by looking at an address, which is done once the call that names
    it is verified, and never before. Where that fails, the ESP calls again.

    Raises:
        ForgedError: it does not come from the ESP.
        FetchError: the certificate it is signed with cannot be had, or nothing be confirmed.
    """
    url = webhook.certificate_url(call)
    certificate = None if url is None else tracking.certificates.get(url, tracking.fetcher)
    webhook.verify(call, certificate, now)
    wanted = webhook.confirmation_url(call)
    if wanted is not None:
        tracking.fetcher.get(wanted, private=())
        _LOG.info("The subscription to the webhook of %s is confirmed", webhook.name)
    content_type = call.headers.get("content-type", "")
    return tracking.calls.keep(webhook.name, content_type, call.body, now)


def work(tracking: Tracking, now: dt.datetime) -> int:
    """Read the calls that wait and write down what they tell; returns how many events were new.

    It may be done by any number of processes and any number of times.
    """
    webhooks, touched, count = tracking.webhooks(), set[int](), 0
    while waiting := tracking.calls.waiting():
        for each in waiting:
            for mailing_id in _taken_in(tracking, webhooks.get(each.esp), each, now):
                count += 1
                touched.add(mailing_id)
    for mailing_id in touched:
        settle(tracking.accounts, tracking.accounts.mailings.of_id(mailing_id))
    return count


def _taken_in(
    tracking: Tracking, webhook: Webhook | None, kept: KeptCall, now: dt.datetime
) -> tuple[int, ...]:
    """The mailings that a call tells something new of."""
    try:
        call = WebhookCall("", {"content-type": kept.content_type}, kept.body)
        events = _meant(webhook.events(call), now) if webhook else ()
    except ValueError as error:
        _LOG.warning("A call of %s cannot be read: %s", kept.esp, error)
        tracking.calls.settle(kept, is_read=False)
        return ()
    touched = tracking.calls.take_in(kept.esp, events, now)
    tracking.calls.settle(kept, is_read=webhook is not None)
    return touched


def _meant(events: tuple[Event, ...], now: dt.datetime) -> tuple[Event, ...]:
    """Without who opened what: every message says that it is not to be watched.

    An account that watches all the same tells us, and we do not keep it. What tells no time, or
    one that is still to come, is of the moment it was told.
    """
    meant = (each for each in events if each.kind not in _WATCHED)
    return tuple(
        each if _FIRST < each.at <= now + _SKEW else replace(each, at=now) for each in meant
    )
