"""The same news comes twice: it is proposed, merged, split again, or kept apart; nothing hides."""

import pytest

from fakes.commands import FEEDS, PERIOD

LINK = "https://fair.example/2023"
MINE = f"{FEEDS}/2023-09/fair.md"
THEIRS = f"{FEEDS}/2023-09/book-fair.md"


def an_item(text="Books.", **fields):
    """A member's file."""
    lines = "".join(f"{name}: {value}\n" for name, value in ({"kind": "event"} | fields).items())
    return f"---\n{lines}---\n\n{text}\n"


@pytest.fixture
def twins(editor):
    """Two submissions that say the same; their ids, the one that is to stay first."""
    editor.write(
        MINE, an_item(organisation="NEMO", title="The fair", link=LINK, dates="14/09/2023")
    )
    editor.write(
        THEIRS,
        an_item(
            organisation="ICOM France",
            title="Fair of the book",
            place="Ghent",
            link=f"{LINK}?utm_source=mail",
        ),
    )
    editor.do("collect")
    return editor.find("The fair")["id"], editor.find("Fair of the book")["id"]


def show(editor, submission_id):
    return editor.do("submissions", "show", submission_id)["submissions"][0]


def found(document, code):
    return [each for each in document["findings"] if each["code"] == code]


def names(submission):
    return [each["name"] for each in submission["organisations"]]


def in_issue(editor):
    return {each["id"] for each in editor.items()}


def test_it_is_proposed_by_collect_and_by_check_with_both_ways_out(editor, twins):
    for document in (editor.do("collect"), editor.do("check", PERIOD)):
        (proposal,) = found(document, "duplicate")
        assert all(each in proposal["message"] for each in (*twins, "The fair", "the link"))
        assert "digest submissions merge" in proposal["hint"]
        assert "digest submissions split" in proposal["hint"]
    assert in_issue(editor) >= set(twins)  # nothing is hidden by itself


def test_merged_they_are_one_that_has_what_both_say(editor, twins):
    stays, gone = twins
    told = editor.do("submissions", "merge", stays, gone)["submissions"]
    assert [(each["id"], each["state"]) for each in told] == [(stays, "accepted"), (gone, "merged")]
    one = show(editor, stays)
    assert (one["title"], one["place"], one["starts"]) == ("The fair", "Ghent", "2023-09-14")
    assert names(one) == ["Network of European Museum Organisations", "ICOM France"]
    assert show(editor, gone)["issue"] is None
    assert in_issue(editor) & set(twins) == {stays}
    for document in (editor.do("collect"), editor.do("check", PERIOD)):
        assert not found(document, "duplicate")
    assert f"shown as  {stays}" in editor.digest("submissions", "show", gone).out


def test_a_split_brings_both_back_as_they_were(editor, twins):
    before = [show(editor, each) | {"revision": None} for each in twins]
    editor.do("submissions", "merge", *twins)
    for named in twins:  # of the one that stays, or of the merged one
        editor.do("submissions", "split", named)
        assert [show(editor, each) | {"revision": None} for each in twins] == before
        assert in_issue(editor) >= set(twins)
        editor.do("submissions", "merge", *twins)


def test_kept_apart_they_are_proposed_no_more_until_they_are_merged_and_split(editor, twins):
    editor.do("submissions", "split", *twins)
    assert not found(editor.do("collect"), "duplicate")
    assert in_issue(editor) >= set(twins)
    editor.do("submissions", "merge", *twins)
    editor.do("submissions", "split", twins[0])
    assert found(editor.do("collect"), "duplicate")


def test_what_the_source_changes_afterwards_is_said_and_can_be_taken(editor, twins):
    stays, gone = twins
    editor.do("submissions", "merge", stays, gone)
    editor.replace(THEIRS, "Ghent", "Bruges")
    (finding,) = found(editor.do("collect"), "merged-changed")
    assert f"digest submissions merge {stays} {gone}" in finding["hint"]
    assert (show(editor, stays)["place"], show(editor, gone)["place"]) == ("Ghent", "Bruges")
    assert found(editor.do("collect"), "merged-changed")  # as long as nobody acts
    editor.do("submissions", "merge", stays, gone)
    assert show(editor, stays)["place"] == "Bruges"
    assert not found(editor.do("collect"), "merged-changed")


def test_a_merged_one_of_which_another_is_merged_takes_it_along_and_brings_it_back(editor, twins):
    first, second = twins
    third = editor.do("submissions", "add", "--set", "title=Third")["submissions"][0]["id"]
    editor.do("submissions", "merge", second, third)
    editor.do("submissions", "merge", first, second)
    assert [show(editor, each)["state"] for each in (second, third)] == ["merged", "merged"]
    assert "first" in editor.digest("submissions", "split", third).err.lower()
    editor.do("submissions", "split", first)
    assert [show(editor, each)["state"] for each in (second, third)] == ["accepted", "merged"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("merge", "{0}", "{0}"), 2, "into itself"),
        (("merge", "{0}", "nobody"), 2, "no submission 'nobody'"),
        (("merge", "{0}"), 2, "Missing argument"),
        (("merge", "{1}", "{0}"), 3, "{1} is merged into {0}"),
        (("merge", "{2}", "{1}"), 3, "{1} is merged into {0}"),
        (("merge", "{2}", "{3}"), 3, "{3} is rejected"),
        (("merge", "{3}", "{2}"), 3, "{3} is rejected"),
        (("split", "{2}"), 2, "{2} is not merged"),
        (("split", "{0}", "{2}"), 2, "{2} is not merged"),
        (("accept", "{1}"), 3, "{1} is merged into {0}"),
        (("edit", "{1}", "--set", "title=x"), 3, "{1} is merged into {0}"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(editor, twins, words, status, said):
    editor.do("submissions", "merge", *twins)
    third, fourth = (
        editor.do("submissions", "add", "--set", f"title={each}")["submissions"][0]["id"]
        for each in ("Third", "Fourth")
    )
    editor.do("submissions", "reject", fourth)
    before = editor.submissions()
    ids = (*twins, third, fourth)
    answer = editor.digest("submissions", *(each.format(*ids) for each in words))
    assert (answer.status, said.format(*ids) in answer.err) == (status, True), answer.err
    assert editor.submissions() == before


def test_a_merged_one_can_neither_be_placed_nor_is_it_missed(editor, twins):
    editor.do("submissions", "merge", *twins)
    assert editor.digest("issue", "place", "2023-10", twins[1]).status == 3
    assert twins[1] not in {each["id"] for each in editor.do("issue", "list")["missed"]}


def test_merging_voids_an_approval_and_so_does_splitting(editor, twins):
    editor.do("approve", PERIOD)
    editor.do("submissions", "merge", *twins)
    assert editor.state() == "closed"
    editor.do("approve", PERIOD)
    editor.do("submissions", "split", twins[0])
    assert editor.state() == "closed"


def test_what_an_editor_adds_is_accepted_read_leniently_and_once_there(editor):
    words = (
        *("submissions", "add", "--set", "headline=The congress", "--set", "host=ICOM Frence"),
        *("--set", "when=14-15 September 2023", "--set", f"link={LINK}?fbclid=1"),
    )
    said = editor.digest(*words)
    assert said.status == 0
    assert "Did you mean “ICOM France”" in said.out
    added = editor.find("The congress")
    assert (added["source"], added["state"], added["issue"]) == ("editor", "accepted", PERIOD)
    assert (added["url"], added["starts"], added["ends"]) == (LINK, "2023-09-14", "2023-09-15")
    assert editor.do(*words)["submissions"][0]["id"] == added["id"]
    editor.do("collect")  # no source gives it, and none takes it away
    assert editor.find("The congress") == added


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("colour=red", "names no organisation, no title and no text"),
        ("cancelled=yes", "is cancelled"),
        ("title=a\x07", "U+0007"),
        ("image=nowhere.png", "nowhere.png cannot be read"),
        ("title", "has no value"),
    ],
)
def test_what_intake_rejects_cannot_be_added(editor, value, said):
    before = editor.submissions()
    extra = ("--set", "title=A") if value.startswith(("cancelled", "image")) else ()
    answer = editor.digest("submissions", "add", "--set", value, *extra)
    assert (answer.status, said in answer.err) == (2, True), answer.err
    assert editor.submissions() == before


def test_who_has_been_silent_comes_first(editor, twins):
    everyone = editor.do("organisations", "coverage")["organisations"]
    assert set(everyone[0]) == {"id", "name", "items", "last_issue", "months_silent"}
    assert (everyone[0]["items"], everyone[0]["last_issue"]) == (0, None)
    heard = {each["id"]: each for each in everyone}["icom-france"]
    assert (heard["items"], heard["last_issue"]) == (2, PERIOD)
    editor.do("submissions", "merge", *twins)
    heard = {each["id"]: each for each in editor.do("organisations", "coverage")["organisations"]}
    assert heard["icom-france"]["items"] == 2  # one of its own, one it is named in
    assert "never" in editor.digest("organisations", "coverage", "--months", "3").out
