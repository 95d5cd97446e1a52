"""The one transport of all ESPs with an HTTP API: it posts what an ``Esp`` describes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from digest.delivery.soundness import are_sound, recipient_fault, refuse_unsound
from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, TransportError
from digest.model.mailing import Batch, DeliveryState, Letter, Receipt, Recipient
from digest.transports.contract import Capabilities, PartlySentError
from digest.transports.esp import Esp, Request, Response
from digest.transports.limits import refuse_beyond
from digest.transports.verdicts import is_success, refusal, without
from digest.transports.wire import Wire

_ANYBODY = Recipient(0, "reader@example.org", "A Reader", "0" * 43)
_MOST_PAGES = 500  # of one look-up; an ESP that never comes to an end is left


class HttpTransport:
    """Posts batches to an ESP. What the ESP does not clearly say stays unknown."""

    def __init__(
        self,
        esp: Esp,
        wire: Wire,
        *,
        batch_size: int,
        clock: Callable[[], dt.datetime],
        at_once: int = 1,
    ) -> None:
        self._esp = esp
        self._wire = wire
        self._clock = clock
        self._capabilities = replace(esp.capabilities, batch_size=batch_size, at_once=at_once)

    @property
    def name(self) -> str:
        """The ESP's name, as config.toml writes it."""
        return self._esp.name

    @property
    def capabilities(self) -> Capabilities:
        """What the ESP can do, within what the settings ask for."""
        return self._capabilities

    def check(self, letter: Letter) -> None:
        """Describe a post to one recipient, which nobody makes, within the ESP's limits.

        Raises:
            NotSentError: the ESP cannot carry the letter.
        """
        refuse_unsound(letter)
        refuse_beyond(self.name, self._capabilities, letter)
        now = self._clock()
        try:
            self._esp.request(letter, Batch(0, letter.reference, (_ANYBODY,), now), now)
        except BatchRefusedError as refused:
            raise NotSentError(refused.message, retry_after=None, hint=refused.hint) from None

    def post(self, letter: Letter, batch: Batch) -> tuple[Receipt, ...]:
        """Post the recipients who can be written to; the others are rejected here.

        One address that an ESP cannot read would make it refuse the whole batch.

        Raises:
            NotSentError: certain that nothing left.
            PartlySentError: some are settled, and certain that the others did not leave.
            BatchRefusedError: the ESP refused the batch for what is in it.
            OutcomeUnknownError: it may or may not have been taken.
        """
        refuse_unsound(letter)
        rejected = tuple(_rejections(batch))
        posted = _without(batch, rejected)
        if not posted.recipients:
            return rejected
        response = self._wire.call(self._esp.request(letter, posted, self._clock()))
        try:
            return rejected + self._receipts(posted, response)
        except PartlySentError as partly:
            whole = PartlySentError(partly, rejected + partly.settled)
            raise self._discreet(whole, posted) from None
        except TransportError as error:
            raise self._discreet(error, posted) from None

    def lookup(self, letter: Letter, batch: Batch, now: dt.datetime) -> tuple[Receipt, ...]:
        """Ask the ESP for a batch, page by page; only positive evidence counts.

        Raises:
            TransportError: the ESP could not be asked, or its answer cannot be read.
        """
        del letter  # an ESP knows a batch by its reference
        known: dict[int, Receipt] = {}
        page: str | None = None
        for _ in range(_MOST_PAGES):
            request = self._esp.lookup(batch, page, now)
            if request is None:
                break
            receipts, page = self._read(self._ask(request), batch)
            for receipt in receipts:
                before = known.get(receipt.delivery_id)
                if before is None or before.state is not DeliveryState.REJECTED:
                    known[receipt.delivery_id] = receipt
            if page is None:
                break
        return tuple(known.values())

    def probe(self) -> str:
        """Make the ESP's harmless call.

        Raises:
            TransportError: names what is wrong and the way out.
        """
        response = self._ask(self._esp.probe(), self._capabilities.proved_with)
        try:
            return self._esp.proof(response)
        except ValueError:
            raise self._unreadable() from None

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def _receipts(self, posted: Batch, response: Response) -> tuple[Receipt, ...]:
        if not (is_success(response) or response.status in self._capabilities.told_with):
            raise self._no_receipts(response)
        try:
            receipts = self._esp.receipts(posted, response)
        except ValueError:
            receipts = ()
        if _is_one_each(posted, receipts):
            return receipts
        raise self._no_receipts(response)

    def _no_receipts(self, response: Response) -> TransportError:
        """Give the error that an answer amounts to which does not tell of everybody."""
        if not is_success(response):
            return self._refusal(response)
        # A success may have an error inside, which the ESP names as with any other status.
        return self._esp.refusal(response) or OutcomeUnknownError(
            f"{self.name} answered {response.status}, but not what became of the messages.",
            hint="Run: digest recover",
        )

    def _read(self, response: Response, batch: Batch) -> tuple[tuple[Receipt, ...], str | None]:
        try:
            return self._esp.found(batch, response)
        except ValueError:
            raise self._unreadable() from None

    def _ask(self, request: Request, tells_with: tuple[int, ...] = ()) -> Response:
        """Make a call that sends no message: whatever goes wrong, nothing becomes unknown."""
        try:
            response = self._asked_twice(request)
        except OutcomeUnknownError:
            raise TransportError(
                f"{self.name} gave no whole answer.", hint="Ask again later."
            ) from None
        if not (is_success(response) or response.status in tells_with):
            raise self._discreet(self._refused_question(response))
        return response

    def _asked_twice(self, request: Request) -> Response:
        """A question may be put again: the line may have been one the server was closing."""
        try:
            return self._wire.call(request)
        except OutcomeUnknownError:
            return self._wire.call(request)

    def _refusal(self, response: Response) -> TransportError:
        own = self._esp.refusal(response)
        return own or refusal(self.name, response, self._clock(), self._esp.secrets)

    def _refused_question(self, response: Response) -> TransportError:
        error = self._refusal(response)
        if isinstance(error, NotSentError):
            return error
        return TransportError(error.message, hint="Ask again later.")

    def _discreet(self, error: TransportError, batch: Batch | None = None) -> TransportError:
        """Leave out what some ESPs quote: our keys, and readers' addresses."""
        readers = tuple(each.email for each in batch.recipients) if batch else ()
        unspoken = {"…": self._esp.secrets, "(a reader)": readers}
        return error.reworded(without(error.message, unspoken))

    def _unreadable(self) -> TransportError:
        return TransportError(
            f"{self.name} gave an answer that cannot be read.",
            hint="Check base_url in [transport] of config.toml.",
        )


def _without(batch: Batch, rejected: tuple[Receipt, ...]) -> Batch:
    if not rejected:
        return batch
    refused = {receipt.delivery_id for receipt in rejected}
    sound = (each for each in batch.recipients if each.delivery_id not in refused)
    return replace(batch, recipients=tuple(sound))


def _is_one_each(posted: Batch, receipts: tuple[Receipt, ...]) -> bool:
    wanted = [each.delivery_id for each in posted.recipients]
    given = [each.delivery_id for each in receipts]
    return given == wanted or sorted(given) == sorted(wanted)


def _rejections(batch: Batch) -> Iterator[Receipt]:
    if are_sound(batch.recipients):
        return
    for recipient in batch.recipients:
        if fault := recipient_fault(recipient):
            yield Receipt(recipient.delivery_id, DeliveryState.REJECTED, reason=fault)
