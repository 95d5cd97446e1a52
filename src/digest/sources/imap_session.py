"""A conversation with a mail server in which nothing of a mailbox changes (IMAP, RFC 3501)."""

from __future__ import annotations

import datetime as dt
import imaplib
import re
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from imap_tools.errors import UnexpectedCommandStatusError
from imap_tools.mailbox import BaseMailBox
from imap_tools.query import AND

from digest.sources.imap_failures import (
    FAILURES,
    NoEncryptionError,
    NoFolderError,
    RefusedError,
    WrongPasswordError,
)
from digest.sources.imap_watch import Watch

Security = Literal["tls", "starttls", "none"]
Uid = str
_AT_ONCE = 500  # letters whose sizes are asked for in one line
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,18})")
_UID = re.compile(rb"\bUID (\d+)")
_PRINTABLE = re.compile(r"[ -~]+")


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mailbox is, and how it is called."""

    host: str
    port: int
    security: Security
    timeout: float  # seconds without a sign of life


@dataclass(frozen=True, slots=True)
class Folder:
    """An opened folder."""

    mailbox: BaseMailBox
    uid_validity: str  # as long as it stays, a uid means the same letter

    def since(self, day: dt.date) -> tuple[Uid, ...]:
        """The letters that arrived on a day or later, in the order of their arrival."""
        # some servers refuse a search that names a charset, and a date needs none
        return tuple(sorted(self.mailbox.uids(AND(date_gte=day), charset=None), key=int))

    def sizes(self, uids: Sequence[Uid]) -> Mapping[Uid, int]:
        """How many bytes each letter has; one that is gone by now is not in it."""
        found: dict[Uid, int] = {}
        for start in range(0, len(uids), _AT_ONCE):
            several = ",".join(uids[start : start + _AT_ONCE])
            for line in self._fetched(several, "(UID RFC822.SIZE)"):
                head = line[0] if isinstance(line, tuple) else line
                uid, size = _UID.search(head), _SIZE.search(head)
                if uid and size:
                    found[uid[1].decode()] = int(size[1])
        return MappingProxyType(found)

    def letter(self, uid: Uid, most: int) -> bytes | None:
        """A letter, or its first bytes where it has more than ``most``; None where it is gone.

        BODY.PEEK leaves it unread for those who read the mailbox themselves.
        """
        for line in self._fetched(uid, f"(UID BODY.PEEK[]<0.{most}>)"):
            if isinstance(line, tuple):
                return line[1]
        return None

    def _fetched(self, uids: str, what: str) -> list[bytes | tuple[bytes, bytes]]:
        status, lines = self.mailbox.client.uid("FETCH", uids, what)
        if status != "OK":
            raise RefusedError
        return [line for line in lines if line is not None]


class _MailBox(BaseMailBox):
    """A mailbox at the end of a line that was made here."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return self._client


class _Line(imaplib.IMAP4):
    """A line that is watched from its first byte on."""

    def __init__(self, server: Server, watch: Watch) -> None:
        self._watch = watch
        super().__init__(server.host, server.port, server.timeout)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        super().open(host, port, timeout)
        self._watch.begin(self)


class _EncryptedLine(imaplib.IMAP4_SSL):
    """The same, encrypted."""

    def __init__(self, server: Server, watch: Watch) -> None:
        self._watch = watch
        context = ssl.create_default_context()
        super().__init__(server.host, server.port, ssl_context=context, timeout=server.timeout)

    def open(self, host: str = "", port: int | None = 993, timeout: float | None = None) -> None:
        super().open(host, port, timeout)
        self._watch.begin(self)


@contextmanager
def opened(
    server: Server, username: str, password: str, folder: str, watch: Watch
) -> Iterator[Folder]:
    """A folder, opened for reading only (EXAMINE); the connection ends with the block.

    Raises:
        RefusedError: the server said no; its subclasses say to what.
        OSError: no connection, no certificate that can be trusted, no answer in time.
        imaplib.IMAP4.error: the connection was lost, or the server talks nonsense.
    """
    mailbox = _connected(server, watch)
    try:
        _log_in(mailbox, username, password)
        yield Folder(mailbox, _examined(mailbox, folder))
    except BaseException:
        _hang_up(mailbox)  # a farewell would wait for an answer that may never come
        raise
    with suppress(*FAILURES):
        mailbox.logout()
    _hang_up(mailbox)


def _connected(server: Server, watch: Watch) -> BaseMailBox:
    line = _EncryptedLine if server.security == "tls" else _Line
    mailbox = _MailBox(line(server, watch))
    if server.security == "starttls":
        try:
            _encrypt(mailbox)
        except BaseException:
            _hang_up(mailbox)
            raise
    return mailbox


def _hang_up(mailbox: BaseMailBox) -> None:
    with suppress(OSError):  # where the connection is gone already
        mailbox.client.shutdown()


def _encrypt(mailbox: BaseMailBox) -> None:
    if "STARTTLS" not in mailbox.client.capabilities:
        raise NoEncryptionError
    status, _ = mailbox.client.starttls(ssl.create_default_context())
    if status != "OK":
        raise NoEncryptionError


def _log_in(mailbox: BaseMailBox, username: str, password: str) -> None:
    # LOGIN carries printable ASCII alone; what else there is goes through AUTHENTICATE
    is_plain = _PRINTABLE.fullmatch(username) and _PRINTABLE.fullmatch(password)
    log_in = mailbox.login if is_plain else mailbox.login_utf8
    try:
        log_in(username, password, None)
    except imaplib.IMAP4.abort:  # the connection was lost
        raise
    except (UnexpectedCommandStatusError, imaplib.IMAP4.error):
        # what the server says is kept from the error: it may repeat the password
        raise WrongPasswordError from None


def _examined(mailbox: BaseMailBox, folder: str) -> str:
    try:
        mailbox.folder.set(folder, readonly=True)
    except UnexpectedCommandStatusError as error:
        raise NoFolderError from error
    _, validity = mailbox.client.response("UIDVALIDITY")
    said = validity[-1] if validity else None
    return said.decode("ascii", "replace") if isinstance(said, bytes) else "0"
