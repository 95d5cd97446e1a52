"""SMTP, against a real server and against lines that break: what is certain, and what is not."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import ssl
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr, TypeAdapter, ValidationError

from digest.delivery.message import mime
from digest.errors import NotSentError, OutcomeUnknownError
from digest.model.mailing import DeliveryState
from digest.transports.opening import open_transport
from digest.transports.smtp import SmtpSettings, SmtpTransport
from digest.transports.smtp_line import Patience, Server
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.smtp import CERTIFICATE, PASSWORD, RESET, FakeSmtp
from fakes.smtp_dialogue import dialogue
from fakes.sockets import reset, serving

ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED
NOW = dt.datetime(2023, 9, 1, tzinfo=dt.UTC)
SETTINGS = TypeAdapter(SmtpSettings)


@pytest.fixture
def opened():
    transports = []

    def opening(server):
        transports.append(SmtpTransport(server))
        return transports[-1]

    yield opening
    for each in transports:
        each.close()


@pytest.fixture
def fake():
    with FakeSmtp() as server:
        yield server


def at(fake, **changes):
    whole = Server("127.0.0.1", fake.port, fake.security, patience=Patience(5.0, 5.0))
    return replace(whole, **changes)


def one(number=1, **changes):
    return a_batch(a_recipient(number, **changes))


def posted(transport, number=1, **changes):
    [receipt] = transport.post(a_letter(), one(number, **changes))
    return receipt


def test_what_arrives_is_the_message_we_made(fake, opened):
    letter = a_letter(text=".\n..\n.a\n", html="<p>.</p>\n.\n")
    recipient = a_recipient()
    [receipt] = opened(at(fake)).post(letter, a_batch(recipient))
    [taken] = fake.taken
    assert (taken.sender, taken.email) == ("news@example.org", "reader1@example.com")
    assert taken.message == mime(letter, recipient)
    assert (receipt.state, receipt.receipt) == (ACCEPTED, "250 2.0.0 Ok: queued as 000001")


def test_many_messages_go_over_one_line_and_no_line_is_used_for_ever(fake, opened):
    transport = opened(at(fake))
    for number in range(1, 251):
        assert posted(transport, number).state is ACCEPTED
    assert (len(fake.taken), fake.calls) == (250, 3)


def test_a_line_the_server_has_closed_meanwhile_is_made_anew(fake, opened):
    transport = opened(at(fake))
    posted(transport, 1)
    fake.hang_up()
    assert posted(transport, 2).state is ACCEPTED
    assert [each.email for each in fake.taken] == ["reader1@example.com", "reader2@example.com"]


@pytest.mark.parametrize("where", ["at_recipient", "at_end"])
def test_who_is_refused_is_rejected_alone_with_the_servers_words(fake, opened, where):
    getattr(fake, where)["reader2@example.com"] = "550 5.1.1 No such user here"
    transport = opened(at(fake))
    receipts = [posted(transport, number) for number in (1, 2, 3)]
    assert [each.state for each in receipts] == [ACCEPTED, REJECTED, ACCEPTED]
    assert receipts[1].reason == "550 5.1.1 No such user here"
    assert (len(fake.taken), fake.calls) == (2, 1)


@pytest.mark.parametrize("where", ["at_recipient", "at_end"])
@pytest.mark.parametrize("reply", ["451 4.3.0 Queue is full", "450 4.7.1 Too much mail"])
def test_not_now_means_not_taken(fake, opened, where, reply):
    getattr(fake, where)["reader1@example.com"] = reply
    transport = opened(at(fake))
    for _ in range(4):
        with pytest.raises(NotSentError, match=reply[:9]) as caught:
            posted(transport)
        assert caught.value.retry_after == 30.0
    assert fake.taken == []
    assert posted(transport, 2).state is ACCEPTED
    assert fake.calls == 5  # the server may have had enough of a line


def test_a_reader_who_can_never_be_taken_for_now_holds_up_nobody(fake, opened):
    fake.at_recipient["reader1@example.com"] = "450 4.1.2 Domain not found"
    transport = opened(at(fake))
    for _ in range(2):
        with pytest.raises(NotSentError, match=r"4\.1\.2") as caught:
            posted(transport)
        assert caught.value.retry_after == 0.0
    assert posted(transport).state is REJECTED
    assert posted(transport, 2).state is ACCEPTED


@pytest.mark.parametrize(
    ("where", "who", "reply"),
    [
        ("at_sender", "news@example.org", "550 5.7.1 Not your address"),
        ("at_recipient", "reader1@example.com", "530 5.7.0 Authentication required"),
        ("at_end", "reader1@example.com", "552 5.3.4 Too big"),
        ("at_recipient", "reader1@example.com", "550 5.4.5 Daily sending limit exceeded"),
    ],
)
def test_a_refusal_of_us_is_no_readers_fault(fake, opened, where, who, reply):
    getattr(fake, where)[who] = reply
    with pytest.raises(NotSentError, match=re.escape(reply)) as caught:
        posted(opened(at(fake)))
    assert caught.value.retry_after is None
    assert fake.taken == []


def test_a_letter_too_big_for_the_server_is_refused_before_it_travels(opened):
    with FakeSmtp(size=1000) as fake, pytest.raises(NotSentError, match="MAIL") as caught:
        opened(at(fake)).post(a_letter(html="<p>" + "x" * 2000), one())
    assert caught.value.retry_after is None


def test_refused_one_after_the_other_and_nobody_taken_the_fault_is_not_theirs(fake, opened):
    for number in range(1, 9):
        fake.at_recipient[f"reader{number}@example.com"] = "554 5.7.1 Relay access denied"
    transport = opened(at(fake))
    assert {posted(transport, number).state for number in (1, 2, 3, 4)} == {REJECTED}
    with pytest.raises(NotSentError, match="Relay") as caught:
        posted(transport, 5)
    assert caught.value.retry_after is None
    assert posted(transport, 9).state is ACCEPTED


@pytest.mark.parametrize(
    ("reply", "stops"),
    [("550 5.7.1 Looks like spam", True), ("550 5.1.1 Nobody", False), ("550 Nobody", False)],
)
def test_refused_one_after_the_other_for_anything_but_the_address_stops_too(
    fake, opened, reply, stops
):
    for number in range(1, 6):
        fake.at_end[f"reader{number}@example.com"] = reply
    transport = opened(at(fake))
    posted(transport, 9)
    assert {posted(transport, number).state for number in (1, 2, 3, 4)} == {REJECTED}
    if stops:
        with pytest.raises(NotSentError, match="spam") as caught:
            posted(transport, 5)
        assert caught.value.retry_after is None
    else:
        assert posted(transport, 5).state is REJECTED


@pytest.mark.parametrize(("broken", "taken"), [(None, 3), (RESET, 2)])
def test_an_answer_that_is_lost_after_the_end_leaves_that_one_unknown(fake, opened, broken, taken):
    fake.at_end["reader2@example.com"] = broken
    transport = opened(at(fake))
    assert posted(transport, 1).state is ACCEPTED
    with pytest.raises(OutcomeUnknownError, match="may have been taken"):
        posted(transport, 2)
    assert posted(transport, 3).state is ACCEPTED
    assert len(fake.taken) == taken


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_line_is_encrypted(monkeypatch, opened, security):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with FakeSmtp(security=security, username="network") as fake:
        transport = opened(at(fake, username="network", password=PASSWORD))
        assert "knows us as network (TLSv1." in transport.probe()
        assert posted(transport).state is ACCEPTED


def secured(connection):
    """Answer STARTTLS with a certificate that this machine does not know."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    connection.sendall(b"220 Go on\r\n")
    with contextlib.suppress(ssl.SSLError):
        context.wrap_socket(connection, server_side=True).close()


@pytest.mark.parametrize(("known", "host"), [(False, "127.0.0.1"), (True, "localhost")])
def test_a_certificate_of_nobody_known_or_of_another_name_is_not_trusted(
    monkeypatch, opened, known, host
):
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    replies = {"EHLO": b"250-Hello\r\n250 STARTTLS\r\n", "STARTTLS": secured}
    with (
        serving(lambda connection: dialogue(connection, **replies)) as address,
        pytest.raises(NotSentError, match="certificate is not trusted") as caught,
    ):
        posted(opened(replace(broken(address), security="starttls", host=host)))
    assert caught.value.retry_after is None
    assert "SSL_CERT_FILE" in caught.value.hint


def test_a_server_that_speaks_no_tls_is_told(fake, opened):
    with pytest.raises(NotSentError, match="no encrypted connection") as caught:
        opened(at(fake, security="tls")).probe()
    assert "465" in caught.value.hint


def test_without_starttls_nothing_is_said(fake, opened):
    server = at(fake, security="starttls", username="network", password=PASSWORD)
    with pytest.raises(NotSentError, match="offers no STARTTLS") as caught:
        posted(opened(server))
    assert caught.value.retry_after is None


@pytest.mark.parametrize("password", ["wrong-password", "pässword"])
def test_a_wrong_password_is_named_and_never_shown(opened, password):
    with (
        FakeSmtp(username="network") as fake,
        pytest.raises(NotSentError, match=r"password|sign in") as caught,
    ):
        posted(opened(at(fake, username="network", password=password)))
    assert caught.value.retry_after is None
    assert password not in caught.value.message + caught.value.hint
    assert "username" in caught.value.hint


def test_a_server_that_is_gone_took_nothing(opened):
    with FakeSmtp() as fake:
        server = at(fake)
    with pytest.raises(NotSentError, match="refuses connections") as caught:
        posted(opened(server))
    assert caught.value.retry_after


def test_a_reader_who_cannot_be_written_to_is_not_asked_about(fake, opened):
    receipt = posted(opened(at(fake)), email="nobody")
    assert (receipt.state, fake.calls) == (REJECTED, 0)


def slowly(connection):
    for byte in b"250 a reply that takes its time and comes byte by byte\r\n" * 9:
        connection.sendall(bytes([byte]))
        time.sleep(0.1)


def endlessly(connection):
    for _ in range(100_000):
        connection.sendall(b"250-and so on\r\n")


BREAKS = [
    (reset, "connection"),
    (slowly, "did not answer in time"),
    (endlessly, "did not answer in time"),
    (lambda connection: connection.sendall(b"250-half"), "closed the connection"),
]


def broken(address, seconds=0.5):
    host, _, port = address.partition(":")
    return Server(host, int(port), "none", patience=Patience(seconds, seconds))


@pytest.mark.parametrize(("breaking", "words"), BREAKS)
@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_that_breaks_before_the_end_took_nothing(opened, step, breaking, words):
    with serving(lambda connection: dialogue(connection, **{step: breaking})) as address:
        with pytest.raises(NotSentError, match=words) as caught:
            posted(opened(broken(address)))
        assert caught.value.retry_after


@pytest.mark.parametrize(("breaking", "words"), BREAKS)
def test_a_line_that_breaks_after_the_end_leaves_it_unknown(opened, breaking, words):
    with (
        serving(lambda connection: dialogue(connection, **{".": breaking})) as address,
        pytest.raises(OutcomeUnknownError, match=words),
    ):
        posted(opened(broken(address)))


def test_a_line_that_breaks_within_the_message_took_nothing(opened):
    def hang_up_within(connection):
        connection.sendall(b"354 Go on\r\n")
        connection.recv(1000)
        reset(connection)

    large = a_letter(html="<p>" + "x" * 20_000_000)
    with (
        serving(lambda connection: dialogue(connection, DATA=hang_up_within)) as address,
        pytest.raises(NotSentError, match="closed the connection"),
    ):
        opened(broken(address)).post(large, one())


@pytest.mark.parametrize("said", [b"999 Hello\r\n", b"354 Go on\r\n", b"<html>\r\n"])
def test_a_reply_that_says_nothing_leaves_it_unknown(opened, said):
    with (
        serving(lambda connection: dialogue(connection, **{".": said})) as address,
        pytest.raises(OutcomeUnknownError, match="may have been taken"),
    ):
        posted(opened(broken(address)))


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("said", [b"999 Hello\r\n", b"<html>\r\n", b"221 Bye\r\n"])
def test_a_reply_out_of_turn_before_the_end_took_nothing(opened, step, said):
    with (
        serving(lambda connection: dialogue(connection, **{step: said})) as address,
        pytest.raises(NotSentError, match=step) as caught,
    ):
        posted(opened(broken(address)))
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    ("greeting", "is_for_now"),
    [(b"421 Busy\r\n", True), (b"554 No\r\n", False), (b"HTTP/1.1 400 Bad\r\n", False)],
)
def test_a_server_that_does_not_greet_us_took_nothing(opened, greeting, is_for_now):
    with (
        serving(lambda connection: connection.sendall(greeting)) as address,
        pytest.raises(NotSentError, match="does not let us in") as caught,
    ):
        posted(opened(broken(address)))
    assert (caught.value.retry_after is not None) == is_for_now


def test_a_server_that_refuses_and_hangs_up_has_refused(opened):
    def refuse(connection):
        connection.sendall(b"550 5.1.1 Nobody\r\n")

    with serving(lambda connection: dialogue(connection, RCPT=refuse)) as address:
        assert posted(opened(broken(address))).state is REJECTED


def test_words_of_the_server_are_one_short_line(opened):
    said = b"550-5.1.1 one\r\n550 5.1.1 \xff\x1b[31m" + b"x" * 900 + b"\r\n"
    with serving(lambda connection: dialogue(connection, RCPT=said)) as address:
        transport = opened(broken(address))
        receipt = posted(transport)
        transport.close()
    assert receipt.reason.isprintable()
    assert len(receipt.reason) < 320


def signing_in(address):
    return replace(broken(address), username="me", password="secret-word")


def test_a_password_that_the_server_repeats_is_not_shown(opened):
    said = b"535 Not secret-word, nor AG1lAHNlY3JldC13b3Jk\r\n"
    replies = {"EHLO": b"250-Hello\r\n250 AUTH PLAIN\r\n", "AUTH": said}
    with (
        serving(lambda connection: dialogue(connection, **replies)) as address,
        pytest.raises(NotSentError, match="535 Not …, nor …"),
    ):
        posted(opened(signing_in(address)))


@pytest.mark.parametrize("offer", [b"250 OK\r\n", b"250-OK\r\n250 AUTH XOAUTH2\r\n"])
def test_a_server_with_no_way_to_sign_in_is_told(opened, offer):
    with (
        serving(lambda connection: dialogue(connection, EHLO=offer)) as address,
        pytest.raises(NotSentError, match="no way to sign in") as caught,
    ):
        posted(opened(signing_in(address)))
    assert caught.value.retry_after is None


def test_the_settings_become_the_server():
    settings = SETTINGS.validate_python(
        {"kind": "smtp", "host": "127.0.0.1", "security": "none", "port": 2525}
    )
    transport = open_transport(
        settings, workspace=Path(), secret=lambda _: SecretStr("x"), clock=lambda: NOW
    )
    assert transport._server == Server("127.0.0.1", 2525, "none")
    assert (transport.name, transport.capabilities.batch_size) == ("smtp", 1)
    assert transport.lookup(a_letter(), one(), NOW) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"security": "none"}, "in the clear"),
        ({"username": "me"}, "or neither"),
        ({"password": {"env": "X"}}, "or neither"),
        ({"batch_size": 2}, "batch_size"),
        ({"host": "mail.example.org\r\nX"}, "host"),
        ({"host": "smtps://mail.example.org"}, "host"),
        ({"port": 0}, "port"),
        ({"security": "ssl"}, "security"),
        ({"password": "in-the-file", "username": "me"}, "password"),
    ],
)
def test_what_the_settings_do_not_allow(change, words):
    with pytest.raises(ValidationError, match=words):
        SETTINGS.validate_python({"kind": "smtp", "host": "mail.example.org"} | change)


def test_the_secrets_are_known_in_every_form_they_travel_in():
    server = Server("mail.example.org", 587, "starttls", "me", "word")
    assert server.secrets == ("word", "AG1lAHdvcmQ=", "d29yZA==")
    assert Server("mail.example.org", 587, "starttls").secrets == ()
