import pytest

from digest.fetch.deadline import Deadline
from digest.fetch.failures import CallError, Cause
from fakes.websites import Time


def test_it_runs_out(stop):
    moments = Time()
    deadline = Deadline(5, clock=moments.clock, stop=stop)
    moments.now += 4
    assert deadline.left() == 1
    moments.now += 1
    with pytest.raises(CallError, match="5 seconds") as caught:
        deadline.left()
    assert caught.value.cause is Cause.TOO_SLOW


def test_it_can_be_extended(stop):
    moments = Time()
    deadline = Deadline(5, clock=moments.clock, stop=stop)
    moments.now += 9
    deadline.extend(8)
    assert deadline.left() == 4


def test_a_stop_comes_before_everything(stop):
    deadline = Deadline(5, clock=Time().clock, stop=stop)
    stop.set()
    with pytest.raises(CallError) as caught:
        deadline.left()
    assert caught.value.cause is Cause.STOPPED
