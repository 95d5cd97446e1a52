"""A mailing that has begun, in a dispatch room over a real store."""

import datetime as dt
from dataclasses import replace

from digest.model.mailing import DeliveryState
from digest.model.period import Period
from digest.workflows.send import start
from fakes.offices import a_desk, a_dispatch, an_approved_issue

OCTOBER = Period("2023-10")
NOW = dt.datetime(2023, 10, 1, 7, tzinfo=dt.UTC)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


def sending(newsroom, transport, *, clock=None, **changes):
    """A dispatch room with an approved issue whose mailing has begun."""
    desk = a_desk(newsroom)
    an_approved_issue(desk, newsroom, OCTOBER, NOW)
    dispatch = replace(a_dispatch(newsroom, transport, clock or Clock()), **changes)
    return dispatch, start(desk, dispatch, OCTOBER)


def settled(books):
    return {state.value: books.count(state) for state in DeliveryState if books.count(state)}


def quietly(_count):
    pass
