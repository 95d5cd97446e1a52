"""kill -9 in the middle of a mailing, again and again: the small form of bench/crash.py."""

import json
import random
import signal
import subprocess
import sys

import pytest

import crash
from fakes.killing import (
    PATIENCE,
    a_fake,
    all_is_well,
    kill_in_the_middle,
    resend_until_nothing_is_unknown,
    wait_until_more_is_taken,
)

RECIPIENTS = 1500
KILLS = 3


@pytest.fixture
def fake(tmp_path):
    """A fake Mailgun that loses answers: its port, and the file of what it took."""
    log = tmp_path / "taken.tsv"
    with a_fake(log, lose=0.1, fail=0.05, seed=7) as port:
        yield port, log


@pytest.mark.slow
def test_nobody_gets_it_twice_and_nobody_is_lost_uncounted(tmp_path, fake):
    port, log = fake
    dice = random.Random(7)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    crash.make_workspace(workspace, port, RECIPIENTS, batch_size=5)
    for _ in range(KILLS):
        assert kill_in_the_middle(workspace, log, dice) == -signal.SIGKILL
        figures = all_is_well(workspace, log, RECIPIENTS)
        assert 0 < len(crash.taken(log)) < RECIPIENTS  # it was the middle
        assert figures["planned"]

    crash.digest(workspace, "send", crash.PERIOD, allow=(0, 3))
    figures = all_is_well(workspace, log, RECIPIENTS)
    assert figures["planned"] == 0
    assert figures["accepted"] + figures["unknown"] == RECIPIENTS
    assert figures["state"] == ("needs-attention" if figures["unknown"] else "sent")

    figures = resend_until_nothing_is_unknown(workspace, log, RECIPIENTS)
    assert (figures["state"], figures["accepted"]) == ("sent", RECIPIENTS)
    assert set(crash.taken(log).values()) == {1}
    assert len(crash.taken(log)) == RECIPIENTS


@pytest.mark.slow
def test_a_sender_that_is_asked_to_stop_ends_its_batch_and_leaves_no_doubt(tmp_path, fake):
    port, log = fake
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    crash.make_workspace(workspace, port, RECIPIENTS, batch_size=5)
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
    all_is_well(workspace, log, RECIPIENTS)
