"""kill -9, again and again: is anybody mailed twice, or lost without being counted?

A workspace with the sample issue, many subscribers, and a fake Mailgun (tests/fakes) that loses
some of its answers and sometimes fails before it takes anything. `digest send` is started and
killed at a random moment, twenty times, then left to end by itself; what is still unknown gets a
person's word. What the fake took, counted from outside, is held against the books each time.

    python bench/crash.py                      # 20 kills over 20,000 recipients
    python bench/crash.py --kills 3 --recipients 3000
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PERIOD = "2023-09"


def digest(workspace, *words, allow=(0,)):
    """Run a command with --json; its document."""
    run = subprocess.run(
        [sys.executable, "-m", "digest", *words, "--json"],
        cwd=workspace,
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    if run.returncode not in allow:
        raise SystemExit(f"digest {' '.join(words)} → {run.returncode}\n{run.stdout}{run.stderr}")
    return json.loads(run.stdout)


def environment():
    return os.environ | {"MAILGUN_API_KEY": "key-test"}


def point_at(folder, port, batch_size):
    """Let a workspace send through the fake at a port."""
    config = folder / "config.toml"
    before, _, rest = config.read_text("utf-8").partition("[transport]")
    transport = (
        '[transport]\nkind = "mailgun"\ndomain = "mg.example.org"\n'
        'api_key = { env = "MAILGUN_API_KEY" }\n'
        f'base_url = "http://127.0.0.1:{port}"\nbatch_size = {batch_size}\n\n'
    )
    config.write_text(before + transport + rest[rest.index("[schedule]") :], "utf-8")


def make_workspace(folder, port, recipients, batch_size, ask=digest):
    ask(folder, "init", str(folder))
    point_at(folder, port, batch_size)
    readers = folder / "readers.csv"
    with readers.open("w", encoding="utf-8") as file:
        file.write("email,consent_at,consent_source\n")
        file.writelines(
            f"reader{n}@example.org,2023-01-01,made up for a bench\n" for n in range(recipients)
        )
    ask(folder, "subscribers", "import", str(readers))
    ask(folder, "collect")
    ask(folder, "approve", PERIOD)


def start_fake(log, lose, fail, seed, latency=0.06):
    fake = subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "tests/fakes/mailgun.py"),
            *("--port", "0", "--log", str(log), "--latency", str(latency), "--seed", str(seed)),
            *("--lose-answer", str(lose), "--error-before", str(fail)),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    line = fake.stdout.readline()
    return fake, int(line.rsplit(":", 1)[1].split()[0].rstrip("/"))


def taken(log):
    """How often the fake took a message for each address."""
    if not log.exists():
        return Counter()
    return Counter(line.split("\t")[1] for line in log.read_text("utf-8").splitlines())


def judge(workspace, log, recipients, ask=digest):
    """Hold the books against what was taken; the figures of this moment.

    `ask` runs a command and gives its document.
    """
    counts = taken(log)
    books = ask(workspace, "status", PERIOD)
    states = ("planned", "sending", "accepted", "rejected", "unknown")
    total = sum(books[state] for state in states) + sum(books["skipped"].values())
    said = {
        each["email"]: each["state"] for each in ask(workspace, "deliveries", PERIOD)["deliveries"]
    }
    return {
        "twice": sum(1 for count in counts.values() if count > 1),
        # taken, and yet planned to be sent again
        "would be sent again": sum(said[each] == "planned" for each in counts),
        # said to be accepted, and never taken
        "lost": sum(said[each] == "accepted" and not counts[each] for each in said),
        "out of balance": abs(books["candidates"] - total)
        + (abs(recipients - books["candidates"]) if books["state"] != "approved" else 0),
        "accepted": books["accepted"],
        "unknown": books["unknown"],
        "planned": books["planned"],
        "state": books["state"],
    }


def kill_once(workspace, dice):
    """Kill a sender from a little before it begins to post until a second later."""
    begun = time.monotonic()
    digest(workspace, "status", PERIOD)
    starting = time.monotonic() - begun  # how long this machine, now, takes to start a command
    sender = subprocess.Popen(
        [sys.executable, "-m", "digest", "send", PERIOD],
        cwd=workspace,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    moment = starting * dice.uniform(0.8, 1.0) + dice.uniform(0.0, 1.2)
    time.sleep(moment)
    os.kill(sender.pid, signal.SIGKILL)
    return moment, sender.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--batch-size", type=int, default=100)
    parser.add_argument("--lose-answer", type=float, default=0.1)
    parser.add_argument("--error-before", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    bad = Counter()
    with tempfile.TemporaryDirectory() as folder:
        workspace, log = Path(folder) / "workspace", Path(folder) / "taken.tsv"
        workspace.mkdir()
        fake, port = start_fake(log, options.lose_answer, options.error_before, options.seed)
        try:
            make_workspace(workspace, port, options.recipients, options.batch_size)
            for number in range(1, options.kills + 1):
                moment, status = kill_once(workspace, dice)
                figures = judge(workspace, log, options.recipients)
                print(f"kill {number:>3} after {moment:.2f} s (exit {status}): {figures}")
                bad.update({name: figures[name] for name in WRONG})
            digest(workspace, "send", PERIOD, allow=(0, 3))
            figures = judge(workspace, log, options.recipients)
            print(f"left to end by itself: {figures}")
            bad.update({name: figures[name] for name in WRONG})
            for _time in range(20):  # what is sent again may fail again
                if not figures["unknown"]:
                    break
                digest(workspace, "resolve", PERIOD, "--as", "resend", allow=(0, 3))
                figures = judge(workspace, log, options.recipients)
                print(f"after resolve --as resend: {figures}")
                bad.update({name: figures[name] for name in WRONG})
            never = options.recipients - len(taken(log))
            print(f"recipients {options.recipients}, never taken {never}, wrong: {dict(bad)}")
        finally:
            fake.terminate()
            fake.wait()
    if any(bad.values()) or never:
        raise SystemExit(1)


WRONG = ("twice", "would be sent again", "lost", "out of balance")

if __name__ == "__main__":
    main()
