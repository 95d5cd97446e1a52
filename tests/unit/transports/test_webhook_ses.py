"""Amazon SES's webhook, by way of SNS: what is believed, and what its words mean in ours."""

import datetime as dt
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from pydantic import SecretStr

from digest.errors import ConfigError
from digest.model.event import EventKind
from digest.transports.webhook import ForgedError
from digest.transports.webhooks.ses import SesWebhook
from fakes.amazon import (
    CERTIFICATE_URL,
    CONFIRMATION_URL,
    HOST,
    NOW,
    TOPIC,
    a_call,
    a_certificate,
    a_key,
    published,
    signed,
    subscription,
)
from fakes.hostile import BODIES, JSON, is_storable, objects, with_one_byte_changed

WEBHOOK = SesWebhook(SecretStr(f" {TOPIC}\n"))
MAIL = {
    "messageId": "0107018a",
    "destination": ["A@b.org"],
    "tags": {"digest_batch": ["2023-09-abc-1234"], "digest_delivery": ["17"]},
}


def told(word="Send", **parts):
    return {"eventType": word, "mail": MAIL, **parts}


def event(word="Send", **parts):
    (found,) = WEBHOOK.events(a_call(published(told(word, **parts))))
    return found


SOUND = signed(published(told(), Subject="Amazon SES Email Event Notification"))


def refused(envelope, certificate=None, now=NOW, **headers):
    call = a_call(envelope, **headers)
    with pytest.raises(ForgedError) as caught:
        WEBHOOK.verify(call, certificate or a_certificate(), now)
    return caught.value.message


# What is believed
@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("envelope", [published(told()), published(""), subscription(), SOUND])
def test_what_amazon_signed_for_our_topic_is_believed(envelope, version):
    call = a_call(signed(envelope, version) if envelope is not SOUND else SOUND)
    assert WEBHOOK.certificate_url(call) == CERTIFICATE_URL
    WEBHOOK.verify(call, a_certificate(), NOW)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"Message": "{}"}, "not that of Amazon's certificate"),
        ({"MessageId": "another"}, "not that of Amazon's certificate"),
        ({"Timestamp": NOW.isoformat()}, "not that of Amazon's certificate"),
        ({"Subject": "another"}, "not that of Amazon's certificate"),
        ({"Signature": signed(published(told()), key=a_key(name="two"))["Signature"]}, "not that"),
        ({"Type": "SubscriptionConfirmation"}, "not that of Amazon's certificate"),
        ({"Type": "News"}, "of a type that is not known"),
        ({"Subject": "one\nTimestamp\n2"}, "has lines where it must be one"),
        ({"SignatureVersion": "3"}, "of a version that is not known"),
        ({"SignatureVersion": "1"}, "not that of Amazon's certificate"),
        ({"SignatureVersion": 2}, "of a version that is not known"),
        ({"Signature": ""}, "no signature that can be read"),
        ({"Signature": "é"}, "no signature that can be read"),
        ({"Signature": None}, "no signature that can be read"),
        ({"TopicArn": f"{TOPIC}2"}, "not the one in webhook_secret"),
        ({"TopicArn": ""}, "not the one in webhook_secret"),
        ({"SigningCertURL": f"{HOST}/evil.pem"}, "does not stand where"),
    ],
)
def test_what_amazon_did_not_sign_for_our_topic_is_refused(changes, why):
    assert why in refused(SOUND | changes)


def test_anybody_can_have_sns_sign_but_not_for_our_topic():
    theirs = signed(published(told(), TopicArn=TOPIC.replace("123456789012", "999999999999")))
    assert "not the one in webhook_secret" in refused(theirs)
    with pytest.raises(ForgedError):  # before anything is fetched on their word
        WEBHOOK.certificate_url(a_call(theirs))


def test_raw_delivery_has_no_signature_and_the_refusal_says_what_to_do():
    for envelope in (told(), SOUND):
        why = refused(envelope, x_amz_sns_rawdelivery="true")
        assert "switch off raw message delivery" in why


@pytest.mark.parametrize(
    ("minutes", "is_believed"), [(-6, False), (-4, True), (59, True), (61, False)]
)
def test_sns_calls_again_for_an_hour_and_no_longer(minutes, is_believed):
    now = NOW + dt.timedelta(minutes=minutes)
    if is_believed:
        WEBHOOK.verify(a_call(SOUND), a_certificate(), now)
    else:
        assert "too old" in refused(SOUND, now=now)


@pytest.mark.parametrize(
    "certificate",
    [
        b"no certificate",
        a_certificate(a_key(name="two")),
        a_certificate(since=NOW - dt.timedelta(days=3), days=2),
        a_certificate(since=NOW + dt.timedelta(days=1)),
        a_certificate(ec.generate_private_key(ec.SECP256R1())),
        a_certificate(a_key(1024)),
    ],
)
def test_a_certificate_that_will_not_do_proves_nothing(certificate):
    refused(SOUND, certificate)
    refused(signed(published(told()), key=a_key(1024)), certificate)
    with pytest.raises(ForgedError):
        WEBHOOK.verify(a_call(SOUND), None, NOW)


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem",
        "https://sns.eu-central-1.amazonaws.com.evil.org/SimpleNotificationService-1.pem",
        "https://evil.org/SimpleNotificationService-1.pem",
        "https://evil.org/sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem",
        "https://sns.eu-central-1.amazonaws.com@evil.org/SimpleNotificationService-1.pem",
        "https://user@sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem",
        "https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-1.pem",
        "https://sns.eu-central-1.amazonaws.com/../SimpleNotificationService-1.pem",
        "https://sns.eu-central-1.amazonaws.com/x/SimpleNotificationService-1.pem",
        "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem?x=1",
        "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem#x",
        "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem\n",
        "https://sns.eu-central-1.amazonaws.com/?Action=GetTopic&x=SimpleNotificationService-1.pem",
        "https://sns.evil.amazonaws.com/SimpleNotificationService-1.pem",
        "https://sns.eu-central-1.s3.amazonaws.com/SimpleNotificationService-1.pem",
        "https://s3.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem",
        "https://sns.eu-central-1.amazonaws.com.cn.evil.org/SimpleNotificationService-1.pem",
        "https://sns.EU-central-1.amazonaws.com/SimpleNotificationService-1.pem",
        "HTTPS://sns.eu-central-1.amazonaws.com/SimpleNotificationService-１.pem",
        "file:///etc/passwd",
        "",
        None,
        ["https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem"],
    ],
)
def test_a_certificate_stands_at_amazons_or_nowhere(url):
    call = a_call(SOUND | {"SigningCertURL": url})
    with pytest.raises(ForgedError, match="does not stand where"):
        WEBHOOK.certificate_url(call)
    with pytest.raises(ForgedError, match="does not stand where"):
        WEBHOOK.verify(call, a_certificate(), NOW)


@pytest.mark.parametrize(
    "host",
    ["eu-west-1.amazonaws.com", "cn-north-1.amazonaws.com.cn", "us-gov-west-1.amazonaws.com"],
)
def test_every_region_has_its_own_host(host):
    url = f"https://sns.{host}/SimpleNotificationService-01234abcdef.pem"
    assert WEBHOOK.certificate_url(a_call(SOUND | {"SigningCertURL": url})) == url


@given(with_one_byte_changed(a_call(SOUND)))
def test_no_changed_byte_passes_that_tells_something_else(call):
    """JSON writes one text in more than one way, and not every field of an envelope is signed."""
    try:
        assert WEBHOOK.certificate_url(call)
        WEBHOOK.verify(call, a_certificate(), NOW)
    except ForgedError:
        return
    assert WEBHOOK.events(call) == WEBHOOK.events(a_call(SOUND))
    assert WEBHOOK.confirmation_url(call) is None


@pytest.mark.parametrize("body", [*BODIES, b"[]", json.dumps(told()).encode()])
def test_what_is_no_envelope_is_refused(body):
    for method in (WEBHOOK.certificate_url, WEBHOOK.confirmation_url):
        with pytest.raises(ForgedError):
            method(a_call(body))
    refused(body)


@pytest.mark.parametrize("secret", ["", "a secret", "arn:aws:sqs:eu-central-1:123456789012:x"])
def test_a_secret_that_is_no_topic_is_said(secret):
    with pytest.raises(ConfigError, match=r"webhook_secret is not the ARN of a topic") as caught:
        SesWebhook(SecretStr(secret))
    assert "arn:aws:sns:" in caught.value.hint


@pytest.mark.parametrize("arn", [TOPIC, "arn:aws-cn:sns:cn-north-1:123456789012:News_1"])
def test_topics_of_every_part_of_amazon_are_known(arn):
    SesWebhook(SecretStr(arn))


# What is confirmed
def test_a_subscription_is_confirmed_where_the_call_says():
    assert WEBHOOK.confirmation_url(a_call(signed(subscription()))) == CONFIRMATION_URL
    assert WEBHOOK.events(a_call(signed(subscription()))) == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.org/?Action=ConfirmSubscription",
        CONFIRMATION_URL.replace("https", "http"),
        CONFIRMATION_URL.replace("sns.", "user@sns."),
        CONFIRMATION_URL.replace(".com/", ".com:444/"),
        CONFIRMATION_URL.replace(".com/", ".com/x"),
        CONFIRMATION_URL.replace("ConfirmSubscription", "Unsubscribe"),
        CONFIRMATION_URL.replace("newsletter", "another"),
        f"{CONFIRMATION_URL} ",
        f"{HOST}/",
        "",
        None,
    ],
)
def test_nothing_else_is_asked_for(url):
    with pytest.raises(ForgedError, match="does not lead to Amazon SNS"):
        WEBHOOK.confirmation_url(a_call(subscription(SubscribeURL=url)))


@pytest.mark.parametrize("kind", ["Notification", "UnsubscribeConfirmation", "News", None])
def test_only_a_subscription_is_confirmed(kind):
    assert WEBHOOK.confirmation_url(a_call(subscription(Type=kind))) is None


# What it tells
@pytest.mark.parametrize(
    ("word", "parts", "kind", "is_hard"),
    [
        ("Send", {"send": {}}, EventKind.ACCEPTED, False),
        ("Reject", {"reject": {"reason": "Bad content"}}, EventKind.REJECTED, False),
        ("Rendering Failure", {"failure": {"errorMessage": "no"}}, EventKind.REJECTED, False),
        ("Delivery", {"delivery": {"recipients": ["a@b.org"]}}, EventKind.DELIVERED, False),
        (
            "DeliveryDelay",
            {"deliveryDelay": {"delayedRecipients": [{"emailAddress": "a@b.org"}]}},
            EventKind.DEFERRED,
            False,
        ),
        ("Bounce", {"bounce": {"bounceType": "Permanent"}}, EventKind.BOUNCED, True),
        ("Bounce", {"bounce": {"bounceType": "Transient"}}, EventKind.BOUNCED, False),
        ("Bounce", {"bounce": {"bounceType": "Undetermined"}}, EventKind.BOUNCED, False),
        ("Complaint", {"complaint": {}}, EventKind.COMPLAINED, False),
        (
            "Subscription",
            {"subscription": {"newTopicPreferences": {"unsubscribeAll": True}}},
            EventKind.UNSUBSCRIBED,
            False,
        ),
        ("Open", {"open": {}}, EventKind.OPENED, False),
        ("Click", {"click": {}}, EventKind.CLICKED, False),
    ],
)
def test_its_words_in_ours(word, parts, kind, is_hard):
    found = event(word, **parts)
    assert (found.kind, found.is_hard, found.email) == (kind, is_hard, "a@b.org")
    assert (found.reference, found.delivery_id) == ("2023-09-abc-1234", 17)
    assert (found.message_id, found.at) == ("0107018a", NOW)
    assert json.loads(found.body)["eventType"] == word


def test_it_tells_why_in_the_words_of_the_server_that_said_no():
    bounced = {"emailAddress": "Ada <A@b.org>", "diagnosticCode": "smtp; 550 no\r\nsuch user"}
    found = event("Bounce", bounce={"bounceType": "Permanent", "bouncedRecipients": [bounced]})
    assert (found.email, found.reason) == ("a@b.org", "smtp; 550 no such user")


@pytest.mark.parametrize(
    "message",
    [
        "Successfully validated SNS topic for Amazon SES event publishing.",
        "[" * 100_000,
        [],
        told("News"),
        told(["Send"]),
        told("Send", mail={"destination": []}),
        told("Send", mail=None),
        told("Complaint", complaint={"complaintFeedbackType": "not-spam"}),
        told("Subscription", subscription={"newTopicPreferences": {"unsubscribeAll": False}}),
    ],
)
def test_what_is_none_of_ours_gives_no_event(message):
    assert WEBHOOK.events(a_call(published(message))) == ()


def test_two_recipients_are_two_events_and_each_is_told_again_with_its_own_id():
    two = {"bouncedRecipients": [{"emailAddress": "a@b.org"}, {"emailAddress": "c@b.org"}, 1, {}]}
    call = a_call(published(told("Bounce", bounce=two)))
    first, again = WEBHOOK.events(call), WEBHOOK.events(call)
    assert [each.email for each in first] == ["a@b.org", "c@b.org"]
    assert first == again
    assert first[0].id != first[1].id


@pytest.mark.parametrize("body", [*BODIES, b"[]"])
def test_a_body_that_is_no_object_cannot_be_read(body):
    with pytest.raises(ValueError, match=r"."):
        WEBHOOK.events(a_call(body))


@given(
    objects("MessageId", "Timestamp"),
    objects("messageId", "tags", "destination"),
    objects("bouncedRecipients", "bounceType", "bounceSubType") | JSON,
)
def test_whatever_it_tells_gives_events_or_a_named_error(envelope, mail, bounce):
    mail = {"destination": ["a@b.org"]} | mail
    body = published(told("Bounce", mail=mail, bounce=bounce)) | envelope
    for found in WEBHOOK.events(a_call(body)):
        assert is_storable(found)
