"""A sender that is killed while a fake Mailgun takes its posts; see bench/crash.py."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import crash
from fakes.commands import Editor

PATIENCE = 20.0  # seconds until a sender must have posted something


@contextmanager
def a_fake(log, **faults):
    """A fake Mailgun as a process of its own, which writes what it takes into a file; its port."""
    process, port = crash.start_fake(log, **faults)
    try:
        yield port
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def wait_until_more_is_taken(log, before):
    """Wait until something more was posted, or for as long as one may."""
    until = time.monotonic() + PATIENCE
    while sum(crash.taken(log).values()) == before and time.monotonic() < until:
        time.sleep(0.01)


def kill_in_the_middle(workspace, log, dice):
    """Start a sender, and kill it at a random moment after its first posts were taken."""
    before = sum(crash.taken(log).values())
    sender = subprocess.Popen(
        [sys.executable, "-m", "digest", "send", crash.PERIOD],
        cwd=workspace,
        env=crash.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until_more_is_taken(log, before)
    time.sleep(dice.uniform(0.0, 0.4))
    os.kill(sender.pid, signal.SIGKILL)
    return sender.wait()


def ask(workspace, *words, allow=(0,)):
    """Run a command without a process of its own, which costs a second; its document."""
    said = Editor(workspace, MAILGUN_API_KEY="key-test").digest(*words, "--json")
    assert said.status in allow, said.err
    return said.document


def all_is_well(workspace, log, recipients):
    """Hold the books against what was taken; the figures."""
    figures = crash.judge(workspace, log, recipients, ask)
    assert {name: figures[name] for name in crash.WRONG} == dict.fromkeys(crash.WRONG, 0)
    return figures


def resend_until_nothing_is_unknown(workspace, log, recipients):
    """Give a person's word on what is unknown; what is sent again may fail again."""
    figures = all_is_well(workspace, log, recipients)
    for _ in range(20):
        if not figures["unknown"]:
            break
        ask(workspace, "resolve", crash.PERIOD, "--as", "resend", allow=(0, 3))
        figures = all_is_well(workspace, log, recipients)
    return figures
