"""What an editor did stays done, whatever the sources say afterwards; nothing is lost unsaid."""

import pytest

from fakes.commands import FEEDS, PERIOD, body

FAIR = f"{FEEDS}/2023-09/fair.md"
NEMO = "Network of European Museum Organisations"


def a_fair(**fields):
    """A member's file."""
    said = {"organisation": "NEMO", "kind": "event", "dates": "14 September 2023"} | fields
    text = said.pop("text", "A book fair.")
    lines = "".join(f"{name}: {value}\n" for name, value in said.items())
    return f"---\n{lines}---\n\n{text}\n"


@pytest.fixture
def fair(editor):
    """A submission with a title, just collected; its id."""
    editor.write(FAIR, a_fair(title="The fair", place="Ghent"))
    editor.do("collect")
    return editor.find("The fair")["id"]


def show(editor, submission_id):
    return editor.do("submissions", "show", submission_id)["submissions"][0]


def send(editor, period):
    if not editor.do("subscribers", "list")["subscribers"]:
        editor.readers("ada@example.org")
    editor.do("approve", period)
    editor.do("send", period)


def codes(document):
    return {each["code"] for each in document["findings"]}


def test_an_edit_survives_a_change_of_the_source_and_the_rest_follows(editor, fair):
    editor.do("submissions", "edit", fair, "--set", "title=The great fair")
    editor.write(FAIR, a_fair(title="The fair", place="Bruges", dates="15 September 2023"))
    assert editor.do("collect")["sources"][0]["updated"] == 1
    found = show(editor, fair)
    assert (found["title"], found["place"], found["starts"]) == (
        *("The great fair", "Bruges", "2023-09-15"),
    )
    assert "source-changed" not in codes(editor.do("check", PERIOD))


def test_a_conflict_keeps_the_edit_and_raises_a_finding(editor, fair):
    editor.do("submissions", "edit", fair, "--set", "title=The great fair")
    editor.write(FAIR, a_fair(title="The small fair", place="Ghent"))
    editor.do("collect")
    assert show(editor, fair)["title"] == "The great fair"
    (finding,) = (
        each for each in editor.do("check", PERIOD)["findings"] if each["code"] == "source-changed"
    )
    assert "The great fair" in finding["message"]
    assert "The small fair" in finding["message"]
    # The editor's second word settles it, for good.
    editor.do("submissions", "edit", fair, "--set", "title=The fair of Ghent")
    assert "source-changed" not in codes(editor.do("check", PERIOD))
    assert "source-changed" not in codes(editor.do("collect"))
    assert show(editor, fair)["title"] == "The fair of Ghent"


def test_several_fields_are_edited_at_once_or_none_of_them(editor, fair):
    said = editor.digest(
        *("submissions", "edit", fair, "--set", "title=Lost", "--set", "url=nowhere", "--json")
    )
    assert said.status == 2
    assert "url" in said.error
    assert show(editor, fair)["title"] == "The fair"


def test_a_field_named_twice_is_refused(editor, fair):
    said = editor.digest(
        *("submissions", "edit", fair, "--set", "title=One", "--set", "title=Two", "--json")
    )
    assert said.status == 2
    assert "title" in said.error
    assert show(editor, fair)["title"] == "The fair"


def test_a_cleared_field_stays_empty(editor, fair):
    editor.do("submissions", "edit", fair, "--set", "place=")
    editor.do("collect")
    assert show(editor, fair)["place"] is None


@pytest.mark.parametrize(("word", "state"), [("reject", "rejected"), ("hold", "held")])
def test_a_decision_survives_a_change_of_the_source(editor, fair, word, state):
    editor.do("submissions", word, fair, "--reason", "an advertisement")
    editor.write(FAIR, a_fair(title="The fair", place="Bruges"))
    editor.do("collect")
    assert show(editor, fair)["state"] == state
    assert fair not in {each["id"] for each in editor.items()}


def test_all_of_a_decision_or_nothing(editor, fair):
    said = editor.digest("submissions", "reject", fair, "nosuch", "--json")
    assert said.status == 2
    assert show(editor, fair)["state"] == "accepted"
    said = editor.digest("issue", "place", "2023-10", fair, "nosuch", "--json")
    assert said.status == 2
    assert show(editor, fair)["issue"] == PERIOD
    said = editor.digest("issue", "remove", PERIOD, fair, "nosuch", "--json")
    assert said.status == 2
    assert show(editor, fair)["issue"] == PERIOD


def test_a_placing_wins_over_every_rule_and_stays(editor, fair):
    editor.do("issue", "place", "2023-11", fair)
    editor.write(FAIR, a_fair(title="The fair", dates="20 September 2023"))
    editor.do("collect")
    assert show(editor, fair)["issue"] == "2023-11"
    assert [each["id"] for each in editor.items("2023-11")] == [fair]


def test_what_was_removed_stays_out(editor, fair):
    editor.do("issue", "remove", PERIOD, fair)
    editor.write(FAIR, a_fair(title="The fair", place="Bruges"))
    editor.do("collect")
    assert show(editor, fair)["issue"] is None
    assert [each["id"] for each in editor.do("issue", "list")["missed"]] == [fair]


def test_placing_what_is_held_says_that_it_is_not_shown(editor, fair):
    editor.do("submissions", "hold", fair)
    said = editor.digest("issue", "place", "2023-10", fair, "--json")
    assert said.status == 0
    assert f"digest submissions accept {fair}" in said.err
    assert fair not in {each["id"] for each in editor.items("2023-10")}
    editor.do("submissions", "accept", fair)
    assert fair in {each["id"] for each in editor.items("2023-10")}


def titles(editor):
    return [each["title"] for each in editor.items() if each["title"] in {"A", "B", "C"}]


@pytest.fixture
def three(editor):
    """Three events of one day, and their ids by title."""
    for title in "ABC":
        editor.hand_in(f"2023-09/{title}.md", a_fair(title=title, dates="1 September 2023"))
    editor.do("collect")
    assert titles(editor) == ["A", "B", "C"]
    return {each["title"]: each["id"] for each in editor.submissions().values()}


def test_a_position_is_taken_by_whoever_was_put_there_last(editor, three):
    editor.do("issue", "place", PERIOD, three["C"], "--position", "1")
    assert titles(editor) == ["C", "A", "B"]
    editor.do("issue", "place", PERIOD, three["B"], "--position", "1")
    assert titles(editor) == ["B", "C", "A"]
    editor.do("issue", "place", PERIOD, three["A"], "--position", "2")
    assert titles(editor) == ["B", "A", "C"]
    editor.do("collect")
    assert titles(editor) == ["B", "A", "C"]


def test_several_are_put_in_the_order_they_are_named(editor, three):
    editor.do("issue", "place", PERIOD, *(three[each] for each in "CBA"), "--position", "1")
    assert titles(editor) == ["C", "B", "A"]


def test_a_file_that_is_gone_is_kept_and_said(editor, fair):
    (editor.folder / FAIR).unlink()
    document = editor.do("collect")
    (finding,) = (each for each in document["findings"] if each["code"] == "source-gone")
    assert fair in finding["message"]
    assert fair in finding["hint"]
    assert show(editor, fair)["state"] == "accepted"


# Late
def test_a_late_item_goes_to_the_next_issue(editor):
    editor.do("issue", "close", PERIOD)
    editor.write(FAIR, a_fair(title="Late", dates="14 September 2023 - 20 October 2023"))
    editor.hand_in("2023-09/undated.md", "---\norganisation: NEMO\ntitle: Undated\n---\nNews.\n")
    editor.do("collect")
    assert editor.find("Late")["issue"] == "2023-10"
    assert editor.find("Undated")["issue"] == "2023-10"
    assert len(editor.items()) == 12


def test_a_late_item_that_is_over_by_then_is_missed_and_said(editor):
    editor.do("issue", "close", PERIOD)
    editor.write(FAIR, a_fair(title="Missed"))
    document = editor.do("collect")
    assert editor.find("Missed")["issue"] is None
    (missed,) = editor.do("issue", "list")["missed"]
    assert missed["title"] == "Missed"
    assert "1 submission(s) stand in no issue" in editor.digest("issue", "list").out
    (finding,) = (each for each in document["findings"] if each["code"] == "missed")
    assert missed["id"] in finding["message"]
    assert "issue place" in finding["hint"]


def test_what_was_rejected_is_not_missed(editor):
    editor.do("issue", "close", PERIOD)
    editor.write(FAIR, a_fair(title="Missed"))
    editor.do("collect")
    editor.do("submissions", "reject", editor.find("Missed")["id"])
    assert editor.do("issue", "list")["missed"] == []
    assert "missed" not in codes(editor.do("collect"))


def test_what_is_accepted_after_its_issue_went_out_stands_in_the_next(editor):
    editor.write(FAIR, a_fair(title="Held", dates="20 October 2023"))
    editor.do("collect")
    held = editor.find("Held")["id"]
    editor.do("submissions", "hold", held)
    send(editor, PERIOD)
    assert show(editor, held)["issue"] == PERIOD
    editor.do("submissions", "accept", held)
    assert show(editor, held)["issue"] == "2023-10"
    assert held in {each["id"] for each in editor.items("2023-10")}


def test_what_is_accepted_when_it_is_over_is_missed(editor, fair):
    editor.do("submissions", "hold", fair)
    send(editor, PERIOD)
    editor.do("submissions", "accept", fair)
    assert [each["id"] for each in editor.do("issue", "list")["missed"]] == [fair]


# Calls
CALL = "---\norganisation: NEMO\nkind: call\ntitle: A call\ndeadline: {}\n---\nApply.\n"


def test_a_call_stands_again_in_the_issue_before_its_deadline(editor):
    editor.hand_in("2023-09/call.md", CALL.format("15 December 2023"))
    editor.do("collect")
    for period in (PERIOD, "2023-12"):
        assert "A call" in {each["title"] for each in editor.items(period)}
    for period in ("2023-10",):
        assert "A call" not in {each["title"] for each in editor.items(period)}
    assert "2023-12" in {each["issue"] for each in editor.do("issue", "list")["issues"]}


@pytest.mark.parametrize("deadline", ["1 December 2023", "30 November 2023"])
def test_before_means_sent_before_the_day_of_the_deadline(editor, deadline):
    editor.hand_in("2023-09/call.md", CALL.format(deadline))
    editor.do("collect")
    assert "A call" in {each["title"] for each in editor.items("2023-11")}


def test_a_call_that_ends_soon_stands_once(editor):
    editor.hand_in("2023-09/call.md", CALL.format("28 September 2023"))
    editor.do("collect")
    assert "A call" in {each["title"] for each in editor.items()}
    assert [each["issue"] for each in editor.do("issue", "list")["issues"]] == [PERIOD, "2023-10"]


def test_a_call_is_sent_in_both_issues(editor):
    editor.hand_in("2023-09/call.md", CALL.format("15 October 2023"))
    editor.do("collect")
    for period in (PERIOD, "2023-10"):
        send(editor, period)
    with_call = [each["Subject"] for each in editor.outbox() if "A call" in body(each)]
    assert len(with_call) == 2
    assert len(set(with_call)) == 2


def test_what_was_removed_late_does_not_come_back_in_the_issue_after(editor):
    editor.do("issue", "close", PERIOD)
    editor.write(FAIR, a_fair(title="Late", dates="14 September 2023 - 20 December 2023"))
    editor.do("collect")
    late = editor.find("Late")["id"]
    editor.do("issue", "remove", "2023-10", late)
    editor.do("issue", "close", "2023-10")
    editor.do("collect")
    assert show(editor, late)["issue"] is None
    editor.do("issue", "place", "2023-11", late)
    assert show(editor, late)["issue"] == "2023-11"


def test_an_editor_hears_when_a_change_leaves_an_item_in_no_issue(editor):
    editor.hand_in("fair.md", "---\ntitle: The fair\n---\n\nA book fair.\n")
    editor.do("collect")
    editor.do("issue", "close", PERIOD)
    fair = editor.find("The fair")["id"]
    said = editor.digest("submissions", "edit", fair, "--set", "starts=2023-09-08")
    assert show(editor, fair)["issue"] is None
    assert f"Submission {fair} stands in no issue" in said.err
    assert "digest issue place" in said.err
