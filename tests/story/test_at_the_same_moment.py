"""A source and an editor change the same item at the same moment: neither change is lost."""

import datetime as dt
from threading import Event

import pytest

from digest.app import App
from digest.config import load
from digest.errors import ChangedMeanwhileError
from digest.workflows.collect import collect
from digest.workflows.moderate import change
from fakes.commands import PERIOD
from fakes.sources import HeldSource, a_feed, a_parcel, a_record

FAIR = f"{PERIOD}/fair.md"


def a_fair(place):
    return a_parcel(FAIR, a_record(FAIR, organisation="NEMO", title="The fair", place=place))


NOW = dt.datetime(2023, 8, 20, 10, tzinfo=dt.UTC)


@pytest.fixture
def app(editor):
    opened = App(load(editor.folder / "config.toml"), clock=lambda: NOW, stop=Event())
    yield opened
    opened.close()


def take_in(app, place, meanwhile=lambda: None):
    feed = a_feed(HeldSource((a_fair(place),), meanwhile=meanwhile))
    collect(app.desk(), (feed,), NOW, lambda _name, _count: None)
    return next(each for each in app.desk().submissions.all() if each.content.title == "The fair")


def test_an_edit_that_lands_while_a_source_is_collected_stays(app):
    fair = take_in(app, "Ghent")
    after = take_in(app, "Bruges", lambda: change(app.desk(), fair.id, {"ends": "2023-09-15"}, NOW))
    assert after.content.place == "Bruges"  # the field the editor did not touch follows
    assert str(after.content.ends) == "2023-09-15"
    assert after.revision == 3


def test_an_edit_of_what_was_changed_since_it_was_read_says_so(app):
    fair = take_in(app, "Ghent")
    desk = app.desk()
    take_in(app, "Bruges")
    with pytest.raises(ChangedMeanwhileError, match=fair.id):
        desk.submissions.save((fair.model_copy(update={"position": 1}),), NOW, read=(fair,))
