"""A mail server on 127.0.0.1: aiosmtpd, which refuses whom it is told to and keeps the rest."""

from __future__ import annotations

import asyncio
import ssl
import threading
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

CERTIFICATE = Path(__file__).with_name("127.0.0.1.pem")  # made for these tests only
PASSWORD = "a-password"
RESET = ""  # no reply at all


@dataclass(frozen=True)
class Taken:
    """One message that was taken."""

    sender: str
    email: str
    message: bytes


@dataclass
class FakeSmtp:
    """A server and what it does; a reply is what it says instead of 250."""

    security: str = "none"
    username: str | None = None
    size: int = 1_000_000
    at_sender: dict = field(default_factory=dict)  # address -> reply
    at_recipient: dict = field(default_factory=dict)
    # address -> reply; None: taken, and hangs up; RESET: not taken, and the line breaks
    at_end: dict = field(default_factory=dict)
    taken: list = field(default_factory=list)
    calls: int = 0  # lines that were opened
    port: int = 0

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        self._lines = []
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        started.wait(5)
        return self

    def __exit__(self, *_):
        self.hang_up()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def hang_up(self):
        """Close every line, as a server does with who was silent for too long."""

        async def close():
            for line in self._lines:
                for each in (line.transport, line._original_transport):
                    if each is not None:
                        each.abort()
            await asyncio.sleep(0.01)

        asyncio.run_coroutine_threadsafe(close(), self._loop).result(5)

    def _serve(self, started):
        asyncio.set_event_loop(self._loop)
        context = None
        if self.security != "none":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
        starting = self._loop.create_server(
            lambda: self._line(context),
            "127.0.0.1",
            0,
            ssl=context if self.security == "tls" else None,
        )
        server = self._loop.run_until_complete(starting)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(server.wait_closed())
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))

    def _line(self, context):
        self.calls += 1
        with warnings.catch_warnings():
            # It warns of passwords without STARTTLS; a test may want just that.
            warnings.simplefilter("ignore")
            line = SMTP(
                _Handler(self),
                hostname="mail.example.org",
                data_size_limit=self.size,
                tls_context=context if self.security == "starttls" else None,
                require_starttls=self.security == "starttls",
                auth_required=self.username is not None,
                auth_require_tls=False,
                authenticator=self._authenticate,
                loop=self._loop,
            )
        self._lines.append(line)
        return line

    def _authenticate(self, _server, _session, _envelope, _mechanism, told):
        is_right = (told.login, told.password) == (
            (self.username or "").encode(),
            PASSWORD.encode(),
        )
        return AuthResult(success=is_right, handled=False)


class _Handler:
    def __init__(self, fake):
        self._fake = fake

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        del server, session
        reply = self._fake.at_sender.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        del server, session, options
        reply = self._fake.at_recipient.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        del session
        [email] = envelope.rcpt_tos
        number = len(self._fake.taken) + 1
        reply = self._fake.at_end.get(email, f"250 2.0.0 Ok: queued as {number:06d}")
        if reply is None or reply.startswith("250"):
            taken = Taken(envelope.mail_from, email, envelope.original_content)
            self._fake.taken.append(taken)
        if reply in (None, RESET):
            server.transport.abort()
            await asyncio.sleep(1)
        return reply
