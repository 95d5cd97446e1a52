"""What collecting promises, whatever a source gives."""

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.model.record import Rejection
from digest.model.submission import SubmissionState
from digest.workflows.collect import collect
from digest.workflows.moderate import change, decide_on
from fakes.newsroom import LATER, NOW
from fakes.offices import a_desk
from fakes.sources import HeldSource, a_feed, a_parcel, a_record

FAIR = {"title": "The fair", "link": "https://example.org/fair", "dates": "8 September 2023"}


@pytest.fixture
def desk(newsroom):
    return a_desk(newsroom)


def collected(desk, *sources, now=NOW, **terms):
    feeds = tuple(a_feed(each, **terms) for each in sources)
    return collect(desk, feeds, now, lambda _name, _count: None)


def report_of(desk, *held, now=NOW, **more):
    (report,) = collected(desk, HeldSource(held, **more), now=now).reports
    return report


def counts(report):
    return tuple(report.count(each) for each in ("new", "updated", "unchanged"))


def codes(report):
    return [each.code for each in report.findings]


def test_a_second_collecting_changes_nothing(desk):
    held = (a_parcel("a.csv", a_record("1"), a_record("2")), a_parcel("b.md", a_record("b.md")))
    assert counts(report_of(desk, *held)) == (3, 0, 0)
    before = desk.submissions.all()
    assert counts(report_of(desk, *held, now=LATER)) == (0, 0, 3)
    assert desk.submissions.all() == before


def test_what_is_unchanged_by_its_fingerprint_is_not_read_but_counted(desk):
    source = HeldSource((a_parcel("a.csv", a_record("1"), a_record("2"), fingerprint="as now"),))
    collected(desk, source)
    (report,) = collected(desk, source).reports
    assert source.read == ["a.csv"]
    assert (counts(report), report.found) == ((0, 0, 2), 2)


def test_findings_of_what_was_not_read_again_are_said_again(desk):
    doubtful = a_record("1", title="x", dates="03/04/2023")
    source = HeldSource((a_parcel("a.csv", doubtful, fingerprint="as now"),))
    first, second = (collected(desk, source).reports[0] for _ in range(2))
    assert source.read == ["a.csv"]
    assert codes(first) == codes(second) == ["ambiguous-date"]


def test_other_terms_make_everything_read_again(desk):
    source = HeldSource((a_parcel("a.csv", a_record("1"), fingerprint="as now"),))
    collected(desk, source)
    (report,) = collected(desk, source, defaults={"kind": "call"}).reports
    assert counts(report) == (0, 1, 0)


def test_a_parcel_with_a_rejection_is_read_again(desk):
    broken = Rejection("a.csv, line 3", "is broken")
    source = HeldSource((a_parcel("a.csv", a_record("1"), broken, fingerprint="as now"),))
    for _ in range(2):
        (report,) = collected(desk, source).reports
        assert report.rejected == [broken]
    assert source.read == ["a.csv", "a.csv"]


def test_what_came_before_an_error_is_kept(desk):
    parcels = [a_parcel(f"{n}", a_record(f"{n}")) for n in range(3)]
    report = report_of(desk, *parcels, error=SourceError("it went away"))
    assert counts(report) == (3, 0, 0)
    assert report.error == "it went away"
    assert len(desk.submissions.all()) == 3


def test_an_error_of_one_source_stops_no_other(desk):
    away = HeldSource(name="away", error=SourceError("it is away"), is_remote=True)
    here = HeldSource((a_parcel("a", a_record("1")),), is_remote=True)
    first, second = collected(desk, away, here).reports
    assert (first.error, second.error, counts(second)) == ("it is away", None, (1, 0, 0))


def test_the_third_strike_is_said(desk):
    away = HeldSource(error=SourceError("it is away"))
    said = [codes(collected(desk, away).reports[0]) for _ in range(4)]
    assert said == [[], [], ["source-failing"], ["source-failing"]]
    assert codes(report_of(desk, a_parcel("a", a_record("1")))) == []


def test_what_a_whole_source_gives_no_more_is_said_until_it_is_back(desk):
    one, two = (a_parcel(f"{n}.md", a_record(f"{n}.md"), fingerprint="x") for n in (1, 2))
    report_of(desk, one, two)
    for _ in range(2):
        assert codes(report_of(desk, one)) == ["source-gone"]
    back = report_of(desk, one, two)
    assert codes(back) == []
    assert counts(back) == (0, 0, 2)


def test_a_row_that_left_its_file_is_said(desk):
    report_of(desk, a_parcel("a.csv", a_record("1"), a_record("2")))
    report = report_of(desk, a_parcel("a.csv", a_record("2")))
    assert codes(report) == ["source-gone"]


@pytest.mark.parametrize("broken_path", ["a.csv", "2023-09/a.csv"])
def test_what_lies_in_something_that_cannot_be_read_is_not_gone(desk, broken_path):
    report_of(desk, a_parcel(broken_path, a_record("1"), a_record("2")))
    path = broken_path.partition("/")[0]  # the file, or the folder it is in
    broken = a_parcel(path, Rejection(path, "cannot be read"))
    assert codes(report_of(desk, broken)) == []


def test_an_editors_rejection_ends_the_talk_of_what_is_gone(desk):
    report_of(desk, a_parcel("1.md", a_record("1.md")))
    report_of(desk)
    (gone,) = desk.submissions.all()
    decide_on(desk, gone.id, SubmissionState.REJECTED, "withdrawn", NOW)
    assert codes(report_of(desk)) == []


def test_a_window_on_the_newest_withdraws_nothing(desk):
    report_of(desk, a_parcel("feed", a_record("1"), a_record("2")), is_whole=False)
    assert codes(report_of(desk, a_parcel("feed", a_record("2")), is_whole=False)) == []


def test_what_a_calendar_leaves_out_because_it_is_over_is_not_gone(desk):
    days = {"starts": "2023-05-01", "ends": "2023-05-02"}
    report_of(desk, a_parcel("c.ics", a_record("1", title="x", **days)))
    since = dt.date(2023, 7, 1)
    assert codes(report_of(desk, a_parcel("c.ics", since=since))) == []
    assert codes(report_of(desk, a_parcel("c.ics"))) == ["source-gone"]


@pytest.mark.parametrize("change_", [{"dates": "9 September 2023"}, {"title": "Another name"}])
def test_the_same_link_under_another_id_is_an_update(desk, change_):
    report_of(desk, a_parcel("feed", a_record("guid 1", **FAIR)), is_whole=False)
    (before,) = desk.submissions.all()
    again = a_parcel("feed", a_record("guid 2", **FAIR | change_))
    assert counts(report_of(desk, again, is_whole=False)) == (0, 1, 0)
    (after,) = desk.submissions.all()
    assert (after.id, after.key) == (before.id, "guid 2")
    assert counts(report_of(desk, again, is_whole=False)) == (0, 0, 1)


def test_an_id_that_comes_back_beside_its_follower_is_an_item_of_its_own(desk):
    report_of(desk, a_parcel("feed", a_record("guid 1", **FAIR)), is_whole=False)
    report_of(desk, a_parcel("feed", a_record("guid 2", **FAIR)), is_whole=False)
    both = a_parcel("feed", a_record("guid 2", **FAIR), a_record("guid 1", **FAIR))
    assert counts(report_of(desk, both, is_whole=False)) == (1, 0, 1)
    assert len({each.id for each in desk.submissions.all()}) == 2


def test_a_front_page_is_no_sign_of_the_same(desk):
    front = {"link": "https://example.org/"}
    report_of(desk, a_parcel("feed", a_record("1", title="One", **front)), is_whole=False)
    report = report_of(desk, a_parcel("feed", a_record("2", title="Two", **front)), is_whole=False)
    assert counts(report) == (1, 0, 0)


def test_the_same_link_in_two_sources_is_proposed_and_nothing_more(desk):
    sources = [
        HeldSource((a_parcel(name, a_record("1", source=name, **FAIR)),), name=name)
        for name in ("members", "feed")
    ]
    (proposal,) = collected(desk, *sources).duplicates
    ids = sorted(each.id for each in desk.submissions.all())
    assert proposal.code == "duplicate"
    assert all(each in proposal.hint for each in ids)
    assert all(each.issue for each in desk.submissions.all())


def test_ten_thousand_entries_of_one_id_are_one_item(desk):
    entries = [a_record("the one guid", title=f"Entry {n}") for n in range(10_000)]
    report = report_of(desk, a_parcel("feed", *entries), is_whole=False)
    assert counts(report) == (1, 0, 0)
    assert len(report.rejected) == 9_999


def test_a_cancelled_event_is_held_once(desk):
    report_of(desk, a_parcel("c.ics", a_record("1", **FAIR)))
    cancelled = a_parcel("c.ics", a_record("1", cancelled="yes", **FAIR))
    assert codes(report_of(desk, cancelled)) == ["cancelled"]
    (held,) = desk.submissions.all()
    assert held.state is SubmissionState.HELD
    decide_on(desk, held.id, SubmissionState.ACCEPTED, None, NOW)
    report_of(desk, cancelled)
    assert desk.submissions.all()[0].state is SubmissionState.ACCEPTED


def test_an_event_that_comes_cancelled_is_rejected(desk):
    report = report_of(desk, a_parcel("c.ics", a_record("1", cancelled="yes", **FAIR)))
    assert [each.reason for each in report.rejected] == ["is cancelled"]
    assert desk.submissions.all() == ()


def test_a_missing_year_stays_the_one_it_was_when_it_came(desk):
    item = a_parcel("1.md", a_record("1.md", title="The fair", dates="8 September"))
    report_of(desk, item, now=dt.datetime(2023, 8, 20, tzinfo=dt.UTC))
    report = report_of(desk, item, now=dt.datetime(2024, 6, 1, tzinfo=dt.UTC))
    assert counts(report) == (0, 0, 1)
    assert str(desk.submissions.all()[0].content.starts) == "2023-09-08"


def test_an_editor_who_is_faster_is_not_overwritten(desk):
    report_of(desk, a_parcel("1.md", a_record("1.md", **FAIR)))
    (fair,) = desk.submissions.all()
    changed = a_parcel("1.md", a_record("1.md", **FAIR, place="Bruges"))
    report_of(desk, changed, meanwhile=lambda: change(desk, fair.id, {"title": "Ours"}, LATER))
    (after,) = desk.submissions.all()
    assert (after.content.title, after.content.place) == ("Ours", "Bruges")


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["The fair", "The Fair!", "A call", "x" * 600, "\u202eevil", ""]),
        "organisation": st.sampled_from(["ICOM", "Museum A; Museum B", "Nobody, known", ""]),
        "dates": st.sampled_from(["8–9 September 2023", "03/04", "until 30 May", "?", ""]),
        "link": st.sampled_from(["https://example.org/a", "https://example.org/b", "nowhere", ""]),
        "text": st.sampled_from(["<script>x</script>", "{{ 7*7 }}", "Words.", ""]),
        "cancelled": st.sampled_from(["yes", "no", ""]),
    },
)
PARCELS = st.lists(
    st.lists(st.tuples(st.sampled_from("abcdef"), FIELDS), max_size=4, unique_by=lambda r: r[0]),
    max_size=4,
)


def held_from(parcels, source):
    return tuple(
        a_parcel(
            f"{number}",
            *(a_record(f"{number}#{key}", f"{number}", source, **said) for key, said in records),
        )
        for number, records in enumerate(parcels)
    )


@pytest.fixture
def sqlite_desk(sqlite_newsroom):
    """A desk that all examples of a law share, and a source's name for each."""
    return a_desk(sqlite_newsroom), (f"source-{number}" for number in itertools.count())


def said_by(desk, source):
    every = (each for each in desk.submissions.all() if each.source == source)
    return {
        each.key: (each.content, each.state, [said.code for said in each.findings])
        for each in every
    }


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(parcels=PARCELS, order=st.randoms(use_true_random=False))
def test_the_order_does_not_matter_and_twice_is_once(sqlite_desk, parcels, order):
    desk, names = sqlite_desk
    one, other = next(names), next(names)
    collected(desk, HeldSource(held_from(parcels, one), name=one))
    once = said_by(desk, one)
    collected(desk, HeldSource(held_from(parcels, one), name=one), now=LATER)
    assert said_by(desk, one) == once
    shuffled = list(held_from(parcels, other))
    order.shuffle(shuffled)
    collected(desk, HeldSource(tuple(shuffled), name=other))
    assert said_by(desk, other) == once
