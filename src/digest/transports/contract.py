"""What every transport can be asked, and what it says about itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from digest.errors import NotSentError
from digest.model.mailing import Batch, Letter, Receipt


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a transport can do. What it cannot is refused, never dropped."""

    batch_size: int  # the most recipients of one post
    replay: bool  # posting the same messages again, in whatever batch, cannot send twice
    lookup: bool  # it can be asked what became of a batch
    lookup_lag: float = 0.0  # seconds until a look-up sees what was posted
    # Seconds after a post in which the very same call again sends nothing twice, and says what
    # became of the first: the ESP knows the batch's reference, and remembers it so long.
    idempotent_seconds: float = 0.0
    at_once: int = 1  # the most calls at the same time, each through a transport of its own
    subject_length: int | None = None  # characters; None: no limit is known
    letter_bytes: int | None = None  # of HTML and text together, for one recipient
    # Statuses beside the 2xx whose answer may say what became of each message, as theirs do.
    told_with: tuple[int, ...] = ()
    # Statuses beside the 2xx whose answer to a probe may prove something all the same.
    proved_with: tuple[int, ...] = ()


class PartlySentError(NotSentError):
    """Some of a batch's messages are settled; certain that the others did not leave.

    Args:
        cause: why the others did not leave, and when to try again.
        settled: a receipt for each message that is settled.
    """

    def __init__(self, cause: NotSentError, settled: tuple[Receipt, ...]) -> None:
        super().__init__(cause.message, retry_after=cause.retry_after, hint=cause.hint)
        self.settled = settled


class Transport(Protocol):
    """Carries messages. One transport is used by one thread at a time."""

    @property
    def name(self) -> str:
        """The transport's kind, as config.toml writes it."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do, under the settings it was opened with."""

    def check(self, letter: Letter) -> None:
        """Make sure that a letter can be carried, to whomever; nothing is called.

        Raises:
            NotSentError: names what of it cannot be, and the way out.
        """

    def post(self, letter: Letter, batch: Batch) -> tuple[Receipt, ...]:
        """Hand over a batch and return one receipt per recipient, no more and no fewer.

        A recipient who cannot be written to is rejected alone.

        Raises:
            NotSentError: certain that nothing left; the batch may be posted again as it is.
            PartlySentError: one of these, with the receipts of those who are settled.
            BatchRefusedError: the batch was refused for what is in it; nothing was taken.
            OutcomeUnknownError: it may or may not have been taken.
        """

    def lookup(self, letter: Letter, batch: Batch, now: dt.datetime) -> tuple[Receipt, ...]:
        """Ask what became of a batch; only positive evidence counts.

        A recipient without a receipt is as unknown as before.

        Raises:
            TransportError: it could not be asked.
        """

    def probe(self) -> str:
        """Prove the settings by a harmless call; return a sentence for a person.

        Raises:
            TransportError: names what is wrong and the way out.
        """

    def close(self) -> None:
        """Let go of what the transport holds open."""
