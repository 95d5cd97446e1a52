"""What collecting promises, whatever a source gives."""

import datetime as dt
import itertools
from dataclasses import replace
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.model.issue import IssueState
from digest.model.period import Period
from digest.model.record import Rejection
from digest.model.submission import SubmissionState
from digest.workflows.approve import close
from digest.workflows.collect import collect
from digest.workflows.moderate import change, decide_on
from digest.workflows.outcomes import Terms
from digest.workflows.taking_in import take_in
from fakes.newsroom import LATER, NOW, at_once
from fakes.offices import a_desk
from fakes.sources import HeldSource, a_feed, a_parcel, a_record

AUGUST = dt.datetime(2023, 8, 10, tzinfo=dt.UTC)
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


NEWS = {"title": "A new wing for the collection", "link": "https://example.org/wing"}


@pytest.mark.parametrize(
    ("before", "after"),
    [(FAIR, FAIR | {"title": "Another name", "place": "Bruges"}), (NEWS, NEWS | {"text": "Soon."})],
)
def test_the_same_link_under_another_id_is_an_update(desk, before, after):
    report_of(desk, a_parcel("feed", a_record("guid 1", **before)), is_whole=False, now=AUGUST)
    (first,) = desk.submissions.all()
    again = a_parcel("feed", a_record("guid 2", **after))
    assert counts(report_of(desk, again, is_whole=False, now=AUGUST)) == (0, 1, 0)
    (second,) = desk.submissions.all()
    assert (second.id, second.key) == (first.id, "guid 2")
    assert counts(report_of(desk, again, is_whole=False, now=AUGUST)) == (0, 0, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FAIR, FAIR | {"dates": "8 October 2023"}),  # a series has one page
        (NEWS, NEWS | {"title": "Ten questions to the director"}),
        (FAIR, FAIR | {"dates": "", "title": "A report of it"}),
    ],
)
def test_another_thing_at_the_same_link_is_an_item_of_its_own_and_proposed(desk, before, after):
    report_of(desk, a_parcel("feed", a_record("guid 1", **before)), is_whole=False, now=AUGUST)
    source = HeldSource((a_parcel("feed", a_record("guid 2", **after)),), is_whole=False)
    collected_ = collected(desk, source, now=AUGUST)
    assert counts(collected_.reports[0]) == (1, 0, 0)
    assert len(collected_.duplicates) == 1


def test_one_that_is_lost_is_never_given_to_two(desk):
    report_of(desk, a_parcel("feed", a_record("1", **FAIR)), is_whole=False, now=AUGUST)
    both = a_parcel("feed", a_record("2", **FAIR), a_record("3", **FAIR))
    assert counts(report_of(desk, both, is_whole=False, now=AUGUST)) == (2, 0, 0)
    assert len({each.id for each in desk.submissions.all()}) == 3


def test_what_stands_in_a_closed_issue_is_not_taken_over(desk):
    report_of(desk, a_parcel("feed", a_record("1", **FAIR)), is_whole=False, now=AUGUST)
    close(desk, Period("2023-09"))
    again = a_parcel("feed", a_record("2", **FAIR))
    assert counts(report_of(desk, again, is_whole=False, now=AUGUST)) == (1, 0, 0)


@pytest.mark.parametrize("state", [SubmissionState.REJECTED, SubmissionState.HELD])
def test_what_an_editor_decides_while_a_row_is_found_gone_stays(desk, state):
    report_of(desk, a_parcel("a.csv", a_record("1"), a_record("2")))
    gone = next(each for each in desk.submissions.all() if each.key == "1")
    report_of(
        desk,
        a_parcel("a.csv", a_record("2")),
        meanwhile=lambda: decide_on(desk, gone.id, state, "a reason", NOW),
    )
    assert desk.submissions.get(gone.id).state is state


def test_what_came_in_meanwhile_is_not_overwritten(desk):
    """Two collects decide of the same new record; an editor is between them."""
    record = a_parcel("1.md", a_record("1.md", **FAIR))

    def another_was_faster():
        if not desk.submissions.all():
            take_in(desk, Terms("members", is_whole=True), (record,), NOW)
            (found,) = desk.submissions.all()
            change(desk, found.id, {"title": "Ours"}, NOW)

    report = report_of(desk, record, meanwhile=another_was_faster)
    assert counts(report) == (0, 0, 1)
    assert desk.submissions.all()[0].content.title == "Ours"


class Racing:
    """A store in which somebody else does something between the decision and the save."""

    def __init__(self, submissions, meanwhile):
        self._submissions, self._meanwhile = submissions, meanwhile

    def __getattr__(self, name):
        return getattr(self._submissions, name)

    def save(self, *words, **more):
        meanwhile, self._meanwhile = self._meanwhile, lambda: None
        meanwhile()
        self._submissions.save(*words, **more)


def test_a_new_record_that_somebody_saves_at_the_same_moment_is_decided_again(desk):
    record = a_parcel("1.md", a_record("1.md", **FAIR))

    def meanwhile():
        take_in(desk, Terms("members", is_whole=True), (record,), NOW)
        (found,) = desk.submissions.all()
        change(desk, found.id, {"title": "Ours"}, NOW)

    racing = replace(desk, submissions=Racing(desk.submissions, meanwhile))
    (outcome,) = take_in(racing, Terms("members", is_whole=True), (record,), NOW)
    assert [str(each.verdict) for each in outcome.decisions] == ["unchanged"]
    assert desk.submissions.all()[0].content.title == "Ours"


def test_an_edit_while_a_withdrawal_is_said_stays(desk):
    report_of(desk, a_parcel("1.md", a_record("1.md", **FAIR)))
    (found,) = desk.submissions.all()
    racing = Racing(desk.submissions, lambda: change(desk, found.id, {"title": "Ours"}, NOW))
    report = report_of(replace(desk, submissions=racing))
    assert codes(report) == ["source-gone"]
    assert desk.submissions.all()[0].content.title == "Ours"


@pytest.mark.parametrize("is_remote", [False, True])
def test_a_source_that_breaks_by_a_fault_of_its_own_stops_no_other(desk, is_remote, caplog):
    broken = HeldSource(
        (a_parcel("a", a_record("1", source="broken")),),
        name="broken",
        error=KeyError("no such thing"),
        is_remote=is_remote,
    )
    first, second = collected(desk, broken, HeldSource((a_parcel("a", a_record("1")),))).reports
    assert "the source broken broke: KeyError" in first.error
    assert (counts(first), counts(second)) == ((1, 0, 0), (1, 0, 0))
    assert "The source broken broke." in caplog.text


def test_an_entry_that_slides_to_the_next_page_meanwhile_comes_once(desk):
    pages = (
        a_parcel("page 1", a_record("1"), a_record("2")),
        a_parcel("page 2", a_record("2"), a_record("3")),
    )
    report = report_of(desk, *pages, is_whole=False)
    assert (counts(report), report.rejected) == ((3, 0, 0), [])


def test_a_preview_writes_down_nothing_of_a_sources_health(desk):
    feed = a_feed(HeldSource(error=SourceError("away")))
    collect(desk, (feed,), NOW, lambda _name, _count: None, keeps_health=False)
    assert desk.health.all() == {}


def test_one_collects_at_a_time(desk):
    inside = []

    def run(number):
        with desk.parcels.alone():
            inside.append(number)
            assert len(inside) == 1
            Event().wait(0.02)
            inside.remove(number)

    at_once(run, 5)


def test_an_id_that_comes_back_beside_its_follower_is_an_item_of_its_own(desk):
    for guid in ("guid 1", "guid 2"):
        report_of(desk, a_parcel("feed", a_record(guid, **FAIR)), is_whole=False, now=AUGUST)
    both = a_parcel("feed", a_record("guid 2", **FAIR), a_record("guid 1", **FAIR))
    assert counts(report_of(desk, both, is_whole=False, now=AUGUST)) == (1, 0, 1)
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


def test_what_readers_know_of_stays_and_says_that_it_is_cancelled(desk):
    on, off = (a_parcel("c.ics", a_record("1", cancelled=no, **FAIR)) for no in ("", "yes"))
    report_of(desk, on)
    desk.issues.move(Period("2023-09"), IssueState.SENT)
    report = report_of(desk, off)
    (known,) = desk.submissions.all()
    assert (codes(report), counts(report)) == (["cancelled"], (0, 1, 0))
    assert "readers know of it" in report.findings[0].message
    assert (known.state, known.content.cancelled) == (SubmissionState.ACCEPTED, True)
    assert (known.issue, known.revision) == ("2023-09", 2)
    assert codes(report_of(desk, on)) == []
    (known,) = desk.submissions.all()
    assert (known.content.cancelled, known.revision) == (False, 3)


def test_what_takes_place_after_all_is_back(desk):
    on, off = (a_parcel("c.ics", a_record("1", cancelled=no, **FAIR)) for no in ("", "yes"))
    for parcel in (on, off, on):
        report_of(desk, parcel)
    (back,) = desk.submissions.all()
    assert (back.state, back.reason, back.findings) == (SubmissionState.ACCEPTED, None, ())
    assert back.issue == "2023-09"


def test_what_is_back_too_late_for_its_issue_stands_in_the_next(desk):
    longer = {**FAIR, "dates": "8 September to 8 October 2023"}
    on, off = (a_parcel("c.ics", a_record("1", cancelled=no, **longer)) for no in ("", "yes"))
    for parcel in (on, off):
        report_of(desk, parcel)
    desk.issues.move(Period("2023-09"), IssueState.SENT)
    report_of(desk, on)
    (back,) = desk.submissions.all()
    assert (back.state, back.issue) == (SubmissionState.ACCEPTED, "2023-10")


def test_what_somebody_else_held_is_not_brought_back(desk):
    on, off = (a_parcel("c.ics", a_record("1", cancelled=no, **FAIR)) for no in ("", "yes"))
    report_of(desk, on)
    (item,) = desk.submissions.all()
    decide_on(desk, item.id, SubmissionState.HELD, "asked for the place", NOW)
    for parcel in (off, on):
        report_of(desk, parcel)
    (held,) = desk.submissions.all()
    assert (held.state, held.reason) == (SubmissionState.HELD, "asked for the place")


def test_a_cancelled_call_is_not_told_once_more(desk):
    call = {"title": "Apply", "link": "https://example.org/a", "deadline": "20 December 2023"}
    on, off = (a_parcel("c.md", a_record("1", cancelled=no, **call)) for no in ("", "yes"))
    report_of(desk, on)
    (item,) = desk.submissions.all()
    assert item.repeat == "2023-12"
    desk.issues.move(item.issue, IssueState.SENT)
    report_of(desk, off)
    (told,) = desk.submissions.all()
    assert (told.issue, told.repeat, told.state) == (item.issue, None, SubmissionState.ACCEPTED)
    report_of(desk, on)
    assert desk.submissions.all()[0].repeat == "2023-12"


def test_an_editor_says_that_it_is_cancelled_and_that_it_is_not(desk):
    report_of(desk, a_parcel("c.ics", a_record("1", **FAIR)))
    (item,) = desk.submissions.all()
    held = change(desk, item.id, {"cancelled": "yes"}, NOW)
    assert (held.state, held.reason) == (SubmissionState.HELD, "an editor says it is cancelled")
    assert change(desk, item.id, {"cancelled": "no"}, NOW).state is SubmissionState.ACCEPTED
    desk.issues.move(item.issue, IssueState.SENDING)
    off = change(desk, item.id, {"cancelled": "yes"}, NOW)
    assert (off.state, off.content.cancelled) == (SubmissionState.ACCEPTED, True)


def test_an_editor_s_no_stands_against_the_source(desk):
    on, off = (a_parcel("c.ics", a_record("1", cancelled=no, **FAIR)) for no in ("", "yes"))
    for parcel in (on, off):
        report_of(desk, parcel)
    (item,) = desk.submissions.all()
    shown = change(desk, item.id, {"cancelled": "no"}, NOW)
    assert (shown.state, shown.findings) == (SubmissionState.ACCEPTED, ())
    assert codes(report_of(desk, off)) == []
    assert desk.submissions.all()[0].state is SubmissionState.ACCEPTED


def test_an_event_that_comes_cancelled_is_left_out_and_said(desk):
    report = report_of(desk, a_parcel("c.ics", a_record("1", cancelled="yes", **FAIR)))
    assert (codes(report), report.rejected) == (["left-out"], [])
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
