"""How submissions, findings and books look on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from digest.cli.output import escape, escape_lines, table
from digest.model.finding import Finding, Severity
from digest.model.mailing import Books, DeliveryState
from digest.model.submission import Content, Submission

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def names_of(content: Content) -> str:
    """The organisations, as one line."""
    return "; ".join(each.name for each in content.organisations)


def dates_of(content: Content) -> str:
    """The dates, as one line of ISO days."""
    if content.starts and content.ends and content.ends != content.starts:
        return f"{content.starts} to {content.ends}"
    if content.starts:
        return str(content.starts)
    if content.deadline:
        return f"until {content.deadline}"
    return ""


def show_submissions(console: Console, submissions: Iterable[Submission]) -> None:
    """One line each."""
    table(
        console,
        ("id", "issue", "state", "kind", "dates", "organisation", "title"),
        (
            (
                each.id,
                "none" if each.merged_into else each.issue or "none",
                each.state.value,
                each.content.kind.value,
                dates_of(each.content),
                names_of(each.content),
                each.content.title,
            )
            for each in submissions
        ),
    )


def show_whole(console: Console, submissions: Iterable[Submission]) -> None:
    """Each submission whole."""
    for each in submissions:
        _show_whole(console, each)


def _show_whole(console: Console, each: Submission) -> None:
    """A submission, field by field."""
    content = each.content
    lines = (
        ("id", f"{each.id}, revision {each.revision}, {each.state.value}"),
        ("why", None if each.held_before else each.reason),
        ("from", f"{each.source}: {each.where}"),
        ("shown as", each.merged_into),
        ("not the same as", ", ".join(each.kept_apart)),
        ("issue", "none" if each.merged_into else each.issue or "none"),
        ("again in", None if each.merged_into else each.repeat),
        ("kind", content.kind.value),
        ("organisations", names_of(content)),
        ("title", content.title),
        ("dates", dates_of(content)),
        ("as written", content.dates_raw),
        ("place", content.place),
        ("online", "yes" if content.online else None),
        ("cancelled", "yes" if content.cancelled else None),
        ("project", content.project),
        ("link", content.url),
        ("text", content.text_html),
        ("edited", ", ".join(sorted(each.edits)) or None),
    )
    for name, value in lines:
        if value:
            console.print(f"[bold]{name:>13}[/]  {escape_lines(str(value))}")
    show_findings(console, each.findings)
    console.print()


def show_findings(console: Console, findings: Iterable[Finding]) -> None:
    """Each with its severity, its place and the way out."""
    for each in findings:
        colour = _COLOURS[each.severity]
        console.print(
            f"[{colour}]{each.severity.value}[/] {escape(each.where)}: {escape(each.message)}"
            f" [dim]({each.code})[/]"
        )
        if each.hint:
            console.print(f"        [dim]{escape(each.hint)}[/]")


def show_books(console: Console, books: Books, *, is_paused: bool = False) -> None:
    """The states, and that they add up."""
    rests = f"; paused, until `digest resume {books.issue}`" if is_paused else ""
    is_test = books.state == "test"
    state = " (test)" if is_test else f" is [bold]{escape(books.state)}[/]"
    console.print(f"[bold]{books.issue}[/]{state}{rests}")
    rows: list[tuple[str, int]] = [
        (state.value, books.count(state))
        for state in DeliveryState
        if state is not DeliveryState.SKIPPED and books.count(state)
    ]
    rows += [(f"skipped: {reason}", count) for reason, count in books.skipped.items()]
    for name, count in rows:
        console.print(f"{count:>10,}  {escape(name)}")
    console.print(f"{books.candidates:>10,}  candidates")
    if books.count(DeliveryState.UNKNOWN):
        console.print(
            "[yellow]Nobody knows yet what became of the unknown ones; they are not sent again by"
            f" themselves.[/]\n`digest recover {books.issue}` asks the transport;"
            f" `digest resolve {books.issue} --as accepted|resend` is your word."
        )
