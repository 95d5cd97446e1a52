"""kill -9 in the middle of a mailing, again and again: the small form of bench/crash.py."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

import crash

RECIPIENTS = 1500
KILLS = 3
PATIENCE = 20.0  # seconds until a sender must have posted something


@pytest.fixture
def fake(tmp_path):
    """A fake Mailgun that loses answers: its port, and the file of what it took."""
    log = tmp_path / "taken.tsv"
    process, port = crash.start_fake(log, lose=0.1, fail=0.05, seed=7)
    yield port, log
    process.terminate()
    process.wait()
    process.stdout.close()


def wait_until_more_is_taken(log, before):
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


def all_is_well(workspace, log):
    """Hold the books against what was taken; the figures."""
    figures = crash.judge(workspace, log, RECIPIENTS)
    assert {name: figures[name] for name in crash.WRONG} == dict.fromkeys(crash.WRONG, 0)
    return figures


@pytest.mark.slow
def test_nobody_gets_it_twice_and_nobody_is_lost_uncounted(tmp_path, fake):
    port, log = fake
    dice = random.Random(7)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    crash.make_workspace(workspace, port, RECIPIENTS, batch_size=25)
    for _ in range(KILLS):
        assert kill_in_the_middle(workspace, log, dice) == -signal.SIGKILL
        figures = all_is_well(workspace, log)
        assert 0 < len(crash.taken(log)) < RECIPIENTS  # it was the middle
        assert figures["planned"]

    crash.digest(workspace, "send", crash.PERIOD, allow=(0, 3))
    figures = all_is_well(workspace, log)
    assert figures["planned"] == 0
    assert figures["accepted"] + figures["unknown"] == RECIPIENTS
    assert figures["state"] == ("needs-attention" if figures["unknown"] else "sent")

    for _ in range(20):  # a person's word ends the rest; what is sent again may fail again
        if not figures["unknown"]:
            break
        crash.digest(workspace, "resolve", crash.PERIOD, "--as", "resend", allow=(0, 3))
        figures = all_is_well(workspace, log)
    assert (figures["state"], figures["accepted"]) == ("sent", RECIPIENTS)
    assert set(crash.taken(log).values()) == {1}
    assert len(crash.taken(log)) == RECIPIENTS


@pytest.mark.slow
def test_a_sender_that_is_asked_to_stop_ends_its_batch_and_leaves_no_doubt(tmp_path, fake):
    port, log = fake
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    crash.make_workspace(workspace, port, RECIPIENTS, batch_size=25)
    sender = subprocess.Popen(
        [sys.executable, "-m", "digest", "send", crash.PERIOD, "--json"],
        cwd=workspace,
        env=crash.environment(),
        stdout=subprocess.PIPE,
    )
    wait_until_more_is_taken(log, 0)
    sender.terminate()
    out, _err = sender.communicate(timeout=PATIENCE)
    books = json.loads(out)
    assert sender.returncode == 3
    assert books["sending"] == 0
    assert 0 < books["planned"] < RECIPIENTS
    assert books["accepted"] + books["unknown"] + books["planned"] == RECIPIENTS
    assert books["accepted"] + books["unknown"] >= sum(crash.taken(log).values())
    all_is_well(workspace, log)
