"""Fuzzing: whatever comes in, a named outcome within its time and memory.

    python bench/fuzz.py                         # ten minutes over everything, two processes
    python bench/fuzz.py --minutes 1 --target ics --target feed
    python bench/fuzz.py --target ics --input FILE    # one input again, to see what breaks

Inputs are made of the samples in tests/golden and of seeds, and of what they became where that had
an outcome not seen before. What holds of each stands in fuzz_laws.py and fuzz_targets.py. A finding
is an exception, a broken law, an input that takes more than two seconds of processor time, or more
than 2 GB, or the life of its process; the smallest input of each is kept. The exit status is 1
where there are any.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / each) for each in ("src", "tests", "bench")]

import fuzz_seeds  # noqa: E402 - the path comes first
from fuzz_mutations import Mutator  # noqa: E402
from fuzz_targets import TARGETS, Target  # noqa: E402

SLOW = 2.0  # seconds of processor time for one input of at most 200 kB
HUNG = 60  # seconds after which a process is given up
MEMORY = 2_000_000_000  # bytes of address space
CURRENT = "current"  # the file with the input that is being tried
MOST_KEPT = 400  # inputs to go on from; larger ones would only be slow
LARGEST_KEPT = 20_000  # bytes
COLUMNS = ("target", "executions", "a second", "outcomes", "slowest s", "peak MB", "findings")


@dataclass
class Run:
    """What one process has seen of one target."""

    name: str
    folder: Path
    target: Target
    current: BinaryIO  # where the input that is being tried stands, should the process die of it
    executions: int = 0
    slowest: float = 0.0
    shapes: set[str] = field(default_factory=set)
    findings: dict[str, int] = field(default_factory=dict)  # what is wrong → bytes of its input

    def try_input(self, data: bytes) -> bool:
        """Run one input; whether it is worth going on from."""
        self.current.seek(0)
        self.current.write(data)
        self.current.truncate()
        began, wrong, shape = time.process_time(), None, ""
        try:
            shape = repr(self.target.run(data))
        except Exception as error:  # noqa: BLE001 - any exception is a finding
            wrong = named(error)
        took = time.process_time() - began
        self.executions += 1
        self.slowest = max(self.slowest, took)
        if wrong or took > SLOW:
            self.keep(wrong or "takes too long", data)
        is_new = shape not in self.shapes
        self.shapes.add(shape)
        return is_new and not wrong and len(data) <= LARGEST_KEPT

    def keep(self, wrong: str, data: bytes) -> None:
        """Keep a finding; of several inputs with the same one, the smallest."""
        if len(data) < self.findings.get(wrong, sys.maxsize):
            self.findings[wrong] = len(data)
            digest = hashlib.sha256(wrong.encode()).hexdigest()[:8]
            (self.folder / f"{self.name.replace(' ', '-')}-{digest}.bin").write_bytes(data)

    @property
    def told(self) -> dict[str, object]:
        """What the parent process is told."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return {
            "executions": self.executions,
            "outcomes": len(self.shapes),
            "slowest": self.slowest,
            "peak": peak,
            "findings": list(self.findings),
        }


def named(error: Exception) -> str:
    """An exception by its kind and place: the same fault has the same name."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if "/digest/" in each.filename] or frames
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
    said = str(error) if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} {said} ({place})"


def tries(run: Run, dice: random.Random) -> Iterator[None]:
    """Try one input after the other, without end."""
    corpus = list(run.target.seeds)
    mutator = Mutator(dice, fuzz_seeds.encoded(fuzz_seeds.TOKENS))
    for data in run.target.seeds:
        run.try_input(data)
        yield
    while True:
        data = mutator.mutated(corpus)
        if run.try_input(data):
            corpus.append(data)
            if len(corpus) > MOST_KEPT:
                del corpus[dice.randrange(len(run.target.seeds), len(corpus))]
        yield


def worker(name: str, seconds: float, seed: int, folder: Path) -> None:
    """Fuzz one target in this process, and say each second how far it has come."""
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with (folder / CURRENT).open("wb", buffering=0) as current:
        run = Run(name, folder, TARGETS[name], current)
        end, said = time.monotonic() + seconds, 0.0
        for _ in tries(run, random.Random(seed)):
            now = time.monotonic()
            if now - said > 1 or now > end:
                said = now
                faulthandler.dump_traceback_later(HUNG, exit=True)
                print(json.dumps(run.told), flush=True)
            if now > end:
                return


def fuzzed(name: str, seconds: float, seed: int, keep: Path) -> dict[str, object]:
    """Fuzz one target in processes of its own, one after the other where they die."""
    end = time.monotonic() + seconds
    total: dict[str, object] = {"executions": 0, "outcomes": 0, "slowest": 0.0, "peak": 0}
    findings: dict[str, None] = {}
    for turn, told in enumerate(_processes(name, end, seed, keep)):
        total["executions"] += told.get("executions", 0)
        for each in ("outcomes", "slowest", "peak"):
            total[each] = max(total[each], told.get(each, 0))
        findings |= dict.fromkeys(told.get("findings", ()))
        if turn > 20:
            break
    return {**total, "target": name, "findings": list(findings)}


def _processes(name: str, end: float, seed: int, keep: Path) -> Iterator[dict[str, object]]:
    while (left := end - time.monotonic()) > 0:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            command = [sys.executable, __file__, "--worker", name, str(left), str(seed), made]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            lines = ended.stdout.splitlines()
            told = json.loads(lines[-1]) if lines else {}
            if ended.returncode:
                last = next(iter(ended.stderr.strip().splitlines()[-12:]), "")
                told.setdefault("findings", []).append(f"dies ({ended.returncode}): {last}")
                (folder / CURRENT).rename(folder / f"{name.replace(' ', '-')}-died-{seed}.bin")
            for file in folder.glob("*.bin"):
                _keep_smaller(file, keep / file.name)
        yield told
        seed += 1


def _keep_smaller(file: Path, kept: Path) -> None:
    if not kept.exists() or file.stat().st_size < kept.stat().st_size:
        kept.write_bytes(file.read_bytes())


def table(rows: list[dict[str, object]], seconds: float) -> None:
    print("".join(f"{column:>13}" for column in COLUMNS))
    for row in rows:
        figures = (
            *(row["target"], f"{row['executions']:,}", f"{row['executions'] / seconds:,.0f}"),
            *(row["outcomes"], f"{row['slowest']:.2f}", row["peak"], len(row["findings"])),
        )
        print("".join(f"{each!s:>13}" for each in figures))
    for row in rows:
        for finding in row["findings"]:
            print(f"{row['target']}: {finding}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=None, help="the same seed begins the same way")
    parser.add_argument("--target", action="append", choices=list(TARGETS))
    parser.add_argument("--keep", type=Path, default=None, help="where findings are kept")
    parser.add_argument("--input", type=Path, default=None, help="one input to run again")
    parser.add_argument("--worker", nargs=4, default=None, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        name, seconds, seed, folder = given.worker
        worker(name, float(seconds), int(seed), Path(folder))
        return 0
    names = given.target or list(TARGETS)
    if given.input:
        print(*(TARGETS[name].run(given.input.read_bytes()) for name in names), sep="\n")
        return 0
    seed = random.SystemRandom().randrange(10**9) if given.seed is None else given.seed
    keep = given.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    keep.mkdir(parents=True, exist_ok=True)
    seconds = given.minutes * 60 * given.jobs / len(names)
    with ThreadPoolExecutor(given.jobs) as pool:
        rows = list(pool.map(lambda name: fuzzed(name, seconds, seed, keep), names))
    print(f"seed {seed}, {seconds:.0f} s for each target, findings in {keep}")
    table(rows, seconds)
    return 1 if any(row["findings"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
