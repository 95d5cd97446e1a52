"""What a live view says of a mailing."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from digest.cli import watching
from digest.cli.estimates import Speed
from digest.cli.watching import watch, words
from digest.model.mailing import Books, Claimant, DeliveryState, MailingState
from digest.model.period import Period
from digest.workflows.watching import Sight

NOW = dt.datetime(2023, 10, 1, 7, tzinfo=dt.UTC)
BERLIN = ZoneInfo("Europe/Berlin")
PLANNED, SENDING, ACCEPTED = (
    DeliveryState.PLANNED,
    DeliveryState.SENDING,
    DeliveryState.ACCEPTED,
)


def a_sight(planned, sending, accepted, **changes):
    counts = {PLANNED: planned, SENDING: sending, ACCEPTED: accepted}
    books = Books(Period("2023-10"), "sending", sum(counts.values()), counts)
    whole = Sight(NOW, MailingState.RUNNING, books, (Claimant("desk", 4711, NOW),), None)
    return replace(whole, **changes)


def said(seen, *, before=None):
    speed = Speed()
    if before is not None:
        speed.note(seen.at - dt.timedelta(seconds=10), before)
    speed.note(seen.at, seen.settled)
    return words(seen, speed, BERLIN)


def test_a_mailing_in_full_flow():
    assert said(a_sight(70_000, 2000, 28_000), before=18_000) == (
        "2023-10 is sending: 28,000 of 100,000",
        "70,000 planned, 2,000 sending, 28,000 accepted",
        "1,000 messages a second, about 1 minute left",
        "sent by process 4711 on desk since 2023-10-01 09:00",
    )


def test_no_end_is_told_before_there_is_a_speed():
    assert not any("left" in each for each in said(a_sight(70_000, 2000, 28_000)))


def test_an_account_that_rests_and_a_mailing_nobody_sends():
    free_at = NOW + dt.timedelta(minutes=10)
    assert "the next call leaves at 09:10:00" in said(a_sight(10, 0, 90, free_at=free_at))
    soon = NOW + dt.timedelta(seconds=1)
    assert not any("next call" in each for each in said(a_sight(10, 0, 90, free_at=soon)))
    alone = said(a_sight(10, 0, 90, claimants=()))
    assert alone[-1] == "nobody is sending it: `digest send 2023-10` goes on"


def test_a_host_with_a_strange_name_is_shown_and_not_obeyed():
    [*_, last] = said(a_sight(10, 0, 90, claimants=(Claimant("[red]\x1b", 1, NOW),)))
    assert "\\[red]\\x1b" in last


@pytest.mark.parametrize(
    ("seen", "is_over"),
    [
        (a_sight(10, 0, 90), False),
        (a_sight(0, 10, 90), False),
        (a_sight(0, 0, 100), True),
        (a_sight(10, 0, 90, state=MailingState.PAUSED), True),
        (a_sight(10, 5, 85, state=MailingState.PAUSED), False),  # they come back
        (a_sight(10, 5, 85, state=MailingState.PAUSED, claimants=()), True),  # they do not
        (a_sight(0, 0, 90, state=MailingState.CANCELLED), True),
    ],
)
def test_it_ends_by_itself(seen, is_over):
    assert seen.is_over == is_over


def test_the_view_on_a_terminal_ends_when_the_mailing_does(monkeypatch, capsys):
    monkeypatch.setattr(
        watching,
        "console_of_words",
        lambda: Console(force_terminal=True, width=100, highlight=False),
    )
    monkeypatch.setattr(watching, "_REFRESH", 0.01)
    later = NOW + dt.timedelta(seconds=2)
    sights = iter([a_sight(60, 10, 30), a_sight(10, 10, 80, at=later), a_sight(0, 0, 100)])
    watch(lambda: next(sights), lambda: NOW, BERLIN)
    shown = capsys.readouterr().out
    assert "30 of 100" in shown
    assert "25 messages a second, less than a minute left" in shown
    assert "100 of 100" in shown
    assert "━" in shown


def test_elsewhere_it_is_a_line_now_and_then(monkeypatch, capsys):
    monkeypatch.setattr(watching, "_A_LINE", 0.01)
    sights = iter([a_sight(60, 10, 30), a_sight(0, 0, 100)])
    watch(lambda: next(sights), lambda: NOW, BERLIN)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(";")[0] for line in lines] == [
        "2023-10 is sending: 30 of 100",
        "2023-10 is sending: 100 of 100",
    ]


def test_whoever_has_seen_enough_leaves(capsys):
    def look():
        raise KeyboardInterrupt

    watch(look, lambda: NOW, BERLIN)
    assert capsys.readouterr().out == ""
