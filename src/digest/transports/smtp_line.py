"""A line to a mail server: opened, kept for many messages, and bounded in time.

The one question that matters when a line breaks is whether the server may have taken the message.
RFC 5321 (4.1.1.4) answers it: a message is taken with the reply to the line that ends it, the
single dot. So the dot is sent by itself: before it, nothing was taken; after it, nobody knows.
"""

from __future__ import annotations

import base64
import io
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Literal

from digest.transports.smtp_failures import FAILURES, NoEncryptionError, lost, spoken, unreachable

Security = Literal["tls", "starttls", "none"]

_LONGEST_ANSWER = 20_000  # bytes, all lines of one reply together
_GOODBYE_SECONDS = 5.0
_TELLING = (2, 4, 5)  # first digits: taken, not now, never (RFC 5321, 4.2.1)
CLOSING = 421  # the server hangs up after it (RFC 5321, 3.8)
_LINE_START = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server may take, in seconds."""

    reply: float = 60.0
    # RFC 5321, 4.5.3.2.6: who hangs up sooner sends what was taken a second time.
    end: float = 600.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mail server is, and how it is called."""

    host: str
    port: int
    security: Security
    username: str | None = None
    password: str | None = None
    patience: Patience = Patience()

    @property
    def name(self) -> str:
        """The server as errors name it."""
        return f"{self.host}:{self.port}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never stand in an error, in every form it travels in."""
        if not self.username or not self.password:
            return ()
        plain = f"\0{self.username}\0{self.password}"
        travelling = (base64.b64encode(each.encode()).decode() for each in (plain, self.password))
        return (self.password, *travelling)


class Step(StrEnum):
    """What a server answered to."""

    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    CONTENT = "DATA"
    END = "the end of the message"


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply that decided about a message."""

    step: Step
    code: int
    words: str  # one clean line, without secrets

    def __str__(self) -> str:
        return f"{self.code} {self.words}".rstrip()


class _Bounded(io.RawIOBase):
    """What comes from a server, reply by reply: one byte a second is no reply."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._ends_at = 0.0
        self._left = 0

    def readable(self) -> bool:
        return True

    def begin(self, seconds: float) -> None:
        """A reply is asked for: it must be whole in so many seconds."""
        self._sock.settimeout(seconds)
        self._ends_at = time.monotonic() + seconds
        self._left = _LONGEST_ANSWER

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # smtplib gives one
        if time.monotonic() > self._ends_at or self._left <= 0:
            raise TimeoutError
        count = self._sock.recv_into(buffer)
        self._left -= count
        return count


class _Client(smtplib.SMTP):
    """smtplib's client, whose replies come to an end."""

    _bounded: _Bounded | None = None

    def getreply(self) -> tuple[int, bytes]:
        """Read a reply to its end, within its time."""
        if self.sock is not None and (self.file is None or self._bounded is None):
            # Without it, the dot would wait for the packet before it to be confirmed.
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._bounded = _Bounded(self.sock)
            self.file = io.BufferedReader(self._bounded)
        if self._bounded is not None:
            self._bounded.begin(self.timeout)
        return super().getreply()


class _EncryptedClient(_Client, smtplib.SMTP_SSL):
    """The same, behind TLS from its first byte on."""


class Line:
    """An open line to a mail server, signed in."""

    def __init__(self, server: Server, client: smtplib.SMTP) -> None:
        self._server = server
        self._client = client
        self.carried = 0  # messages, whatever became of them
        self._recipient = ""  # of the message that is being carried

    @property
    def is_open(self) -> bool:
        """Whether another message can go over it, as far as is known here."""
        return self._client.sock is not None

    @property
    def encryption(self) -> str:
        """The version of TLS, or nothing where there is none."""
        sock = self._client.sock
        return (sock.version() or "") if isinstance(sock, ssl.SSLSocket) else ""

    def carry(self, sender: str, recipient: str, message: bytes) -> Reply:
        """Hand over one message and give the reply that decided about it.

        Raises:
            NotSentError: the line broke before the message's end; it was not taken.
            OutcomeUnknownError: the line broke after its end, or the reply says nothing.
        """
        self.carried += 1
        self._recipient = recipient
        try:
            refusal = self._announce(sender, recipient, len(message))
            if refusal is not None:
                return refusal
            self._client.send(_LINE_START.sub(b"..", message))
        except FAILURES as error:
            self.close()
            raise unreachable(self._server.name, error) from None
        return self._end()

    def still_there(self) -> None:
        """Ask the server for nothing.

        Raises:
            NotSentError: it does not answer.
        """
        try:
            self._client.noop()
        except FAILURES as error:
            raise unreachable(self._server.name, error) from None

    def close(self) -> None:
        """Say goodbye where somebody listens, and hang up."""
        if self._client.sock is not None:
            self._client.timeout = _GOODBYE_SECONDS
            with suppress(*FAILURES):
                self._client.quit()
        self._client.close()

    def _announce(self, sender: str, recipient: str, size: int) -> Reply | None:
        """Name the sender and the recipient; give the refusal if there is one."""
        client = self._client
        options = (f"size={size}",) if client.has_extn("size") else ()
        steps: tuple[tuple[Step, Callable[[], tuple[int, bytes]], tuple[int, ...]], ...] = (
            (Step.SENDER, lambda: client.mail(sender, options), (250,)),
            (Step.RECIPIENT, lambda: client.rcpt(recipient), (250, 251)),
            (Step.CONTENT, lambda: client.docmd("DATA"), (354,)),
        )
        for step, ask, expected in steps:
            code, words = ask()
            if code not in expected:
                return self._refused(step, code, words)
        return None

    def _refused(self, step: Step, code: int, words: bytes) -> Reply:
        if code == CLOSING or not 400 <= code < 600:  # noqa: PLR2004 - a refusal, RFC 5321, 4.2.1
            self._client.close()  # the server hangs up, or speaks another language
        else:
            with suppress(*FAILURES):  # where the server hung up, the line is closed by now
                self._client.rset()
        return self._reply(step, code, words)

    def _end(self) -> Reply:
        """Send the dot: from here on the server may have taken the message."""
        self._client.timeout = self._server.patience.end
        try:
            self._client.send(b".\r\n")
            code, words = self._client.getreply()
        except FAILURES as error:
            self._client.close()
            raise lost(self._server.name, error) from None
        self._client.timeout = self._server.patience.reply
        if code == CLOSING or code // 100 not in _TELLING:
            self._client.close()
        return self._reply(Step.END, code, words)

    def _reply(self, step: Step, code: int, words: bytes) -> Reply:
        # Most servers quote whom they refuse; who is meant stands in the ledger.
        return Reply(step, code, spoken(words, (*self._server.secrets, self._recipient)))


def open_line(server: Server) -> Line:
    """Connect, encrypt, sign in.

    Raises:
        NotSentError: says why there is no line, and the way out.
    """
    client: smtplib.SMTP | None = None
    try:
        client = _connected(server)
        _introduce(server, client)
    except FAILURES as error:
        if client is not None:
            client.close()
        raise unreachable(server.name, error, server.secrets) from None
    return Line(server, client)


def _connected(server: Server) -> smtplib.SMTP:
    seconds, name = server.patience.reply, _own_name()
    if server.security == "tls":
        context = ssl.create_default_context()
        return _EncryptedClient(server.host, server.port, name, timeout=seconds, context=context)
    return _Client(server.host, server.port, name, timeout=seconds)


def _introduce(server: Server, client: smtplib.SMTP) -> None:
    client.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        if not client.has_extn("starttls"):
            raise NoEncryptionError
        client.starttls(context=ssl.create_default_context())
        client.ehlo_or_helo_if_needed()
    if server.username is not None and server.password is not None:
        client.login(server.username, server.password)


@cache
def _own_name() -> str:
    """The name we greet with, as smtplib finds it; asking for it can take DNS a while."""
    return smtplib.SMTP().local_hostname
