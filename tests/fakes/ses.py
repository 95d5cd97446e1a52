"""A fake Amazon SES: calls held to botocore's signature and model, results for each message.

Its template language is that of Handlebars as far as a call's own template may use it: a backslash
makes a variable plain, what is not given fails the rendering, and the message is dropped silently.
"""

from __future__ import annotations

import hmac
import json
import re
from functools import cache

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

from fakes.arrived import Arrived, is_address, mailbox
from fakes.esp import FakeEsp, RefusedError

_TAG = re.compile(r"(\\*)\{\{\{?(.*?)\}?\}\}", re.DOTALL)
_MAILBOX = re.compile(r"(?:(?P<name>.*) )?<?(?P<email>[^<> ]+)>?")


class FakeSes(FakeEsp):
    """One account in one region; ``statuses`` are those of addresses it does not take."""

    def __init__(self, key="key-test", region="eu-central-1"):
        super().__init__(key)
        self.region = region
        self.statuses = {}
        self.account = {
            "SendingEnabled": True,
            "ProductionAccessEnabled": True,
            "EnforcementStatus": "HEALTHY",
            "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0},
        }

    def is_post(self, call):
        return call.path == "/v2/email/outbound-bulk-emails"

    def answer(self, call):
        self._check_signature(call)
        if call.path == "/v2/email/account":
            return 200, self.account
        if call.path != "/v2/email/outbound-bulk-emails":
            raise refused(404, "NotFoundException", "no such operation")
        asked = call.json()
        check(asked)
        with self.lock:
            results = [self._take(asked, entry) for entry in asked["BulkEmailEntries"]]
        return 200, {"BulkEmailEntryResults": results}

    def _check_signature(self, call):
        given = call.headers.get("authorization", "")
        names = re.search(r"SignedHeaders=([^,]*)", given)
        if not names or "host" not in names[1] or f"/{self.region}/ses/" not in given:
            raise refused(403, "IncompleteSignatureException", "the signature is not whole")
        headers = {name: call.headers[name] for name in names[1].split(";")}
        theirs = AWSRequest(
            call.method, f"http://{headers['host']}{call.path}", headers=headers, data=call.body
        )
        theirs.context["timestamp"] = headers["x-amz-date"]
        auth = SigV4Auth(Credentials(self.key, self.key), "ses", self.region)
        own = auth.signature(auth.string_to_sign(theirs, auth.canonical_request(theirs)), theirs)
        if not hmac.compare_digest(own, given.rpartition("Signature=")[2]):
            raise refused(403, "InvalidSignatureException", "the signature does not match")

    def _take(self, asked, entry):
        [to] = entry["Destination"]["ToAddresses"]
        email = _MAILBOX.fullmatch(to)["email"]
        status = self.statuses.get(email) or ("SUCCESS" if is_address(email) else "FAILED")
        if status != "SUCCESS":
            return {"Status": status, "Error": f"told so for {status}"}
        message_id = f"0107018{len(self.taken):x}-eu-000000"
        message = arriving(asked, entry, message_id)
        if message is not None:
            self.taken.append(message)
        return {"Status": status, "MessageId": message_id}


def refused(status, kind, message):
    """Give an error as SES answers it."""
    return RefusedError(status, {"message": message}, x_amzn_ErrorType=f"{kind}:http://internal/")


@cache
def shape():
    """Give botocore's description of the call."""
    model = ServiceModel(Loader().load_service_model("sesv2", "service-2"))
    return model.operation_model("SendBulkEmail").input_shape


def check(asked):
    """Refuse what SES refuses."""
    report = ParamValidator().validate(asked, shape()).generate_report()
    entries = asked.get("BulkEmailEntries", [])
    if report or not 0 < len(entries) <= 50:
        raise refused(400, "BadRequestException", report or "the number of entries")
    if len(json.dumps(asked, ensure_ascii=False).encode()) > 1_000_000:
        raise refused(400, "BadRequestException", "the input is too large")
    for entry in entries:
        for header in entry.get("ReplacementHeaders", []):
            if not re.fullmatch(r"[ -~]{1,995}", header["Value"]):
                raise refused(400, "BadRequestException", f"header {header['Name']}")
        for tag in entry.get("ReplacementTags", []):
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", tag["Value"]):
                raise refused(400, "BadRequestException", f"tag {tag['Name']}")


def arriving(asked, entry, message_id):
    """Make one reader's message; None where its template cannot be filled."""
    template = asked["DefaultContent"]["Template"]
    replaced = entry.get("ReplacementEmailContent", {}).get("ReplacementTemplate", {})
    data = json.loads(replaced.get("ReplacementTemplateData") or template["TemplateData"])
    content = template["TemplateContent"]
    try:
        subject, text, html = (filled(content[part], data) for part in ("Subject", "Text", "Html"))
    except KeyError:
        return None
    headers = {each["Name"]: each["Value"] for each in entry.get("ReplacementHeaders", [])}
    headers |= {"From": read(asked["FromEmailAddress"]), "Subject": subject}
    headers |= {"To": read(entry["Destination"]["ToAddresses"][0])}
    if asked.get("ReplyToAddresses"):
        headers["Reply-To"] = ", ".join(asked["ReplyToAddresses"])
    marks = {each["Name"]: each["Value"] for each in entry.get("ReplacementTags", [])}
    email = _MAILBOX.fullmatch(entry["Destination"]["ToAddresses"][0])["email"]
    return Arrived(email, headers, text, html, marks, message_id)


def filled(text, data):
    """Put the values in, once; a backslash before a variable makes it plain, two make one."""

    def value(match):
        slashes, name = match[1], match[2].strip()
        if len(slashes) == 1:
            return match[0][1:]
        return slashes[: len(slashes) // 2] + data[name]

    return _TAG.sub(value, text)


def read(address):
    """Read a mailbox as its reader sees it."""
    parts = _MAILBOX.fullmatch(address)
    return mailbox(parts["name"] or "", parts["email"])
