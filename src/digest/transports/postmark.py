"""Postmark: up to 500 whole messages a call, each with a result of its own.

Sending:  https://postmarkapp.com/developer/user-guide/send-email-with-api/batch-emails
Results:  https://postmarkapp.com/developer/api/overview#error-codes
Search:   https://postmarkapp.com/developer/api/messages-api
Streams:  https://postmarkapp.com/developer/api/message-streams-api
Unsubscribing: https://postmarkapp.com/support/article/managing-your-own-unsubscribe-process

Limits: 500 messages and 50 MB a call, 10 MB a message; a batch that is larger is refused here and
halved. No idempotency, so an answer that is lost leaves a batch unknown until the search finds its
messages by their metadata; they can be found for as long as the account keeps them (45 days, unless
it is set to another figure). There is one host, in the United States, and none in the EU.

Broadcast streams put Postmark's own unsubscribe link into the text and its own headers over ours,
until Postmark's support lets the account manage unsubscribes itself and the stream is set to that.
The probe asks the stream, and says so. Opens and clicks are switched off in each message.

Not verified on a live account: how long the search lags, for which five minutes are waited; and
whether a stream that leaves unsubscribing to us still reads ``{{{ pm:unsubscribe }}}`` in a
member's text. It is written so that Postmark does not: with a character reference in HTML, and with
a word joiner, which nobody sees, in text and subject.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import Field, SecretStr, StringConstraints

from digest.delivery.headers import clean, display_name, phrase, quoted
from digest.errors import BatchRefusedError, NotSentError, TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.model.secret import SecretReference
from digest.transports.contract import Capabilities, PartlySentError
from digest.transports.copies import Copies
from digest.transports.esp import Request, Response
from digest.transports.settings import BaseUrl, HttpSettings

_MOST_MESSAGES = 500  # of one call
_MOST_BYTES = 50_000_000  # of one call
_PAGE = 500  # messages of one search; the most it gives
_LONGEST_WORDS = 300  # characters of Postmark's own words that are kept

_PLACEHOLDER = re.compile(r"\{(?=\{\s*pm:)", re.IGNORECASE)
_TAKEN = 0
_MAINTENANCE, _THROTTLED = 100, 429
_WAITS: Mapping[int, float] = MappingProxyType({_MAINTENANCE: 60.0, _THROTTLED: 30.0})  # seconds

# Errors that are about the account, not about a message. Postmark gives them for a call, or for
# some of its messages: those that are left when the credits run out in the middle.
_HINTS: Mapping[int, str] = MappingProxyType(
    {
        10: "Check server_token in [transport] of config.toml.",
        400: "Verify the sender's domain or signature at Postmark.",
        401: "Verify the sender's domain or signature at Postmark.",
        405: "Look at the account: it has no messages left.",
        412: "Postmark has not approved the account yet, and takes addresses of its domain only.",
        413: "Look at the account: Postmark does not let it send, and says why.",
    }
)


class PostmarkSettings(HttpSettings):
    """[transport] kind = "postmark"."""

    kind: Literal["postmark"]
    server_token: SecretReference = Field(description="the server's API token")
    message_stream: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,30}$")] = Field(
        default="broadcast", description="the stream's ID; one of the kind Broadcasts"
    )
    base_url: BaseUrl = Field(
        default="https://api.postmarkapp.com", description="the API's host, which is in the US"
    )
    batch_size: Annotated[int, Field(ge=1, le=_MOST_MESSAGES)] = Field(
        default=_MOST_MESSAGES, description="the most messages of one call"
    )


class Postmark:
    """Describes Postmark's API for one server and one of its streams."""

    name = "postmark"
    capabilities = Capabilities(
        batch_size=_MOST_MESSAGES,
        replay=False,
        lookup=True,
        lookup_lag=300.0,
        letter_bytes=10_000_000,
    )

    def __init__(self, server_token: SecretStr, message_stream: str) -> None:
        token = server_token.get_secret_value().strip()
        self.secrets = (token,)
        self._stream = message_stream
        self._headers = {"X-Postmark-Server-Token": token, "Accept": "application/json"}

    def request(self, letter: Letter, batch: Batch, now: dt.datetime) -> Request:
        """Describe the post of a batch.

        Raises:
            BatchRefusedError: it is larger than Postmark takes; half of it may not be.
        """
        del now  # Postmark signs nothing with the time
        messages = ((each.token, _own(batch, each)) for each in batch.recipients)
        body = _copies(letter, self._stream).array(messages)
        if len(body) > _MOST_BYTES:
            raise BatchRefusedError(
                f"postmark takes {_MOST_BYTES:,} bytes a call; {len(batch.recipients)} messages "
                f"have {len(body):,}.",
                hint="Set batch_size in [transport] of config.toml to fewer messages.",
            )
        headers = {**self._headers, "Content-Type": "application/json"}
        return Request("POST", "/email/batch", headers, body)

    def receipts(self, batch: Batch, response: Response) -> tuple[Receipt, ...]:
        """Read what became of each message, in their order.

        Raises:
            ValueError: the answer does not say what became of each.
            PartlySentError: some were not taken, for a reason that is not theirs.
            BatchRefusedError: every message was refused for what is in it.
        """
        results = response.objects()
        if len(results) != len(batch.recipients):
            raise ValueError("the answer has not one result for each message")
        pairs = tuple(zip(batch.recipients, results, strict=True))
        settled = tuple(_receipt(*each) for each in pairs if _fault(each[1]) is None)
        if fault := next(filter(None, (_fault(result) for _each, result in pairs)), None):
            raise PartlySentError(fault, settled)
        if all(each.state is DeliveryState.REJECTED for each in settled):
            raise BatchRefusedError(settled[0].reason)
        return settled

    def refusal(self, response: Response) -> TransportError | None:
        """Postmark says by a code of its own why it refuses a whole call."""
        try:
            said = response.json()
        except ValueError:
            return None
        words = str(said.get("Message", "")).replace(*self.secrets, "…")
        return _fault({**said, "Message": words})

    def lookup(self, batch: Batch, page: str | None, now: dt.datetime) -> Request:
        """Describe the search for everything that carries the batch's reference.

        No dates: they would have to be in New York's time, and the reference is unique.
        """
        del page, now  # one page tells it: a batch has no more messages
        question = {
            "count": _PAGE,
            "offset": 0,
            "messagestream": self._stream,
            "metadata_digest_batch": batch.reference,
        }
        return Request("GET", f"/messages/outbound?{urlencode(question)}", self._headers)

    def found(self, batch: Batch, response: Response) -> tuple[tuple[Receipt, ...], None]:
        """Read a page of messages; one without the batch's metadata proves nothing.

        Raises:
            ValueError: the answer is no page of messages.
        """
        messages = response.listed("Messages")
        return tuple(_evidence(batch, messages)), None

    def probe(self) -> Request:
        """Describe a look at the stream."""
        return Request("GET", f"/message-streams/{self._stream}", self._headers)

    def proof(self, response: Response) -> str:
        """Say that the stream leaves unsubscribing to us.

        Raises:
            TransportError: it is archived, takes no mail, or would write its own link over ours.
            ValueError: the answer cannot be read.
        """
        stream = response.json()
        kind, handling = stream.get("MessageStreamType"), _handling(stream)
        if kind not in ("Broadcasts", "Transactional") or stream.get("ArchivedAt"):
            raise TransportError(
                f"postmark has the stream {self._stream!r}, but nothing can be sent through it.",
                hint="Check message_stream in [transport] of config.toml.",
            )
        if handling == "postmark":
            raise TransportError(
                f"postmark writes its own unsubscribe links over ours in {self._stream!r}.",
                hint='Ask Postmark\'s support for "Manage unsubscribes on your own", and choose '
                "it in the stream's settings.",
            )
        return f"postmark: the token is right, and {self._stream!r} leaves unsubscribing to us."


@lru_cache(maxsize=2)  # the letter being sent, and a test of the next
def _copies(letter: Letter, stream: str) -> Copies:
    """Everything of a message that is the same for everybody."""
    reply_to = {"ReplyTo": letter.reply_to} if letter.reply_to else {}
    headers = {
        "List-Id": " ".join((*phrase(letter.list_name), f"<{letter.list_id}>")),
        "List-Unsubscribe": f"<{letter.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return Copies(
        {
            "From": _mailbox(letter.sender_name, letter.sender_email),
            **reply_to,
            "Subject": _PLACEHOLDER.sub("{\u2060", letter.subject),
            "HtmlBody": _PLACEHOLDER.sub("&#123;", letter.html),
            "TextBody": _PLACEHOLDER.sub("{\u2060", letter.text),
            "MessageStream": stream,
            "TrackOpens": False,
            "TrackLinks": "None",
            "Headers": [{"Name": name, "Value": value} for name, value in headers.items()],
        }
    )


def _own(batch: Batch, recipient: Recipient) -> Mapping[str, object]:
    return {
        "To": _mailbox(display_name(recipient.name), recipient.email),
        "Metadata": {
            "digest_batch": batch.reference,
            "digest_delivery": str(recipient.delivery_id),
        },
    }


def _mailbox(name: str, email: str) -> str:
    return f"{quoted(name)} <{email}>" if name else email


def _fault(result: Mapping[str, object]) -> NotSentError | None:
    """The error that is not about a message, if there is one."""
    code, words = result.get("ErrorCode"), _words(result)
    if not isinstance(code, int):
        return None
    if wait := _WAITS.get(code):
        return NotSentError(
            f"postmark asks to wait ({code}): {words}",
            retry_after=wait,
            hint="Nothing is lost: it is tried again. Where that happens often, set rate in "
            "[transport] of config.toml.",
        )
    if hint := _HINTS.get(code):
        message = f"postmark does not let us send ({code}): {words}"
        return NotSentError(message, retry_after=None, hint=hint)
    return None


def _receipt(recipient: Recipient, result: Mapping[str, object]) -> Receipt:
    """Give a message's receipt; a message of somebody else's shows that the order is not ours."""
    code, message_id = result.get("ErrorCode"), result.get("MessageID")
    if not isinstance(code, int) or isinstance(code, bool):
        raise ValueError("a result has no code")  # noqa: TRY004 - bad data
    words = _words(result)
    if code != _TAKEN or "will not deliver" in words:
        reason = f"postmark refused the message ({code}): {words}"
        return Receipt(recipient.delivery_id, DeliveryState.REJECTED, reason=reason)
    if not isinstance(message_id, str) or not message_id:
        raise ValueError("a result has no id")
    if recipient.email.lower() not in str(result.get("To")).lower():
        raise ValueError("a result is somebody else's")
    return Receipt(recipient.delivery_id, DeliveryState.ACCEPTED, receipt=message_id)


def _words(result: Mapping[str, object]) -> str:
    return clean(str(result.get("Message") or "no reason given"))[:_LONGEST_WORDS]


def _handling(stream: Mapping[str, object]) -> str:
    configuration = stream.get("SubscriptionManagementConfiguration")
    told = configuration if isinstance(configuration, dict) else {}
    return str(told.get("UnsubscribeHandlingType")).lower()


def _evidence(batch: Batch, messages: list[object]) -> Iterator[Receipt]:
    mine = {str(each.delivery_id): each.delivery_id for each in batch.recipients}
    for message in messages:
        if not isinstance(message, dict):
            continue
        metadata = message.get("Metadata")
        if not isinstance(metadata, dict) or metadata.get("digest_batch") != batch.reference:
            continue
        delivery_id = mine.get(str(metadata.get("digest_delivery")))
        if delivery_id is not None:
            receipt = str(message.get("MessageID", ""))
            yield Receipt(delivery_id, DeliveryState.ACCEPTED, receipt)
