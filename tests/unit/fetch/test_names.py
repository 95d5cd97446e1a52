import time

import pytest

from digest.fetch.deadline import Deadline
from digest.fetch.failures import CallError, Cause
from digest.fetch.names import look_up, system_addresses


@pytest.fixture
def deadline(stop):
    return Deadline(5, clock=time.monotonic, stop=stop)


def test_this_machine_knows_itself():
    assert set(system_addresses("localhost", 80)) <= {"127.0.0.1", "::1"}
    assert system_addresses("127.0.0.1", 80) == ("127.0.0.1",)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "017700000001"])
def test_an_address_in_disguise_is_seen_through(host):
    assert system_addresses(host, 80) == ("127.0.0.1",)


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 64 + ".example", "a..example"])
def test_a_name_that_leads_nowhere_is_named(deadline, host):
    with pytest.raises(CallError) as caught:
        look_up(system_addresses, host, 80, deadline)
    assert caught.value.cause is Cause.UNKNOWN_HOST


def test_no_address_is_no_answer(deadline):
    with pytest.raises(CallError):
        look_up(lambda _host, _port: (), "www.example.org", 80, deadline)
