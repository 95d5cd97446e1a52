"""The command that publishes: what is out, as a site of files."""

from __future__ import annotations

from digest.cli.opening import ConfigOption, JsonOption, opened
from digest.cli.output import emit, escape
from digest.workflows.publish import publish


def archive_command(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Write the archive: pages, feeds and calendars of every issue that is out, into archive/.

    It works from any file server: copy the folder there. `digest send` and `digest run` write it
    too. What did not change is left untouched, what does not belong any more is removed, and files
    of others are left alone.

    Example: digest archive
    """
    with opened(config) as app:
        press = app.press()
        written = publish(press)
    assert written is not None  # noqa: S101 - it was not asked to look first
    emit(
        {"files": written.files},
        as_json=as_json,
        text=lambda console: console.print(
            f"{written.files} files in {escape(str(press.folder.folder))}:"
            f" {written.changed} written, {written.removed} removed.",
            soft_wrap=True,
        ),
    )
