"""Reading sources that wait for a network while others are being taken in."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from queue import Empty, Full, Queue, SimpleQueue
from threading import Event, Thread
from typing import Self

from digest.sources.contract import Parcel, Source, Unchanged

_AHEAD = 4  # parcels of a source that may wait to be taken in: memory stays flat
_A_MOMENT = 0.1  # seconds between two looks whether anybody still wants them

Given = Parcel | Unchanged
_Piece = Given | Exception | None  # None: that was all


class ReadAhead:
    """Readers in threads of their own, each working through the sources in their order.

    The order keeps it from standing still: whoever takes the parcels asks for the first source
    first, and the first is always being read. The threads end with the program, whatever they
    wait for.
    """

    def __init__(
        self, sources: Mapping[str, Source], known: Mapping[str, Mapping[str, str]], at_once: int
    ) -> None:
        self._known = known
        self._stop = Event()
        self._waiting: SimpleQueue[Source] = SimpleQueue()
        self._read: dict[str, Queue[_Piece]] = {}
        for name, source in sources.items():
            self._read[name] = Queue(_AHEAD)
            self._waiting.put(source)
        self._readers = tuple(
            Thread(target=self._work, name="reads a source", daemon=True)
            for _ in range(min(at_once, len(sources)))
        )

    def __enter__(self) -> Self:
        """Begin to read."""
        for reader in self._readers:
            reader.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Nobody wants the rest any more."""
        self._stop.set()

    def parcels(self, name: str) -> Iterator[Given]:
        """What a source gives, as it would give it itself.

        Raises:
            SourceError: as the source raised it; whatever else broke in reading is raised too.
        """
        while True:
            piece = self._read[name].get()
            if piece is None:
                return
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                source = self._waiting.get_nowait()
            except Empty:
                return
            with closing(self._pieces(source)) as pieces:
                for piece in pieces:
                    self._put(self._read[source.name], piece)
                    if self._stop.is_set():
                        return

    def _pieces(self, source: Source) -> Generator[_Piece, None, None]:
        try:
            yield from source.parcels(self._known[source.name])
        except Exception as error:  # noqa: BLE001 - raised again where the parcels are taken
            yield error
        else:
            yield None

    def _put(self, queue: Queue[_Piece], piece: _Piece) -> None:
        while not self._stop.is_set():
            try:
                queue.put(piece, timeout=_A_MOMENT)
            except Full:
                continue
            else:
                return
