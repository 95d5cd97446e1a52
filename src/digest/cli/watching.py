"""A live view of a mailing: a picture on a terminal, plain lines elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from threading import Event

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

from digest.cli.estimates import Speed, about
from digest.cli.output import console_of_words, escape
from digest.model.mailing import DeliveryState, MailingState
from digest.workflows.carriers import named
from digest.workflows.watching import Sight

_REFRESH = 1.0  # seconds
_A_LINE = 5.0  # seconds, where each refresh is a line that stays
_REST = 5  # times as long as it took to look: the books of a million are not counted all the time
_TEN = 10  # messages a second; slower ones have a decimal
_SOON = dt.timedelta(seconds=2)  # a wait that is worth no word


def watch(look: Callable[[], Sight], clock: Callable[[], dt.datetime], zone: dt.tzinfo) -> None:
    """Show a mailing until it is over, or until whoever watches has seen enough (Ctrl-C).

    Args:
        look: reads the mailing as it stands.
        clock: gives the moment.
        zone: what moments are shown in.
    """
    console, speed = console_of_words(), Speed()
    try:
        if not console.is_terminal:
            _follow(look, clock, _A_LINE, lambda seen: _print_line(console, seen, speed, zone))
            return
        with Live(console=console, transient=True, auto_refresh=False) as live:
            _follow(
                look,
                clock,
                _REFRESH,
                lambda seen: live.update(_picture(seen, speed, zone), refresh=True),
            )
    except KeyboardInterrupt:
        return


def _follow(
    look: Callable[[], Sight],
    clock: Callable[[], dt.datetime],
    every: float,
    show: Callable[[Sight], None],
) -> None:
    never = Event()
    while True:
        begun = clock()
        seen = look()
        show(seen)
        if seen.is_over:
            return
        never.wait(max(every, _REST * (seen.at - begun).total_seconds()))


def _print_line(console: Console, seen: Sight, speed: Speed, zone: dt.tzinfo) -> None:
    speed.note(seen.at, seen.settled)
    console.print("; ".join(words(seen, speed, zone)))


def _picture(seen: Sight, speed: Speed, zone: dt.tzinfo) -> RenderableType:
    speed.note(seen.at, seen.settled)
    first, *more = words(seen, speed, zone)
    bar = Table.grid()  # on a line of its own
    bar.add_row(ProgressBar(total=seen.books.candidates, completed=seen.settled, width=60))
    return Group(f"[bold]{first}[/]", bar, *more, "[dim]Ctrl-C ends the view, not the mailing.[/]")


def words(seen: Sight, speed: Speed, zone: dt.tzinfo) -> tuple[str, ...]:
    """What is to be seen, a phrase each; they are markup."""
    books = seen.books
    state = books.state if seen.state is MailingState.RUNNING else seen.state.value
    counts = ((each.value, books.count(each)) for each in DeliveryState)
    said = [
        f"{books.issue} is {state}: {seen.settled:,} of {books.candidates:,}",
        ", ".join(f"{count:,} {name}" for name, count in counts if count),
        *([] if seen.is_over else _pace(seen, speed, zone)),
    ]
    return tuple(escape(each) for each in said if each)


def _pace(seen: Sight, speed: Speed, zone: dt.tzinfo) -> list[str]:
    if not seen.claimants:
        return [f"nobody is sending it: `digest send {seen.books.issue}` goes on"]
    said = []
    left = speed.seconds_for(seen.left)
    if left is not None:
        said.append(f"{_figure(seen.left / left)} messages a second, {about(left)} left")
    until = seen.rests_until
    if until is not None and until - seen.at >= _SOON:
        said.append(f"the next call leaves at {until.astimezone(zone):%H:%M:%S}")
    return [*said, f"sent by {named(seen.claimants, zone)}"]


def _figure(speed: float) -> str:
    return f"{speed:,.0f}" if speed >= _TEN else f"{speed:.1f}"
