"""A clock that ticks, and knows nothing else: what is due is a row, never a scheduler's memory."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from apscheduler.schedulers.background import BackgroundScheduler

_LOG = logging.getLogger(__name__)
_SCHEDULER_LOG = "apscheduler"  # says every minute that a long tick is still at it


@dataclass(frozen=True, slots=True)
class Ticker:
    """A clock that runs."""

    scheduler: BackgroundScheduler

    def stop(self) -> None:
        """Tick no more; returns when a tick that is at it has ended."""
        self.scheduler.shutdown(wait=True)


def start_ticking(tick: Callable[[], None], seconds: float, *, now: dt.datetime) -> Ticker:
    """Call ``tick`` now and every so many seconds, never twice at once.

    What a tick misses because the one before it is still at it, the next one does.
    An error is logged with its cause and never ends the ticking.
    """
    logging.getLogger(_SCHEDULER_LOG).setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone=dt.UTC)
    scheduler.add_job(
        _unfailing(tick),
        "interval",
        seconds=seconds,
        next_run_time=now,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    return Ticker(scheduler)


def _unfailing(tick: Callable[[], None]) -> Callable[[], None]:
    def unfailing() -> None:
        try:
            tick()
        except Exception:  # noqa: BLE001 - whatever it is, the next tick must come
            _LOG.exception("A tick failed; the next one comes all the same.")

    return unfailing
