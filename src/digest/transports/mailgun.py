"""Mailgun: a thousand recipients in one form, looked up in its logs by tag.

Sending:   https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages
Batches:   https://documentation.mailgun.com/docs/mailgun/user-manual/sending-messages/batch-sending
Logs:      https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/logs

Limits: 1,000 recipients a call, 25 MB a message, 16 KB of options (``o:``, ``h:``, ``v:``, ``t:``).
One address it cannot read refuses the whole batch. No idempotency: an answer that is lost leaves a
batch unknown until the logs tell; a key that may only send cannot ask them. The EU has a base_url.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from digest.delivery.headers import display_name, is_simple, phrase, quoted, unpunctuated
from digest.errors import NotSentError, TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.model.rendered import TOKEN
from digest.model.secret import SecretReference
from digest.transports.contract import Capabilities
from digest.transports.esp import Request, Response
from digest.transports.settings import BaseUrl, Domain, HttpSettings

_RECIPIENTS = 1000  # of one call
_OPTION_BYTES = 16_384
_LOG_PAGE = 100  # entries; the most the logs give at once
_CLOCK_SKEW = dt.timedelta(minutes=15)  # between Mailgun's clock and ours

_THEIR_TOKEN = "%recipient.token%"  # noqa: S105 - Mailgun's name for it, not a secret
_THEIR_PERCENT = "%recipient.percent%"

# What Mailgun would take for a variable of its own, were it left alone: %recipient.email%,
# %unsubscribe_url%. In HTML the sign becomes its character reference, which readers undo and
# Mailgun does not. A percent sign before a letter does not stand in the style sheets we write.
# Text and subject have no such reference: there the sign itself is a variable. That rests on
# values being put in and not read again, as the page on batches describes it.
_VARIABLE = re.compile(r"%(?=[A-Za-z_])")

# What an event proves about the call that posted the message.
_EVENTS: Mapping[str, DeliveryState] = MappingProxyType(
    {
        "accepted": DeliveryState.ACCEPTED,
        "delivered": DeliveryState.ACCEPTED,
        "failed": DeliveryState.ACCEPTED,  # taken, though it did not arrive
        "rejected": DeliveryState.REJECTED,
    }
)


class MailgunSettings(HttpSettings):
    """[transport] kind = "mailgun"."""

    kind: Literal["mailgun"]
    domain: Domain = Field(description="the sending domain, as Mailgun lists it")
    api_key: SecretReference = Field(
        description="the account's key: one that may only send cannot look up"
    )
    base_url: BaseUrl = Field(
        default="https://api.mailgun.net",
        description="the region: https://api.eu.mailgun.net for Europe",
    )
    batch_size: Annotated[int, Field(ge=1, le=_RECIPIENTS)] = Field(
        default=_RECIPIENTS, description="the most recipients of one call"
    )

    @property
    def mail_domain(self) -> str:
        """The domain Mailgun sends from."""
        return self.domain


@dataclass(frozen=True, slots=True)
class _Form:
    """What of a letter's form is the same in every batch."""

    boundary: str
    shared: bytes
    uses_percent: bool
    option_bytes: int


class Mailgun:
    """Describes Mailgun's API for one sending domain."""

    name = "mailgun"
    capabilities = Capabilities(
        batch_size=_RECIPIENTS, replay=False, lookup=True, lookup_lag=30.0, letter_bytes=25_000_000
    )

    def __init__(self, domain: str, api_key: SecretStr) -> None:
        key = api_key.get_secret_value().strip()
        token = base64.b64encode(f"api:{key}".encode()).decode("ascii")
        self.secrets = (key, token)
        self._domain = domain
        self._authorization = {"Authorization": f"Basic {token}"}

    def request(self, letter: Letter, batch: Batch, now: dt.datetime) -> Request:
        """Describe the post of a batch.

        Raises:
            NotSentError: the letter's headers are larger than Mailgun takes.
        """
        del now  # Mailgun signs nothing with the time
        form = _form(letter)
        own = _own_parts(form, batch)
        if form.option_bytes + len("o:tag") + len(batch.reference) > _OPTION_BYTES:
            raise NotSentError(
                f"mailgun takes {_OPTION_BYTES:,} bytes of headers and options; "
                "the newsletter's title or links need more.",
                retry_after=None,
                hint="Shorten title or public_url in config.toml.",
            )
        content_type = f"multipart/form-data; boundary={form.boundary}"
        return Request(
            "POST",
            f"/v3/{self._domain}/messages",
            {**self._authorization, "Content-Type": content_type},
            form.shared + own + f"--{form.boundary}--\r\n".encode("ascii"),
        )

    def receipts(self, batch: Batch, response: Response) -> tuple[Receipt, ...]:
        """Read the one id that Mailgun gives for all messages of a batch.

        Raises:
            ValueError: there is none.
        """
        message_id = response.json().get("id")
        if not isinstance(message_id, str) or not message_id:
            raise ValueError("the answer has no id")
        accepted = DeliveryState.ACCEPTED
        return tuple([Receipt(each.delivery_id, accepted, message_id) for each in batch.recipients])

    def refusal(self, response: Response) -> None:
        """Mailgun's statuses mean what they say."""

    def lookup(self, batch: Batch, page: str | None, now: dt.datetime) -> Request:
        """Describe the question to the logs: everything that carries the batch's tag."""
        pagination: dict[str, object] = {"sort": "timestamp:asc", "limit": _LOG_PAGE}
        if page is not None:
            pagination["token"] = page
        question = {
            "start": _rfc2822(batch.posted_at - _CLOCK_SKEW),
            "end": _rfc2822(now),
            "events": list(_EVENTS),
            "filter": {"AND": [_equals("domain", self._domain), _equals("tag", batch.reference)]},
            "pagination": pagination,
        }
        headers = {**self._authorization, "Content-Type": "application/json"}
        return Request("POST", "/v1/analytics/logs", headers, json.dumps(question).encode())

    def found(self, batch: Batch, response: Response) -> tuple[tuple[Receipt, ...], str | None]:
        """Read a page of log entries; one that does not carry the batch's tag proves nothing.

        Raises:
            ValueError: the answer is not a page of the logs.
        """
        answer = response.json()
        entries, paging = answer.get("items"), answer.get("pagination")
        if not isinstance(entries, list) or not isinstance(paging, dict):
            raise ValueError("the answer is not a page of the logs")  # noqa: TRY004 - bad data
        receipts = tuple(_evidence(batch, entries))
        following = paging.get("next")
        # The last page also names a next one; that one is empty.
        return receipts, following if entries and isinstance(following, str) else None

    def probe(self) -> Request:
        """Describe a look at the sending domain."""
        return Request("GET", f"/v4/domains/{self._domain}", self._authorization)

    def proof(self, response: Response) -> str:
        """Say that the domain may send.

        Raises:
            TransportError: it is known, but may not send.
            ValueError: the answer cannot be read.
        """
        domain = response.json().get("domain")
        if not isinstance(domain, dict):
            raise ValueError("the answer names no domain")  # noqa: TRY004 - bad data
        state = "disabled" if domain.get("is_disabled") is True else domain.get("state")
        if state != "active":
            raise TransportError(
                f"mailgun knows {self._domain}, but it may not send: it is {state!r}.",
                hint="Look at the domain's page at Mailgun: its DNS records, or its account.",
            )
        return f"mailgun: the key is right, and {self._domain} may send."


@lru_cache(maxsize=2)  # the letter being sent, and a test of the next
def _form(letter: Letter) -> _Form:
    """Encode what is the same in every batch: once per letter, most of what a call is made of."""
    content = hashlib.sha256((letter.reference + letter.html + letter.text).encode())
    boundary = content.hexdigest()  # no text can contain its own hash
    options = tuple(_options(letter))
    written = (
        ("from", f"{quoted(letter.sender_name)} <{letter.sender_email}>"),
        ("subject", _literal(letter.subject)),
        ("text", _literal(letter.text)),
        ("html", _VARIABLE.sub("&#37;", letter.html)),
    )
    named = [(name, text.replace(TOKEN, _THEIR_TOKEN)) for name, text in (*written, *options)]
    return _Form(
        boundary,
        b"".join(_part(boundary, name, text) for name, text in named),
        any(_THEIR_PERCENT in text for _name, text in named),
        sum(len(name) + len(text.encode()) for name, text in options),
    )


def _options(letter: Letter) -> Iterator[tuple[str, str]]:
    yield "h:List-Id", " ".join((*phrase(letter.list_name), f"<{letter.list_id}>"))
    yield "h:List-Unsubscribe", f"<{letter.unsubscribe_url}>".replace(TOKEN, _THEIR_TOKEN)
    yield "h:List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    if letter.reply_to:
        yield "h:Reply-To", letter.reply_to
    # Opens and clicks are not watched, whatever the domain's own setting.
    yield "o:tracking", "no"
    yield "o:tracking-clicks", "no"
    yield "o:tracking-opens", "no"


def _own_parts(form: _Form, batch: Batch) -> bytes:
    """Encode what differs from batch to batch."""
    shared = {"percent": "%"} if form.uses_percent else {}
    variables = {each.email: {"token": each.token, **shared} for each in batch.recipients}
    parts = (
        ("o:tag", batch.reference),
        ("to", ", ".join([_to(each) for each in batch.recipients])),
        ("recipient-variables", json.dumps(variables, separators=(",", ":"))),
    )
    return b"".join(_part(form.boundary, name, text) for name, text in parts)


def _part(boundary: str, name: str, text: str) -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return f"{head}{text}\r\n".encode()


def _to(recipient: Recipient) -> str:
    if not recipient.name:
        return recipient.email
    if is_simple(recipient.name):
        return f"{recipient.name} <{recipient.email}>"
    name = unpunctuated(_VARIABLE.sub("", display_name(recipient.name)))
    return f"{quoted(name)} <{recipient.email}>" if name else recipient.email


def _literal(text: str) -> str:
    return _VARIABLE.sub(_THEIR_PERCENT, text)


def _equals(attribute: str, value: str) -> dict[str, object]:
    return {
        "attribute": attribute,
        "comparator": "=",
        "values": [{"label": value, "value": value}],
    }


def _rfc2822(moment: dt.datetime) -> str:
    return format_datetime(moment.astimezone(dt.UTC))


def _evidence(batch: Batch, entries: list[object]) -> Iterator[Receipt]:
    by_email: defaultdict[str, list[int]] = defaultdict(list)
    for each in batch.recipients:
        by_email[each.email.lower()].append(each.delivery_id)
    for entry in entries:
        if not isinstance(entry, dict) or not _carries(entry.get("tags"), batch.reference):
            continue
        state = _EVENTS.get(str(entry.get("event")))
        if state is None:
            continue
        for delivery_id in by_email.get(str(entry.get("recipient")).lower(), ()):
            yield Receipt(delivery_id, state, str(entry.get("id", "")), _reason(entry))


def _carries(tags: object, reference: str) -> bool:
    # Mailgun does not tell tags apart by case.
    return isinstance(tags, list) and reference.lower() in (str(tag).lower() for tag in tags)


def _reason(entry: Mapping[str, object]) -> str:
    if entry.get("event") != "rejected":
        return ""
    return str(entry.get("reason") or "Mailgun rejected the message")
