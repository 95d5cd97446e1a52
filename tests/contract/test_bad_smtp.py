"""Mail servers that say what is none of SMTP, at every step: a named outcome, and a sentence."""

from __future__ import annotations

import time

import pytest

from digest.transports.smtp import SmtpTransport
from digest.transports.smtp_line import Patience, Server
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.outcomes import faults_of, outcome
from fakes.smtp_dialogue import dialogue
from fakes.sockets import reset, serving

SECONDS = 0.4
READER = "reader1@example.com"
STEPS = ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "."]


def a_byte_at_a_time(connection):
    for byte in b"250 2.0.0 Ok: queued as 000001, slowly\r\n":
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def without_an_end(connection):
    for _ in range(1000):
        connection.sendall(b"250-" + b"x" * 1000)


SAID = {
    "a page": b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>no</html>\r\n",
    "a line too long": b"250 " + b"x" * 9000 + b"\r\n",
    "a line without an end": without_an_end,
    "lines without an end": b"250-and so on\r\n" * 5000,
    "a byte at a time": a_byte_at_a_time,
    "no number": b"Ok\r\n",
    "no code there is": b"999 9.9.9 Ok\r\n",
    "not text": b"\x00\xff\xfe\r\n",
    "half": b"250",
    "nothing": lambda connection: connection.shutdown(2),
    "a reset": reset,
    "421": f"421 4.3.2 <{READER}> Shutting down\r\n".encode(),
    "451": f"451 4.3.0 <{READER}> Later\r\n".encode(),
    "a line turned around": "554 5.7.1 \u202eno\u2028no\x1b[31m\r\n".encode(),
}


def speaking(step, said):
    if step != "greeting":
        return lambda connection: dialogue(connection, **{step: said})
    return said if callable(said) else lambda connection: connection.sendall(said)


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
@pytest.mark.parametrize("step", STEPS)
def test_whatever_is_said_at_whichever_step_the_outcome_has_a_name(step, said):
    with serving(speaking(step, said)) as address:
        host, _, port = address.partition(":")
        transport = SmtpTransport(
            Server(host, int(port), "none", patience=Patience(SECONDS, SECONDS))
        )
        started_at = time.monotonic()
        by_number, error = outcome(transport, a_letter(), a_batch(a_recipient(1)))
        transport.close()
        assert time.monotonic() - started_at < SECONDS * 8
    assert by_number.keys() == {1}
    assert set(by_number.values()) <= expected(step, said)
    if error is not None:
        known = () if step in {"greeting", "EHLO"} else (READER,)  # what a server can know
        assert not [*faults_of(error, names=(address,), secrets=(), readers=known)]


def expected(step, said):
    """Before its end a message was not taken; after it, only a reply that is one says so."""
    if step != ".":
        refused = said is SAID["a line turned around"] and step in {"RCPT", "DATA"}
        return {"rejected"} if refused else {"planned again"}
    if said is SAID["a line turned around"]:
        return {"rejected"}
    return {"planned again"} if said in (SAID["421"], SAID["451"]) else {"unknown"}


@pytest.mark.parametrize(
    ("reply", "named"),
    [
        (b"535 5.7.8 Error: authentication failed\r\n", "planned again"),
        (b"530 5.7.0 Must issue STARTTLS first\r\n", "planned again"),
        (b"550 5.4.5 Daily user sending limit exceeded\r\n", "planned again"),
        (b"552 5.3.4 Message too large\r\n", "planned again"),
        (b"553 5.1.3 Not an address\r\n", "rejected"),
        (b"550 5.7.0 Your account is suspended\r\n", "rejected"),
    ],
)
def test_what_is_about_us_and_what_about_a_reader(reply, named):
    with serving(lambda connection: dialogue(connection, RCPT=reply)) as address:
        host, _, port = address.partition(":")
        transport = SmtpTransport(Server(host, int(port), "none", patience=Patience(5.0, 5.0)))
        by_number, _error = outcome(transport, a_letter(), a_batch(a_recipient(1)))
        transport.close()
    assert by_number == {1: named}
