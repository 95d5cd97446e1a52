"""Brevo: one call with a version of the message for each recipient; a lost answer may be replayed.

Sending:     https://developers.brevo.com/reference/sendtransacemail
Batches:     https://developers.brevo.com/docs/batch-send-transactional-emails
Idempotency: https://developers.brevo.com/docs/heterogenous-versions-batch-emails
Variables:   https://help.brevo.com/hc/en-us/articles/4402386448530
Events:      https://developers.brevo.com/reference/getemaileventreport-1
Limits:      https://developers.brevo.com/docs/api-limits

Limits: 2,000 recipients a call by the reference, 1,000 by the guide to batches (our default); 99 in
a version, of which we use one; ``params`` of 100 KB each and 1,000 KB together; names of 70
characters; 1,000 posts a second, but other questions only 100 an hour on small plans.
One address it cannot read refuses the whole batch. Headers of one's own travel in ASCII only, and a
name with both punctuation and letters outside ASCII is lost: both are written around here.

Idempotency: ``headers.idempotencyKey``, a UUID made of the batch's reference. A second call with it
is answered ``duplicate_parameter`` and not worked on, which shows that the first one was. The guide
says for 30 minutes, the changelog said 15: 15 are relied on.

Opens and clicks can be switched off for the whole account only, not in a request.
Brevo keeps its data in the European Union; there is one host for everybody.

Not verified on a live account: headers in a version, which the published description leaves out
and django-anymail uses; and whether ``tags`` finds events within a minute.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import Field, SecretStr

from digest.delivery.headers import display_name, phrase, unpunctuated
from digest.errors import NotSentError, TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.model.rendered import TOKEN
from digest.model.secret import SecretReference
from digest.transports.braces import unread_in_html, unread_in_text
from digest.transports.contract import Capabilities
from digest.transports.esp import Request, Response
from digest.transports.settings import BaseUrl, HttpSettings
from digest.transports.verdicts import is_success

_MOST_RECIPIENTS = 2000  # of one call
_USUAL_RECIPIENTS = 1000
_NAME = 70  # characters
_REMEMBERED = 900.0  # seconds in which a key is surely known
_EVENTS = 2500  # of one look-up: more than a batch has messages
_CLOCK_SKEW = dt.timedelta(days=1)  # Brevo asks for days; between its clock and ours
_WAIT = 30.0  # seconds, where a throttled account is not told how long

_THEIR_TOKEN = "{{params.token}}"  # noqa: S105 - Brevo's name for it, not a secret
_THEIR_BRACE = "{{params.brace}}"
_BRACES = re.compile(r"[{}]+")
_KEYS = uuid.UUID("8d0d2f0e-2f3b-5c1e-9a53-0d8f6f1f2f6a")  # a name space of our own


class BrevoSettings(HttpSettings):
    """[transport] kind = "brevo"."""

    kind: Literal["brevo"]
    api_key: SecretReference = Field(description="an API key, which begins with xkeysib-")
    base_url: BaseUrl = Field(
        default="https://api.brevo.com", description="the API's host, which is in the EU"
    )
    batch_size: Annotated[int, Field(ge=1, le=_MOST_RECIPIENTS)] = Field(
        default=_USUAL_RECIPIENTS, description="the most recipients of one call"
    )


class Brevo:
    """Describes Brevo's API for one account."""

    name = "brevo"
    capabilities = Capabilities(
        batch_size=_MOST_RECIPIENTS,
        replay=False,
        lookup=True,
        lookup_lag=60.0,
        idempotent_seconds=_REMEMBERED,
        told_with=(400,),
        letter_bytes=20_000_000,
    )

    def __init__(self, api_key: SecretStr) -> None:
        key = api_key.get_secret_value().strip()
        self.secrets = (key,)
        self._headers = {"api-key": key, "Accept": "application/json"}

    def request(self, letter: Letter, batch: Batch, now: dt.datetime) -> Request:
        """Describe the post of a batch.

        Raises:
            NotSentError: the sender's name is longer than Brevo takes.
        """
        del now  # the same batch gives the same bytes, whenever it is posted
        message = {
            "sender": {"name": _sender_name(letter), "email": letter.sender_email},
            "subject": _text(letter.subject),
            "htmlContent": unread_in_html(letter.html).replace(TOKEN, _THEIR_TOKEN),
            "textContent": _text(letter.text),
            **_reply_to(letter),
            "headers": {"idempotencyKey": str(uuid.uuid5(_KEYS, batch.reference))},
            "tags": [batch.reference],
            "messageVersions": [_version(letter, batch, each) for each in batch.recipients],
        }
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {**self._headers, "Content-Type": "application/json"}
        return Request("POST", "/v3/smtp/email", headers, body)

    def receipts(self, batch: Batch, response: Response) -> tuple[Receipt, ...]:
        """Read the ids, one for each version in its order.

        A call that was made before is not worked on again: the first one was, and its ids are
        told by nobody.

        Raises:
            ValueError: the answer is neither.
        """
        answer = response.json()
        is_replay = not is_success(response) and answer.get("code") == "duplicate_parameter"
        ids = [""] * len(batch.recipients) if is_replay else _ids(answer)
        if len(ids) != len(batch.recipients):
            raise ValueError("the answer has not one id for each message")
        return tuple(
            Receipt(each.delivery_id, DeliveryState.ACCEPTED, receipt=message_id)
            for each, message_id in zip(batch.recipients, ids, strict=True)
        )

    def refusal(self, response: Response) -> TransportError | None:
        """Brevo tells in a header of its own how long to wait, and by a code why not at all."""
        if response.status == 429:  # noqa: PLR2004 - HTTP's own figure
            return _throttled(response)
        hint = _HINTS.get(_code(response))
        if hint is None:
            return None
        return NotSentError(
            f"brevo does not let us send ({response.status}): {_code(response)}.",
            retry_after=None,
            hint=hint,
        )

    def lookup(self, batch: Batch, page: str | None, now: dt.datetime) -> Request:
        """Describe the question for what was sent under the batch's tag: one page tells it."""
        del page
        question = {
            "tags": json.dumps([batch.reference]),
            "event": "requests",
            "startDate": (batch.posted_at.astimezone(dt.UTC) - _CLOCK_SKEW).date().isoformat(),
            "endDate": now.astimezone(dt.UTC).date().isoformat(),
            "limit": _EVENTS,
        }
        return Request("GET", f"/v3/smtp/statistics/events?{urlencode(question)}", self._headers)

    def found(self, batch: Batch, response: Response) -> tuple[tuple[Receipt, ...], None]:
        """Read the events; one that does not carry the batch's tag proves nothing.

        Raises:
            ValueError: the answer is no list of events.
        """
        events = response.json().get("events", [])  # left out where there are none
        if not isinstance(events, list):
            raise ValueError("the answer is no list of events")  # noqa: TRY004 - bad data
        return tuple(_evidence(batch, events)), None

    def probe(self) -> Request:
        """Describe a look at the account."""
        return Request("GET", "/v3/account", self._headers)

    def proof(self, response: Response) -> str:
        """Say that the account may send.

        Raises:
            TransportError: it is there, but may not.
            ValueError: the answer cannot be read.
        """
        account = response.json()
        relay = account.get("relay")
        if not isinstance(account.get("email"), str):
            raise ValueError("the answer names no account")  # noqa: TRY004 - bad data
        if isinstance(relay, dict) and relay.get("enabled") is False:
            raise TransportError(
                "brevo knows the key, but transactional email is not enabled for the account.",
                hint="Ask Brevo's support to enable transactional email.",
            )
        return (
            "brevo: the key is right. Opens and clicks can be switched off in the account only: "
            "Transactional, Settings, Tracking."
        )


_HINTS: Mapping[str, str] = {
    "not_enough_credits": "Look at the account: its plan has no messages left.",
    "account_under_validation": "Brevo has not approved the account yet: answer its mails.",
    "permission_denied": "Check the key and the account: transactional email must be allowed.",
    "unauthorized": "Check api_key in [transport] of config.toml, and Brevo's list of allowed IPs.",
}


def _version(letter: Letter, batch: Batch, recipient: Recipient) -> dict[str, object]:
    """What one recipient gets of their own; all headers, for they may replace the common ones."""
    url = letter.unsubscribe_url.replace(TOKEN, recipient.token)
    metadata = {"digest_batch": batch.reference, "digest_delivery": str(recipient.delivery_id)}
    return {
        "to": [_to(recipient)],
        "params": {"token": recipient.token, "brace": "{"},
        "headers": {
            "List-Id": _list_id(letter),
            "List-Unsubscribe": f"<{url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "X-Mailin-custom": json.dumps(metadata, separators=(",", ":")),
        },
    }


def _to(recipient: Recipient) -> dict[str, str]:
    name = unpunctuated(_BRACES.sub("", display_name(recipient.name)))[:_NAME].rstrip()
    return {"email": recipient.email, **({"name": name} if name else {})}


def _sender_name(letter: Letter) -> str:
    name = letter.sender_name
    if name != unpunctuated(name):
        name = " ".join(phrase(name))
    if len(name) > _NAME:
        raise NotSentError(
            f"brevo takes {_NAME} characters of a sender's name; {letter.sender_name!r} is longer.",
            retry_after=None,
            hint="Shorten sender in [newsletter] of config.toml, then approve again.",
        )
    return name


def _reply_to(letter: Letter) -> dict[str, object]:
    return {"replyTo": {"email": letter.reply_to}} if letter.reply_to else {}


def _list_id(letter: Letter) -> str:
    name = " ".join(phrase(letter.list_name)) if letter.list_name.isascii() else ""
    return f"{name} <{letter.list_id}>".lstrip()


def _text(text: str) -> str:
    return unread_in_text(text, _THEIR_BRACE).replace(TOKEN, _THEIR_TOKEN)


def _ids(answer: Mapping[str, object]) -> list[str]:
    ids = answer.get("messageIds", [answer.get("messageId")])
    if not isinstance(ids, list) or not all(isinstance(each, str) and each for each in ids):
        raise ValueError("the answer has no ids")
    return ids


def _code(response: Response) -> str:
    try:
        return str(response.json().get("code", ""))
    except ValueError:
        return ""


def _throttled(response: Response) -> NotSentError:
    told = response.headers.get("x-sib-ratelimit-reset", "").strip()
    wait = float(told) if re.fullmatch(r"\d{1,6}", told, re.ASCII) else _WAIT
    return NotSentError(
        f"brevo asks to wait {wait:g} seconds (429): too many calls.",
        retry_after=wait,
        hint="Set rate in [transport] of config.toml to what the account may do.",
    )


def _evidence(batch: Batch, events: list[object]) -> Iterator[Receipt]:
    by_email: dict[str, list[int]] = {}
    for each in batch.recipients:
        by_email.setdefault(each.email.lower(), []).append(each.delivery_id)
    for event in events:
        if not isinstance(event, dict) or event.get("tag") != batch.reference:
            continue
        if event.get("event") != "requests":  # what is blocked or invalid is told by webhook
            continue
        for delivery_id in by_email.get(str(event.get("email")).lower(), ()):
            yield Receipt(delivery_id, DeliveryState.ACCEPTED, str(event.get("messageId", "")))
