"""Amazon SES: requests and answers, without a network."""

import datetime as dt
import html
import json
import re
from email import message_from_string
from email.policy import SMTP

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from pydantic import SecretStr

from digest.errors import BatchRefusedError, NotSentError, TransportError
from digest.model.mailing import DeliveryState
from digest.model.rendered import TOKEN
from digest.transports.contract import PartlySentError
from digest.transports.esp import Response
from digest.transports.ses import Ses, SesSettings
from fakes.letters import LINK, a_batch, a_letter, a_recipient

NOW = dt.datetime(2023, 9, 1, 7, 5, tzinfo=dt.UTC)
ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED
MODEL = ServiceModel(Loader().load_service_model("sesv2", "service-2"))


def ses(**changes):
    settings = {
        "kind": "ses",
        "region": "eu-central-1",
        "access_key_id": {"env": "ID"},
        "secret_access_key": {"env": "SECRET"},
    }
    return Ses(
        SesSettings.model_validate(settings | changes),
        SecretStr("AKIDEXAMPLE"),
        SecretStr("key-secret"),
        lambda: NOW,
    )


SES = ses()


def posted(letter=None, batch=None, esp=SES):
    request = esp.request(letter or a_letter(), batch or a_batch(), NOW)
    return json.loads(request.body)


def entry(letter=None, **changes):
    [only] = posted(letter, a_batch(a_recipient(1, **changes)))["BulkEmailEntries"]
    return only


def as_ses_fills(text, data):
    """Put the values in once; a backslash before a variable would make it plain text."""
    return re.sub(r"(?<!\\)\{\{(\w+)\}\}", lambda match: data[match[1]], text)


def data_of(message):
    content = message["BulkEmailEntries"][0]["ReplacementEmailContent"]
    return json.loads(content["ReplacementTemplate"]["ReplacementTemplateData"])


def template(message):
    return message["DefaultContent"]["Template"]["TemplateContent"]


def answer(value, status=200, **headers):
    return Response(status, headers, json.dumps(value).encode())


def results(*statuses):
    return answer(
        {
            "BulkEmailEntryResults": [
                {"Status": status, "MessageId": f"id-{at}"}
                if status == "SUCCESS"
                else {"Status": status, "Error": f"because of {status}"}
                for at, status in enumerate(statuses, start=1)
            ]
        }
    )


@pytest.mark.parametrize(
    ("changes", "host"),
    [
        ({}, "email.eu-central-1.amazonaws.com"),
        ({"region": "eu-west-1"}, "email.eu-west-1.amazonaws.com"),
        ({"base_url": "http://127.0.0.1:8025"}, "127.0.0.1:8025"),
    ],
)
def test_a_post_is_signed_for_the_regions_host(changes, host):
    request = ses(**changes).request(a_letter(), a_batch(), NOW)
    region = changes.get("region", "eu-central-1")
    assert (request.method, request.path) == ("POST", "/v2/email/outbound-bulk-emails")
    assert request.headers["Host"] == host
    assert request.headers["Authorization"].startswith(
        f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20230901/{region}/ses/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, Signature="
    )
    assert "key-secret" not in str(request.headers)
    assert SES.secrets == ("key-secret", "AKIDEXAMPLE")


@pytest.mark.parametrize(
    "region", ["", "eu", "eu-central-1.evil.example", "EU-WEST-1", "eu-west-1/x"]
)
def test_a_region_is_only_a_region(region):
    with pytest.raises(ValueError, match="region"):
        ses(region=region)


def test_the_call_says_the_letter_once_and_the_rest_for_each_recipient():
    message = posted()
    entries = message.pop("BulkEmailEntries")
    link = "https://news.example.org/unsubscribe/{{token}}"
    assert message == {
        "FromEmailAddress": "The Network <news@example.org>",
        "ReplyToAddresses": ["secretariat@example.org"],
        "ConfigurationOverrides": {
            "Tracking": {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}
        },
        "DefaultContent": {
            "Template": {
                "TemplateContent": {
                    "Subject": "News from our Members – September 2023",
                    "Text": f"Café\n\nUnsubscribe: {link}\n",
                    "Html": f'<p>Café</p>\n<a href="{link}">Unsubscribe</a>\n',
                },
                "TemplateData": '{"token": "", "brace": "{", "backslash": "\\\\"}',
            }
        },
    }
    assert entries[1] == {
        "Destination": {"ToAddresses": ["Reader 2 <reader2@example.com>"]},
        "ReplacementEmailContent": {
            "ReplacementTemplate": {
                "ReplacementTemplateData": (
                    '{"token": "token-of-2", "brace": "{", "backslash": "\\\\"}'
                )
            }
        },
        "ReplacementHeaders": [
            {"Name": "List-Id", "Value": "News from our Members <members-news.example.org>"},
            {
                "Name": "List-Unsubscribe",
                "Value": "<https://news.example.org/unsubscribe/token-of-2>",
            },
            {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
        ],
        "ReplacementTags": [
            {"Name": "digest_batch", "Value": "2023-09-1a2b3c4d-1"},
            {"Name": "digest_delivery", "Value": "2"},
        ],
    }


def test_what_there_is_not_is_not_sent_and_a_configuration_set_is_named():
    assert "ReplyToAddresses" not in posted(a_letter(reply_to=None))
    assert "ConfigurationSetName" not in posted()
    named = posted(esp=ses(configuration_set="news"))
    assert named["ConfigurationSetName"] == "news"


@pytest.mark.parametrize("esp", [SES, ses(configuration_set="news")])
def test_our_call_is_what_botocores_model_describes(esp):
    shape = MODEL.operation_model("SendBulkEmail").input_shape
    message = posted(esp=esp)
    assert ParamValidator().validate(message, shape).generate_report() == ""
    message["BulkEmailEntries"][0]["ReplacementHeaders"][0]["Value"] = 7
    message["DefaultContent"]["Template"]["Content"] = {}
    report = ParamValidator().validate(message, shape).generate_report()
    assert "Invalid type" in report
    assert "Unknown parameter" in report


@pytest.mark.parametrize(
    "name",
    [
        "Ann Smith",
        "Smith, Ann",
        'A "B" \\',
        "Élodie, d'Été",
        "Ann\r\nBcc: b@example.com",
        "Ann>, <b@example.com",
        "{{token}}",
        "é" * 500,
        None,
    ],
)
def test_a_name_is_one_mailbox_in_ascii(name):
    [to] = entry(name=name)["Destination"]["ToAddresses"]
    assert to.isascii()
    assert len(to) <= 320
    parsed = message_from_string(f"To: {to}\r\n\r\n", policy=SMTP)["To"].addresses
    assert [each.addr_spec for each in parsed] == ["reader1@example.com"]


def test_names_that_are_longer_than_ses_takes():
    assert posted(a_letter(sender_name="Réseau"))["FromEmailAddress"].startswith("=?utf-8?")
    with pytest.raises(NotSentError, match="320 characters") as caught:
        posted(a_letter(sender_name="é" * 100))
    assert caught.value.retry_after is None
    headers = entry(a_letter(list_name="é" * 500))["ReplacementHeaders"]
    assert headers[0]["Value"] == "<members-news.example.org>"


MEMBERS_TEXT = [
    "{{ 7*7 }}",
    "{{token}}",
    "{{{token}}}",
    "{{#if x}}{{/if}}",
    "{{> partial}}",
    "\\{{token}}",
    "\\\\{{token}}",
    "\\{\\{",
    "{% x %}",
    f"{{{TOKEN}",
    f"\\{TOKEN}",
    "}}",
    "\\",
]


@pytest.mark.parametrize("written", MEMBERS_TEXT)
@pytest.mark.parametrize(("field", "name"), [("text", "Text"), ("subject", "Subject")])
def test_what_looks_like_a_variable_arrives_as_it_was_written(field, name, written):
    message = posted(a_letter(**{field: f"{written} {LINK}"}))
    sent = template(message)[name]
    assert "\\{{" not in sent
    assert as_ses_fills(sent, data_of(message)) == f"{written} {LINK}".replace(TOKEN, "token-of-1")


@pytest.mark.parametrize("written", MEMBERS_TEXT)
def test_in_html_a_brace_becomes_a_reference(written):
    message = posted(a_letter(html=f"<p>{written}</p><a href='{LINK}'>x</a>"))
    sent = template(message)["Html"]
    assert set(re.findall(r"\{\{.*?\}\}", sent)) == {"{{token}}"}
    arrived = html.unescape(as_ses_fills(sent, data_of(message)))
    assert arrived == f"<p>{written}</p><a href='{LINK}'>x</a>".replace(TOKEN, "token-of-1")


def told(receipts):
    return [(each.delivery_id, each.state, each.receipt or each.reason) for each in receipts]


def test_each_message_has_a_result_of_its_own():
    receipts = SES.receipts(a_batch(), results("SUCCESS", "MESSAGE_REJECTED", "SUCCESS"))
    assert told(receipts) == [
        (1, ACCEPTED, "id-1"),
        (2, REJECTED, "because of MESSAGE_REJECTED"),
        (3, ACCEPTED, "id-3"),
    ]


@pytest.mark.parametrize(
    ("statuses", "wait", "settled"),
    [
        (("SUCCESS", "ACCOUNT_THROTTLED", "SUCCESS"), 5, [1, 3]),
        (("SUCCESS", "ACCOUNT_THROTTLED", "INVALID_PARAMETER"), 5, [1, 3]),
        (("SUCCESS", "ACCOUNT_THROTTLED", "TRANSIENT_FAILURE"), 30, [1]),
        (("ACCOUNT_DAILY_QUOTA_EXCEEDED",) * 3, 600, []),
        (("SUCCESS", "ACCOUNT_SUSPENDED", "ACCOUNT_THROTTLED"), None, [1]),
        (("MAIL_FROM_DOMAIN_NOT_VERIFIED",) * 3, None, []),
        (("CONFIGURATION_SET_NOT_FOUND",) * 3, None, []),
    ],
)
def test_what_was_not_taken_for_now_is_sent_later_and_the_rest_is_settled(statuses, wait, settled):
    with pytest.raises(PartlySentError, match="because of") as caught:
        SES.receipts(a_batch(), results(*statuses))
    assert caught.value.retry_after == wait
    assert caught.value.hint
    assert [each.delivery_id for each in caught.value.settled] == settled


def test_where_every_message_is_refused_the_batch_is():
    with pytest.raises(BatchRefusedError, match="because of INVALID_PARAMETER"):
        SES.receipts(a_batch(), results(*("INVALID_PARAMETER",) * 3))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"BulkEmailEntryResults": []}',
        b'{"BulkEmailEntryResults": {"1": 1, "2": 2, "3": 3}}',
        b'{"BulkEmailEntryResults": [null, 7, "x"]}',
        b'{"BulkEmailEntryResults": [{"Status": "SUCCESS"}, {"Status": "SUCCESS"}, {}]}',
        b'{"BulkEmailEntryResults": [{"Status": "NEW"}, {"Status": "FAILED"}, {}]}',
    ],
)
def test_an_answer_without_a_result_for_each_says_nothing(body):
    with pytest.raises(ValueError, match=r".+"):
        SES.receipts(a_batch(), Response(200, {}, body))


@pytest.mark.parametrize(
    ("status", "kind", "message", "wait", "word"),
    [
        (429, "TooManyRequestsException", "Too many requests", 5, "rate"),
        (400, "ThrottlingException", "Maximum sending rate exceeded.", 5, "rate"),
        (400, "Throttling", "Daily message quota exceeded.", 600, "24 hours"),
        (400, "LimitExceededException", "too many", 600, "24 hours"),
        (400, "AccountSuspendedException", "suspended", None, "stopped"),
        (400, "SendingPausedException", "paused", None, "stopped"),
        (400, "MailFromDomainNotVerifiedException", "not verified", None, "Verify"),
        (404, "NotFoundException", "no such set", None, "configuration_set"),
        (403, "InvalidSignatureException", "Signature expired: 1 is now earlier", None, "clock"),
    ],
)
def test_an_errors_type_says_more_than_its_status(status, kind, message, wait, word):
    by_header = answer({"message": message}, status, **{"x-amzn-errortype": f"{kind}:http://x/"})
    by_body = answer({"__type": f"com.amazonaws.ses#{kind}", "Message": message}, status)
    for response in (by_header, by_body):
        error = SES.refusal(response)
        assert isinstance(error, NotSentError)
        assert error.retry_after == wait
        assert word in error.hint
        assert message in error.message


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"__type": "BadRequestException"}'])
def test_the_rest_is_left_to_the_table(body):
    assert SES.refusal(Response(400, {}, body)) is None


def test_nobody_can_be_asked():
    assert SES.lookup(a_batch(), None, NOW) is None
    assert SES.found(a_batch(), answer({})) == ((), None)
    assert not SES.capabilities.lookup
    assert not SES.capabilities.idempotent_seconds


def account(**changes):
    quota = {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0}
    whole = {"SendingEnabled": True, "ProductionAccessEnabled": True, "SendQuota": quota}
    return answer(whole | changes)


def test_the_probe_is_signed_and_says_whether_events_are_told():
    request = SES.probe()
    assert (request.method, request.path) == ("GET", "/v2/email/account")
    assert "Signature=" in request.headers["Authorization"]
    assert "14 messages a second" in SES.proof(account())
    assert "are not told" in SES.proof(account())
    assert "are told" in ses(configuration_set="news").proof(account())


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"SendingEnabled": False}, "stopped"), ({"ProductionAccessEnabled": False}, "sandbox")],
)
def test_an_account_that_may_not_send_needs_a_person(changes, words):
    with pytest.raises(TransportError, match=words) as caught:
        SES.proof(account(**changes))
    assert caught.value.hint


def test_a_proof_that_cannot_be_read_is_none():
    with pytest.raises(ValueError, match="quota"):
        SES.proof(answer({}))
