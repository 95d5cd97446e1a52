"""The fuzzer finds what is there to be found; and what it has found stays mended."""

import random
import re
import subprocess
import sys

import pytest

import fuzz
import fuzz_seeds
from fuzz_mutations import LARGEST, Mutator
from fuzz_targets import TARGETS, Target


@pytest.fixture
def a_run(tmp_path):
    """A run over a target, in a folder of its own."""
    with (tmp_path / "current").open("wb", buffering=0) as current:
        yield lambda target: fuzz.Run("planted", tmp_path, target, current)


def tried(run, times, seed=1):
    tries = fuzz.tries(run, random.Random(seed))
    for _ in range(times):
        next(tries)
    return run


def faulty(data):
    if b"<!--" in data:
        raise KeyError(data)
    return len(data) // 50


@pytest.mark.parametrize("name", TARGETS)
def test_every_law_holds_of_the_seeds_and_of_some_made_of_them(a_run, name):
    target = TARGETS[name]
    assert target.seeds
    assert tried(a_run(target), len(target.seeds) + 25).findings == {}


def test_a_planted_fault_is_found_and_the_smallest_input_kept(a_run, tmp_path):
    run = tried(a_run(Target(faulty, (b"one two three", b"four"))), 600)
    (finding,) = run.findings
    assert finding.startswith("KeyError")
    (kept,) = tmp_path.glob("planted-*.bin")
    assert len(kept.read_bytes()) == run.findings[finding]
    assert b"<!--" in kept.read_bytes()


def test_a_broken_law_is_called_by_its_words(a_run):
    def broken(_data):
        assert False, "ends first"  # noqa: B011, PT015 - the assertion is what is tried

    (finding,) = tried(a_run(Target(broken, (b"x",))), 1).findings
    assert finding.startswith("AssertionError ends first")


def test_the_same_dice_give_the_same_inputs_and_none_is_too_large():
    tokens = fuzz_seeds.encoded(fuzz_seeds.TOKENS)
    made = [
        [Mutator(random.Random(number), tokens).mutated([b"<a>[1]</a>\n"]) for number in range(300)]
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert len(set(made[0])) > 250
    assert max(map(len, made[0])) <= LARGEST


@pytest.mark.slow
def test_it_ends_in_time_and_says_so():
    words = ["--minutes", "0.05", "--target", "push", "--seed", "1"]
    said = subprocess.run(
        [sys.executable, fuzz.__file__, *words], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert said.stdout.splitlines()[0].startswith("seed 1, 6 s for each target")
    assert int(re.search(r"push +([\d,]+)", said.stdout)[1].replace(",", "")) > 100
