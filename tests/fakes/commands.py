"""A person at a terminal, in a workspace: types a command, reads what it says.

In the test's own process where that is enough, as a process of its own where one matters.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from unittest.mock import patch

from digest.__main__ import main

ROOT = Path(__file__).parents[2]
PERIOD = "2023-09"
FEEDS = "feeds/members"


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def document(self):
        """The one JSON document on standard output; anything else there is an error."""
        return json.loads(self.out)

    @property
    def error(self):
        """The error's message with its hint, from the document of --json."""
        error = self.document["error"]
        assert set(error) == {"message", "hint"}
        return f"{error['message']} {error['hint']}"


class Editor:
    """A workspace's folder, and somebody who types commands in it."""

    def __init__(self, folder, **environment):
        self.folder = Path(folder)
        self.environment = environment  # on top of the test's own

    def digest(self, *words):
        """Run a command as `digest WORDS…` in the folder, in this process."""
        out, err = _stream(), _stream()
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            patch.object(sys, "argv", ["digest", *map(str, words)]),
            patch.dict(os.environ, self._environment(), clear=True),
        ):
            status = _status_of(main)
        said = Said(status, _text(out), _text(err))
        assert "Traceback" not in said.err
        return said

    def process(self, *words, stdout=subprocess.PIPE, preexec_fn=None):
        """Run it as a process of its own."""
        run = subprocess.run(
            [sys.executable, "-m", "digest", *map(str, words)],
            cwd=self.folder,
            env=self._environment(),
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
            preexec_fn=preexec_fn,
        )
        encoding = self.environment.get("PYTHONIOENCODING", "utf-8")
        out, err = ((each or b"").decode(encoding) for each in (run.stdout, run.stderr))
        said = Said(run.returncode, out, err)
        assert "Traceback" not in said.err, said.err
        return said

    def do(self, *words, status=0):
        """Run it with --json; give its document, and insist on its exit status."""
        said = self.digest(*words, "--json")
        assert said.status == status, said.err or said.out
        return said.document

    def write(self, path, text):
        """Write a file of the workspace; bytes or text, its folders made."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def hand_in(self, name, text):
        """Put a member's item into the folder the source reads."""
        return self.write(f"{FEEDS}/{name}", text)

    def replace(self, path, old, new):
        """Change a file as an editor does; what is to be changed must stand in it."""
        text = (self.folder / path).read_text("utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def configure(self, old, new):
        """Change config.toml, which must stay TOML."""
        self.replace("config.toml", old, new)
        tomllib.loads((self.folder / "config.toml").read_text("utf-8"))

    def readers(self, *addresses):
        """Import these readers, each with the proof that they asked."""
        rows = "".join(f"{each},2023-01-05,the form\n" for each in addresses)
        file = self.write("readers.csv", f"email,consent_at,consent_source\n{rows}")
        return self.do("subscribers", "import", file)

    def submissions(self):
        """Give every submission by its id."""
        return {each["id"]: each for each in self.do("submissions", "list")["submissions"]}

    def find(self, name):
        """Give the one submission of an organisation or with a title, by a part of either."""
        (found,) = (each for each in self.submissions().values() if name in _called(each))
        return found

    def items(self, period=PERIOD):
        """Give what stands in an issue, in its order."""
        sections = self.do("issue", "show", period)["sections"]
        return [each for section in sections for each in section["items"]]

    def state(self, period=PERIOD):
        """Give an issue's state."""
        return self.do("issue", "show", period)["state"]

    def outbox(self):
        """Give every message of the outbox, parsed, in the order of the files' names."""
        files = sorted((self.folder / "outbox").glob("*.eml"))
        return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in files]

    def copy(self, folder):
        """Give a copy of the whole workspace."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Editor(folder, **self.environment)

    def _environment(self):
        kept = {name: value for name, value in os.environ.items() if name != "DIGEST_CONFIG"}
        # A terminal of fixed width, whoever runs the tests.
        return kept | {"COLUMNS": "120", "TERM": "dumb"} | self.environment


def an_editor(folder, **environment):
    """Make a workspace with `digest init`."""
    folder.mkdir()
    editor = Editor(folder, **environment)
    editor.do("init", ".")
    return editor


def body(message, kind="plain"):
    """Give a message's text or HTML, as its reader gets it."""
    return message.get_body((kind,)).get_content()


def tree(folder):
    """Give every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _called(submission):
    names = (each["name"] for each in submission["organisations"])
    return "\n".join((submission["title"] or "", *names))


def _stream():
    return io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")


def _text(stream):
    stream.flush()
    return stream.buffer.getvalue().decode()


def _status_of(command):
    try:
        command()
    except SystemExit as end:
        return end.code or 0
    return 0
