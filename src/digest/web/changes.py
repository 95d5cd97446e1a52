"""When files change: what the preview waits for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

from watchfiles import watch

_SETTLED = 10  # milliseconds without a change after one: an editor has written the whole file
_LOOK_AGAIN = 10  # milliseconds: a watch is set, a path comes into being, the end was asked for


def changes(paths: tuple[Path, ...], stop: Event) -> Iterator[None]:
    """Yield once at the beginning, and after every change in a file or folder.

    Every watch serves for one change. Many editors write a new file and put it in the old one's
    place, and the operating system goes on watching the old one; so the watch is set anew first,
    and then the change is told: what happens in between is in what is read then.
    """
    while not stop.is_set():
        present = _present(paths)
        is_set = False
        for changed in watch(
            *present,
            stop_event=stop,
            step=_SETTLED,
            rust_timeout=_LOOK_AGAIN,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            if not is_set:
                is_set = True
                yield
            elif changed or _present(paths) != present:
                break


def _present(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(path for path in paths if path.exists())
