import pytest

from digest.model.host import is_this_machine


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        *((each, True) for each in ("localhost", "127.0.0.1", "127.8.9.10", "::1")),
        *((each, False) for each in ("localhost.example.org", "10.0.0.1", "example.org", "", "::")),
    ],
)
def test_only_this_machine_is_this_machine(host, is_here):
    assert is_this_machine(host) is is_here
