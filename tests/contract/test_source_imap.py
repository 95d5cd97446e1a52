"""The mailbox as a source, against a real Dovecot, and against servers that fail."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
import os
import socket
import ssl
import threading
import time
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from digest.errors import ConfigError, SourceError
from digest.formats.document import Reading
from digest.formats.letter import MAX_LETTER
from digest.model.record import Rejection
from digest.model.secret import EnvSecret
from digest.sources.contract import Surroundings, Unchanged
from digest.sources.imap import IMAP, ImapSettings, ImapSource
from fakes import dovecot
from fakes.pictures import a_jpeg
from fakes.sockets import reset, serving

NOW = dt.datetime(2023, 11, 20, 12, tzinfo=ZoneInfo("Europe/Brussels"))
_FOLDERS = itertools.count(1)


@pytest.fixture(scope="module")
def server():
    """A mail server with one mailbox."""
    if not dovecot.PROGRAM.exists():
        pytest.skip(f"needs {dovecot.PROGRAM}, from Debian's dovecot-imapd")
    if os.geteuid() != 0:
        pytest.skip("Dovecot gives its parts to several users, which only root can")
    with dovecot.running() as running:
        yield running


@pytest.fixture
def folder():
    """The name of a folder that no other test uses."""
    return f"News-{next(_FOLDERS)}"


def source(host, port, *, password=dovecot.PASSWORD, timeout=20.0, stop=None, **settings):
    written = {"security": "none", "username": dovecot.USER, **settings}
    return ImapSource(
        ImapSettings(
            name="mailbox",
            kind="imap",
            host=host,
            port=port,
            password={"env": "PASSWORD"},
            **written,
        ),
        password=lambda: SecretStr(password),
        clock=lambda: NOW,
        timeout=timeout,
        stop=stop or threading.Event(),
    )


def plain(server, folder, **settings):
    return source("127.0.0.1", server.plain_port, folder=folder, **settings)


def letter(number, text="Hello."):
    return (
        f"From: Anna <anna@ima.example>\r\nSubject: News {number}\r\n"
        f"Message-ID: <{number}@ima.example>\r\n\r\n{text}\r\n"
    ).encode()


def titles(parcels):
    return [record.fields["title"] for parcel in parcels for record in parcel.reading.records]


def known_of(parcels):
    return {parcel.path: parcel.fingerprint for parcel in parcels}


def error_of(source):
    with pytest.raises(SourceError) as caught:
        list(source.parcels({}))
    assert caught.value.hint
    assert dovecot.PASSWORD not in f"{caught.value} {caught.value.hint}"
    return str(caught.value)


def test_every_letter_is_a_parcel_of_its_own(server, folder):
    server.deliver(folder, letter(1), letter(2))
    parcels = list(plain(server, folder).parcels({}))
    assert titles(parcels) == ["News 1", "News 2"]
    validity = parcels[0].path.split("/")[1]
    assert validity.isdigit()
    assert [parcel.path for parcel in parcels] == [f"{folder}/{validity}/{uid}" for uid in (1, 2)]
    (record,) = parcels[0].reading.records
    assert record.provenance.source == "mailbox"
    assert record.fields["sender"] == "anna@ima.example"


def test_what_was_taken_is_not_fetched_again(server, folder):
    server.deliver(folder, letter(1), letter(2))
    mailbox = plain(server, folder)
    known = known_of(mailbox.parcels({}))
    server.deliver(folder, letter(3))
    again = list(mailbox.parcels(known))
    assert again[:2] == [Unchanged(path) for path in known]
    assert titles(again[2:]) == ["News 3"]


def test_a_folder_made_anew_is_read_anew_under_the_same_keys(server, folder):
    server.deliver(folder, letter(1))
    before = list(plain(server, folder).parcels({}))
    with server.client() as client:
        client.delete(folder)
        client.create(f"{folder}-x")  # takes the number that the folder had
    server.deliver(folder, letter(1))
    after = list(plain(server, folder).parcels(known_of(before)))
    assert titles(after) == ["News 1"]
    assert after[0].path != before[0].path
    keys = [each[0].reading.records[0].provenance.key for each in (before, after)]
    assert keys[0] == keys[1]


def test_reading_leaves_the_mailbox_as_it_is(server, folder):
    server.deliver(folder, letter(1), letter(2))
    before = server.state(folder)
    assert len(list(plain(server, folder).parcels({}))) == 2
    assert server.state(folder) == before
    assert not any(b"Seen" in line for line in before)


def test_only_the_last_days_are_looked_at(server, folder):
    server.deliver(folder, letter("old"), day="20-Sep-2023 12:00:00 +0000")
    server.deliver(folder, letter("new"), day="21-Sep-2023 12:00:00 +0000")
    assert titles(plain(server, folder).parcels({})) == ["News new"]
    assert titles(plain(server, folder, since_days=61).parcels({})) == ["News old", "News new"]


def test_an_empty_folder_has_no_parcels(server, folder):
    server.deliver(folder)
    assert list(plain(server, folder).parcels({})) == []


def test_a_letter_that_is_too_large_is_refused_unread(server, folder):
    server.deliver(folder, letter(1), letter(2, "x" * MAX_LETTER), letter(3))
    first, large, third = plain(server, folder).parcels({})
    assert titles([first, third]) == ["News 1", "News 3"]
    (rejection,) = large.reading.rejections
    assert rejection.where == large.path
    assert "25,000,000" in rejection.reason


def test_a_letter_that_is_no_news_is_left_out_and_said(server, folder):
    away = b"Auto-Submitted: auto-replied\r\n" + letter("away")
    server.deliver(folder, away, letter(2))
    first, second = plain(server, folder).parcels({})
    assert first.reading == Reading(
        left_out=(
            Rejection(
                f"{first.path}, “News away”", "was sent by a machine (Auto-Submitted: auto-replied)"
            ),
        )
    )
    assert titles([second]) == ["News 2"]


def test_the_picture_comes_with_the_parcel(server, folder):
    picture = a_jpeg((300, 200))
    encoded = base64.encodebytes(picture).replace(b"\n", b"\r\n")
    server.deliver(
        folder,
        b"From: a@b.example\r\nSubject: x\r\nContent-Type: image/jpeg\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + encoded,
    )
    (parcel,) = plain(server, folder).parcels({})
    (record,) = parcel.reading.records
    assert parcel.pictures == {record.fields["image"]: picture}


def test_a_folder_may_have_any_name(server, folder):
    name = f'{folder} "Été" & Ночь'
    with server.client() as client:
        # modified UTF-7 (RFC 3501, 5.1.3), as every mail program writes it
        client.create(f'"{folder} \\"&AMk-t&AOk-\\" &- &BB0EPgRHBEw-"')
    assert list(plain(server, name).parcels({})) == []


def test_tls_checks_the_certificate(server, folder, monkeypatch):
    server.deliver(folder, letter(1))
    encrypted = source("localhost", server.tls_port, security="tls", folder=folder)
    assert "certificate cannot be trusted (self-signed certificate)" in error_of(encrypted)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    assert titles(encrypted.parcels({})) == ["News 1"]
    other_name = source("127.0.0.1", server.tls_port, security="tls", folder=folder)
    assert "certificate cannot be trusted" in error_of(other_name)


def test_starttls_checks_the_certificate(server, folder, monkeypatch):
    server.deliver(folder, letter(1))
    encrypted = source("localhost", server.plain_port, security="starttls", folder=folder)
    assert "certificate cannot be trusted (self-signed certificate)" in error_of(encrypted)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    assert titles(encrypted.parcels({})) == ["News 1"]


def test_a_wrong_password_is_named_and_never_shown(server):
    secret = "Wr0ng & secret"
    said = error_of(plain(server, "INBOX", password=secret))
    assert f"does not let {dovecot.USER} in" in said
    assert secret not in said
    assert "does not let" in error_of(plain(server, "INBOX", password="plain-ascii"))


def test_a_folder_that_is_missing_is_named(server):
    assert "no folder Nowhere" in error_of(plain(server, "Nowhere"))


def test_tls_on_the_plain_port_says_which_ports_are_usual(server):
    mixed_up = source("localhost", server.plain_port, security="tls")
    assert "no encrypted connection came about" in error_of(mixed_up)


def test_a_host_that_is_unknown_is_named():
    assert "no host of that name" in error_of(source("mail.invalid", 993, security="tls"))


def test_a_port_where_nothing_answers_is_named():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    assert f"127.0.0.1, port {port}: nothing answers there" in error_of(source("127.0.0.1", port))


def answering(letters, then, refused=None):
    """A server of three letters that hands out some, and then does something else."""

    def behave(connection):
        connection.sendall(b"* OK here\r\n")
        given = 0
        for line in connection.makefile("rb"):
            tag, command = line.strip().split(b" ", 1)
            if b"BODY.PEEK" in command:
                given += 1
                if given == refused:
                    connection.sendall(tag + b" NO it is damaged\r\n")
                    continue
                if given > letters:
                    then(connection)
                    return
                text = letter(given)
                head = b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n" % (given, given, len(text))
                connection.sendall(head + text + b")\r\n")
            for name, answer in ANSWERS.items():
                if command.startswith(name):
                    connection.sendall(answer)
            connection.sendall(tag + b" OK done\r\n")

    return behave


ANSWERS = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
    b"EXAMINE": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n",
    b"UID SEARCH": b"* SEARCH 3 1 2\r\n",
    b"UID FETCH 1,2,3 (UID RFC822.SIZE)": b"".join(
        b"* %d FETCH (RFC822.SIZE 100 UID %d)\r\n" % (uid, uid) for uid in (1, 2, 3)
    ),
    b"LOGOUT": b"* BYE\r\n",
}


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (lambda _: None, "the connection was lost"),
        (reset, "the connection was lost"),
        (lambda connection: connection.sendall(b"* BYE going down\r\n"), "the connection was lost"),
        (lambda connection: connection.recv(1), "no sign of life for 0.5 seconds"),
        (lambda connection: connection.sendall(b"nonsense\r\n"), "the connection was lost"),
    ],
)
def test_what_came_before_a_failure_stays(then, words):
    with serving(answering(2, then)) as place:
        host, port = place.split(":")
        parcels = source(host, int(port), password="x", timeout=0.5).parcels({})
        assert titles([next(parcels), next(parcels)]) == ["News 1", "News 2"]
        with pytest.raises(SourceError, match=words) as caught:
            next(parcels)
    assert "the letters before that are kept (2)" in caught.value.message


def drop_by_drop(connection):
    """A byte now and then is a sign of life, for ever."""
    while True:
        connection.sendall(b"x")
        time.sleep(0.1)


@pytest.mark.parametrize("behave", [drop_by_drop, answering(2, drop_by_drop)])
def test_a_server_that_never_ends_is_left_in_time(behave):
    with serving(behave) as place:
        mailbox = source("127.0.0.1", int(place.split(":")[1]), timeout=5, timeout_seconds=1)
        began = time.monotonic()
        assert "was not done in 1 seconds" in error_of(mailbox)
    assert time.monotonic() - began < 4


def test_an_encrypted_line_is_cut_too(server, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server.certificate, server.certificate.with_name("server.key"))
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))

    def behave(connection):
        with context.wrap_socket(connection, server_side=True) as secure:
            drop_by_drop(secure)

    with serving(behave) as place:
        mailbox = source("localhost", int(place.split(":")[1]), security="tls", timeout_seconds=1)
        assert "was not done in 1 seconds" in error_of(mailbox)


def test_what_reads_the_letters_may_take_its_time():
    with serving(answering(3, reset)) as place:
        mailbox = source("127.0.0.1", int(place.split(":")[1]), timeout_seconds=0.6)
        found = []
        for parcel in mailbox.parcels({}):
            time.sleep(0.5)
            found.append(parcel)
    assert titles(found) == ["News 1", "News 2", "News 3"]


@pytest.mark.parametrize("then", [drop_by_drop, lambda connection: connection.recv(1)])
def test_a_stop_ends_a_wait_for_the_server(then):
    stop = threading.Event()
    with serving(answering(2, then)) as place:
        mailbox = source("127.0.0.1", int(place.split(":")[1]), stop=stop)
        threading.Timer(0.3, stop.set).start()
        began = time.monotonic()
        said = error_of(mailbox)
    assert "digest is being stopped; the letters before that are kept (2)" in said
    assert time.monotonic() - began < 4


def test_a_stop_is_heard_between_letters():
    stop = threading.Event()
    with serving(answering(3, reset)) as place:
        parcels = source("127.0.0.1", int(place.split(":")[1]), stop=stop).parcels({})
        next(parcels)
        stop.set()
        with pytest.raises(SourceError, match="digest is being stopped"):
            next(parcels)


def test_a_letter_that_the_server_refuses_loses_no_other():
    with serving(answering(3, reset, refused=2)) as place:
        host, port = place.split(":")
        first, second, third = source(host, int(port), password="x").parcels({})
    assert titles([first, third]) == ["News 1", "News 3"]
    (rejection,) = second.reading.rejections
    assert (rejection.where, second.fingerprint) == ("INBOX/7/2", "")


def test_a_letter_that_is_gone_meanwhile_is_passed_over(server, folder):
    server.deliver(folder, letter(1), letter(2), letter(3))
    parcels = plain(server, folder).parcels({})
    found = [next(parcels)]
    with server.client() as client:
        client.select(folder)
        client.uid("STORE", "2", "+FLAGS", r"(\Deleted)")
        client.expunge()
    assert titles([*found, *parcels]) == ["News 1", "News 3"]


@pytest.mark.parametrize(
    ("greeting", "words"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "the connection was lost"),
        (b"* BYE too many\r\n", "does not speak IMAP"),
        (b"", "no sign of life for 0.5 seconds"),
    ],
)
def test_what_is_no_mail_server_is_said(greeting, words):
    def behave(connection):
        connection.sendall(greeting)
        connection.recv(1)

    with serving(behave) as place:
        host, port = place.split(":")
        assert words in error_of(source(host, int(port), timeout=0.5))


def test_a_server_without_starttls_is_said():
    with serving(answering(0, reset)) as place:
        said = error_of(source("localhost", int(place.split(":")[1]), security="starttls"))
    assert "offers no STARTTLS" in said


def test_a_secret_that_is_missing_is_an_error_of_this_source():
    def missing():
        raise ConfigError("config.toml", ("PASSWORD is not set",), hint="Set it.")

    settings = source("127.0.0.1", 1).settings
    assert "PASSWORD is not set" in error_of(ImapSource(settings, missing, lambda: NOW))


def test_it_is_opened_by_its_kind_and_nothing_is_called_yet(tmp_path):
    asked = []

    def secret(reference):
        asked.append(reference)
        return SecretStr("x")

    here = Surroundings(tmp_path, secret, None, lambda: NOW.astimezone(dt.UTC), NOW.tzinfo)
    settings = source("127.0.0.1", 1).settings
    opened = IMAP.open(settings, here)
    assert (opened.name, opened.is_whole, opened.is_remote, asked) == ("mailbox", False, True, [])
    with pytest.raises(SourceError):
        list(opened.parcels({}))
    assert asked == [EnvSecret(env="PASSWORD")]
    assert opened.clock() == NOW
    assert opened.clock().tzinfo == NOW.tzinfo
