"""One of several that say the same, and the others back again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.deciding import Verdict, decide
from digest.intake.editing import edit
from digest.intake.merging import kept_apart, merged, split
from digest.intake.names import Directory
from digest.intake.normalising import Regular
from digest.intake.remarks import Remark
from digest.model.organisation import OrganisationRef
from digest.model.record import Provenance
from digest.model.submission import Content, Edit, Kind, Submission, SubmissionState, Translation

NOW = dt.datetime(2023, 8, 20, 9, tzinfo=dt.UTC)
ALPHA, BETA, GAMMA = (
    OrganisationRef(id=each, name=each.title()) for each in ("alpha", "beta", "gamma")
)
GERMAN, FRENCH = Translation(title="Das"), Translation(title="Le")
STRANGER = OrganisationRef(id=None, name="Stranger")


def day(number: int) -> dt.date:
    return dt.date(2023, 9, number)


def submission(number: int, *codes: str, **fields) -> Submission:
    content = Content(**({"kind": Kind.EVENT} | fields))
    findings = tuple(Remark(code, "said").at(f"{number}.md") for code in codes)
    provenance = Provenance("members", f"{number}.md", f"{number}.md")
    arrived = NOW + dt.timedelta(hours=number)
    return decide(None, Regular(content, findings), provenance, trust="accept", now=arrived)[1]


def again(existing: Submission, **fields) -> tuple[Verdict, Submission]:
    content = existing.source_content.model_copy(update=fields)
    provenance = Provenance("members", existing.key, existing.where)
    return decide(existing, Regular(content), provenance, trust="accept", now=NOW)


def without_revisions(*those: Submission) -> list[Submission]:
    return [each.model_copy(update={"revision": 0}) for each in those]


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [
        ({"title": "A"}, {"title": "B", "place": "Bonn"}, {"title": "A", "place": "Bonn"}),
        (
            {},
            {"url": "https://a.org/x", "online": True},
            {"url": "https://a.org/x", "online": True},
        ),
        (
            {"organisations": (BETA,)},
            {"organisations": (ALPHA, BETA, STRANGER)},
            {"organisations": (BETA, ALPHA, STRANGER)},
        ),
        (
            {"organisations": (STRANGER,)},
            {"organisations": (OrganisationRef(id=None, name="The STRANGER"),)},
            {"organisations": (STRANGER,)},
        ),
        ({"title": "A"}, {"translations": {"de": GERMAN}}, {"translations": {"de": GERMAN}}),
        (
            {"translations": {"fr": FRENCH}},
            {"translations": {"de": GERMAN}},
            {"translations": {"fr": FRENCH}},
        ),
        # days come from one of them
        (
            {"dates_raw": "in autumn"},
            {"starts": day(8), "ends": day(9), "dates_raw": "8–9 September"},
            {"starts": day(8), "ends": day(9), "dates_raw": "8–9 September"},
        ),
        ({"starts": day(8)}, {"starts": day(8), "ends": day(9)}, {"ends": day(9)}),
        ({"starts": day(20)}, {"starts": day(8), "ends": day(9)}, {"ends": None}),
        # a language is that of a text, a description that of a picture
        (
            {"text_html": "<p>a</p>"},
            {"text_html": "<p>b</p>", "language": "fr"},
            {"language": None},
        ),
        ({}, {"text_html": "<p>b</p>", "language": "fr"}, {"language": "fr"}),
        ({"image": "a.jpg"}, {"image": "b.jpg", "image_alt": "B"}, {"image_alt": None}),
        ({"image": "a.jpg"}, {"image": "a.jpg", "image_alt": "A"}, {"image_alt": "A"}),
        # what nobody else can give
        ({}, {"kind": Kind.CALL, "published": day(1)}, {"kind": Kind.EVENT, "published": None}),
    ],
)
def test_the_one_that_stays_takes_what_it_lacks(mine, theirs, after):
    stays, _ = merged(submission(1, **mine), (submission(2, **theirs),))
    assert {name: getattr(stays.content, name) for name in after} == after


def test_the_others_are_shown_as_it_and_remember_what_they_were():
    held = submission(2).model_copy(update={"state": SubmissionState.HELD})
    stays, (gone,) = merged(submission(1), (held,))
    assert (gone.state, gone.state_before) == (SubmissionState.MERGED, SubmissionState.HELD)
    assert gone.merged_into == stays.id
    assert gone.revision == held.revision + 1


def in_state(number, state, reason=None):
    return submission(number).model_copy(update={"state": state, "reason": reason})


ACCEPTED, HELD = SubmissionState.ACCEPTED, SubmissionState.HELD


@pytest.mark.parametrize(
    ("kept", "others", "after"),
    [
        (HELD, (HELD, HELD), HELD),
        (HELD, (HELD, ACCEPTED), ACCEPTED),
        (ACCEPTED, (HELD, HELD), ACCEPTED),
    ],
)
def test_an_accepted_one_never_vanishes_into_a_held_one(kept, others, after):
    waiting = in_state(1, kept, "waits for an editor")
    others = tuple(in_state(number, each) for number, each in enumerate(others, start=2))
    stays, gone = merged(waiting, others)
    assert stays.state is after
    back, _ = split(stays, gone, ())
    assert (back.state, back.reason) == (kept, "waits for an editor")


def test_it_waits_again_when_the_last_accepted_one_leaves_it():
    stays, gone = merged(in_state(1, HELD), (in_state(2, ACCEPTED), in_state(3, ACCEPTED)))
    without_one, _ = split(stays, gone[:1], gone[1:])
    assert without_one.state is ACCEPTED
    assert split(without_one, gone[1:], ())[0].state is HELD


def test_it_is_accepted_also_while_it_is_itself_merged():
    stays, members = merged(in_state(1, HELD), (in_state(2, ACCEPTED),))
    other, (gone,) = merged(submission(3), (stays,))
    _, (back,) = split(other, (gone,), ())
    assert back.state is ACCEPTED
    assert split(back, members, ())[0].state is HELD


def test_an_editors_hold_after_a_merge_outlives_the_next_one():
    stays, gone = merged(in_state(1, HELD), (in_state(2, ACCEPTED),))
    held = stays.model_copy(update={"state": HELD, "held_before": False})
    assert merged(held, (*gone, in_state(3, HELD)))[0].state is HELD


def test_what_was_taken_names_its_giver():
    other = submission(2, place="Bonn")
    stays, _ = merged(submission(1), (other,))
    assert stays.edits == {"place": Edit(value="Bonn", base=None, merged_from=other.id)}


def test_the_one_that_came_first_gives_first():
    early, late = submission(2, place="Bonn"), submission(3, place="Ghent", url="https://a.org/x")
    for others in ((early, late), (late, early)):
        content = merged(submission(1), others)[0].content
        assert (content.place, content.url) == ("Bonn", "https://a.org/x")


def test_an_editors_word_is_never_filled_up():
    cleared = edit(submission(1, place="Bonn"), {"place": ""}, Directory(), now=NOW)
    stays, _ = merged(cleared, (submission(2, place="Ghent"),))
    assert stays.content.place is None


def test_an_editors_word_on_what_was_taken_outlives_the_next_merge():
    stays, gone = merged(submission(1), (submission(2, place="Ghent"),))
    cleared = edit(stays, {"place": ""}, Directory(), now=NOW)
    again_merged, _ = merged(cleared, (*gone, submission(3, place="Bonn")))
    assert (cleared.content.place, again_merged.content.place) == (None, None)


def test_what_was_taken_settles_no_finding():
    stays, _ = merged(submission(1, "unread-date"), (submission(2, starts=day(8)),))
    assert [each.code for each in stays.findings] == ["unread-date"]
    assert again(stays)[1].findings == ()  # the source says it no more


def test_where_the_source_speaks_up_later_both_are_shown():
    other = submission(2, place="Ghent")
    stays, _ = merged(submission(1), (other,))
    (finding,) = again(stays, place="Bonn")[1].findings
    assert finding.code == "source-changed"
    assert f"taken from submission {other.id}, as “Ghent”" in finding.message
    assert "“Bonn”" in finding.message


def test_a_merge_can_be_taken_back_one_by_one():
    one = submission(1, organisations=(ALPHA,))
    two = submission(2, organisations=(BETA,), place="Bonn")
    three = submission(3, organisations=(GAMMA,), place="Ghent")
    stays, (second, third) = merged(one, (two, three))
    without_two, (back,) = split(stays, (second,), (third,))
    assert without_two.content.organisations == (ALPHA, GAMMA)
    assert without_two.content.place == "Ghent"
    assert without_revisions(back) == without_revisions(two)
    assert without_revisions(without_two) == without_revisions(merged(one, (three,))[0])


def test_those_that_are_kept_apart_name_each_other_until_they_are_merged():
    one, two, three = kept_apart((submission(1), submission(2), submission(3)))
    assert one.kept_apart == (two.id, three.id)
    assert kept_apart((one, two, three)) == (one, two, three)
    stays, (gone,) = merged(one, (two,))
    assert (stays.kept_apart, gone.kept_apart) == ((three.id,), (three.id,))


class TestWhenTheSourceChangesAMergedOne:
    stays, (gone,) = merged(submission(1), (submission(2, place="Bonn"),))
    verdict, changed = again(gone, place="Ghent")

    def test_its_own_content_follows_and_a_finding_says_so(self):
        assert (self.verdict, self.changed.content.place) == (Verdict.UPDATED, "Ghent")
        assert self.changed.state is SubmissionState.MERGED
        (finding,) = self.changed.findings
        assert finding.code == "merged-changed"
        assert f"digest submissions merge {self.stays.id} {self.gone.id}" in finding.hint

    def test_the_finding_stands_as_long_as_nothing_is_done(self):
        assert again(self.gone) == (Verdict.UNCHANGED, self.gone)
        assert again(self.changed) == (Verdict.UNCHANGED, self.changed)

    def test_merging_anew_takes_the_change(self):
        stays, (gone,) = merged(self.stays, (self.changed,))
        assert (stays.content.place, gone.findings) == ("Ghent", ())

    def test_splitting_shows_it_with_the_change(self):
        stays, (back,) = split(self.stays, (self.changed,), ())
        assert (stays.content.place, back.content.place, back.findings) == (None, "Ghent", ())


def maybe(values):
    return st.none() | values


contents = st.builds(
    Content,
    kind=st.sampled_from(Kind),
    organisations=st.lists(st.sampled_from((ALPHA, BETA, GAMMA, STRANGER)), unique=True).map(tuple),
    title=maybe(st.sampled_from("AB")),
    starts=maybe(st.sampled_from((day(8), day(9)))),
    ends=maybe(st.sampled_from((day(9), day(12)))),
    deadline=maybe(st.just(day(1))),
    place=maybe(st.sampled_from(("Bonn", "Ghent"))),
    online=st.booleans(),
    text_html=st.sampled_from(("", "<p>a</p>", "<p>b</p>")),
    url=maybe(st.just("https://a.org/x")),
    image=maybe(st.sampled_from(("a.jpg", "b.jpg"))),
    image_alt=maybe(st.sampled_from("AB")),
    language=maybe(st.sampled_from(("fr", "de"))),
)
changes = st.dictionaries(
    st.sampled_from(("title", "place", "organisations", "starts", "image_alt")),
    st.just(""),
    max_size=2,
)
codes = st.lists(st.sampled_from(("unread-date", "missing-alt", "too-long")), max_size=2)


@st.composite
def submissions(draw):
    """Give three submissions in any state, some of them edited, some changed by their sources."""
    made = []
    for number in range(1, 4):
        first = submission(number, *draw(codes), **dict(draw(contents)))
        edited = edit(first, draw(changes), Directory(), now=NOW)
        later = again(edited, **dict(draw(contents)))[1] if draw(st.booleans()) else edited
        state = draw(st.sampled_from((SubmissionState.ACCEPTED, SubmissionState.HELD)))
        strangers = draw(st.sampled_from(((), ("elsewhere",))))
        made.append(later.model_copy(update={"state": state, "kept_apart": strangers}))
    return made


@given(submissions())
def test_a_split_undoes_a_merge(those):
    kept, *others = those
    stays, gone = merged(kept, tuple(others))
    back = split(stays, gone, ())
    assert without_revisions(back[0], *back[1]) == without_revisions(*those)


@given(submissions())
def test_merging_twice_is_merging_once_and_one_by_one_is_all_at_once(those):
    kept, first, second = those
    at_once = merged(kept, (first, second))
    assert merged(*at_once) == at_once
    stays, (gone,) = merged(kept, (first,))
    one_by_one = merged(stays, (gone, second))
    assert without_revisions(one_by_one[0], *one_by_one[1]) == without_revisions(
        at_once[0], *at_once[1]
    )


@given(submissions())
def test_a_merge_loses_nothing_and_survives_the_store(those):
    kept, *others = those
    stays, _ = merged(kept, tuple(others))
    assert Submission.model_validate_json(stays.model_dump_json()) == stays
    for name in ("title", "place", "url", "text_html", "deadline"):
        if name not in kept.edits:
            every = [getattr(each.content, name) for each in those]
            assert bool(getattr(stays.content, name)) == any(every)
