"""Posters: threads that hand batches over, each through a transport of its own.

They touch no books: what came of a post goes back to whoever keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from queue import SimpleQueue
from threading import local

from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError
from digest.model.mailing import Batch, Letter, Receipt
from digest.transports.contract import Transport

# What came of a post: a receipt each, or the error that says what is known instead. Any other
# error is a fault of the transport's own: it says nothing of what may have left.
Outcome = tuple[Receipt, ...] | NotSentError | BatchRefusedError | OutcomeUnknownError | Exception


class Posters:
    """Posts batches, several at once.

    Args:
        open_transport: gives a transport that is used by one thread only.
        count: the most calls at the same time.
    """

    def __init__(self, open_transport: Callable[[], Transport], count: int) -> None:
        self._open = open_transport
        self._opened: SimpleQueue[Transport] = SimpleQueue()
        self._own = local()
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="poster")
        self._in_the_air: dict[Future[Outcome], Batch] = {}

    @property
    def busy(self) -> int:
        """How many batches are in the air."""
        return len(self._in_the_air)

    def post(self, letter: Letter, batch: Batch) -> None:
        """Let a thread post a batch; its outcome comes with ``finished``."""
        self._in_the_air[self._threads.submit(self._post, letter, batch)] = batch

    def finished(self, timeout: float | None) -> list[tuple[Batch, Outcome]]:
        """Wait until something has come back, and give all that has.

        Args:
            timeout: the most seconds to wait; None: as long as it takes.
        """
        done, _ = wait(self._in_the_air, timeout, FIRST_COMPLETED)
        return [(self._in_the_air.pop(each), _outcome(each)) for each in done]

    def close(self) -> None:
        """Wait for what is in the air, and close what was opened."""
        self._threads.shutdown()
        while not self._opened.empty():
            self._opened.get().close()

    def _post(self, letter: Letter, batch: Batch) -> Outcome:
        try:
            return self._transport().post(letter, batch)
        except (NotSentError, BatchRefusedError, OutcomeUnknownError) as outcome:
            return outcome

    def _transport(self) -> Transport:
        if not hasattr(self._own, "transport"):
            self._own.transport = self._open()
            self._opened.put(self._own.transport)
        transport: Transport = self._own.transport
        return transport


def _outcome(done: Future[Outcome]) -> Outcome:
    """What came of one post; an error of one must not take the outcomes of others along."""
    error = done.exception()
    return error if isinstance(error, Exception) else done.result()


@contextmanager
def posters(open_transport: Callable[[], Transport], count: int) -> Iterator[Posters]:
    """Posters for the length of a block; at its end nothing is in the air."""
    crew = Posters(open_transport, count)
    try:
        yield crew
    finally:
        crew.close()
