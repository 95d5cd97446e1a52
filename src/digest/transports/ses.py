"""Amazon SES, version 2: fifty recipients a call, each with an answer of their own.

Sending:  https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html
Template: https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html
Quotas:   https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
Events:   https://docs.aws.amazon.com/ses/latest/dg/monitor-using-event-publishing.html

Limits: 50 recipients and 1 MB a call; 15 headers of 995 characters each, in ASCII; mailboxes of 320
characters, no letters outside ASCII before the @. SES writes Date and Message-ID itself.

There is no idempotency and no look-up: what became of a lost answer only events tell, and those
come with our tags only where ``configuration_set`` publishes them. Without it, an answer that is
lost needs a person.

Variables in a template that comes with the call are simple substitutions, and values are not
escaped. That a backslash before {{ makes it a plain {{ is a custom of Handlebars, which SES is said
to follow; nothing here rests on whether it does.

Opens and clicks are switched off in every call (``ConfigurationOverrides``, since 2026).
A region is a host of its own: eu-west-1, eu-central-1, eu-west-3, eu-north-1 … are in the EU.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, StringConstraints

from digest.delivery.headers import display_name, mailbox, phrase
from digest.errors import BatchRefusedError, NotSentError, TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.model.rendered import TOKEN
from digest.model.secret import SecretReference
from digest.transports.aws_signature import AwsKey, signed
from digest.transports.braces import unread_in_html, unread_in_text
from digest.transports.contract import Capabilities, PartlySentError
from digest.transports.esp import Request, Response
from digest.transports.ses_answers import STOPPED, Result, not_taken, read_error, read_result
from digest.transports.settings import BaseUrl, HttpSettings

_MOST_RECIPIENTS = 50  # of one call
_MOST_BYTES = 1_000_000  # of one call
_MAILBOX = 320  # characters
_HEADER = 995  # characters of a value

_THEIR_TOKEN = "{{token}}"  # noqa: S105 - our name for it at SES, not a secret
_THEIR_BRACE = "{{brace}}"
_THEIR_BACKSLASH = "{{backslash}}"
_BEFORE_A_VARIABLE = re.compile(r"\\(?=\\*\{\{)")


class SesSettings(HttpSettings):
    """[transport] kind = "ses"."""

    kind: Literal["ses"]
    region: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-[0-9]$")] = Field(
        description="the AWS region: eu-west-1 and eu-central-1 are in the EU",
        examples=["eu-central-1"],
    )
    access_key_id: SecretReference = Field(description="of a key that may ses:SendBulkEmail")
    secret_access_key: SecretReference = Field(description="the key's secret")
    configuration_set: (
        Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None
    ) = Field(default=None, description="what publishes events; without it none are told")
    base_url: BaseUrl | None = Field(default=None, description="the region's host, if not its own")
    batch_size: Annotated[int, Field(ge=1, le=_MOST_RECIPIENTS)] = Field(
        default=_MOST_RECIPIENTS, description="the most recipients of one call"
    )

    @property
    def host_url(self) -> str:
        """Where the region is called."""
        return self.base_url or f"https://email.{self.region}.amazonaws.com"


class Ses:
    """Describes SES in one region, for one access key."""

    name = "ses"
    capabilities = Capabilities(batch_size=_MOST_RECIPIENTS, replay=False, lookup=False)

    def __init__(
        self,
        settings: SesSettings,
        key_id: SecretStr,
        secret: SecretStr,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._key = AwsKey(
            key_id.get_secret_value().strip(),
            secret.get_secret_value().strip(),
            settings.region,
            "ses",
        )
        self._clock = clock
        self.secrets = (self._key.secret_access_key, self._key.access_key_id)
        self._host = urlsplit(settings.host_url).netloc
        self._set = settings.configuration_set

    def request(self, letter: Letter, batch: Batch, now: dt.datetime) -> Request:
        """Describe the post of a batch, signed now.

        Raises:
            NotSentError: the sender's name is longer than SES takes.
            BatchRefusedError: the call is larger than SES takes; half of it may not be.
        """
        list_id = _list_id(letter)
        message = {
            "FromEmailAddress": _sender(letter),
            **({"ReplyToAddresses": [letter.reply_to]} if letter.reply_to else {}),
            **({"ConfigurationSetName": self._set} if self._set else {}),
            "ConfigurationOverrides": {
                "Tracking": {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}
            },
            "DefaultContent": {"Template": _template(letter)},
            "BulkEmailEntries": [_entry(letter, batch, each, list_id) for each in batch.recipients],
        }
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        if len(body) > _MOST_BYTES:
            raise BatchRefusedError(
                f"ses takes {_MOST_BYTES:,} bytes a call, and this one has {len(body):,}.",
                hint="Set batch_size in [transport] to fewer recipients, or shorten the issue.",
            )
        headers = {"Content-Type": "application/json"}
        call = Request("POST", "/v2/email/outbound-bulk-emails", headers, body)
        return signed(call, self._host, self._key, now)

    def receipts(self, batch: Batch, response: Response) -> tuple[Receipt, ...]:
        """Read the result of each message, in their order.

        Raises:
            ValueError: the answer does not say what became of each.
            PartlySentError: some were not taken, and are to be sent later.
            BatchRefusedError: every message was refused for what is in it.
        """
        results = response.json().get("BulkEmailEntryResults")
        if not isinstance(results, list) or len(results) != len(batch.recipients):
            raise ValueError("the answer has not one result for each message")
        told = [read_result(each) for each in results]
        settled = tuple(
            _receipt(recipient, result)
            for recipient, result in zip(batch.recipients, told, strict=True)
            if result.fault is None
        )
        if error := not_taken(told):
            raise PartlySentError(error, settled)
        if all(each.state is DeliveryState.REJECTED for each in settled):
            raise BatchRefusedError(f"ses refused every message: {settled[0].reason}")
        return settled

    def refusal(self, response: Response) -> NotSentError | None:
        """Read the error's type, which says more than its status."""
        return read_error(response)

    def lookup(self, batch: Batch, page: str | None, now: dt.datetime) -> None:
        """SES cannot be asked for a message whose id is not known."""

    def found(self, batch: Batch, response: Response) -> tuple[tuple[Receipt, ...], None]:
        """Nothing is asked, so nothing is found."""
        del batch, response
        return (), None

    def probe(self) -> Request:
        """Describe a look at the account, signed now."""
        return signed(Request("GET", "/v2/email/account", {}), self._host, self._key, self._clock())

    def proof(self, response: Response) -> str:
        """Say how much the account may send.

        Raises:
            TransportError: it is there, but may not send to everybody.
            ValueError: the answer cannot be read.
        """
        account = response.json()
        quota = account.get("SendQuota")
        rate = quota.get("MaxSendRate") if isinstance(quota, dict) else None
        if not isinstance(rate, int | float):
            raise ValueError("the answer names no quota")  # noqa: TRY004 - bad data
        if account.get("SendingEnabled") is not True:
            raise TransportError("ses knows the key, but sending is stopped.", hint=STOPPED)
        if account.get("ProductionAccessEnabled") is not True:
            raise TransportError(
                f"ses knows the key, but the account is in the sandbox of {self._key.region}: "
                "it may write to verified addresses only.",
                hint="Ask for production access on the account's page at SES.",
            )
        events = "are told" if self._set else "are not told, for configuration_set is not given"
        return (
            f"ses: the key is right, and may send {rate:g} messages a second in "
            f"{self._key.region}. Bounces {events}."
        )


def _receipt(recipient: Recipient, result: Result) -> Receipt:
    if result.message_id:
        return Receipt(recipient.delivery_id, DeliveryState.ACCEPTED, receipt=result.message_id)
    return Receipt(recipient.delivery_id, DeliveryState.REJECTED, reason=result.words)


def _template(letter: Letter) -> dict[str, object]:
    content = {
        "Subject": _text(letter.subject),
        "Text": _text(letter.text),
        "Html": _html(letter.html),
    }
    return {"TemplateContent": content, "TemplateData": _variables("")}


def _entry(letter: Letter, batch: Batch, recipient: Recipient, list_id: str) -> dict[str, object]:
    """What one recipient gets of their own; all variables, for they may replace the common ones."""
    tags = {"digest_batch": batch.reference, "digest_delivery": str(recipient.delivery_id)}
    headers = {
        "List-Id": list_id,
        "List-Unsubscribe": f"<{letter.unsubscribe_url.replace(TOKEN, recipient.token)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    data = {"ReplacementTemplateData": _variables(recipient.token)}
    return {
        "Destination": {"ToAddresses": [_to(recipient)]},
        "ReplacementEmailContent": {"ReplacementTemplate": data},
        "ReplacementHeaders": _named(headers),
        "ReplacementTags": _named(tags),
    }


def _variables(token: str) -> str:
    return json.dumps({"token": token, "brace": "{", "backslash": "\\"})


def _named(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


def _text(text: str) -> str:
    written = unread_in_text(text, _THEIR_BRACE).replace(TOKEN, _THEIR_TOKEN)
    return _BEFORE_A_VARIABLE.sub(lambda _match: _THEIR_BACKSLASH, written)


def _html(html: str) -> str:
    written = unread_in_html(html).replace(TOKEN, _THEIR_TOKEN)
    return _BEFORE_A_VARIABLE.sub("&#92;", written)


def _to(recipient: Recipient) -> str:
    whole = " ".join(mailbox(display_name(recipient.name), recipient.email))
    return whole if len(whole) <= _MAILBOX else recipient.email


def _sender(letter: Letter) -> str:
    whole = " ".join(mailbox(letter.sender_name, letter.sender_email))
    if len(whole) > _MAILBOX:
        raise NotSentError(
            f"ses takes {_MAILBOX} characters of sender; {letter.sender_name!r} makes it longer.",
            retry_after=None,
            hint="Shorten sender in [newsletter] of config.toml, then approve again.",
        )
    return whole


def _list_id(letter: Letter) -> str:
    whole = " ".join((*phrase(letter.list_name), f"<{letter.list_id}>"))
    return whole if len(whole) <= _HEADER else f"<{letter.list_id}>"
