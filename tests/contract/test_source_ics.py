"""Calendars from a file and from a real server, and the public cases of icalendar."""

import datetime as dt
import os
from importlib.resources import files
from threading import Event
from zoneinfo import ZoneInfo

import pytest

from digest.errors import SourceError
from digest.fetch.fetcher import Fetcher
from digest.fetch.settings import FetchSettings
from digest.formats.calendar import read_calendar
from digest.formats.document import Document
from digest.sources.contract import Parcel, Surroundings, Unchanged
from digest.sources.ics import ICS, IcsSettings
from fakes.websites import HERE, answer, website

BRUSSELS = ZoneInfo("Europe/Brussels")
ONE = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261201T233000Z\nEND:VEVENT\n"
END = b"END:VCALENDAR\n"
PUBLIC = sorted(
    (case for case in files("icalendar").joinpath("tests").rglob("*.ics")),
    key=lambda case: case.as_posix(),
)


class Month:
    """A clock that can be set."""

    now = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Month()


@pytest.fixture
def opened(tmp_path, clock):
    def open_source(**where):
        settings = FetchSettings(allow_private=(HERE,), pause_seconds=0, timeout_seconds=5)
        fetcher = Fetcher(settings, stop=Event())
        here = Surroundings(tmp_path, lambda _reference: None, fetcher, clock, BRUSSELS)
        return ICS.open(IcsSettings(name="museum", kind="ics", **where), here)

    return open_source


def only(source, known=None):
    (parcel,) = source.parcels(known or {})
    return parcel


def keys(parcel):
    return [record.provenance.key for record in parcel.reading.records]


def test_a_file_is_read_again_when_it_or_the_month_changes(opened, tmp_path, clock):
    file = tmp_path / "a.ics"
    file.write_bytes(ONE + END)
    source = opened(path="a.ics")
    parcel = only(source)
    assert (parcel.path, keys(parcel), source.is_remote, source.is_whole) == (
        "a.ics",
        ["1"],
        False,
        True,
    )
    known = {"a.ics": parcel.fingerprint}
    assert only(source, known) == Unchanged("a.ics")
    clock.now += dt.timedelta(days=10)  # the last evening of November, in Brussels
    assert only(source, known) == Unchanged("a.ics")
    clock.now += dt.timedelta(hours=12)
    again = only(source, known)
    assert (keys(again), again.since) == (["1"], dt.date(2026, 12, 1))
    assert only(source, {"a.ics": again.fingerprint}) == Unchanged("a.ics")
    os.utime(file, (1, 1))
    assert isinstance(only(source, {"a.ics": again.fingerprint}), Parcel)


def test_an_address_is_asked_what_changed_and_in_a_new_month_for_all(opened, clock):
    def page(connection, request):
        is_known = 'if-none-match: "1"' in request.casefold()
        status = "304 Not Modified" if is_known else "200 OK"
        connection.sendall(answer(b"" if is_known else ONE + END, 'ETag: "1"', status=status))

    with website({"/a.ics": page}) as site:
        url = site.url("/a.ics", host=HERE)
        source = opened(url=url)
        parcel = only(source)
        assert (parcel.path, keys(parcel), source.is_remote) == (url, ["1"], True)
        known = {url: parcel.fingerprint}
        assert only(source, known) == Unchanged(url)
        clock.now += dt.timedelta(days=20)
        assert keys(only(source, known)) == ["1"]
        assert len(site.asked) == 3
        assert "accept: text/calendar" in site.asked[0].casefold()


def test_a_key_in_the_address_is_kept_nowhere(opened):
    body = ONE + b"BEGIN:VEVENT\nUID:2\nEND:VEVENT\n" + END
    with website({"/a.ics?key=hush": answer(body)}) as site:
        source = opened(url=site.url("/a.ics?key=hush", host=HERE))
        parcel = only(source)
        assert "hush" not in repr(parcel)
        shown = site.url("/a.ics", host=HERE)
        assert [each.where for each in parcel.reading.rejections] == [f"{shown}, event 2"]
        assert only(source, {parcel.path: parcel.fingerprint}) == Unchanged(parcel.path)
        site.pages["/a.ics?key=hush"] = answer(b"<html>")
        with pytest.raises(SourceError, match="is not a calendar") as caught:
            only(source)
    assert "hush" not in f"{caught.value.message} {caught.value.hint}"


def test_times_in_utc_are_local_days_of_the_newsletter(opened, tmp_path):
    (tmp_path / "a.ics").write_bytes(ONE + END)
    (record,) = only(opened(path="a.ics")).reading.records
    assert record.fields["starts"] == dt.date(2026, 12, 2)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!doctype html><title>Please log in</title>", "is not a calendar"),
        (b"", "is not a calendar"),
        (b"BEGIN:VCALENDAR\n", "was cut off"),
        (b"\xff\xfe" + "BEGIN:VCALENDAR".encode("utf-16-le"), "UTF-16"),
    ],
)
def test_what_is_no_calendar_is_an_error_of_the_source(opened, body, words):
    """Read as a calendar without events, it would have all of them withdrawn."""
    with website({"/a.ics": answer(body)}) as site:
        source = opened(url=site.url("/a.ics", host=HERE))
        with pytest.raises(SourceError, match=words) as caught:
            only(source)
    assert "the source museum cannot be read" in caught.value.message
    assert "BEGIN:VCALENDAR" in caught.value.hint


def test_what_cannot_be_had_names_the_source(opened):
    with website({}) as site, pytest.raises(SourceError, match=r"the source museum .*404"):
        only(opened(url=site.url("/a.ics", host=HERE)))
    with pytest.raises(SourceError, match=r"the source museum .*no such file"):
        only(opened(path="missing.ics"))


def test_a_cut_off_calendar_gives_what_came_before_and_says_so(opened, tmp_path):
    (tmp_path / "a.ics").write_bytes(ONE + b"BEGIN:VEVENT\nUID:2")
    parcel = only(opened(path="a.ics"))
    assert keys(parcel) == ["1"]
    assert [each.where for each in parcel.reading.rejections] == ["a.ics, event 2", "a.ics"]


def test_icalendar_brings_its_public_cases():
    assert len(PUBLIC) > 100


@pytest.mark.parametrize("case", PUBLIC, ids=[case.name for case in PUBLIC])
def test_a_public_case_gives_records_or_named_errors(case):
    data = case.read_bytes()
    reading = read_calendar(Document("museum", case.name, data), dt.date(2026, 11, 20), BRUSSELS)
    # what repeated until some year long ago gives no records any more, and is no error
    is_silent = b"BEGIN:VEVENT" not in data or b"RRULE" in data or b"RDATE" in data
    assert reading.records or reading.rejections or is_silent
    for rejection in reading.rejections:
        assert rejection.where.startswith(case.name)
        assert rejection.reason
    again = read_calendar(Document("museum", case.name, data), dt.date(2026, 11, 20), BRUSSELS)
    assert again == reading
