"""A real IMAP server, Dovecot, on free ports of this machine, in a folder of its own."""

from __future__ import annotations

import contextlib
import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path("/usr/sbin/dovecot")
USER, PASSWORD = "news@network.example", 'Blåbær & "quotes" 7'
_CONFIGURATION = """
base_dir = {root}/run
log_path = {root}/dovecot.log
protocols = imap
listen = 127.0.0.1
first_valid_uid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
ssl = yes
ssl_cert = <{root}/server.crt
ssl_key = <{root}/server.key
mail_location = maildir:{root}/mail
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/users
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={root}/mail
}}
service imap-login {{
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server with one mailbox."""

    tls_port: int
    plain_port: int  # also for STARTTLS
    certificate: Path  # of the host "localhost"

    @contextlib.contextmanager
    def client(self):
        """Somebody else's mail program, logged in to the mailbox."""
        with imaplib.IMAP4("127.0.0.1", self.plain_port, timeout=20) as client:
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            yield client

    def deliver(self, folder, *letters, day="17-Nov-2023 10:00:00 +0000"):
        """Put letters into a folder, which is made where there is none."""
        with self.client() as client:
            client.create(folder)
            for letter in letters:
                status, answer = client.append(folder, None, f'"{day}"', letter)
                assert status == "OK", answer

    def state(self, folder):
        """The flags of each letter in a folder, and how many there are."""
        with self.client() as client:
            client.select(folder, readonly=True)
            _, lines = client.uid("FETCH", "1:*", "(FLAGS)")
            return lines


@contextlib.contextmanager
def running():
    """A server that is gone, with all its mail, when the block ends."""
    # its own processes run as other users, who may not enter a test's folder
    with tempfile.TemporaryDirectory(prefix="dovecot-") as folder:
        root = Path(folder)
        root.chmod(0o755)
        tls_port, plain_port = _free_ports()
        _write(root, tls_port, plain_port)
        server = subprocess.Popen([PROGRAM, "-F", "-c", root / "dovecot.conf"])
        try:
            _wait_for(plain_port, server, root / "dovecot.log")
            yield Dovecot(tls_port, plain_port, root / "server.crt")
        finally:
            server.terminate()
            server.wait(20)


def _write(root, tls_port, plain_port):
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", root / "server.key", "-out", root / "server.crt"),
        ],
        check=True,
        capture_output=True,
    )
    (root / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n", "utf-8")
    (root / "mail").mkdir()
    shutil.chown(root / "mail", "mail", "mail")
    configuration = _CONFIGURATION.format(root=root, tls_port=tls_port, plain_port=plain_port)
    (root / "dovecot.conf").write_text(configuration, "utf-8")


def _free_ports():
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]


def _wait_for(port, server, log):
    for _ in range(200):
        assert server.poll() is None, log.read_text() if log.exists() else "it did not start"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text() if log.exists() else os.strerror(110))
