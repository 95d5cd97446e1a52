"""Workspaces that show something, each made anew by the commands an editor types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PERIOD = "2023-09"
PACKED = Path(__file__).parent / "showcase"
_READER = "ada@example.org"
_NO_ADDRESS = '{% extends "packaged/footer.mjml.j2" %}\n{% block address %}{% endblock %}\n'
_MISTAKEN = (
    '{% extends "packaged/footer.mjml.j2" %}\n{% block more %}\n'
    "<p>{{ issue.postal_adress }}</p>\n{% endblock %}\n"
)


class Workspace:
    """A folder made by `digest init`, and what an editor does in it."""

    def __init__(self, folder: Path) -> None:
        """Make it, with the sample feeds and one reader."""
        self.folder = folder
        self._run("init", str(folder))
        readers = folder / "readers.csv"
        readers.write_text(f"email,consent_at,consent_source\n{_READER},2023-01-01,made up\n")
        self.do("subscribers", "import", str(readers))

    @property
    def images(self) -> Path:
        """The pictures the workspace keeps."""
        return self.folder / "images"

    @property
    def members(self) -> Path:
        """Where members' files lie."""
        return self.folder / "feeds" / "members" / PERIOD

    def do(self, *words: str) -> str:
        """Type a command; give what it says."""
        return self._run(*words, "--config", str(self.folder / "config.toml"))

    def set(self, old: str, new: str) -> None:
        """Put something in the place of a piece of config.toml, which must be there."""
        file = self.folder / "config.toml"
        text = file.read_text("utf-8")
        if old not in text:
            raise SystemExit(f"{file} has no longer {old!r}: change scripts/showcase accordingly.")
        file.write_text(text.replace(old, new, 1), "utf-8")

    def build(self, language: str = "en") -> Path:
        """Build the issue in a language; give the folder with its files."""
        out = self.folder / "out" / f"{PERIOD}-{language}"
        self.do("build", PERIOD, "--out", str(out), "--language", language)
        return out

    def cancel(self, words: str) -> str:
        """Say of the one item with these words that it will not take place; give its id."""
        listed = json.loads(self.do("submissions", "list", "--json"))["submissions"]
        (found,) = (each["id"] for each in listed if words in json.dumps(each))
        self.do("submissions", "edit", found, "--set", "cancelled=yes")
        return str(found)

    def break_template(self) -> None:
        """Misspell a name in a template of the workspace's own."""
        self._own_footer(_MISTAKEN)

    def leave_out_the_address(self) -> None:
        """Take the postal address out of the email, which a check does not let through."""
        self._own_footer(_NO_ADDRESS)

    def _own_footer(self, text: str) -> None:
        (self.folder / "templates").mkdir(exist_ok=True)
        (self.folder / "templates" / "footer.mjml.j2").write_text(text, "utf-8")

    @contextmanager
    def served(self, *words: str) -> Iterator[str]:
        """Start a command that serves pages; give its URL."""
        server = subprocess.Popen(
            [sys.executable, "-m", "digest", *words],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        try:
            lines = iter(server.stdout.readline, "") if server.stdout else iter(())
            said = next((line for line in lines if "http://" in line), "")
            yield next(word for word in said.split() if word.startswith("http://"))
        finally:
            server.terminate()
            server.wait()

    @staticmethod
    def _run(*words: str) -> str:
        command = [sys.executable, "-m", "digest", *words]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def sample(folder: Path, theme: str = "calm") -> Workspace:
    """The sample feeds as they are."""
    workspace = Workspace(folder)
    workspace.set("brand = { colours", f'brand = {{ theme = "{theme}", colours')
    workspace.do("collect")
    return workspace


def in_languages(folder: Path) -> Workspace:
    """The showcase: English, German and Arabic, with everything that stands out in an issue."""
    workspace = Workspace(folder)
    for change in tomllib.loads((PACKED / "settings.toml").read_text("utf-8")).values():
        workspace.set(change["from"].strip(), change["to"].strip())
    for file in workspace.members.glob("*.md"):
        file.unlink()
    (workspace.members / "items.yaml").write_bytes((PACKED / "items.yaml").read_bytes())
    workspace.do("collect")
    # Nobody has heard of it yet, so it is held: an editor wants it in the issue all the same.
    workspace.do("submissions", "accept", workspace.cancel("A congress that will not take place"))
    return workspace


def with_many_items(folder: Path, count: int) -> Workspace:
    """An issue too long for an email: it gives way to one-line entries and the archive."""
    workspace = Workspace(folder)
    items = [
        {
            "organisations": f"Museum number {number % 40 + 1}",
            "title": f"A lecture about the {number}th object of a collection",
            "dates": f"{number % 28 + 1} September 2023",
            "place": "Riga, Latvia",
            "url": f"https://members.example.org/items/{number}",
            "text": "Somebody who knows the object tells where it was found, who has owned it, and "
            "what it was taken for in between. Questions are welcome. " * 2,
        }
        for number in range(1, count + 1)
    ]
    file = workspace.members / "many.json"
    file.write_text(json.dumps(items), "utf-8")
    workspace.do("collect")
    return workspace
