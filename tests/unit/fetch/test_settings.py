import pytest
from pydantic import ValidationError

from digest.fetch.settings import FetchSettings


def test_without_a_word_it_is_careful():
    settings = FetchSettings()
    assert settings.allow_private == ()
    assert (settings.at_once, settings.pause_seconds) == (4, 1.0)
    assert (settings.timeout_seconds, settings.max_bytes) == (30.0, 5_000_000)


@pytest.mark.parametrize(
    "host", ["intranet.example.org", "localhost", "10.0.0.5", "::1", "fd00::1"]
)
def test_a_host_is_named_by_name_or_address(host):
    assert FetchSettings(allow_private=(host,)).allow_private == (host,)


@pytest.mark.parametrize(
    "host",
    ["", " ", "http://intranet.example.org", "intranet.example.org:8080", "[::1]", "10.0.0.0/8"],
)
def test_what_could_never_match_is_refused(host):
    with pytest.raises(ValidationError, match="is no host"):
        FetchSettings(allow_private=(host,))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("at_once", 0),
        ("pause_seconds", -1),
        ("timeout_seconds", 0),
        ("timeout_seconds", float("nan")),
        ("timeout_seconds", float("inf")),
        ("max_bytes", 0),
    ],
)
def test_a_limit_has_limits(name, value):
    with pytest.raises(ValidationError):
        FetchSettings(**{name: value})
