import threading

import pytest

from digest.fetch.failures import CallError, Cause
from digest.fetch.turns import LONGEST_HOLD, Turns
from fakes.websites import Time


@pytest.fixture
def moments():
    return Time()


@pytest.fixture
def turns(moments, stop):
    return Turns(2, clock=moments.clock, sleep=moments.sleep, stop=stop)


def take(turns, host="a.example", pause=3.0):
    with turns.turn(host, pause):
        pass


def test_the_first_turn_comes_at_once(turns, moments):
    take(turns)
    take(turns, "b.example")
    assert moments.slept == []


def test_the_pause_begins_when_a_call_has_ended(turns, moments):
    with turns.turn("a.example", 3.0):
        moments.now += 10
    moments.now += 1
    take(turns)
    assert moments.slept == [2.0]


def test_our_own_pause_is_waited_out_however_long_it_is(turns, moments):
    take(turns, pause=3600.0)
    take(turns, pause=3600.0)
    assert moments.slept == [3600.0]


def test_a_hold_within_a_long_pause_is_over_by_then(turns, moments):
    with turns.turn("a.example", 60.0):
        turns.hold("a.example", LONGEST_HOLD)
    take(turns)
    assert moments.slept == [60.0]


def test_a_call_that_failed_counts_too(turns, moments):
    with pytest.raises(OSError, match="broke"), turns.turn("a.example", 3.0):
        raise OSError("broke")
    take(turns)
    assert moments.slept == [3.0]


def test_a_host_that_asks_for_more_gets_more(turns, moments):
    with turns.turn("a.example", 3.0):
        turns.hold("a.example", 20)
    take(turns)
    take(turns)
    assert moments.slept == [20.0, 3.0]


def test_a_hold_is_never_shortened(turns, moments):
    turns.hold("a.example", 20)
    turns.hold("a.example", 5)
    take(turns)
    assert moments.slept == [20.0]


def test_a_host_that_asks_for_too_much_is_not_waited_for(turns, moments):
    turns.hold("a.example", LONGEST_HOLD + 1)
    with pytest.raises(CallError) as caught:
        take(turns)
    assert (caught.value.cause, caught.value.retry_after) == (Cause.BUSY, LONGEST_HOLD + 1)
    take(turns, "b.example")
    assert moments.slept == []


@pytest.mark.parametrize(("pause", "at_once"), [(0.0, 2), (0.001, 1)])
def test_a_host_that_needs_a_pause_is_called_by_one_at_a_time(turns, pause, at_once):
    lock, inside, most = threading.Lock(), [], []
    met = threading.Event()

    def call():
        with turns.turn("a.example", pause):
            with lock:
                inside.append(1)
                most.append(len(inside))
                if len(inside) > 1:
                    met.set()
            met.wait(0.3)
            with lock:
                inside.pop()

    callers = [threading.Thread(target=call) for _ in range(3)]
    for each in callers:
        each.start()
    for each in callers:
        each.join(5)
    assert max(most) == at_once
    assert len(most) == 3


@pytest.mark.parametrize("host", ["a.example", "b.example"])
def test_who_waits_for_another_is_set_free_by_a_stop(turns, stop, host):
    errors = []

    def call():
        try:
            take(turns, host)
        except CallError as error:
            errors.append(error.cause)

    with turns.turn("a.example", 3.0), turns.turn("c.example", 3.0):
        caller = threading.Thread(target=call)
        caller.start()
        caller.join(0.05)
        assert caller.is_alive()
        stop.set()
        caller.join(3)
        assert not caller.is_alive()
    assert errors == [Cause.STOPPED]


def test_a_turn_that_was_never_had_is_given_back(turns, stop):
    stop.set()
    for _ in range(5):
        with pytest.raises(CallError):
            take(turns)
    stop.clear()
    with turns.turn("b.example", 1.0), turns.turn("c.example", 1.0):
        pass
