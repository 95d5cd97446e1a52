"""Mailjet: fifty messages a call, and nobody gets two of one mailing however often it is posted.

Sending:   https://dev.mailjet.com/email/guides/send-api-v31/
Errors:    https://dev.mailjet.com/email/guides/send-api-v31/#send-api-errors
Campaigns: https://dev.mailjet.com/email/guides/send-api-v31/#group-into-a-campaign
Messages:  https://dev.mailjet.com/email/reference/messages/

Limits: 50 messages a call; a subject of 255 characters. A message may be refused while others of
the call are taken; the status is then 4xx. ``List-Id``, ``Message-Id`` and ``Date`` are forbidden,
so a letter through Mailjet has no List-Id.

``DeduplicateCampaign`` lets each contact have one message of a campaign, and every variant of a
mailing is a campaign of its own. So posting again cannot send twice, in whatever batch, and what is
unknown is posted again. Mailjet says yes to both posts, and blocks the second message afterwards
("duplicate in campaign"): which of the two a reader has is not told, and need not be.

``[[…]]`` is filled in text and HTML; ``{{…}}`` only with ``TemplateLanguage``, which is not asked
for. Opens and clicks are switched off in every message.
Mailjet keeps its data in the European Union; https://api.us.mailjet.com is for accounts in the US.

Not verified on a live account: that several messages may share a ``CustomID`` (the look-up asks for
all that carry the batch's), and for how long a campaign remembers its contacts.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import Field, SecretStr

from digest.delivery.headers import clean, display_name
from digest.errors import BatchRefusedError, NotSentError, TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.model.rendered import TOKEN
from digest.model.secret import SecretReference
from digest.transports.contract import Capabilities, PartlySentError
from digest.transports.esp import Request, Response
from digest.transports.settings import BaseUrl, HttpSettings

_MOST_MESSAGES = 50  # of one call
_LOG_PAGE = 1000
_SERVER_ERROR = 500
_LONGEST_WORDS = 300

_THEIR_TOKEN = "[[var:token]]"  # noqa: S105 - our name for it at Mailjet, not a secret
_THEIR_BRACKET = "[[var:bracket]]"
# What a bracket before another one would begin; our own token becomes [[…]] later on. In HTML it
# becomes its character reference; no style sheet has two of them.
_BEGINS = re.compile(rf"\[(?=[\[{TOKEN[0]}])")
_DUPLICATE = 15  # the state of a message that was blocked as its campaign's second to a contact

# Errors of a message that are not about the message.
_HINTS: Mapping[str, str] = {
    "send-0006": "Ask Mailjet's support to allow the sender.",
    "send-0007": "Verify the sender at Mailjet: account, sender domains and addresses.",
    "send-0008": "Verify the sender at Mailjet: account, sender domains and addresses.",
    "mj-0001": "Mailjet has suspended the key: look at the account.",
    "mj-0015": "Check api_key and secret_key in [transport] of config.toml.",
}


class MailjetSettings(HttpSettings):
    """[transport] kind = "mailjet"."""

    kind: Literal["mailjet"]
    api_key: SecretReference = Field(description="the API key, which is the name")
    secret_key: SecretReference = Field(description="the secret key, which is the password")
    base_url: BaseUrl = Field(
        default="https://api.mailjet.com",
        description="the API's host, in the EU; https://api.us.mailjet.com for accounts in the US",
    )
    batch_size: Annotated[int, Field(ge=1, le=_MOST_MESSAGES)] = Field(
        default=_MOST_MESSAGES, description="the most messages of one call"
    )


class Mailjet:
    """Describes Mailjet's API for one pair of keys."""

    name = "mailjet"
    capabilities = Capabilities(
        batch_size=_MOST_MESSAGES,
        replay=True,
        lookup=True,
        lookup_lag=60.0,
        told_with=(400, 403),
        subject_length=255,
        letter_bytes=15_000_000,
    )

    def __init__(self, api_key: SecretStr, secret_key: SecretStr) -> None:
        pair = [each.get_secret_value().strip() for each in (api_key, secret_key)]
        token = base64.b64encode(":".join(pair).encode()).decode("ascii")
        self.secrets = (*pair, token)
        self._authorization = {"Authorization": f"Basic {token}"}

    def request(self, letter: Letter, batch: Batch, now: dt.datetime) -> Request:
        """Describe the post of a batch."""
        del now  # the same batch gives the same bytes, whenever it is posted
        shared = {
            "From": {"Email": letter.sender_email, "Name": letter.sender_name},
            **({"ReplyTo": {"Email": letter.reply_to}} if letter.reply_to else {}),
            "Subject": letter.subject,  # nothing is filled in it
            "TextPart": _BEGINS.sub(_THEIR_BRACKET, letter.text).replace(TOKEN, _THEIR_TOKEN),
            "HTMLPart": _BEGINS.sub("&#91;", letter.html).replace(TOKEN, _THEIR_TOKEN),
            "CustomCampaign": f"{letter.reference}-v{batch.variant}",
            "DeduplicateCampaign": True,
            "TrackOpens": "disabled",
            "TrackClicks": "disabled",
        }
        messages = [_message(letter, batch, each) for each in batch.recipients]
        call = {"Globals": shared, "Messages": messages}
        body = json.dumps(call, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {**self._authorization, "Content-Type": "application/json"}
        return Request("POST", "/v3.1/send", headers, body)

    def receipts(self, batch: Batch, response: Response) -> tuple[Receipt, ...]:
        """Read what became of each message, in their order.

        Raises:
            ValueError: the answer does not say what became of each.
            PartlySentError: some were not taken, for a reason that is not theirs.
            BatchRefusedError: every message was refused for what is in it.
        """
        results = response.json().get("Messages")
        if not isinstance(results, list) or len(results) != len(batch.recipients):
            raise ValueError("the answer has not one result for each message")
        pairs = tuple(zip(batch.recipients, map(_result, results), strict=True))
        settled = tuple(_receipt(each, result) for each, result in pairs if _fault(result) is None)
        if fault := next(filter(None, (_fault(result) for _each, result in pairs)), None):
            raise PartlySentError(fault, settled)
        if all(each.state is DeliveryState.REJECTED for each in settled):
            raise BatchRefusedError(f"mailjet refused every message: {settled[0].reason}")
        return settled

    def refusal(self, response: Response) -> TransportError | None:
        """Mailjet says by a code of its own why it refuses a whole call."""
        try:
            said = response.json()
        except ValueError:
            return None
        code, words = str(said.get("ErrorCode", "")), _words(said)
        if hint := _HINTS.get(code):
            return _not_sent(words, hint)
        if code and response.status in self.capabilities.told_with:
            return BatchRefusedError(f"mailjet refused the batch ({response.status}): {words}")
        return None

    def lookup(self, batch: Batch, page: str | None, now: dt.datetime) -> Request:
        """Describe the question for all messages that carry the batch's reference: one page."""
        del page, now
        question = {
            "CustomID": batch.reference,
            "ShowCustomID": "true",
            "ShowContactAlt": "true",
            "Limit": _LOG_PAGE,
        }
        return Request("GET", f"/v3/REST/message?{urlencode(question)}", self._authorization)

    def found(self, batch: Batch, response: Response) -> tuple[tuple[Receipt, ...], None]:
        """Read the messages; one that does not carry the batch's reference proves nothing.

        Raises:
            ValueError: the answer is no list of messages.
        """
        rows = response.listed("Data")
        return tuple(_evidence(batch, rows)), None

    def probe(self) -> Request:
        """Describe a look at the senders that may be used."""
        return Request("GET", "/v3/REST/sender?Status=Active&Limit=1", self._authorization)

    def proof(self, response: Response) -> str:
        """Say that there is a sender.

        Raises:
            TransportError: the keys are right, but no sender is active.
            ValueError: the answer cannot be read.
        """
        senders = response.listed("Data")
        if not senders:
            raise TransportError(
                "mailjet knows the keys, but no sender is active.", hint=_HINTS["send-0008"]
            )
        return (
            "mailjet: the keys are right, and there are senders that may be used. "
            "Messages have no List-Id: Mailjet forbids it."
        )


def _message(letter: Letter, batch: Batch, recipient: Recipient) -> dict[str, object]:
    """What one recipient gets of their own; all headers, for they may replace the common ones."""
    name = re.sub(r"\[+", "[", display_name(recipient.name))
    payload = {"digest_batch": batch.reference, "digest_delivery": str(recipient.delivery_id)}
    return {
        "To": [{"Email": recipient.email, **({"Name": name} if name else {})}],
        "Headers": {
            "List-Unsubscribe": f"<{letter.unsubscribe_url.replace(TOKEN, recipient.token)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "Variables": {"token": recipient.token, "bracket": "["},
        "CustomID": batch.reference,
        "EventPayload": json.dumps(payload, separators=(",", ":")),
    }


def _result(result: object) -> Mapping[str, object]:
    """Make sure that a message's result says what became of it.

    Raises:
        ValueError: it does not, or the fault was Mailjet's.
    """
    if not isinstance(result, dict) or result.get("Status") not in ("success", "error"):
        raise ValueError("a result is none that is known")
    errors = _errors(result)
    if (result["Status"] == "error") != bool(errors):
        raise ValueError("a result does not say why")
    codes = [each.get("StatusCode") for each in errors]
    if any(isinstance(code, int) and code >= _SERVER_ERROR for code in codes):
        raise ValueError("what became of a message is not known")
    return result


def _errors(result: Mapping[str, object]) -> list[Mapping[str, object]]:
    errors = result.get("Errors") or []
    return [each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []


def _fault(result: Mapping[str, object]) -> NotSentError | None:
    """The error that is not about the message, if there is one."""
    for error in _errors(result):
        if hint := _HINTS.get(str(error.get("ErrorCode"))):
            return _not_sent(_words(error), hint)
    return None


def _receipt(recipient: Recipient, result: Mapping[str, object]) -> Receipt:
    """Give a message's receipt; a message of somebody else's shows that the order is not ours."""
    if errors := _errors(result):
        reason = "; ".join(map(_words, errors))[:_LONGEST_WORDS]
        return Receipt(recipient.delivery_id, DeliveryState.REJECTED, reason=reason)
    to = result.get("To")
    [sent] = to if isinstance(to, list) and len(to) == 1 else [None]
    if not isinstance(sent, dict) or not sent.get("MessageID"):
        raise ValueError("a result has no id")
    if str(sent.get("Email")).lower() != recipient.email.lower():
        raise ValueError("a result is somebody else's")
    return Receipt(recipient.delivery_id, DeliveryState.ACCEPTED, receipt=str(sent["MessageID"]))


def _words(error: Mapping[str, object]) -> str:
    told = error.get("ErrorMessage") or error.get("ErrorCode") or "no reason given"
    return clean(str(told))[:_LONGEST_WORDS]


def _not_sent(words: str, hint: str) -> NotSentError:
    return NotSentError(f"mailjet does not let us send: {words}", retry_after=None, hint=hint)


def _evidence(batch: Batch, rows: list[object]) -> Iterator[Receipt]:
    by_email: dict[str, list[int]] = {}
    for each in batch.recipients:
        by_email.setdefault(each.email.lower(), []).append(each.delivery_id)
    for row in rows:
        if not isinstance(row, dict) or row.get("CustomID") != batch.reference:
            continue
        is_blocked = row.get("Status") == "blocked" and row.get("StateID") != _DUPLICATE
        state = DeliveryState.REJECTED if is_blocked else DeliveryState.ACCEPTED
        reason = "Mailjet blocked the message" if is_blocked else ""
        for delivery_id in by_email.get(str(row.get("ContactAlt")).lower(), ()):
            yield Receipt(delivery_id, state, str(row.get("ID", "")), reason)
