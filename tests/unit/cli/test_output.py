import json

import pytest
from rich.console import Console
from rich.progress import Progress

from digest.cli.output import _Left, emit, emit_error, escape, escape_lines, table
from digest.errors import DigestError

HOSTILE = "[red]a\x1b]0;x\x07\x9b2J\u202eb\u2066\udcff\r\n"
HARMLESS = r"[red]a\x1b]0;x\x07\x9b2J\u202eb\u2066\udcff\r\n"


def printed(console, markup):
    with console.capture() as caught:
        console.print(markup, end="")
    return caught.get()


@pytest.fixture
def console():
    return Console(highlight=False, soft_wrap=True, width=200, force_terminal=False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (HOSTILE, HARMLESS),
        ("\x1b[bold]x\\[/]", "\\x1b[bold]x\\[/]"),
        ("Ünï – é [1] مرحبا", "Ünï – é [1] مرحبا"),
    ],
)
def test_what_others_wrote_is_shown_and_never_obeyed(console, text, shown):
    assert printed(console, escape(text)) == shown


def test_lines_stay_lines(console):
    assert printed(console, escape_lines("a\n\x1bb\n")) == "a\n\\x1bb\n"


def test_a_cell_carries_no_control(console):
    with console.capture() as caught:
        table(console, ("title",), ((HOSTILE,), (None,)))
    assert HARMLESS in caught.get()


def test_an_error_carries_no_control(capsys):
    emit_error(DigestError(HOSTILE.strip(), hint="a\x1b\nb"), as_json=False)
    said = capsys.readouterr().err
    assert HARMLESS.removesuffix(r"\r\n") in said
    assert "hint: a\\x1b\nb\n" in said


def test_a_document_is_the_same_and_carries_no_control(capsys):
    emit({"title": HOSTILE}, as_json=True, text=lambda _console: None)
    said = capsys.readouterr().out
    assert json.loads(said) == {"title": HOSTILE}
    assert not set(HOSTILE.strip()) & set("\x1b\x07\x9b\u202e\u2066\udcff") & set(said)


def test_a_bar_tells_how_long_the_rest_takes_once_there_is_a_speed():
    moment = [0.0]
    with Progress(_Left(), disable=True, get_time=lambda: moment[0]) as progress:
        progress.add_task("sending", total=1000)
        [task] = progress.tasks
        assert _Left().render(task).plain == ""
        for _ in range(3):
            moment[0] += 10.0
            progress.advance(task.id, 10)
        assert _Left().render(task).plain == "about 16 minutes left"
