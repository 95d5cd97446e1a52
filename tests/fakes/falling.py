"""A sender that falls dead at one boundary of its work, told by its number.

    python tests/fakes/falling.py    # reads a line (JSON) that begins or ends a job, and answers

Nothing in the product knows of it. What a fall can part is watched from outside: each statement
that writes, each commit before and after it, each piece that is written to a line and read from
it, each file that is opened for writing, moved or taken away. The process imports everything
once, and forks a child for every job, which is killed or ends.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect

from digest.delivery.retry import Retry
from digest.errors import DigestError
from digest.model.period import Period
from digest.model.rendered import TOKEN
from digest.store.database import Database
from digest.transports.folder import FolderSettings
from digest.transports.smtp import SmtpSettings
from digest.workflows.send import carry, start
from fakes.newsroom import HEAD, Newsroom
from fakes.offices import a_desk, a_dispatch
from fakes.ways import opened, settings_of

MONTH = Period("2023-10")
_WRITE = ("INSERT", "UPDATE", "DELETE", "WITH", "BEGIN IMMEDIATE")
_FILES = ("os.rename", "os.link", "os.remove", "os.mkdir")


class Boundaries:
    """Counts the boundaries that are passed, and falls at one of them."""

    def __init__(self, fall_at):
        self.passed = 0
        self._fall_at = fall_at
        self._lock = Lock()

    def reach(self, *_what):
        with self._lock:
            self.passed += 1
            if self.passed == self._fall_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self):
        """From here on: this process is a child, and nothing has to be put back."""
        sa.event.listen(Engine, "before_cursor_execute", self._statement)
        DefaultDialect.do_commit = self._around(DefaultDialect.do_commit)
        socket.socket.sendall = self._around(socket.socket.sendall)
        socket.socket.recv_into = self._around(socket.socket.recv_into)
        sys.addaudithook(self._audit)

    def _statement(self, _connection, _cursor, statement, *_rest):
        if statement.startswith(_WRITE):
            self.reach(statement)

    def _around(self, original):
        def both_sides(*arguments):
            self.reach(original)
            result = original(*arguments)
            self.reach(original)
            return result

        return both_sides

    def _audit(self, event, arguments):
        if event in _FILES or (event == "open" and _is_for_writing(arguments)):
            self.reach(event)


def _is_for_writing(arguments):
    _path, mode, flags = arguments
    is_written = isinstance(mode, str) and any(letter in mode for letter in "wax+")
    return is_written or bool(isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR))


def now():
    return dt.datetime.now(dt.UTC)


def transport_of(job):
    """The transport of a job, with so many messages a call where it can."""
    size = job.get("batch_size", 2)
    if job["kind"] == "folder":
        settings = FolderSettings(kind="folder", batch_size=size)
    elif job["kind"] == "smtp":
        settings = SmtpSettings(kind="smtp", host="127.0.0.1", port=job["port"], security="none")
    else:
        settings = settings_of(job["kind"], job["url"])
        most = min(size, settings.batch_size)  # Mandrill has one a call
        settings = settings.model_copy(update={"batch_size": most})
    return opened(settings, Path(job["workspace"]))


def send(job):
    """Start the mailing, or go on with it, as far as it goes."""
    newsroom = Newsroom(Database(job["database"]))
    dispatch = replace(
        a_dispatch(newsroom, transport_of(job), now),
        head=replace(HEAD, unsubscribe_url=f"https://news.example.org/unsubscribe/{TOKEN}"),
        open_transport=lambda: transport_of(job),
        retry=Retry() if job.get("is_patient") else Retry(tries=1, first=0.0),
    )
    mailing = start(a_desk(newsroom), dispatch, MONTH)
    carry(dispatch, mailing, lambda _count: None)


def child(job, told):
    """One job, to its end or to its fall; how many boundaries were passed is told in the end."""
    boundaries = Boundaries(job["fall_at"])
    if job["fall_at"] is not None:
        boundaries.watch()
    send(job)
    os.write(told, str(boundaries.passed).encode())


def begin(job):
    """Fork a child for a job, which can be killed by its number."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            child(job, writing)
            status = 0
        except DigestError as error:  # the transport takes nothing: a person has to act
            sys.stderr.write(f"{error}\n")
            status = 3
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writing)
    return {"pid": pid, "pipe": reading}


def end(job):
    """Wait for a child; what it came to."""
    _pid, status = os.waitpid(job["pid"], 0)
    with os.fdopen(job["pipe"]) as pipe:
        passed = pipe.read()
    return {"exit": os.waitstatus_to_exitcode(status), "passed": int(passed or 0)}


class FallingSender:
    """Does jobs, each in a child of its own."""

    def __init__(self, process):
        self._process = process

    def begin(self, **job):
        """Begin a job; what tells of its child, its "pid" among it."""
        return self._ask(job)

    def end(self, begun):
        """Wait for a job: how its child ended (-9: it fell), and the boundaries it passed."""
        return self._ask({"is_begun": True} | begun)

    def __call__(self, **job):
        """Do a job, to its end or its fall."""
        return self.end(self.begin(**job))

    def _ask(self, job):
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def a_falling_sender():
    """A sender that does jobs until the block ends."""
    command = [sys.executable, str(Path(__file__))]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )

    try:
        yield FallingSender(process)
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    for line in sys.stdin:
        asked = json.loads(line)
        answer = end(asked) if "is_begun" in asked else begin(asked)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
