"""What may be the same, and why."""

from __future__ import annotations

import datetime as dt
import time
from itertools import permutations

import pytest

from digest.intake.duplicates import finding, keys_of, proposals
from digest.model.organisation import OrganisationRef
from digest.model.submission import Content, Kind, Submission, SubmissionState

NOW = dt.datetime(2023, 8, 20, 9, tzinfo=dt.UTC)
IMA = OrganisationRef(id="ima", name="Irish Museums Association")
NOBODY = OrganisationRef(id=None, name="The Nobodies e.V.")
DAY = dt.date(2023, 9, 8)
TALKS = "https://a.org/talks"


def submission(number: int, *, apart=(), state=SubmissionState.ACCEPTED, **fields) -> Submission:
    content = Content(**({"kind": Kind.EVENT} | fields))
    return Submission(
        id=f"s{number}",
        source=f"source-{number}",
        key=str(number),
        where=f"{number}.md",
        folder=None,
        arrived_at=NOW + dt.timedelta(hours=number),
        state=state,
        source_content=content,
        content=content,
        kept_apart=tuple(apart),
    )


def event(number: int, title: str | None = "Annual congress", **more) -> Submission:
    return submission(number, **({"organisations": (IMA,), "starts": DAY, "title": title} | more))


def groups(*those: Submission) -> list[list[str]]:
    return [[each.id for each in proposal.submissions] for proposal in proposals(those)]


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({"url": "http://www.A.org/talks/?utm_source=x#top"}, ("link a.org/talks",)),
        ({"url": "https://a.org/"}, ()),
        ({"url": "mailto:a@b.org"}, ()),
        ({"organisations": (IMA,)}, ()),
        (
            {"organisations": (IMA, NOBODY), "starts": DAY},
            ("when 2023-09-08 id ima", "when 2023-09-08 name nobodies"),
        ),
        ({"organisations": (NOBODY, NOBODY), "starts": DAY}, ("when 2023-09-08 name nobodies",)),
        ({"title": "A"}, ()),
    ],
)
def test_keys(fields, keys):
    assert keys_of(Content(kind=Kind.EVENT, **fields)) == keys


def test_a_long_key_is_cut_and_stays_different():
    links = (f"https://a.org/{'é' * 1500}{number}" for number in range(2))
    first, second = (keys_of(Content(kind=Kind.NEWS, url=each))[0] for each in links)
    assert first != second
    assert len(first.encode()) < 300


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Annual congress", "ANNUAL CONGRESS!"),
        ("Annual congress", "Annual Congres"),
        ("Annual congress on museums", "Congress on museums, annual"),
        ("Influencing Museums", "IMA: Influencing Museums, the annual conference"),
        ("Musées en réseau", "Musees en reseau"),
        ("Workshop 2: Storage", "Workshop 2 – storage"),
    ],
)
def test_nearly_the_same_title(one, other):
    assert groups(event(1, one), event(2, other)) == [["s1", "s2"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Annual congress", "Opening of the new wing"),
        ("Workshop 1", "Workshop 2"),
        ("Meeting, part 1 of 3", "Meeting, part 2 of 3"),
        ("Talk", "Talk on the care of paper"),  # one word is no title that is part of another
        ("Guided tour in English", "Guided tour in French"),
        ("Annual congress", None),
    ],
)
def test_another_title(one, other):
    assert groups(event(1, one), event(2, other)) == []


@pytest.mark.parametrize(
    "other",
    [
        {"starts": dt.date(2023, 9, 9)},
        {"starts": None},
        {"organisations": (NOBODY,)},
        {"organisations": ()},
    ],
)
def test_another_day_or_organisation(other):
    assert groups(event(1), event(2, **other)) == []


def test_where_there_is_no_title_the_first_words_count():
    words = (
        "<p>The association meets in <em>Derry</em> to ask what museums do in troubled times, as"
    )
    one, other = (event(n, None, text_html=f"{words} text {n} says</p>") for n in (1, 2))
    assert groups(one, other) == [["s1", "s2"]]
    assert groups(one, event(2, "The association meets in Derry")) == [["s1", "s2"]]
    assert groups(one, event(2, None, text_html="<p>Something else</p>")) == []
    assert groups(event(1, None), event(2, None)) == [["s1", "s2"]]  # nothing tells them apart


def test_the_same_link_whatever_else_they_say():
    one, other = submission(1, url=TALKS, title="A"), submission(2, url=f"{TALKS}/", title="B")
    (proposal,) = proposals((one, other))
    assert proposal.reasons == ("the link",)


def test_a_link_that_many_share_is_no_sign_by_itself():
    many = tuple(submission(n, url=TALKS, title=f"Talk {n}") for n in range(10, 21))
    assert groups(*many) == []
    twins = (
        submission(30, url=TALKS, title="Talk 11"),
        submission(31, url=TALKS, title="talk: 11"),
    )
    assert groups(*many, *twins) == [["s11", "s30", "s31"]]
    assert groups(*many[:10]) == [[f"s{n}" for n in range(10, 20)]]


def test_groups_not_pairs_in_an_order_of_their_own():
    those = (
        submission(1, url=TALKS),
        event(2, url=TALKS),
        event(3),
        submission(4, url="https://b.org/x"),
        submission(5, url="https://b.org/x"),
        submission(6, url="https://c.org/x"),
    )
    for order in permutations(those):
        assert groups(*order) == [["s1", "s2", "s3"], ["s4", "s5"]]
    (first, _) = proposals(those)
    assert first.reasons == ("the link", "an organisation, the start 2023-09-08 and the title")


@pytest.mark.parametrize("state", [SubmissionState.MERGED, SubmissionState.REJECTED])
def test_what_is_not_shown_is_not_proposed(state):
    assert groups(event(1), event(2, state=state)) == []
    assert groups(event(1), event(2, state=SubmissionState.HELD)) == [["s1", "s2"]]


def test_what_an_editor_keeps_apart_is_not_proposed_nor_brought_together_by_a_third():
    assert groups(event(1, apart=["s2"]), event(2)) == []
    assert groups(event(1), event(2, apart=["s1"])) == []
    assert groups(event(1, apart=["s3"]), event(2), event(3)) == [["s1", "s2"]]
    assert groups(event(1, apart=["s2", "s3"]), event(2), event(3)) == [["s2", "s3"]]


def test_the_finding_shows_them_all_and_both_ways_out():
    (proposal,) = proposals(
        (event(1, url=TALKS), submission(2, text_html="<p>Text</p>", url=TALKS))
    )
    found = finding(proposal)
    assert (found.code, found.severity, found.where) == ("duplicate", "warning", "submission s1")
    assert "s1 “Annual congress” of source-1; s2 “Text” of source-2" in found.message
    assert "in common: the link" in found.message
    assert "digest submissions merge s1 s2" in found.hint
    assert "digest submissions split s1 s2" in found.hint


@pytest.mark.parametrize(
    "fields",
    [
        lambda _n: {"title": "The same"},
        lambda n: {"title": f"Title {'abcdefgh'[n % 8]}{n}"},
        lambda n: {"title": "x" * 400 + chr(97 + n % 26) * 90, "url": TALKS},
    ],
)
def test_ten_thousand_of_one_day_are_quickly_compared(fields):
    many = tuple(event(n, **fields(n)) for n in range(10_000))
    before = time.process_time()
    proposals(many)
    assert time.process_time() - before < 20
