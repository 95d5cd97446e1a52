"""The tour of the README, walked by a newcomer: every command in it does what it is said to do."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
TOUR = README.read_text("utf-8").partition("## A tour")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"^```sh\n(.*?)^```", TOUR, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tour")
    installed = "\n".join(BLOCKS).replace("make setup\n", "").replace("$PWD/.venv/bin", "$PROGRAMS")
    environment = {
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "PROGRAMS": str(Path(sys.executable).parent),
    }
    walked = subprocess.run(
        ["/bin/sh", "-eu"],
        input=installed,
        capture_output=True,
        check=False,
        cwd=folder,
        env=environment,
        text=True,
    )
    assert walked.returncode == 0, walked.stderr
    return folder / "newsletter", walked.stdout


def test_the_tour_ends_with_a_mail_for_each_reader_and_for_the_test(tour):
    workspace, _said = tour
    sent = sorted(path.name for path in (workspace / "outbox").iterdir())
    assert len(sent) == 3
    for reader in ("ada", "grace", "you"):
        assert sum(f"{reader}@example.org" in name for name in sent) == 1


def test_the_tour_shows_what_the_text_around_it_says(tour):
    _workspace, said = tour
    assert said.count("end-before-start") == 3  # on collecting, checking and showing
    assert "2023-09 is approved by Ada Lovelace" in said
    assert said.count("2023-09 is sent") == 3  # both times it was sent, and its status


def test_the_edit_of_the_tour_stands_in_the_issue(tour):
    workspace, _said = tour
    assert "24–26 September 2023" in (workspace / "out/2023-09/issue.txt").read_text("utf-8")
