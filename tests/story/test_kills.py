"""kill -9 through each class of ESP: the small form of bench/kill.py."""

import argparse
import random

import pytest

import kill

KILLS = 4
OPTIONS = argparse.Namespace(recipients=400, kills=KILLS, batch_size=4, latency=0.01, is_told=False)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["folder", "resend", "mailgun", "ses", "smtp"])
def test_nobody_gets_it_twice_and_nobody_is_lost(kind, tmp_path):
    trial = kill.Trial(kind, OPTIONS.recipients, tmp_path)
    kill.run(trial, OPTIONS, random.Random(7))
    assert not +trial.wrong
    assert len(trial.in_the_air) == KILLS
    by_itself, after_events, for_a_person = trial.left
    assert by_itself >= after_events
    if kind in kill.NEEDS_NOBODY:
        assert not for_a_person
