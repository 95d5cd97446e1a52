"""A folder of .eml files: nothing leaves the machine.

The files stay where they are until the mailing is finished: after a crash a batch is posted
again, and would write anew what somebody took away meanwhile.

A batch is written whole under temporary names first, then each file gets its own in one step:
a full disk leaves nothing behind, and nobody ever reads half a message.
Names and bytes follow from the delivery alone, so a batch posted again changes nothing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from digest.delivery.message import MessageMaker
from digest.delivery.soundness import recipient_fault
from digest.errors import NotSentError, OutcomeUnknownError, TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.transports.contract import Capabilities
from digest.transports.settings import CommonSettings

_MESSAGES = 1000  # of one post; they stand on the disk twice for a moment
_LONGEST_NAME = 100  # characters of an address in a file's name
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9@._+-]")


class FolderSettings(CommonSettings):
    """[transport] kind = "folder"."""

    kind: Literal["folder"]
    path: Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\x00]*$")] = Field(
        default="outbox", description="where the .eml files go, relative to config.toml"
    )
    batch_size: Annotated[int, Field(ge=1, le=_MESSAGES)] = Field(
        default=100, description="how many messages are written between two looks at the ledger"
    )


class FolderTransport:
    """Writes one file per recipient."""

    name = "folder"

    def __init__(self, root: Path, *, batch_size: int = 100) -> None:
        self._root = root
        self.capabilities = Capabilities(batch_size=batch_size, replay=True, lookup=True)

    def post(self, letter: Letter, batch: Batch) -> tuple[Receipt, ...]:
        """Write the batch's messages.

        Raises:
            NotSentError: the folder cannot be written; nothing of the batch is in it.
            OutcomeUnknownError: the messages were written, but not all of them got their names.
        """
        faults = {each.delivery_id: recipient_fault(each) for each in batch.recipients}
        sound = tuple(each for each in batch.recipients if not faults[each.delivery_id])
        names = tuple(file_name(letter, each) for each in sound)
        self._write(zip(names, _messages(letter, sound), strict=True))
        self._publish(names)
        receipts = {
            each.delivery_id: Receipt(each.delivery_id, DeliveryState.ACCEPTED, receipt=name)
            for each, name in zip(sound, names, strict=True)
        }
        return tuple(
            receipts.get(delivery_id) or Receipt(delivery_id, DeliveryState.REJECTED, reason=fault)
            for delivery_id, fault in faults.items()
        )

    def check(self, letter: Letter) -> None:
        """Any letter whose headers can be written is one.

        Raises:
            NotSentError: they cannot.
        """
        _maker(letter)

    def lookup(self, letter: Letter, batch: Batch, now: dt.datetime) -> tuple[Receipt, ...]:
        """See which messages are in the folder, byte for byte; one taken away proves nothing.

        A file of the same name is no evidence: an older mailing may have left it.
        """
        del now  # a folder has no lag
        sound = tuple(each for each in batch.recipients if not recipient_fault(each))
        pairs = zip(sound, _messages(letter, sound), strict=True)
        return tuple(
            Receipt(each.delivery_id, DeliveryState.ACCEPTED, receipt=file_name(letter, each))
            for each, message in pairs
            if _holds(self._root / file_name(letter, each), message)
        )

    def probe(self) -> str:
        """Write a file and take it away again.

        Raises:
            TransportError: the folder cannot be written.
        """
        trial = self._root / ".digest-probe.tmp"
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            trial.write_bytes(b"")
            trial.unlink()
        except OSError as error:
            raise TransportError(_sentence(self._root, error), hint=_HINT) from error
        return f"folder: messages become files in {self._root}."

    def close(self) -> None:
        """Nothing is held open."""

    def _write(self, messages: Iterable[tuple[str, bytes]]) -> None:
        """Write every message under its temporary name, or none."""
        written: list[Path] = []
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            for name, message in messages:
                path = self._root / _temporary(name)
                written.append(path)
                _write_durably(path, message)
        except OSError as error:
            for path in written:
                _remove(path)
            raise NotSentError(
                _sentence(self._root, error), retry_after=None, hint=_HINT
            ) from error

    def _publish(self, names: Iterable[str]) -> None:
        try:
            for name in names:
                (self._root / _temporary(name)).replace(self._root / name)
            _sync(self._root)
        except OSError as error:
            raise OutcomeUnknownError(
                _sentence(self._root, error), hint="Run: digest recover"
            ) from error


def file_name(letter: Letter, recipient: Recipient) -> str:
    """Name a recipient's file: by issue, then by delivery; a test mailing's name says so."""
    kind = "-test" if "test" in letter.reference.split("-") else ""
    address = _NOT_IN_A_NAME.sub("_", recipient.email)[:_LONGEST_NAME]
    return f"{letter.period}{kind}-{recipient.delivery_id:07d}-{address}.eml"


_HINT = "Make room, or let us write there, or change path in [transport] of config.toml."


@lru_cache(maxsize=2)  # the letter being sent, and a test of the next
def _maker(letter: Letter) -> MessageMaker:
    return MessageMaker(letter)


def _messages(letter: Letter, recipients: Iterable[Recipient]) -> Iterator[bytes]:
    maker = _maker(letter)
    return map(maker.for_recipient, recipients)


def _holds(path: Path, message: bytes) -> bool:
    try:
        return path.read_bytes() == message
    except OSError:
        return False


def _temporary(name: str) -> str:
    return f".{name}.tmp"


def _write_durably(path: Path, message: bytes) -> None:
    """Write a file so that a power cut after the receipt cannot empty it.

    Only this user may read it: the link in it is its reader's key.
    """
    path.unlink(missing_ok=True)  # a crash may have left one
    path.touch(0o600, exist_ok=False)
    with path.open("wb") as file:
        file.write(message)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut, where the system can do that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    # The disk is in trouble already, and the error that is raised says which.
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _sentence(root: Path, error: OSError) -> str:
    cause = os.strerror(error.errno) if error.errno else str(error)
    return f"{root} cannot be written: {cause}."
