"""Who asks a sender to stop is answered at once, before what is in the air has come back."""

import signal
from threading import Event

import pytest

from digest.cli.opening import draining


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_is_answered_and_the_second_breaks_off(asked, capfd):
    stop, before = Event(), signal.getsignal(asked)
    with draining(stop):
        signal.raise_signal(asked)
        assert stop.is_set()
        assert capfd.readouterr().err.startswith("Stopping: nothing more leaves;")
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(asked)
    assert signal.getsignal(asked) is before
