"""Messages kept in memory, and failures on demand: the transport of tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from digest.delivery.message import MessageMaker
from digest.delivery.soundness import recipient_fault
from digest.errors import TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt
from digest.transports.contract import Capabilities


@dataclass(frozen=True, slots=True)
class Failure:
    """What one post comes to: the error, and whether the messages were taken all the same."""

    error: TransportError
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that was taken."""

    delivery_id: int
    email: str
    message: bytes


_LIKE_AN_ESP = Capabilities(batch_size=100, replay=False, lookup=True)


class MemoryTransport:
    """Keeps every message. The first posts come to what the script says, the others succeed.

    Args:
        script: one entry per post; None is a success.
        capabilities: what it claims to be able to do.
    """

    name = "memory"

    def __init__(
        self,
        script: Iterable[Failure | None] = (),
        *,
        capabilities: Capabilities = _LIKE_AN_ESP,
    ) -> None:
        self.capabilities = capabilities
        self._script = iter(tuple(script))
        self._kept: list[Kept] = []
        self._posted: set[str] = set()  # references of the batches that were taken

    @property
    def kept(self) -> tuple[Kept, ...]:
        """Every message that was taken, in order."""
        return tuple(self._kept)

    def check(self, letter: Letter) -> None:
        """Any letter whose headers can be written is one.

        Raises:
            NotSentError: they cannot.
        """
        MessageMaker(letter)

    def post(self, letter: Letter, batch: Batch) -> tuple[Receipt, ...]:
        """Keep a batch's messages, or fail as the script says.

        Raises:
            TransportError: the script says so.
        """
        maker = MessageMaker(letter)
        failure = next(self._script, None)
        is_remembered = self.capabilities.idempotent_seconds and batch.reference in self._posted
        if not is_remembered and (failure is None or failure.taken):
            self._posted.add(batch.reference)
            self._kept += (
                Kept(each.delivery_id, each.email, maker.for_recipient(each))
                for each in batch.recipients
                if not recipient_fault(each)
            )
        if failure is not None:
            raise failure.error
        return tuple(
            Receipt(each.delivery_id, DeliveryState.REJECTED, reason=fault)
            if (fault := recipient_fault(each))
            else _accepted(each.delivery_id)
            for each in batch.recipients
        )

    def lookup(self, letter: Letter, batch: Batch, now: dt.datetime) -> tuple[Receipt, ...]:
        """Say which of a batch's messages were taken."""
        del letter, now
        taken = {each.delivery_id for each in self._kept}
        return tuple(
            _accepted(each.delivery_id) for each in batch.recipients if each.delivery_id in taken
        )

    def probe(self) -> str:
        """Say where the messages go."""
        return "memory: messages are kept until the program ends."

    def close(self) -> None:
        """Nothing is held open."""


def _accepted(delivery_id: int) -> Receipt:
    return Receipt(delivery_id, DeliveryState.ACCEPTED, receipt=f"memory-{delivery_id}")
