"""SparkPost: one transmission with substitutions for many, looked up in its events.

Sending:       https://developers.sparkpost.com/api/transmissions/
Substitutions: https://developers.sparkpost.com/api/template-language/
Events:        https://developers.sparkpost.com/api/events/
Statuses:      https://developers.sparkpost.com/api/#header-errors

Limits: no cap on recipients is documented ("thousands"; 1,000 is ours); 20 MB of content; 1,000
bytes of metadata and 100 KB of substitutions for each recipient; names of campaigns of 64 bytes;
events for ten days. No idempotency, so an answer that is lost leaves a batch unknown until the
events tell. The EU has a host, and accounts, of its own (base_url).

``transactional`` keeps SparkPost from putting a List-Unsubscribe of its own in the place of ours;
it also means that the list of who is not to be mailed is ours alone. Opens and clicks are switched
off in each request. An answer gives totals only: where some were refused, it does not say who,
and the events have to.

Not verified on a live account: that a number of our own as campaign_id is found by the events as it
was written (so it goes without dashes, and the metadata is what proves), and that a bracket that
comes out of a variable never begins one of their link attributes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from digest.delivery.headers import clean, display_name, quoted
from digest.errors import BatchRefusedError, NotSentError, TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.model.rendered import TOKEN
from digest.model.secret import SecretReference
from digest.transports.braces import unread_in_html, unread_in_text
from digest.transports.contract import Capabilities
from digest.transports.esp import Request, Response
from digest.transports.settings import BaseUrl, HttpSettings
from digest.transports.sparkpost_events import events, evidence, next_page, question

_RECIPIENTS = 1000  # of one call
_CAMPAIGN = 64  # bytes
_SOON, _NEXT_HOUR = 5.0, 600.0  # seconds

# Two braces encode what they put into a link, which changes nothing in a token; three put a value
# in as it is, which a brace of a link in the text needs.
_THEIR_TOKEN = "{{digest_token}}"  # noqa: S105 - our name for it, not a secret
_THEIR_BRACE = "{{digest_brace}}"
_THEIR_BRACE_IN_TEXT = "{{{digest_brace}}}"
_THEIR_BRACKET_IN_TEXT = "{{{digest_bracket}}}"
_SHARED = {"digest_brace": "{", "digest_bracket": "["}
_BRACES = re.compile(r"[{}]+")
# In the text, a link may be followed by attributes: https://example.org[[data-msys-…]]
_BRACKET = re.compile(r"\[(?=\[)")


class SparkPostSettings(HttpSettings):
    """[transport] kind = "sparkpost"."""

    kind: Literal["sparkpost"]
    api_key: SecretReference = Field(
        description="an API key that may write transmissions and search events"
    )
    base_url: BaseUrl = Field(
        default="https://api.sparkpost.com",
        description="the region: https://api.eu.sparkpost.com for Europe",
    )
    batch_size: Annotated[int, Field(ge=1, le=_RECIPIENTS)] = Field(
        default=_RECIPIENTS, description="the most recipients of one call"
    )


class SparkPost:
    """Describes SparkPost's API for one account."""

    name = "sparkpost"
    capabilities = Capabilities(
        batch_size=_RECIPIENTS, replay=False, lookup=True, lookup_lag=120.0, letter_bytes=20_000_000
    )

    def __init__(self, api_key: SecretStr) -> None:
        key = api_key.get_secret_value().strip()
        self.secrets = (key,)
        self._headers = {"Authorization": key, "Accept": "application/json"}

    def request(self, letter: Letter, batch: Batch, now: dt.datetime) -> Request:
        """Describe the transmission of a batch."""
        del now  # SparkPost signs nothing with the time
        own = {
            "campaign_id": _campaign(batch),
            "metadata": {"digest_batch": batch.reference},
            "substitution_data": _SHARED,
            "recipients": [_recipient(each) for each in batch.recipients],
        }
        body = b'{"content":%s,%s' % (_content(letter), _json(own)[1:])
        headers = {**self._headers, "Content-Type": "application/json"}
        return Request("POST", "/api/v1/transmissions", headers, body)

    def receipts(self, batch: Batch, response: Response) -> tuple[Receipt, ...]:
        """Read the totals: they tell what became of each only where they are all or none.

        Raises:
            ValueError: some were taken and some refused, or the answer has no totals.
            BatchRefusedError: every message was refused.
        """
        results = response.json().get("results")
        if not isinstance(results, dict):
            raise ValueError("the answer has no results")  # noqa: TRY004 - bad data
        taken = results.get("total_accepted_recipients")
        refused = results.get("total_rejected_recipients")
        if (taken, refused) == (0, len(batch.recipients)):
            raise BatchRefusedError(f"sparkpost refused every message: {self._words(response)}")
        if (taken, refused) != (len(batch.recipients), 0):
            raise ValueError("the answer does not say who was refused")
        transmission = str(results.get("id", ""))
        return tuple(
            Receipt(each.delivery_id, DeliveryState.ACCEPTED, receipt=transmission)
            for each in batch.recipients
        )

    def refusal(self, response: Response) -> TransportError | None:
        """Tell what SparkPost has words and statuses of its own for; nothing is taken with them."""
        said = f"({response.status}): {self._words(response)}"
        match response.status:
            case 429:
                return _not_now(f"sparkpost asks to wait {_SOON:g} seconds {said}", _SOON)
            case 420:  # over the hour's, the day's or the month's limit
                wait = _NEXT_HOUR if "hourly" in said.lower() else None
                return _not_now(f"sparkpost's sending limit is reached {said}", wait)
            case 401 | 403:
                return _person_must_act(said)
            case 400 | 413 | 422 if "7001" in _codes(response):  # the sender's domain
                return _person_must_act(said)
            case 400 | 413 | 422:
                return BatchRefusedError(f"sparkpost refused the batch {said}")
        return None

    def lookup(self, batch: Batch, page: str | None, now: dt.datetime) -> Request:
        """Describe the question for the events of a batch's campaign."""
        return Request("GET", question(_campaign(batch), batch, page, now), self._headers)

    def found(self, batch: Batch, response: Response) -> tuple[tuple[Receipt, ...], str | None]:
        """Read a page of events; one without the batch's metadata proves nothing.

        Raises:
            ValueError: the answer is not a page of events.
        """
        answer = response.json()
        return tuple(evidence(batch, events(answer))), next_page(answer)

    def probe(self) -> Request:
        """Describe a look at the last event."""
        return Request("GET", "/api/v1/events/message?per_page=1", self._headers)

    def proof(self, response: Response) -> str:
        """Say what the key may.

        Raises:
            ValueError: the answer cannot be read.
        """
        events(response.json())
        return (
            "sparkpost: the key is right, and may search events. Whether it may send, and whether "
            "List-Unsubscribe arrives as ours, a test mail shows."
        )

    def _words(self, response: Response) -> str:
        said = "; ".join(_sentences(response))
        for secret in self.secrets:
            said = said.replace(secret, "…")
        return clean(said)[:300] or "no reason given"


@lru_cache(maxsize=2)  # the letter being sent, and a test of the next
def _content(letter: Letter) -> bytes:
    """Encode what is the same in every batch: once per letter, most of what a call is made of."""
    content = {
        "from": {"email": letter.sender_email, "name": _line(letter.sender_name)},
        "subject": _line(letter.subject),
        "html": unread_in_html(letter.html).replace(TOKEN, _THEIR_TOKEN),
        "text": _text(letter.text),
        "headers": {
            "List-Id": _list_id(letter),
            "List-Unsubscribe": f"<{_line(letter.unsubscribe_url)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    }
    if letter.reply_to:
        content["reply_to"] = _line(letter.reply_to)
    options = {"transactional": True, "open_tracking": False, "click_tracking": False}
    return _json(content) + b',"options":' + _json(options)


def _recipient(recipient: Recipient) -> dict[str, object]:
    address = {"email": recipient.email}
    if name := _BRACES.sub("", display_name(recipient.name)).strip():
        address["name"] = name
    return {
        "address": address,
        "metadata": {"digest_delivery": str(recipient.delivery_id)},
        "substitution_data": {"digest_token": recipient.token},
    }


def _list_id(letter: Letter) -> str:
    # A header with letters outside ASCII is encoded whole, and with it the id in it.
    name = quoted(letter.list_name) if letter.list_name.isascii() and letter.list_name else ""
    return f"{_line(name)} <{letter.list_id}>".lstrip()


def _line(text: str) -> str:
    return unread_in_text(text, _THEIR_BRACE).replace(TOKEN, _THEIR_TOKEN)


def _text(text: str) -> str:
    unread = unread_in_text(text, _THEIR_BRACE_IN_TEXT)
    return _BRACKET.sub(_THEIR_BRACKET_IN_TEXT, unread).replace(TOKEN, _THEIR_TOKEN)


def _campaign(batch: Batch) -> str:
    return batch.reference.replace("-", "")[:_CAMPAIGN]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _errors(response: Response) -> list[Mapping[str, object]]:
    try:
        errors = response.json().get("errors")
    except ValueError:
        return []
    return [each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []


def _sentences(response: Response) -> Iterator[str]:
    for each in _errors(response)[:3]:
        parts = (each.get("message"), each.get("description"))
        yield ": ".join(part for part in parts if isinstance(part, str) and part)


def _codes(response: Response) -> set[str]:
    return {str(each.get("code")) for each in _errors(response)}


def _not_now(message: str, wait: float | None) -> NotSentError:
    hint = "Set rate in [transport] of config.toml to what the account may do, or raise its limit."
    return NotSentError(message, retry_after=wait, hint=hint)


def _person_must_act(said: str) -> NotSentError:
    return NotSentError(
        f"sparkpost does not let us send {said}",
        retry_after=None,
        hint="Check api_key and base_url in [transport] of config.toml, what the key may do, and "
        "at SparkPost the account and the sender's domain.",
    )
