"""Resend: up to 100 whole messages a call; the same call made again within a day sends nothing.

Sending:     https://resend.com/docs/api-reference/emails/send-batch-emails
Validation:  https://resend.com/changelog/batch-validation-modes
Idempotency: https://resend.com/docs/dashboard/emails/idempotency-keys
Errors:      https://resend.com/docs/api-reference/errors
Tags:        https://resend.com/docs/dashboard/emails/tags

Limits: 100 messages a call; two calls a second for the whole team unless Resend raises it, which is
the default of ``rate`` here; quotas a day and a month. There is no look-up: what a lost answer
leaves unknown is learned by making the very same call with its Idempotency-Key again, which Resend
answers as it answered the first one, for 24 hours; with other content it is refused (409).

Messages are validated one by one (``x-batch-validation: permissive``): one that is refused does not
take the others along. Opens and clicks are settings of the sending domain, which no request can
change; the probe reads them where the key may. There is one host; a domain has a region of its own.

Resend refuses names in quotes, and encoded words in the sender's: a reader's name with punctuation
or letters outside ASCII is written in encoded words, and a sender's must do without punctuation
that addresses are made of. Nothing is substituted in a message, so members' words stay as they are.

Not verified on a live account: names, which are as django-anymail found them; that the second
answer tells of refused messages again; and how large a call may be.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from digest.delivery.headers import clean, display_name, encoded_words, phrase
from digest.errors import BatchRefusedError, NotSentError, TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.model.secret import SecretReference
from digest.transports.contract import Capabilities
from digest.transports.copies import Copies
from digest.transports.esp import Request, Response
from digest.transports.settings import BaseUrl, HttpSettings, Rate
from digest.transports.verdicts import is_success

_MOST_MESSAGES = 100  # of one call
_REMEMBERED = 86_400.0  # seconds in which a key is known
_LONGEST_WORDS = 300  # characters of Resend's own words that are kept
_UNAUTHORIZED, _FORBIDDEN, _SECURITY = 401, 403, 451
_RESTRICTED = "restricted_api_key"  # a key that may send, and nothing else

_PLAIN_NAME = re.compile(r"[A-Za-z0-9 '!#$%&*+/^_`{|}~-]+")
_OF_ADDRESSES = re.compile(r'[()<>\[\]:;@\\,"]|=\?')

_KEY = "Check api_key in [transport] of config.toml, and what the key may do."
_DOMAIN = "Verify the sender's domain at Resend; the key must be allowed to use it."
# Errors that are about the account or the sender, whatever their status.
_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "daily_quota_exceeded": "The day's messages are used up: send again tomorrow, or upgrade.",
        "monthly_quota_exceeded": "The month's messages are used up: upgrade the account.",
        "invalid_api_key": _KEY,
        "missing_api_key": _KEY,
        "invalid_from_address": _DOMAIN,
    }
)


class ResendSettings(HttpSettings):
    """[transport] kind = "resend"."""

    kind: Literal["resend"]
    api_key: SecretReference = Field(
        description="an API key; one that may only send is enough, and safer"
    )
    base_url: BaseUrl = Field(
        default="https://api.resend.com",
        description="the API's host; the region is the sending domain's",
    )
    rate: Rate | None = Field(
        default=Rate(calls=2),
        description="how fast the account may be used; 2 calls a second if left out",
    )
    batch_size: Annotated[int, Field(ge=1, le=_MOST_MESSAGES)] = Field(
        default=_MOST_MESSAGES, description="the most messages of one call"
    )


class Resend:
    """Describes Resend's API for one team."""

    name = "resend"
    capabilities = Capabilities(
        batch_size=_MOST_MESSAGES,
        replay=False,
        lookup=False,
        idempotent_seconds=_REMEMBERED,
        proved_with=(_UNAUTHORIZED,),
        letter_bytes=40_000_000,
    )

    def __init__(self, api_key: SecretStr) -> None:
        key = api_key.get_secret_value().strip()
        self.secrets = (key,)
        self._headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}

    def request(self, letter: Letter, batch: Batch, now: dt.datetime) -> Request:
        """Describe the post of a batch.

        Raises:
            NotSentError: Resend cannot write the sender's name.
        """
        del now  # the same batch gives the same bytes, whenever it is posted
        messages = ((each.token, _own(batch, each)) for each in batch.recipients)
        headers = {
            **self._headers,
            "Content-Type": "application/json",
            "Idempotency-Key": batch.reference,
            "x-batch-validation": "permissive",
        }
        return Request("POST", "/emails/batch", headers, _copies(letter).array(messages))

    def receipts(self, batch: Batch, response: Response) -> tuple[Receipt, ...]:
        """Read an id for each message that was taken, in their order, and why others were not.

        Raises:
            ValueError: the answer does not say what became of each.
            BatchRefusedError: every message was refused for what is in it.
        """
        answer = response.json()
        ids, refused = _ids(answer), _refused(answer)
        places = range(len(batch.recipients))
        if len(ids) + len(refused) != len(places) or not refused.keys() <= set(places):
            raise ValueError("the answer has not one result for each message")
        if not ids:
            raise BatchRefusedError(f"resend refused every message: {refused[0]}")
        following = iter(ids)
        return tuple(
            _rejected(each, refused[at])
            if at in refused
            else Receipt(each.delivery_id, DeliveryState.ACCEPTED, receipt=next(following))
            for at, each in enumerate(batch.recipients)
        )

    def refusal(self, response: Response) -> TransportError | None:
        """Resend says by a name of its own why it refuses a whole call."""
        name, words = self._error(response)
        hint = _HINTS.get(name)
        if name == "validation_error" and "api key" in words.lower():
            hint = _KEY
        elif name == "validation_error" and response.status == _FORBIDDEN:
            hint = _DOMAIN
        if hint:
            message = f"resend does not let us send ({response.status}): {words}"
            return NotSentError(message, retry_after=None, hint=hint)
        if response.status == _SECURITY:  # it does not like what is in it
            return BatchRefusedError(f"resend refused the batch ({response.status}): {words}")
        return None

    def lookup(self, batch: Batch, page: str | None, now: dt.datetime) -> None:
        """Resend cannot be asked for a batch; the very same call is made again."""
        del batch, page, now

    def found(self, batch: Batch, response: Response) -> tuple[tuple[Receipt, ...], None]:
        """Resend cannot be asked.

        Raises:
            ValueError: always.
        """
        del batch, response
        raise ValueError("resend has no look-up")

    def probe(self) -> Request:
        """Describe a look at the sending domains."""
        return Request("GET", "/domains?limit=100", self._headers)

    def proof(self, response: Response) -> str:
        """Say which domains may send, and which of them are watched.

        Raises:
            TransportError: the key is wrong, or no domain may send.
            ValueError: the answer cannot be read.
        """
        if not is_success(response):
            return self._proof_of_little(response)
        domains = response.listed("data")
        ready = [each for each in domains if isinstance(each, dict) and _is_ready(each)]
        if not ready:
            raise TransportError("resend knows the key, but no domain may send.", hint=_DOMAIN)
        watched = [
            each for each in ready if each.get("open_tracking") or each.get("click_tracking")
        ]
        proved = f"resend: the key is right, and {_names(ready)} may send."
        if not watched:
            return proved
        return f"{proved} Opens or clicks of {_names(watched)} are watched: switch that off there."

    def _proof_of_little(self, response: Response) -> str:
        name, words = self._error(response)
        if name == _RESTRICTED:
            return "resend: the key may send; it may not look whether a domain watches its readers."
        raise NotSentError(
            f"resend does not know the key ({response.status}): {words}",
            retry_after=None,
            hint=_KEY,
        )

    def _error(self, response: Response) -> tuple[str, str]:
        try:
            said = response.json()
        except ValueError:
            return "", "no reason given"
        words = str(said.get("message") or "no reason given").replace(*self.secrets, "…")
        return str(said.get("name")), clean(words)[:_LONGEST_WORDS]


@lru_cache(maxsize=2)  # the letter being sent, and a test of the next
def _copies(letter: Letter) -> Copies:
    """Everything of a message that is the same for everybody."""
    if _OF_ADDRESSES.search(letter.sender_name):
        raise NotSentError(
            f"resend takes no punctuation in a sender's name; {letter.sender_name!r} has some.",
            retry_after=None,
            hint="Change sender in [newsletter] of config.toml, then approve again.",
        )
    sender = f"{letter.sender_name} <{letter.sender_email}>" if letter.sender_name else ""
    return Copies(
        {
            "from": sender or letter.sender_email,
            **({"reply_to": letter.reply_to} if letter.reply_to else {}),
            "subject": letter.subject,
            "html": letter.html,
            "text": letter.text,
            "headers": {
                "List-Id": " ".join((*phrase(letter.list_name), f"<{letter.list_id}>")),
                "List-Unsubscribe": f"<{letter.unsubscribe_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        }
    )


def _own(batch: Batch, recipient: Recipient) -> Mapping[str, object]:
    marks = {"digest_batch": batch.reference, "digest_delivery": str(recipient.delivery_id)}
    return {
        "to": [_to(recipient)],
        "tags": [{"name": name, "value": value} for name, value in marks.items()],
    }


def _to(recipient: Recipient) -> str:
    name = display_name(recipient.name)
    if not name:
        return recipient.email
    written = name if _PLAIN_NAME.fullmatch(name) else " ".join(encoded_words(name))
    return f"{written} <{recipient.email}>"


def _ids(answer: Mapping[str, object]) -> list[str]:
    data = answer.get("data")
    told = data if isinstance(data, list) else [None]
    ids = [str(each.get("id") or "") if isinstance(each, dict) else "" for each in told]
    if not all(ids):
        raise ValueError("the answer has no ids")
    return ids


def _refused(answer: Mapping[str, object]) -> dict[int, str]:
    """Why messages were refused, by their places."""
    told = answer.get("errors") or []
    refused: dict[int, str] = {}
    for each in told if isinstance(told, list) else [told]:
        if not isinstance(each, dict) or type(each.get("index")) is not int:
            raise ValueError("an error names no message")
        words = clean(str(each.get("message") or "no reason given"))
        refused[each["index"]] = words[:_LONGEST_WORDS]
    return refused


def _rejected(recipient: Recipient, words: str) -> Receipt:
    reason = f"resend refused the message: {words}"
    return Receipt(recipient.delivery_id, DeliveryState.REJECTED, reason=reason)


def _is_ready(domain: Mapping[str, object]) -> bool:
    capabilities = domain.get("capabilities")
    sends = capabilities.get("sending") if isinstance(capabilities, dict) else "enabled"
    return domain.get("status") == "verified" and sends != "disabled"


def _names(domains: list[dict[str, object]]) -> str:
    return ", ".join(clean(str(each.get("name"))) for each in domains)
