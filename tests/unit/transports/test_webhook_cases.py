"""Fifty calls that nobody here made up, through every webhook there is: each gives what it means.

They come from the tests of django-anymail, with what they mean in its words.
"""

import datetime as dt
import json
from collections import Counter

import pytest
from pydantic import SecretStr

from digest.transports.opening import TRANSPORTS
from digest.transports.webhook import WebhookCall
from digest.transports.webhooks.fields import NEVER
from digest.transports.webhooks.opening import WEBHOOKS
from fakes.amazon import TOPIC

WITHOUT = {"folder", "memory", "smtp"}  # nobody tells them anything later
HOW_MANY = {
    "brevo": 8,
    "mailgun": 11,
    "mailjet": 5,
    "postmark": 5,
    "resend": 4,
    "sendgrid": 5,
    "ses": 5,
    "sparkpost": 7,
}
SECRETS = {  # of the form their ESP has; the cases come without keys, and nothing is verified
    "resend": "whsec_a2V5LXRlc3Q=",
    "sendgrid": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfXJGCUkTvo3jVBWnQAmqbMHLax0dxihD4m9socbgLuFu"
    "qRC3pzf7MW9HSgD9J/cnXta6zmmN9ttkRf1K3uB4DQ==",
    "ses": TOPIC,
}

# anymail's words → ours. The others are the same.
WORDS = {
    "queued": "accepted",  # the ESP has it and will try
    "sent": "accepted",  # it has even begun to
    "failed": "rejected",  # it could make no message of it, and will not try
}
# Where a case says something else to us than to anymail.
KINDS = {
    # anymail leaves first openings out unless it is told not to; to us they are openings.
    ("sparkpost", "test_initial_open_event_as_opened"): "opened",
}
TIMES = {
    # anymail takes Brevo's ts_epoch or no time. Where it is missing, ts_event is hours off at most.
    ("brevo", "test_complaint"): "2020-11-09T14:54:14+00:00",
    # anymail reads seconds only.
    ("sparkpost", "test_generation_failure_event"): "2018-10-11T23:24:45+00:00",
}
# anymail calls bounces of both kinds "bounced".
SOFT = {("brevo", "test_soft_bounce_event")}
# Brevo says that a reader complained, and not why.
WITHOUT_REASON = {("brevo", "test_complaint")}


def cases(shared):
    lines = (shared / "cases/webhooks.jsonl").read_text("utf-8").splitlines()
    return tuple(map(json.loads, lines))


def our_message_id(case, theirs):
    """The receipt's id, from what a case says."""
    told = theirs["message_id"] or ""
    if case["esp"] == "sendgrid":  # anymail marks its messages with an id of its own
        (row,) = json.loads(case["body"])
        own = row["sg_message_id"].partition(".")[0]
        return "" if own.startswith("filter") else own  # a server's name: it was never sent
    if case["esp"] == "brevo":  # in some of Brevo's examples the brackets are missing
        return f"<{told.strip('<>')}>"
    return told


def our_time(case, theirs):
    told = TIMES.get((case["esp"], case["case"]), theirs["at"])
    return dt.datetime.fromisoformat(told) if told else NEVER


@pytest.mark.shared
def test_there_are_fifty_of_eight_esps(shared):
    found = cases(shared)
    assert len(found) == 50
    assert Counter(each["esp"] for each in found) == HOW_MANY


def test_every_esp_that_can_be_sent_through_has_a_webhook():
    assert set(WEBHOOKS) == set(TRANSPORTS) - WITHOUT


@pytest.mark.shared
@pytest.mark.parametrize("esp", HOW_MANY)
def test_a_case_gives_the_events_it_means(shared, esp):
    assert esp in WEBHOOKS, f"{esp} has no webhook"
    webhook = WEBHOOKS[esp](SecretStr(SECRETS.get(esp, "key-test")))
    for case in (each for each in cases(shared) if each["esp"] == esp):
        call = WebhookCall("", {"content-type": case["content_type"]}, case["body"].encode())
        # Some of anymail's examples name nobody, so they are about no message of ours.
        meant = [each for each in case["events"] if each["recipient"]]
        for ours, theirs in zip(webhook.events(call), meant, strict=True):
            compare(case, ours, theirs)


def compare(case, ours, theirs):
    name = (case["esp"], case["case"])
    kind = KINDS.get(name, WORDS.get(theirs["event"], theirs["event"]))
    assert (ours.kind.value, ours.email) == (kind, theirs["recipient"]), name
    assert ours.message_id == our_message_id(case, theirs), name
    assert ours.at == our_time(case, theirs), name
    assert ours.is_hard is (kind == "bounced" and name not in SOFT), name
    if theirs["reject_reason"] and name not in WITHOUT_REASON:
        assert ours.reason, name
