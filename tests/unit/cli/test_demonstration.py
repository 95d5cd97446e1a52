import shlex
import sys

import pytest
from rich.console import Console

from digest.cli.demonstration import Demonstration


def shown(folder):
    console = Console(width=200, soft_wrap=True)
    with console.capture() as caught:
        Demonstration(folder, {"build": {"items": 3, "html_bytes": 1000}}).show(console)
    return caught.get().splitlines()


@pytest.fixture
def folder(tmp_path):
    """A demonstration's folder with two mails, and one that was never finished."""
    outbox = tmp_path / "my demo" / "outbox"
    outbox.mkdir(parents=True)
    for name in ("a.eml", "b.eml", ".c.eml.tmp"):
        (outbox / name).touch()
    return outbox.parent


def test_it_ends_by_saying_how_many_mails_there_are(folder):
    assert shown(folder)[-1] == f"2 mails lie in {folder}/outbox."


@pytest.mark.parametrize(
    ("called", "is_on_path", "program"),
    [
        ("/venv/bin/digest", True, ["digest"]),
        ("/venv/bin/digest", False, ["/venv/bin/digest"]),
        ("/src/digest/__main__.py", False, [sys.executable, "-m", "digest"]),
    ],
)
def test_the_command_it_names_works_as_it_stands(
    folder, tmp_path, monkeypatch, called, is_on_path, program
):
    (tmp_path / "digest").touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path) if is_on_path else str(folder))
    monkeypatch.setattr(sys, "argv", [called, "demo"])
    (command,) = (line for line in shown(folder) if "preview" in line)
    config = str(folder / "config.toml")
    assert shlex.split(command) == [*program, "preview", "2023-09", "--config", config]
