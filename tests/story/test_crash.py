"""The command killed or stopped in the middle of a mailing: the small form of bench/crash.py."""

import json
import random
import shutil
import signal
import subprocess
import sys

import pytest

import crash
from fakes.killing import (
    PATIENCE,
    a_fake,
    all_is_well,
    ask,
    kill_in_the_middle,
    resend_until_nothing_is_unknown,
    wait_until_more_is_taken,
)

RECIPIENTS = 1000
BATCH_SIZE = 4  # small, and a mailing takes long enough to be killed in
KILLS = 2


@pytest.fixture(scope="module")
def approved(tmp_path_factory):
    """A workspace with an approved issue and its readers, made once."""
    workspace = tmp_path_factory.mktemp("crash") / "workspace"
    workspace.mkdir()
    crash.make_workspace(workspace, 0, RECIPIENTS, BATCH_SIZE, ask)
    return workspace


@pytest.fixture
def sending(approved, tmp_path):
    """A copy of it that sends through a fake which loses answers, and the log of what that took."""
    workspace, log = tmp_path / "workspace", tmp_path / "taken.tsv"
    shutil.copytree(approved, workspace)
    with a_fake(log, lose=0.1, fail=0.05, seed=7) as port:
        crash.point_at(workspace, port, BATCH_SIZE)
        yield workspace, log


@pytest.mark.slow
def test_nobody_gets_it_twice_and_nobody_is_lost_uncounted(sending):
    workspace, log = sending
    dice = random.Random(7)
    for _ in range(KILLS):
        assert kill_in_the_middle(workspace, log, dice) == -signal.SIGKILL
        figures = all_is_well(workspace, log, RECIPIENTS)
        assert 0 < len(crash.taken(log)) < RECIPIENTS  # it was the middle
        assert figures["planned"]

    ask(workspace, "send", crash.PERIOD, allow=(0, 3))
    figures = all_is_well(workspace, log, RECIPIENTS)
    assert figures["planned"] == 0
    assert figures["accepted"] + figures["unknown"] == RECIPIENTS
    assert figures["state"] == ("needs-attention" if figures["unknown"] else "sent")

    figures = resend_until_nothing_is_unknown(workspace, log, RECIPIENTS)
    assert (figures["state"], figures["accepted"]) == ("sent", RECIPIENTS)
    assert set(crash.taken(log).values()) == {1}
    assert len(crash.taken(log)) == RECIPIENTS


@pytest.mark.slow
def test_a_sender_that_is_asked_to_stop_ends_its_batch_and_leaves_no_doubt(sending):
    workspace, log = sending
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
