"""What a command prints: one JSON document, or text for people; progress goes beside it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

import typer
from rich import markup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
from rich.table import Table
from rich.text import Text

from digest.cli.estimates import about
from digest.errors import DigestError

_WIDE = 200
_PLAIN_EVERY = 5000  # without a terminal, a line each so many

# What a terminal obeys instead of showing it, C0 and C1, and what turns the order of a line
# around (https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings and _Overrides,
# and the isolates); and halves of a character, which a file's name may have and nobody can write.
_NEVER_SHOWN = "\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff"
_ON_A_TERMINAL = re.compile(f"[\\x00-\\x1f{_NEVER_SHOWN}]")
_IN_JSON = re.compile(f"[{_NEVER_SHOWN}]")  # there the others are escapes already


def visible(text: str) -> str:
    """A line that others wrote, as a terminal may have it: controls are visible escapes."""
    return _ON_A_TERMINAL.sub(lambda found: ascii(found[0])[1:-1], text)


def escape(text: str) -> str:
    """A line that others wrote, within our markup: neither markup nor a control in it counts."""
    return markup.escape(visible(text))


def escape_lines(text: str) -> str:
    """A text of several lines, escaped line by line."""
    return "\n".join(map(escape, text.split("\n")))


def emit(document: Mapping[str, object], *, as_json: bool, text: Callable[[Console], None]) -> None:
    """Print the document as JSON and nothing else, or let the text be written."""
    if as_json:
        _print_json(document)
    else:
        text(console_of_words())


def _print_json(document: Mapping[str, object]) -> None:
    """UTF-8 as RFC 8259 has it; elsewhere ASCII, whose escapes are the same document."""
    is_utf8 = sys.stdout.encoding.lower().replace("-", "") == "utf8"
    text = json.dumps(document, ensure_ascii=not is_utf8, indent=2)
    typer.echo(_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def console_of_words() -> Console:
    """A terminal's own width; into a pipe or a file, lines as wide as most tables need."""
    console = Console(highlight=False, soft_wrap=True)
    return console if console.is_terminal else Console(highlight=False, soft_wrap=True, width=_WIDE)


def emit_error(error: DigestError, *, as_json: bool) -> None:
    """Say what went wrong and the way out; under --json also as the one document."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]error[/]: {escape_lines(error.message)}")
    if error.hint:
        console.print(f"[bold]hint[/]: {escape_lines(error.hint)}")
    if as_json:
        _print_json({"error": {"message": error.message, "hint": error.hint}})


def table(console: Console, headings: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """A table of plain words: what a member wrote is never read as markup."""
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        drawn.add_column(heading, overflow="fold")
    for row in rows:
        drawn.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    console.print(drawn, soft_wrap=False)


class _Left(ProgressColumn):
    """How long the rest will take, once there is a speed to go by."""

    def render(self, task: Task) -> Text:
        """Measured over the last half minute."""
        left = None if task.finished else task.time_remaining
        return Text("" if left is None else f"{about(left)} left")


@contextmanager
def counting(what: str, total: int | None, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal, a plain line now and then elsewhere; on standard error."""
    console = Console(stderr=True)
    if quiet:
        yield lambda _count: None
    elif console.is_terminal:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Left(),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task(what, total=total)
            yield lambda count: progress.advance(task, count)
    else:
        yield _plain_counter(what, total)


def _plain_counter(what: str, total: int | None) -> Callable[[int], None]:
    done = 0

    def count(more: int) -> None:
        nonlocal done
        before, done = done, done + more
        if done // _PLAIN_EVERY > before // _PLAIN_EVERY:
            typer.echo(f"{what}: {done}" + (f" of {total}" if total else ""), err=True)

    return count
