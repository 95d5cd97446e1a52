"""Several hands on one mailing: two who send, one who watches, one who pauses or cancels."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

import crash
from fakes.killing import PATIENCE, a_fake, all_is_well, wait_until_more_is_taken

RECIPIENTS = 600
LATENCY = 0.5  # seconds a call
NOWHERE = 1  # a port
PERIOD = crash.PERIOD

pytestmark = pytest.mark.slow


@pytest.fixture
def log(tmp_path):
    return tmp_path / "taken.tsv"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A workspace with an approved issue and readers, made once; its ESP is nowhere yet."""
    folder = tmp_path_factory.mktemp("control") / "workspace"
    folder.mkdir()
    crash.make_workspace(folder, NOWHERE, RECIPIENTS, batch_size=1)
    return folder


@pytest.fixture
def workspace(tmp_path, log, prepared):
    folder = shutil.copytree(prepared, tmp_path / "workspace")
    config = folder / "config.toml"
    with a_fake(log, lose=0.0, fail=0.0, seed=1, latency=LATENCY) as port:
        text = config.read_text("utf-8").replace(f"127.0.0.1:{NOWHERE}", f"127.0.0.1:{port}")
        config.write_text(text, "utf-8")
        yield folder


@pytest.fixture
def running():
    """Starts commands as processes; what still runs in the end is ended."""
    begun = []

    def run(workspace, *words):
        begun.append(
            subprocess.Popen(
                [sys.executable, "-m", "digest", *words],
                cwd=workspace,
                env=crash.environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return begun[-1]

    yield run
    for each in begun:
        with each:  # closes its pipes, and waits for it
            each.kill()


def two_senders(running, workspace, log):
    """Two processes in the middle of one mailing; the second came later."""
    first = running(workspace, "send", PERIOD, "--json")
    wait_until_more_is_taken(log, 0)
    second = running(workspace, "send", PERIOD, "--json")
    said = second.stderr.readline()
    return first, second, said


def until_both_are_at_it(workspace):
    until = time.monotonic() + PATIENCE
    with closing(sqlite3.connect(workspace / "digest.db")) as books:
        while time.monotonic() < until:
            both = "SELECT count(DISTINCT claimant_id) FROM batch WHERE is_open"
            if books.execute(both).fetchone()[0] > 1:
                return
            time.sleep(0.02)
    pytest.fail("the second never had anything in the air")


def ended(process):
    out, err = process.communicate(timeout=3 * PATIENCE)
    return process.returncode, json.loads(out), err


def test_the_second_says_who_has_it_and_helps_and_a_third_watches_to_the_end(
    running, workspace, log
):
    first, second, said = two_senders(running, workspace, log)
    assert said.startswith(f"{PERIOD} is being sent by process {first.pid} on ")
    assert said.endswith("; this one helps.\n")
    watching = running(workspace, "status", PERIOD, "--watch")
    assert ended(first)[0] == 0
    status, books, _err = ended(second)
    assert (status, books["accepted"]) == (0, RECIPIENTS)
    out, err = watching.communicate(timeout=3 * PATIENCE)
    assert (watching.returncode, err) == (0, "")
    assert f"{RECIPIENTS:,}  accepted" in out
    assert "sent by process" in out
    assert set(crash.taken(log).values()) == {1}


def test_whoever_stops_watching_stops_nothing(running, workspace, log):
    sender = running(workspace, "send", PERIOD, "--json")
    wait_until_more_is_taken(log, 0)
    watching = running(workspace, "status", PERIOD, "--watch")
    assert f"{PERIOD} is sending" in watching.stdout.readline()
    watching.send_signal(signal.SIGINT)
    _out, err = watching.communicate(timeout=3 * PATIENCE)
    assert (watching.returncode, err) == (0, "")
    status, books, _err = ended(sender)
    assert (status, books["accepted"]) == (0, RECIPIENTS)


def test_a_cancelled_mailing_ends_for_both_with_what_was_in_the_air_recorded(
    running, workspace, log
):
    first, second, _said = two_senders(running, workspace, log)
    until_both_are_at_it(workspace)
    crash.digest(workspace, "cancel", PERIOD, allow=(0, 3))
    statuses = {ended(first)[0], ended(second)[0]}
    figures = all_is_well(workspace, log, RECIPIENTS)
    books = crash.digest(workspace, "status", PERIOD)
    assert statuses == {0}
    assert (books["planned"], books["sending"], books["unknown"]) == (0, 0, 0)
    assert books["accepted"] == figures["accepted"] == sum(crash.taken(log).values())
    assert books["skipped"] == {"cancelled": RECIPIENTS - books["accepted"]}
    again = running(workspace, "send", PERIOD, "--json")
    status, books, err = ended(again)
    assert "was cancelled: nothing more is sent." in err
    assert (status, books["state"]) == (0, "sent")


def test_a_paused_mailing_rests_for_both_and_is_whole_after_it_is_resumed(running, workspace, log):
    first, second, _said = two_senders(running, workspace, log)
    until_both_are_at_it(workspace)
    crash.digest(workspace, "pause", PERIOD, allow=(0, 3))
    assert {ended(first)[0], ended(second)[0]} == {3}
    books = crash.digest(workspace, "status", PERIOD)
    assert (books["sending"], books["unknown"]) == (0, 0)
    assert books["planned"] == RECIPIENTS - books["accepted"] > 0
    assert books["accepted"] == sum(crash.taken(log).values())
    refused = running(workspace, "send", PERIOD, "--json")
    status, document, _err = ended(refused)
    assert status == 3
    assert "paused" in document["error"]["message"]
    crash.digest(workspace, "resume", PERIOD, allow=(0, 3))
    status, books, _err = ended(running(workspace, "send", PERIOD, "--json"))
    assert (status, books["accepted"]) == (0, RECIPIENTS)
    assert set(crash.taken(log).values()) == {1}


def test_a_test_mail_goes_out_while_the_mailing_runs_and_is_counted_nowhere(
    running, workspace, log
):
    sender = running(workspace, "send", PERIOD, "--json")
    wait_until_more_is_taken(log, 0)
    test = crash.digest(workspace, "test", PERIOD, "--to", "ada@example.com")
    assert (test["candidates"], test["accepted"]) == (1, 1)
    still = crash.digest(workspace, "status", PERIOD)
    assert still["planned"]  # the mailing was in its middle
    status, books, _err = ended(sender)
    assert (status, books["candidates"], books["accepted"]) == (0, RECIPIENTS, RECIPIENTS)
    assert crash.taken(log)["ada@example.com"] == 1
    assert len(crash.taken(log)) == RECIPIENTS + 1


def test_what_cannot_be_watched_is_refused_with_a_sentence(running, workspace):
    status, document, err = ended(running(workspace, "status", PERIOD, "--watch", "--json"))
    assert status == 2
    assert "one document" in document["error"]["message"]
    assert "Leave one of them out" in err
    never_started = running(workspace, "status", PERIOD, "--watch")
    _out, err = never_started.communicate(timeout=PATIENCE)
    assert never_started.returncode == 2
    assert "was never started" in err
