"""SendGrid: one message for up to 1,000 recipients, each in a personalization of their own.

Sending:  https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
Errors:   https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors
Limits:   https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/rate-limits
Logs:     https://www.twilio.com/docs/sendgrid/api-reference/email-logs
Scopes:   https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions

Limits: 1,000 personalizations and 1,000 recipients a call, 30 MB a message, 10,000 bytes of
substitutions and of custom arguments for each recipient. One address it cannot read refuses the
whole call. No idempotency. The EU has a host of its own, for subusers of that region (base_url).

An answer has one id for the whole call, and no body. What a lost call left behind is told by the
Email Logs, for 30 days. Of what we may set they can be asked for categories only, so a batch's
reference is its category. They give 1,000 messages without a further page, and do not repeat the
category: a message counts that is to a reader of the batch and not older than it.

Opens, clicks, SendGrid's own unsubscribe links and Google's parameters are switched off in each
call. The tag that a token takes the place of is made of the letter's own hash, so no text contains
it. ``<%…%>`` in a member's words, which SendGrid fills with links of its own, is written so that it
does not: with a character reference in HTML, and with a word joiner, which nobody sees, elsewhere.

Not verified on a live account: how long the logs lag (five minutes are waited), which scope a key
needs for them, and whether a personalization's headers replace those of the whole message.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from digest.delivery.fill import fill
from digest.delivery.headers import clean, display_name, phrase, quoted
from digest.errors import BatchRefusedError, NotSentError, TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.model.rendered import TOKEN
from digest.model.secret import SecretReference
from digest.transports.contract import Capabilities
from digest.transports.esp import Request, Response
from digest.transports.settings import BaseUrl, HttpSettings

_MOST_RECIPIENTS = 1000  # of one call
_FOUND = 1000  # messages of one question to the logs; the most they give
_CLOCK_SKEW = dt.timedelta(minutes=15)  # between SendGrid's clock and ours
_ACCEPTED, _THROTTLED = 202, 429
_WAIT, _LONGEST_WAIT = 30.0, 600.0  # seconds
_LONGEST_WORDS = 300  # characters of SendGrid's own words that are kept

_THEIR_TAG = re.compile(r"<(?=%)")
_SWITCHED_OFF: Mapping[str, object] = MappingProxyType(
    {
        "click_tracking": {"enable": False, "enable_text": False},
        "open_tracking": {"enable": False},
        "subscription_tracking": {"enable": False},
        "ganalytics": {"enable": False},
    }
)
_HINTS: Mapping[int, str] = MappingProxyType(
    {
        401: "Check api_key in [transport] of config.toml, and that the account has credits left.",
        403: "Check what the key in [transport] of config.toml may do, and at SendGrid the account "
        "and the sender's domain.",
    }
)


class SendGridSettings(HttpSettings):
    """[transport] kind = "sendgrid"."""

    kind: Literal["sendgrid"]
    api_key: SecretReference = Field(
        description="an API key that may send mail and read the email logs"
    )
    base_url: BaseUrl = Field(
        default="https://api.sendgrid.com",
        description="the region: https://api.eu.sendgrid.com for subusers in Europe",
    )
    batch_size: Annotated[int, Field(ge=1, le=_MOST_RECIPIENTS)] = Field(
        default=_MOST_RECIPIENTS, description="the most recipients of one call"
    )


@dataclass(frozen=True, slots=True)
class _Shared:
    """What of a letter's call is the same in every batch."""

    fields: bytes  # of the JSON object, without its braces
    tag: str  # where a recipient's token goes
    headers: Mapping[str, str]


class SendGrid:
    """Describes SendGrid's API for one account or subuser."""

    name = "sendgrid"
    capabilities = Capabilities(
        batch_size=_MOST_RECIPIENTS,
        replay=False,
        lookup=True,
        lookup_lag=300.0,
        letter_bytes=30_000_000,
    )

    def __init__(self, api_key: SecretStr) -> None:
        key = api_key.get_secret_value().strip()
        self.secrets = (key,)
        self._headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}

    def request(self, letter: Letter, batch: Batch, now: dt.datetime) -> Request:
        """Describe the post of a batch."""
        del now  # SendGrid signs nothing with the time
        shared = _shared(letter)
        own = {
            "categories": [batch.reference],
            "personalizations": [
                _personalization(shared, batch, each) for each in batch.recipients
            ],
        }
        return self._call("/v3/mail/send", b"{" + shared.fields + b"," + _encoded(own)[1:])

    def receipts(self, batch: Batch, response: Response) -> tuple[Receipt, ...]:
        """Read the one id that SendGrid gives for a call it took.

        Raises:
            ValueError: there is none, or the call was only looked at.
        """
        call_id = response.headers.get("x-message-id", "").strip()
        if response.status != _ACCEPTED or not call_id:
            raise ValueError("the answer does not say that the messages were taken")
        return tuple(
            Receipt(each.delivery_id, DeliveryState.ACCEPTED, receipt=call_id)
            for each in batch.recipients
        )

    def refusal(self, response: Response) -> TransportError | None:
        """SendGrid's statuses mean what they say; its words stand deeper than others'."""
        words = self._words(response)
        said = f"({response.status}): {words}"
        if response.status == _THROTTLED:
            return NotSentError(
                f"sendgrid asks to wait {said}",
                retry_after=_wait(response),
                hint="Set rate in [transport] of config.toml to what the account may do.",
            )
        if hint := _HINTS.get(response.status):
            message = f"sendgrid does not let us send {said}"
            return NotSentError(message, retry_after=None, hint=hint)
        if response.status in {400, 413}:
            return BatchRefusedError(f"sendgrid refused the batch {said}")
        return None

    def lookup(self, batch: Batch, page: str | None, now: dt.datetime) -> Request:
        """Describe the question to the logs: everything in the batch's category, in one page."""
        del page
        since, until = map(_timestamp, (batch.posted_at - _CLOCK_SKEW, now + _CLOCK_SKEW))
        query = (
            f"categories IN ('{batch.reference}')"
            f" AND sg_message_id_created_at >= TIMESTAMP {since}"
            f" AND sg_message_id_created_at <= TIMESTAMP {until}"
        )
        return self._call("/v3/logs", _encoded({"query": query, "limit": _FOUND}))

    def found(self, batch: Batch, response: Response) -> tuple[tuple[Receipt, ...], None]:
        """Read what the logs gave; a message older than the batch, or to others, proves nothing.

        Raises:
            ValueError: the answer is no list of messages.
        """
        messages = response.listed("messages")
        return tuple(_evidence(batch, messages)), None

    def probe(self) -> Request:
        """Describe a look at what the key may do."""
        return Request("GET", "/v3/scopes", self._headers)

    def proof(self, response: Response) -> str:
        """Say that the key may send.

        Raises:
            TransportError: it is known, but may not.
            ValueError: the answer cannot be read.
        """
        scopes = response.listed("scopes")
        if "mail.send" not in scopes:
            raise TransportError(
                "sendgrid knows the key, but it may not send mail.",
                hint="Give the key the permission Mail Send at SendGrid, and Email Logs with it.",
            )
        return "sendgrid: the key is right, and may send mail."

    def _call(self, path: str, body: bytes) -> Request:
        return Request("POST", path, {**self._headers, "Content-Type": "application/json"}, body)

    def _words(self, response: Response) -> str:
        """Take SendGrid's words from its list of errors."""
        try:
            errors = response.json().get("errors")
        except ValueError:
            errors = None
        told = errors if isinstance(errors, list) else []
        words = "; ".join(str(each.get("message")) for each in told if isinstance(each, dict))
        return clean(words.replace(*self.secrets, "…"))[:_LONGEST_WORDS] or "no reason given"


@lru_cache(maxsize=2)  # the letter being sent, and a test of the next
def _shared(letter: Letter) -> _Shared:
    """Encode what is the same in every batch: once per letter, most of what a call is made of."""
    content = hashlib.sha256((letter.subject + letter.html + letter.text).encode())
    tag = f"-{content.hexdigest()[:32]}-"  # no text can contain its own hash
    text, html = (
        {"type": "text/plain", "value": _THEIR_TAG.sub("<\u2060", letter.text)},
        {"type": "text/html", "value": _THEIR_TAG.sub("&lt;", letter.html)},
    )
    message = {
        "from": _mailbox(letter.sender_name, letter.sender_email),
        **({"reply_to": {"email": letter.reply_to}} if letter.reply_to else {}),
        "subject": _THEIR_TAG.sub("<\u2060", letter.subject),
        "content": [each | {"value": each["value"].replace(TOKEN, tag)} for each in (text, html)],
        "tracking_settings": dict(_SWITCHED_OFF),
    }
    headers = {
        "List-Id": " ".join((*phrase(letter.list_name), f"<{letter.list_id}>")),
        "List-Unsubscribe": f"<{letter.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return _Shared(_encoded(message)[1:-1], tag, headers)


def _personalization(shared: _Shared, batch: Batch, recipient: Recipient) -> dict[str, object]:
    name = display_name(recipient.name)
    return {
        # SendGrid quotes no reader's name, whatever its punctuation.
        "to": [_mailbox(quoted(name) if name else "", recipient.email)],
        "headers": {name: fill(it, recipient.token) for name, it in shared.headers.items()},
        "substitutions": {shared.tag: recipient.token},
        "custom_args": {
            "digest_batch": batch.reference,
            "digest_delivery": str(recipient.delivery_id),
        },
    }


def _mailbox(name: str, email: str) -> dict[str, str]:
    return {"email": email, **({"name": name} if name else {})}


def _encoded(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def _wait(response: Response) -> float:
    """Read how long to wait: until a moment, in seconds since 1970, by SendGrid's own clock."""
    try:
        reset = int(response.headers.get("x-ratelimit-reset", ""))
        asked = parsedate_to_datetime(response.headers.get("date", "")).timestamp()
    except (ValueError, TypeError, OverflowError):
        return _WAIT
    return min(max(1.0, reset - asked), _LONGEST_WAIT)


def _timestamp(moment: dt.datetime) -> str:
    return f'"{moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}"'


def _evidence(batch: Batch, messages: list[object]) -> Iterator[Receipt]:
    by_email: dict[str, list[int]] = {}
    for each in batch.recipients:
        by_email.setdefault(each.email.lower(), []).append(each.delivery_id)
    for message in messages:
        if not isinstance(message, dict) or not _is_of(batch, message):
            continue
        is_dropped = message.get("status") == "dropped"
        state = DeliveryState.REJECTED if is_dropped else DeliveryState.ACCEPTED
        words = clean(str(message.get("reason") or "no reason given"))[:_LONGEST_WORDS]
        reason = f"sendgrid dropped the message: {words}" if is_dropped else ""
        for delivery_id in by_email.get(str(message.get("to_email")).lower(), ()):
            yield Receipt(delivery_id, state, str(message.get("sg_message_id", "")), reason)


def _is_of(batch: Batch, message: Mapping[str, object]) -> bool:
    """Whether a message is not older than the batch; one that says nothing of it proves nothing."""
    try:
        created = dt.datetime.fromisoformat(str(message.get("sg_message_id_created_at")))
        return created >= batch.posted_at - _CLOCK_SKEW
    except (ValueError, TypeError):  # no moment, or one without a zone
        return False
