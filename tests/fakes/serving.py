"""Any fake as a process of its own, where things go wrong by dice, and a log of what it took.

    python tests/fakes/serving.py ses --log taken.tsv --lose-answer 0.05 --throttle 0.01

The first line of output tells where it is: a URL, or the port of a mail server. The log has a
line for each message at the moment it was taken: its address, and the delivery its marks name.
It serves until it is ended.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from dataclasses import fields, replace
from pathlib import Path

if __name__ == "__main__":  # run as a program, whose path knows this folder only
    sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes.smtp import RESET
from fakes.ways import FAKES

FAULTS = ("lose-answer", "error-after", "error-before", "throttle", "reset")
_BULKY = {"text": "", "html": "", "message": b""}


class Dice:
    """A script that never ends: what the next post comes to is thrown."""

    def __init__(self, chances, latency, seed):
        self._chances, self._latency = chances, latency
        self._random = random.Random(seed)

    def __bool__(self):
        return True

    def popleft(self):
        time.sleep(self._latency)
        thrown = self._random.random()
        for name, chance in self._chances.items():
            thrown -= chance
            if thrown < 0:
                return name
        return "ok"


class Replies:
    """What a mail server says at the end of a message, thrown for each address."""

    _OF = {  # noqa: RUF012 - a table
        "lose-answer": None,
        "reset": RESET,
        "error-before": "451 4.3.0 Try again later",
        "throttle": "421 4.7.0 Too many messages, try again later",
    }

    def __init__(self, dice):
        self._dice = dice

    def get(self, _address, default):
        return self._OF.get(self._dice.popleft(), default)


class Taken(list):
    """What was taken: each in a line of the log, and without its bodies, for there are many."""

    def __init__(self, log):
        super().__init__()
        self._log = log.open("a", encoding="utf-8", buffering=1)

    def append(self, message):
        marks = getattr(message, "marks", None) or {}
        self._log.write(f"{message.email}\t{marks.get('digest_delivery', '')}\n")
        bulky = {each.name: _BULKY[each.name] for each in fields(message) if each.name in _BULKY}
        super().append(replace(message, **bulky))

    def __iadd__(self, messages):
        for each in messages:
            self.append(each)
        return self


def main():
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("kind", choices=FAKES)
    parser.add_argument("--log", type=Path, required=True)
    for name in (*FAULTS, "latency"):
        parser.add_argument(f"--{name}", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    chances = {name: getattr(given, name.replace("-", "_")) for name in FAULTS}
    dice = Dice(chances, given.latency, given.seed)
    with FAKES[given.kind]() as fake:
        fake.taken = Taken(given.log)
        if given.kind == "smtp":
            fake.at_end = Replies(dice)
        elif given.kind == "mailgun":
            fake.faults.script = dice
        else:
            fake.script = dice
        print(fake.port if given.kind == "smtp" else fake.url, flush=True)  # noqa: T201 - told
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main()
