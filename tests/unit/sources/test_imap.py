"""What may be said of a mailbox in config.toml."""

import pytest
from pydantic import ValidationError

from digest.sources.imap import ImapSettings

LEAST = {
    "name": "mailbox",
    "kind": "imap",
    "host": "imap.example.org",
    "username": "news@example.org",
    "password": {"env": "MAILBOX_PASSWORD"},
}


def test_the_least_is_enough():
    settings = ImapSettings(**LEAST)
    assert (settings.port, settings.security, settings.folder) == (993, "tls", "INBOX")
    assert (settings.since_days, settings.trust) == (60, "hold")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"trust": "accept"}, "anybody can write to it"),
        ({"security": "none"}, "in the clear"),
        ({"security": "none", "host": "localhost.example.org"}, "in the clear"),
        ({"password": "secret"}, "password"),
        ({"host": "imap.example.org:993"}, "host"),
        ({"host": "https://imap.example.org"}, "host"),
        ({"username": "news\r\nLOGOUT"}, "username"),
        ({"folder": ""}, "folder"),
        ({"port": 0}, "port"),
        ({"since_days": 0}, "since_days"),
    ],
)
def test_what_is_unfit_is_refused(change, words):
    with pytest.raises(ValidationError, match=words):
        ImapSettings(**LEAST | change)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.10"])
def test_this_machine_may_be_spoken_to_in_the_clear(host):
    assert ImapSettings(**LEAST | {"host": host, "security": "none"}).host == host
