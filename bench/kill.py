"""kill -9, two hundred times through each class of ESP: is anybody mailed twice, or lost?

    python bench/kill.py                                   # all transports, one after the other
    python bench/kill.py mailgun ses --kills 20 --recipients 5000 --is-told

A mailing to 50,000 readers goes out through a fake of the ESP (tests/fakes), which is a process of
its own and loses answers after it took the messages, answers 429 and 500 and breaks lines before
it takes anything. The sender is killed at a random moment and started again, two hundred times;
moments are drawn by how much was taken, so that kills fall into the mailing. After each kill
what was taken, counted from outside, is held against the books. Then the sender is left to end by
itself; what an ESP's events would tell is told; and what is still unknown a person decides.

Senders are forked from a process that has everything imported (tests/fakes/falling.py): they are
processes, and are killed like any other, but start in a tenth of a second.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from digest.model.event import Event, EventKind  # noqa: E402 - the path comes first
from digest.store import upkeep  # noqa: E402
from digest.store.database import Database  # noqa: E402
from digest.store.webhooks import Webhooks  # noqa: E402
from digest.workflows.dispatch import Accounts  # noqa: E402
from digest.workflows.recover import resolve  # noqa: E402
from fakes.falling import MONTH, a_falling_sender, now  # noqa: E402
from fakes.newsroom import Newsroom  # noqa: E402
from fakes.offices import a_desk, an_approved_issue  # noqa: E402
from fakes.ways import FAKES  # noqa: E402

KINDS = ("folder", *FAKES)
CHANCES = {
    "lose-answer": 0.02,
    "error-after": 0.005,
    "error-before": 0.005,
    "throttle": 0.005,
    "reset": 0.005,
}
ONE_A_CALL = {"mandrill", "smtp"}
NOT_NOW = {"error-before", "throttle"}  # a mail server says so without a figure: half a minute
NEEDS_NOBODY = {"folder", "resend"}  # what is in doubt is posted again, and cannot double
TOLD_LATER = {"ses", "sendgrid"}  # whose events are told in the end
PATIENCE = 60.0  # seconds in which a sender must have posted something


@dataclass
class Trial:
    """One transport's trial, and what came of it."""

    kind: str
    recipients: int
    workspace: Path
    in_the_air: list[int] = field(default_factory=list)  # messages of a sender, as it was killed
    wrong: Counter[str] = field(default_factory=Counter)
    left: tuple[int, ...] = ()  # unknown at the end: by itself, after events, to a person
    _seen: int = 0  # bytes of the log that were counted
    _lines: int = 0  # in them

    @property
    def log(self) -> Path:
        """A line for each message that was taken."""
        return self.workspace / "taken.tsv"

    @property
    def database(self) -> Path:
        """The books."""
        return self.workspace / "digest.db"

    def taken(self) -> Counter[str]:
        """How often each address was taken."""
        if self.kind == "folder":
            return Counter(name.split("-", 3)[3][:-4] for name in self.files())
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else ()
        return Counter(line.partition("\t")[0] for line in lines)

    def files(self) -> list[str]:
        """Name the messages of the outbox, the whole ones."""
        outbox = self.workspace / "outbox"
        if not outbox.exists():
            return []
        with os.scandir(outbox) as found:
            return [each.name for each in found if each.name.endswith(".eml")]

    def size(self) -> int:
        """How many were taken, told quickly: only what is new of the log is read."""
        if self.kind == "folder":
            return len(self.files())
        if self.log.exists():
            with self.log.open("rb") as log:
                log.seek(self._seen)
                new = log.read()
            self._seen += len(new)
            self._lines += new.count(b"\n")
        return self._lines

    def states(self) -> dict[str, str]:
        """Each reader's state, as the books have it."""
        with sqlite3.connect(self.database) as books:
            return dict(books.execute("SELECT email, state FROM delivery"))

    def judge(self) -> Counter[str]:
        """Hold the books against what was taken; the states of this moment."""
        taken, states = self.taken(), self.states()
        self.wrong["twice"] += sum(count > 1 for count in taken.values())
        self.wrong["lost"] += sum(
            state == "accepted" and not taken[each] for each, state in states.items()
        )
        if self.kind != "folder":  # who posts to a folder again writes the same file
            self.wrong["again"] += sum(states[each] == "planned" for each in taken)
        with sqlite3.connect(self.database) as books:
            (candidates,) = books.execute("SELECT candidates FROM mailing").fetchone() or (0,)
        self.wrong["unbalanced"] += abs(candidates - len(states))
        self.wrong["unbalanced"] += 0 if not states else abs(self.recipients - candidates)
        return Counter(states.values())


def prepare(trial: Trial) -> Newsroom:
    database = Database(f"sqlite:///{trial.database}")
    upkeep.upgrade(database)
    newsroom = Newsroom(database)
    newsroom.subscribe(trial.recipients)
    an_approved_issue(a_desk(newsroom), newsroom, MONTH, now())
    return newsroom


def start_fake(trial: Trial, options: argparse.Namespace) -> tuple[subprocess.Popen, str]:
    command = [sys.executable, str(ROOT / "tests/fakes/serving.py"), trial.kind]
    # Where a call carries one message there are ten times as many: as much goes wrong in all.
    part = 1 / options.batch_size if trial.kind in ONE_A_CALL else 1
    command += ["--log", str(trial.log), "--latency", str(options.latency * part)]
    for name, chance in CHANCES.items():
        rare = part * (0.1 if trial.kind == "smtp" and name in NOT_NOW else 1)
        command += [f"--{name}", str(chance * rare)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    return process, process.stdout.readline().strip()


def killed(sender, job: dict, trial: Trial, much: float) -> bool:
    """Kill a sender once about so much more was taken; False where it had ended by itself."""
    before, begun = trial.size(), sender.begin(**job)
    until = time.monotonic() + PATIENCE
    while trial.size() < before + much and time.monotonic() < until:
        if is_over(begun["pid"]):
            break
        time.sleep(0.002)
    os.kill(begun["pid"], signal.SIGKILL)
    return sender.end(begun)["exit"] == -signal.SIGKILL


def is_over(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
    return stat.rpartition(")")[2].split()[0] == "Z"


def tell_events(trial: Trial, newsroom: Newsroom) -> None:
    """Tell what the ESP's webhook would: of each message it took, by our own marks."""
    lines = (line.split("\t") for line in trial.log.read_text("utf-8").splitlines())
    told = tuple(
        Event(str(at), EventKind.ACCEPTED, email, now(), delivery_id=int(delivery))
        for at, (email, delivery) in enumerate(lines)
        if delivery
    )
    Webhooks(newsroom.database).take_in(trial.kind, told, now())


def a_person_decides(trial: Trial, newsroom: Newsroom, sender, job: dict) -> int:
    """Who got it has it, and the others get it again; how many a person had to decide about."""
    accounts = Accounts(
        newsroom.issues, newsroom.subscribers, newsroom.mailings, newsroom.ledger, now
    )
    decided = 0
    for _time in range(50):  # what is sent again may be lost again
        taken = trial.taken()
        unknown = {each for each, state in trial.states().items() if state == "unknown"}
        if not unknown:
            break
        decided += len(unknown)
        for has_it in (True, False):
            those = tuple(sorted(each for each in unknown if bool(taken[each]) is has_it))
            if those:
                resolve(accounts, MONTH, resend=not has_it, addresses=those)
        send_to_the_end(trial, sender, job)
    return decided


def send_to_the_end(trial: Trial, sender, job: dict) -> None:
    """Send until nothing is planned, and sending once more settles no doubt either."""
    unknown: list[int] = []
    for _time in range(50):  # ten calls in a row without a clear answer pause a mailing
        sender(**job)
        unknown.append(Counter(trial.states().values())["unknown"])
        is_all = not unknown[-1] or unknown[-3:] == unknown[-1:] * 3
        if not is_anything_planned(trial) and is_all:
            return


def is_anything_planned(trial: Trial) -> bool:
    """Whether a mailing is to be gone on with, which is resumed where it was paused."""
    with sqlite3.connect(trial.database) as books:
        books.execute("UPDATE mailing SET state = 'running' WHERE state = 'paused'")
    return not {"planned", "sending"}.isdisjoint(trial.states().values())


def run(trial: Trial, options: argparse.Namespace, dice: random.Random) -> None:
    newsroom = prepare(trial)
    fake, told = (None, "") if trial.kind == "folder" else start_fake(trial, options)
    job = {"kind": trial.kind, "database": newsroom.url, "workspace": str(trial.workspace)}
    job |= {"url": told, "port": int(told) if told.isdigit() else 0}
    job |= {"fall_at": None, "is_patient": True, "batch_size": options.batch_size}
    try:
        with a_falling_sender() as sender:
            kills(trial, options, dice, lambda much: killed(sender, job, trial, much))
            send_to_the_end(trial, sender, job)
            by_itself = trial.judge()["unknown"]
            if trial.kind in TOLD_LATER:
                tell_events(trial, newsroom)
            after_events = trial.judge()["unknown"]
            decided = a_person_decides(trial, newsroom, sender, job)
            trial.left = (by_itself, after_events, decided)
            trial.wrong["never"] += trial.recipients - len(trial.taken())
            trial.wrong["open"] += trial.recipients - trial.judge()["accepted"]
    finally:
        newsroom.database.close()
        if fake is not None:
            fake.terminate()
            fake.wait()
            fake.stdout.close()


def kills(trial: Trial, options: argparse.Namespace, dice: random.Random, kill) -> None:
    while (done := len(trial.in_the_air)) < options.kills:
        left = trial.recipients - trial.size()
        if kill(dice.uniform(0, left / (options.kills - done) / 2)):
            states = trial.judge()
            trial.in_the_air.append(states["sending"])
            if options.is_told:
                print(f"  {trial.kind}: kill {done + 1}, {dict(states)}, {dict(trial.wrong)}")
        elif not is_anything_planned(trial):
            break


HEAD = (
    "| transport | kills | in the air at a kill: median | most | in all "
    "| unknown at the end | after events | for a person | twice | lost | unbalanced | seconds |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
)


def row(trial: Trial, seconds: float) -> str:
    """What came of a trial, as a row of the table in docs/crashes.md."""
    air, wrong = trial.in_the_air or [0], trial.wrong
    lost = wrong["lost"] + wrong["never"] + wrong["again"] + wrong["open"]
    figures = (len(trial.in_the_air), round(statistics.median(air)), max(air), sum(air))
    figures += (*trial.left, wrong["twice"], lost, wrong["unbalanced"], round(seconds))
    return " | ".join((f"| `{trial.kind}`", *(f"{each:,}" for each in figures))) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("kinds", nargs="*", choices=(*KINDS, []), default=KINDS, metavar="KIND")
    parser.add_argument("--recipients", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--batch-size", type=int, default=10)
    parser.add_argument("--latency", type=float, default=0.02, help="seconds a call takes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--is-told", action="store_true", help="a line for each kill")
    options = parser.parse_args()
    is_well = True
    sys.stdout.reconfigure(line_buffering=True)
    print(HEAD)
    for kind in options.kinds:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            trial = Trial(kind, options.recipients, Path(folder))
            run(trial, options, random.Random(options.seed))
        print(row(trial, time.monotonic() - begun))
        is_well = is_well and not any(trial.wrong.values())
    raise SystemExit(0 if is_well else 1)


if __name__ == "__main__":
    main()
