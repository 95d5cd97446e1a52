"""Mandrill (Mailchimp Transactional): one whole message a call, with a result of its own.

Sending:  https://mailchimp.com/developer/transactional/api/messages/send-new-message/
Search:   https://mailchimp.com/developer/transactional/api/messages/search-messages/
Metadata: https://mailchimp.com/developer/transactional/docs/tags-metadata/
Fields:   https://mailchimp.com/developer/transactional/api/metadata/list-metadata-fields/

Limits: no header differs between the recipients of one call, so each has a call of their own;
250 bytes of metadata; 20 searches a minute of at most 1,000 messages. No idempotency, so an answer
that is lost leaves one message unknown until the search finds it by its metadata. For that the
field digest_batch must be indexed once, in the account's settings; the probe says whether it is.
There is one host, in the United States.

Errors come with a name in their answer, and often with status 500, which by itself would leave the
outcome unknown: the names of those that come before anything is sent stand in a table here.
Merge tags are switched off, so a member's ``*|UNSUB|*`` stays what it is. Opens and clicks are
switched off in each request, and Mandrill keeps no copy of the content.

Not verified on a live account: how long the search lags, and that headers arrive as they are given.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from digest.delivery.fill import fill
from digest.delivery.headers import clean, display_name, phrase
from digest.errors import NotSentError, TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.model.secret import SecretReference
from digest.transports.contract import Capabilities
from digest.transports.esp import Request, Response
from digest.transports.settings import BaseUrl, HttpSettings

_FIELD = "digest_batch"  # the metadata a search asks for
_FOUND = 1000  # messages of one search; no more of them carry one reference
_DAY = dt.timedelta(days=1)  # a search asks for days, in Mandrill's time zone
_WAIT = 30.0  # seconds, where a throttled account is not told how long
_LONGEST_WORDS = 300  # characters of Mandrill's own words that are kept

_TAKEN = frozenset({"sent", "queued", "scheduled"})
_NOT_TAKEN = frozenset({"rejected", "invalid"})
# Rejected for what the account is, not for who the recipient is: everybody would be.
_OF_THE_ACCOUNT = frozenset({"unsigned", "invalid-sender", "test-mode-limit"})

# What a found message's state proves about the call that posted it.
_FOUND_STATES: Mapping[str, DeliveryState] = MappingProxyType(
    {
        "sent": DeliveryState.ACCEPTED,
        "queued": DeliveryState.ACCEPTED,
        "scheduled": DeliveryState.ACCEPTED,
        "deferred": DeliveryState.ACCEPTED,
        "bounced": DeliveryState.ACCEPTED,  # taken, though it did not arrive
        "soft-bounced": DeliveryState.ACCEPTED,
        "spam": DeliveryState.ACCEPTED,
        "unsub": DeliveryState.ACCEPTED,
        "rejected": DeliveryState.REJECTED,
    }
)

# Errors that come before anything is sent, whatever their status: what a person has to do.
_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "Invalid_Key": "Check api_key in [transport] of config.toml, and what the key may do.",
        "PaymentRequired": "Look at the account: a payment or a plan is missing.",
        "Unknown_Subaccount": "Look at the account: the key belongs to a subaccount that is gone.",
        "ValidationError": "Check sender and title in [newsletter] of config.toml.",
    }
)


class MandrillSettings(HttpSettings):
    """[transport] kind = "mandrill"."""

    kind: Literal["mandrill"]
    api_key: SecretReference = Field(
        description="an API key that may send, search messages and list metadata fields"
    )
    base_url: BaseUrl = Field(
        default="https://mandrillapp.com", description="the API's host, which is in the US"
    )
    batch_size: Annotated[int, Field(ge=1, le=1)] = Field(
        default=1, description="always 1: List-Unsubscribe cannot differ within a call"
    )


class Mandrill:
    """Describes Mandrill's API for one account."""

    name = "mandrill"
    capabilities = Capabilities(
        batch_size=1, replay=False, lookup=True, lookup_lag=300.0, letter_bytes=25_000_000
    )

    def __init__(self, api_key: SecretStr) -> None:
        self._key = api_key.get_secret_value().strip()
        self.secrets = (self._key,)

    def request(self, letter: Letter, batch: Batch, now: dt.datetime) -> Request:
        """Describe the post of one message, filled in."""
        del now  # Mandrill signs nothing with the time
        [recipient] = batch.recipients
        message = {
            **_shared(letter),
            "to": [_to(recipient)],
            "html": fill(letter.html, recipient.token),
            "text": fill(letter.text, recipient.token),
            "headers": _headers(letter, recipient),
            "metadata": {_FIELD: batch.reference, "digest_delivery": str(recipient.delivery_id)},
        }
        return self._call("messages/send", {"message": message, "async": False})

    def receipts(self, batch: Batch, response: Response) -> tuple[Receipt, ...]:
        """Read the one result.

        Raises:
            NotSentError: it was rejected for what the account is.
            ValueError: there is none, or it says something that is not known.
        """
        [recipient] = batch.recipients
        [result] = response.objects()
        status, message_id = str(result.get("status")), str(result.get("_id") or "")
        if status in _TAKEN:
            return (Receipt(recipient.delivery_id, DeliveryState.ACCEPTED, receipt=message_id),)
        if status not in _NOT_TAKEN:
            raise ValueError("the result's status is not known")
        reason = str(result.get("reject_reason") or status)
        if reason in _OF_THE_ACCOUNT:
            raise NotSentError(
                f"mandrill rejects what this sender sends: {reason}.",
                retry_after=None,
                hint="Look at the sending domain at Mandrill (SPF, DKIM, verified) and at the key.",
            )
        reason = f"Mandrill rejected the message: {clean(reason)[:_LONGEST_WORDS]}"
        return (Receipt(recipient.delivery_id, DeliveryState.REJECTED, message_id, reason),)

    def refusal(self, response: Response) -> TransportError | None:
        """Tell by the error's name, where its status alone would mislead."""
        name = str(_error(response).get("name", ""))
        said = f"({response.status}): {self._words(response)}"
        if name == "RequestLimitExceeded" and "retry-after" not in response.headers:
            return NotSentError(
                f"mandrill asks to wait {said}",
                retry_after=_WAIT,
                hint="Set rate in [transport] of config.toml to what the account may do.",
            )
        # One message is one call: what is wrong with a call is not its reader's fault.
        hint = _HINTS.get(name) or (
            _HINTS["ValidationError"] if response.status in {400, 413, 422} else None
        )
        if hint is None:
            return None
        return NotSentError(f"mandrill does not let us send {said}", retry_after=None, hint=hint)

    def lookup(self, batch: Batch, page: str | None, now: dt.datetime) -> Request:
        """Describe the search for the batch's reference, as a phrase in every indexed field."""
        del page
        question = {
            "query": f'"{batch.reference}"',
            "date_from": (batch.posted_at.astimezone(dt.UTC) - _DAY).date().isoformat(),
            "date_to": (now.astimezone(dt.UTC) + _DAY).date().isoformat(),
            "limit": _FOUND,
        }
        return self._call("messages/search", question)

    def found(self, batch: Batch, response: Response) -> tuple[tuple[Receipt, ...], None]:
        """Read what was found; a message without the batch's metadata proves nothing.

        Raises:
            ValueError: the answer is no list of messages.
        """
        return tuple(_evidence(batch, response.objects())), None

    def probe(self) -> Request:
        """Describe a look at the metadata fields that can be searched."""
        return self._call("metadata/list", {})

    def proof(self, response: Response) -> str:
        """Say whether what gets lost can be looked up.

        Raises:
            ValueError: the answer cannot be read.
        """
        fields = {str(each.get("name")): str(each.get("state")) for each in response.objects()}
        if fields.get(_FIELD) in {"active", "index"}:
            return f"mandrill: the key is right, and messages can be looked up by {_FIELD}."
        return (
            "mandrill: the key is right. For look-ups after a lost answer, add the field "
            f"{_FIELD} under Settings, Custom Metadata at Mandrill."
        )

    def _call(self, path: str, body: Mapping[str, object]) -> Request:
        text = json.dumps({"key": self._key, **body}, ensure_ascii=False, separators=(",", ":"))
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        return Request("POST", f"/api/1.0/{path}", headers, text.encode())

    def _words(self, response: Response) -> str:
        said = str(_error(response).get("message") or "no reason given")
        return clean(said.replace(self._key, "…"))[:_LONGEST_WORDS]


@lru_cache(maxsize=2)  # the letter being sent, and a test of the next
def _shared(letter: Letter) -> Mapping[str, object]:
    """Everything of a message that is the same for everybody."""
    return {
        "from_email": letter.sender_email,
        "from_name": letter.sender_name,
        "subject": letter.subject,
        # Sent as it was approved: nothing is read as a tag, added or written anew.
        "merge": False,
        "auto_text": False,
        "auto_html": False,
        "inline_css": False,
        "track_opens": False,
        "track_clicks": False,
        "preserve_recipients": False,
        "view_content_link": False,  # no copy: it would hold the reader's link
    }


def _headers(letter: Letter, recipient: Recipient) -> Mapping[str, str]:
    headers = {
        "List-Id": " ".join((*phrase(letter.list_name), f"<{letter.list_id}>")),
        "List-Unsubscribe": f"<{fill(letter.unsubscribe_url, recipient.token)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return headers | ({"Reply-To": letter.reply_to} if letter.reply_to else {})


def _to(recipient: Recipient) -> Mapping[str, str]:
    name = display_name(recipient.name)
    return {"email": recipient.email, **({"name": name} if name else {}), "type": "to"}


def _error(response: Response) -> Mapping[str, object]:
    try:
        return response.json()
    except ValueError:
        return {}


def _evidence(batch: Batch, messages: list[Mapping[str, object]]) -> Iterator[Receipt]:
    mine = {str(each.delivery_id): each.delivery_id for each in batch.recipients}
    for message in messages:
        metadata = message.get("metadata")
        if not isinstance(metadata, dict) or metadata.get(_FIELD) != batch.reference:
            continue
        delivery_id = mine.get(str(metadata.get("digest_delivery")))
        state = _FOUND_STATES.get(str(message.get("state")))
        if delivery_id is None or state is None:
            continue
        reason = "" if state is DeliveryState.ACCEPTED else "Mandrill rejected the message"
        yield Receipt(delivery_id, state, str(message.get("_id") or ""), reason)
