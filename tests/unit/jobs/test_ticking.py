import datetime as dt
from threading import Event, Lock
from time import monotonic

import pytest

from digest.jobs.ticking import start_ticking

PATIENCE = 10  # seconds; every wait below ends as soon as what it waits for has happened


def now():
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def ticking():
    """Start tickers that are stopped at the end."""
    tickers = []

    def start(tick, seconds):
        tickers.append(start_ticking(tick, seconds, now=now()))
        return tickers[-1]

    yield start
    for ticker in tickers:
        if ticker.scheduler.running:
            ticker.stop()


def test_the_first_tick_comes_at_once(ticking):
    ticked = Event()
    ticking(ticked.set, 3600)
    assert ticked.wait(PATIENCE)


def test_an_error_is_logged_with_its_cause_and_the_next_tick_comes(ticking, caplog):
    calls = []
    second = Event()

    def tick():
        calls.append(1)
        if len(calls) > 1:
            second.set()
        raise ValueError("the disk is full")

    ticking(tick, 0.05)
    assert second.wait(PATIENCE)
    assert "the disk is full" in caplog.text
    assert "Traceback" in caplog.text


def test_a_long_tick_is_never_joined_by_a_second_one(ticking):
    at_it, together, third = Lock(), Event(), Event()
    begun = []

    def tick():
        if not at_it.acquire(blocking=False):
            together.set()
            return
        begun.append(1)
        Event().wait(0.2)  # four intervals long
        at_it.release()
        if len(begun) == 3:
            third.set()

    ticking(tick, 0.05)
    assert third.wait(PATIENCE)
    assert not together.is_set()


def test_stopping_waits_for_the_tick_that_is_at_it(ticking):
    begun, ended = Event(), Event()

    def tick():
        begun.set()
        Event().wait(0.2)
        ended.set()

    ticker = ticking(tick, 3600)
    assert begun.wait(PATIENCE)
    ticker.stop()
    assert ended.is_set()


def test_after_stopping_nothing_ticks(ticking):
    calls = []
    ticker = ticking(lambda: calls.append(monotonic()), 0.02)
    Event().wait(0.1)
    ticker.stop()
    stopped = monotonic()
    Event().wait(0.1)
    assert calls
    assert max(calls) <= stopped
