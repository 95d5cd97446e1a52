"""The program: runs the command line, and turns an error into a sentence and an exit status."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from typer import TyperException

from digest.cli.arguments import common_last
from digest.cli.output import emit_error
from digest.cli.tree import tree
from digest.errors import DigestError, StoreError, UsageError


def main() -> None:
    """Run the command that was typed."""
    arguments = common_last(sys.argv[1:])
    as_json = "--json" in arguments
    _print_anything()
    try:
        # Typer writes about wrong words by itself, and then ends; but it knows no JSON.
        sys.exit(tree(args=arguments, prog_name="digest", standalone_mode=not as_json))
    except TyperException as error:
        wrong = UsageError(error.format_message(), hint="`digest COMMAND --help` explains each.")
        _end(wrong, as_json=as_json)
    except DigestError as error:
        _end(error, as_json=as_json)
    except OSError as error:  # what no door expected: output that cannot be written, most likely
        cause = error.strerror or str(error)
        where = f"{error.filename}: " if error.filename else ""
        _end(StoreError(f"{where}{cause}.", hint="Is the disk full, or taken away?"), as_json=False)
    except KeyboardInterrupt:
        sys.exit(130)


def _end(error: DigestError, *, as_json: bool) -> None:
    emit_error(error, as_json=as_json)
    _let_go_of_output()
    sys.exit(error.exit_status)


def _let_go_of_output() -> None:
    """Where output cannot be written, drop it: the interpreter would try again, and fail, at exit.

    See https://docs.python.org/3/library/signal.html#note-on-sigpipe.
    """
    try:
        sys.stdout.flush()
    except OSError:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _print_anything() -> None:
    """Let what a terminal has no letter for be written as an escape, and not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
