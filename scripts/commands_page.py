"""docs/commands.md, made from the command tree's own help texts."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import typer

from digest.cli.tree import tree

_HEAD = """\
# Commands

`digest COMMAND --help` says the same on a terminal.

Two options may stand anywhere on the line. `--config FILE` names the workspace's `config.toml`.
`--json` prints exactly one JSON document on standard output and nothing else there;
the commands that serve until they are stopped, `preview` and `run`, do not have it.
Progress goes to standard error: a bar on a terminal, plain lines elsewhere.

| exit status | means |
|---|---|
| 0 | done |
| 1 | done, with errors found: rejected records, blocking findings |
| 2 | the command line or the configuration is wrong |
| 3 | a person is needed: unknown outcomes, no approval |
"""
_EVERYWHERE = ("config", "as_json")
_EXAMPLE = "Example: "
_PROGRAMMERS = re.compile(r" <(?:str|path|int(?: range)?|list\[[^>]*\])>")  # words for types


def page() -> str:
    """The page: one part for each command, in the tree's order."""
    root = typer.main.get_command(tree)
    return "\n".join((_HEAD, *_parts(root, "digest")))


def _parts(group: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - Typer's own classes
    for name, command in group.commands.items():
        inner = f"{path} {name}"
        if hasattr(command, "commands"):
            yield f"## `{inner}`\n\n{command.help}\n"
            yield from _parts(command, inner)
        else:
            level = "##" if path == "digest" else "###"
            yield f"{level} `{inner}`\n\n{_text(command)}{_table(command, inner)}"


def _text(command: Any) -> str:  # noqa: ANN401 - Typer's own classes
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    prose = [each for each in paragraphs if not each.startswith(_EXAMPLE)]
    examples = [each.removeprefix(_EXAMPLE) for each in paragraphs if each.startswith(_EXAMPLE)]
    blocks = [f"```sh\n{' '.join(each.split())}\n```" for each in examples]
    return "\n\n".join([*prose, *blocks]) + "\n"


def _table(command: Any, path: str) -> str:  # noqa: ANN401 - Typer's own classes
    context = typer.Context(command, info_name=path)
    own = [each for each in command.params if each.name not in _EVERYWHERE]
    records = [record for each in own if (record := each.get_help_record(context))]
    rows = [
        f"| `{_cell(_PROGRAMMERS.sub('', what))}` | {_cell(words)} |\n" for what, words in records
    ]
    return "\n| argument or option | means |\n|---|---|\n" + "".join(rows) if rows else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
