"""SMTP: one message per recipient over a line that is kept open, to the mail server one has.

Protocol:  https://www.rfc-editor.org/rfc/rfc5321 (replies: 4.2; the end of a message: 4.1.1.4)
STARTTLS:  https://www.rfc-editor.org/rfc/rfc3207
Signing in: https://www.rfc-editor.org/rfc/rfc4954
Codes:     https://www.rfc-editor.org/rfc/rfc3463

Limits: one recipient a post, so that each message has its own outcome whatever breaks; a hundred
messages a line, because many servers hang up soon after. No idempotency and no look-up: a line
that breaks between a message's end and the reply leaves that one message unknown, until a bounce
or a person tells. Opens and clicks are watched by nobody; List-Id, List-Unsubscribe and Message-ID
are our own, unless the server rewrites them. Certificates are checked against the system's
authorities, or those of the file that SSL_CERT_FILE names.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from digest.delivery.message import MessageMaker
from digest.delivery.soundness import recipient_fault
from digest.errors import NotSentError, OutcomeUnknownError
from digest.model.host import is_this_machine
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.model.secret import SecretReference
from digest.transports.contract import Capabilities
from digest.transports.settings import CommonSettings
from digest.transports.smtp_line import CLOSING, Line, Reply, Security, Server, Step, open_line

_MESSAGES = 100  # of one line
_WAIT = 30.0  # seconds, when the server says "not now": SMTP has no way to say how long
_TRIES = 3  # for a recipient whom the server cannot take for now
_NOT_BY_CHANCE = 5  # so many refused in a row: the fault may be ours

# Replies about us, whatever they answer to: sign in first, not so, too weakly encrypted.
_OF_THE_ACCOUNT = frozenset({503, 530, 534, 535, 538})
_OF_US = re.compile(r"5\.(?:3\.4|4\.5)\b")  # the letter is too big; our limit is reached
# Whom or what a code is about (RFC 3463, 3.2 to 3.8): the address or the mailbox, or anything else.
_OF_THE_RECIPIENT = re.compile(r"4\.[12]\.\d")
_PERHAPS_OF_US = re.compile(r"5\.[3-7]\.\d")


class SmtpSettings(CommonSettings):
    """[transport] kind = "smtp"."""

    kind: Literal["smtp"]
    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:_-]+$")] = Field(
        description="the mail server", examples=["mail.example.org"]
    )
    port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=587, description='its port; 465 is usual for security = "tls"'
    )
    security: Security = Field(
        default="starttls",
        description='how the way there is encrypted; "none" only for a server on this machine',
    )
    username: Annotated[str, StringConstraints(pattern=r"^[ -~]+$")] | None = Field(
        default=None, description="whom the server knows us as, where it asks"
    )
    password: SecretReference | None = Field(default=None, description="and by which password")
    batch_size: Annotated[int, Field(ge=1, le=1)] = Field(
        default=1, description="always 1: each message has an outcome of its own"
    )
    connections: Annotated[int, Field(ge=1, le=20)] = Field(
        default=1, description="the most lines to the server at the same time"
    )

    @property
    def calls_at_once(self) -> int:
        """The most calls at the same time: one a line."""
        return self.connections

    @model_validator(mode="after")
    def _never_in_the_clear(self) -> Self:
        if self.security == "none" and not is_this_machine(self.host):
            raise ValueError(
                "readers' addresses and the password would travel in the clear;"
                ' write security = "tls" or "starttls"'
            )
        if (self.username is None) != (self.password is None):
            raise ValueError("write username and password, or neither of them")
        return self


class SmtpTransport:
    """Hands messages to a mail server, one by one, over a line kept open between them."""

    name = "smtp"

    def __init__(self, server: Server, *, at_once: int = 1) -> None:
        self.capabilities = Capabilities(1, replay=False, lookup=False, at_once=at_once)
        self._server = server
        self._line: Line | None = None
        self._taken_of = ""  # the letter of which somebody was taken
        self._refused = 0  # in a row
        self._put_off: Counter[int] = Counter()  # deliveries the server could not take for now

    def check(self, letter: Letter) -> None:
        """Any letter whose headers can be written is one.

        Raises:
            NotSentError: they cannot.
        """
        _maker(letter)

    def post(self, letter: Letter, batch: Batch) -> tuple[Receipt, ...]:
        """Hand over the message of the batch's one recipient.

        Raises:
            NotSentError: the message was not taken.
            OutcomeUnknownError: the line broke after the message's end.
        """
        [recipient] = batch.recipients
        maker = _maker(letter)
        if fault := recipient_fault(recipient):
            return (_rejected(recipient, fault),)
        message = maker.for_recipient(recipient)
        reply = self._reply(letter.sender_email, recipient.email, message)
        return (self._receipt(letter, recipient, reply),)

    def lookup(self, letter: Letter, batch: Batch, now: dt.datetime) -> tuple[Receipt, ...]:
        """A mail server cannot be asked."""
        del letter, batch, now
        return ()

    def probe(self) -> str:
        """Connect, sign in, ask for nothing, hang up.

        Raises:
            NotSentError: names what is wrong and the way out.
        """
        line = open_line(self._server)
        try:
            encryption = line.encryption or "no encryption"
            line.still_there()
        finally:
            line.close()
        whom = f"knows us as {self._server.username}" if self._server.username else "answers"
        return f"smtp: {self._server.name} {whom} ({encryption})."

    def close(self) -> None:
        """Say goodbye to the server."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _reply(self, sender: str, recipient: str, message: bytes) -> Reply:
        """Use the line that is open; one that turns out to be dead is made anew, once.

        Servers hang up on who was silent for a while: that is no reason to make anybody wait.
        """
        if self._line is not None and self._line.is_open and self._line.carried < _MESSAGES:
            try:
                reply = self._line.carry(sender, recipient, message)
            except NotSentError:
                pass
            else:
                if reply.code != CLOSING:
                    return reply
        self.close()
        self._line = open_line(self._server)
        return self._line.carry(sender, recipient, message)

    def _receipt(self, letter: Letter, recipient: Recipient, reply: Reply) -> Receipt:
        match reply.code // 100:
            case 2 if reply.step is Step.END:
                self._taken_of, self._refused = letter.reference, 0
                self._put_off.pop(recipient.delivery_id, None)
                return Receipt(recipient.delivery_id, DeliveryState.ACCEPTED, receipt=str(reply))
            case 4:
                return self._not_now(recipient, reply)
            case 5:
                return self._never(letter, recipient, reply)
        if reply.step is Step.END:
            raise OutcomeUnknownError(
                f"{self._server.name} answered {str(reply)!r} to a whole message: "
                "it may have been taken.",
                hint="Run: digest recover",
            )
        raise self._person_must_act(reply, "Check host and port in [transport] of config.toml.")

    def _not_now(self, recipient: Recipient, reply: Reply) -> Receipt:
        """4xx: the message was not taken. A reader the server never can take holds up nobody."""
        is_theirs = reply.step is Step.RECIPIENT and _OF_THE_RECIPIENT.match(reply.words)
        if is_theirs:
            self._put_off[recipient.delivery_id] += 1
            if self._put_off[recipient.delivery_id] >= _TRIES:
                del self._put_off[recipient.delivery_id]
                return _rejected(recipient, f"{reply} ({_TRIES} tries)")
        else:
            self.close()  # it may have had enough of this line
        raise NotSentError(
            f"{self._server.name} does not take the message for now ({reply.step}): {reply}",
            retry_after=0.0 if is_theirs else _WAIT,
            hint="Set rate in [transport] of config.toml to what the server takes.",
        )

    def _never(self, letter: Letter, recipient: Recipient, reply: Reply) -> Receipt:
        """5xx: a reader's fault is theirs alone; ours is nobody's."""
        if reply.code in _OF_THE_ACCOUNT:
            raise self._person_must_act(reply, "Check username and password in [transport].")
        if reply.step is Step.SENDER or _OF_US.match(reply.words):
            raise self._person_must_act(
                reply, "Ask who runs the server for what this sender may send."
            )
        self._refused += 1
        is_doubtful = self._taken_of != letter.reference or _PERHAPS_OF_US.match(reply.words)
        if is_doubtful and self._refused >= _NOT_BY_CHANCE:
            self._refused = 0
            raise self._person_must_act(
                reply,
                f"{_NOT_BY_CHANCE} messages in a row were refused: ask who runs the server why.",
            )
        return _rejected(recipient, str(reply))

    def _person_must_act(self, reply: Reply, hint: str) -> NotSentError:
        return NotSentError(
            f"{self._server.name} does not let us send ({reply.step}): {reply}",
            retry_after=None,
            hint=hint,
        )


@lru_cache(maxsize=2)  # the letter being sent, and a test of the next
def _maker(letter: Letter) -> MessageMaker:
    return MessageMaker(letter)


def _rejected(recipient: Recipient, reason: str) -> Receipt:
    return Receipt(recipient.delivery_id, DeliveryState.REJECTED, reason=reason)
