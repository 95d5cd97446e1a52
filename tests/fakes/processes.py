"""Real processes of the store, to be raced against each other and to be killed.

    python tests/fakes/processes.py upgrade URL                 bring it to the tables of today
    python tests/fakes/processes.py claim URL MAILING LIMIT     claim until nothing is planned
    python tests/fakes/processes.py hold URL MAILING LIMIT      claim once, hold it until killed

Each says "ready" and waits for its input to close; those that claim print a line of addresses
for every batch.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

from digest.store import upkeep
from digest.store.database import Database
from digest.store.ledger import Ledger

NOW = dt.datetime(2023, 9, 1, 7, tzinfo=dt.UTC)


def run_at_once(count, *words):
    """Run a command in as many processes at the same moment; give what each of them printed."""
    gate, opener = os.pipe()
    running = [_start(gate, *words) for _ in range(count)]
    os.close(gate)
    for each in running:
        assert each.stdout.readline() == "ready\n", each.communicate()[0]
    os.close(opener)
    printed = [each.communicate()[0] for each in running]
    assert [each.returncode for each in running] == [0] * count, printed
    return printed


@contextmanager
def holding(*words):
    """A process that has claimed and holds what it has; gives it, and the addresses."""
    process = _start(subprocess.PIPE, "hold", *words)
    assert process.stdout.readline() == "ready\n", process.communicate()[0]
    process.stdin.close()
    try:
        yield process, tuple(process.stdout.readline().split())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _start(stdin, *words):
    return subprocess.Popen(
        [sys.executable, __file__, *map(str, words)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _upgrade(database):
    upkeep.upgrade(database)


def _claim(database, mailing_id, limit):
    ledger = Ledger(database)
    with ledger.claimants.enter(NOW) as claimant_id:
        while batch := ledger.claim(int(mailing_id), claimant_id, int(limit), NOW):
            _say(" ".join(each.email for each in batch.recipients))


def _hold(database, mailing_id, limit):
    ledger = Ledger(database)
    with ledger.claimants.enter(NOW) as claimant_id:
        batch = ledger.claim(int(mailing_id), claimant_id, int(limit), NOW)
        _say(" ".join(each.email for each in batch.recipients))
        signal.pause()


_COMMANDS = {"upgrade": _upgrade, "claim": _claim, "hold": _hold}

if __name__ == "__main__":
    _say("ready")
    sys.stdin.read()
    command, url, *rest = sys.argv[1:]
    opened = Database(url)
    _COMMANDS[command](opened, *rest)
    opened.close()
