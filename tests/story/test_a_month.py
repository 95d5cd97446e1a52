"""September 2023, from the members' files to three readers' inboxes."""

import re
from pathlib import Path

import pytest

from fakes.commands import PERIOD, an_editor, body, tree

URL = "https://news.example.org/unsubscribe/"
READERS = ("ada@example.org", "bjorn@example.org", "chloe@example.org")
TEN = {
    "Audio Visual International Council of Museums & University of St Andrews",
    "Estonian Museum Association & ICOM Estonia",
    "FARO. The Flemish Institution for Cultural Heritage",
    "Federal Association of Museum Education e.V.",
    "H&M, Heritage&Museums",
    "ICOM France",
    "Irish Museums Association",
    "Ministry of Culture Spain",
    "Slovenian Museum Association",
    "The Azerbaijan National Carpet Museum",
}
FILES = ("issue.html", "issue.txt", "issue.eml", "issue.ics", "issue.json", "archive.html")


def joined(submission):
    return " & ".join(each["name"] for each in submission["organisations"])


def test_a_month_from_init_to_the_outbox(tmp_path):
    editor = an_editor(tmp_path / "workspace")

    # The members' files become submissions, and these stand in their issue.
    members = editor.do("collect")["sources"][0]
    assert (members["found"], members["new"], members["rejected"]) == (10, 10, [])
    items = editor.items()
    assert {joined(each) for each in items if each["source"] == "members"} == TEN
    assert {each["kind"] for each in items if each["source"] != "members"} == {
        *("project-update", "statement"),
    }

    # One thing is doubtful, and nothing blocks.
    (finding,) = editor.do("check", PERIOD)["findings"]
    assert (finding["code"], finding["severity"]) == ("end-before-start", "warning")
    assert "federal-association-of-museum-education.md" in finding["where"]

    # Three people asked for it; an editor approves, and looks at a test mail.
    assert editor.readers(*READERS)["added"] == 3
    editor.do("approve", PERIOD, "--by", "Ada")
    assert editor.state() == "approved"
    assert editor.do("test", PERIOD, "--to", "editor@example.org")["accepted"] == 1
    (test,) = editor.outbox()
    assert test["To"] == "editor@example.org"
    assert editor.do("status", PERIOD)["candidates"] == 0  # a test is never counted

    # It is sent.
    books = editor.do("send", PERIOD)
    assert (books["state"], books["candidates"], books["accepted"]) == ("sent", 3, 3)
    assert editor.state() == "sent"
    sent = [each for each in editor.outbox() if each["To"] != "editor@example.org"]
    assert [each["To"].addresses[0].addr_spec for each in sent] == list(READERS)
    for each in sent:
        assert each["Subject"] == "News from our Members – September 2023"
        assert str(each["List-Id"]).endswith("<members-news.example.org>")
        assert each["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert not each.defects


def test_every_reader_has_a_link_of_their_own_that_stands_in_all_three_places(approved):
    approved.do("send", PERIOD)
    tokens = set()
    for each in approved.outbox():
        (token,) = re.findall(rf"<{URL}([A-Za-z0-9_-]+)>", each["List-Unsubscribe"])
        assert f"{URL}{token}" in body(each)
        assert f'href="{URL}{token}"' in body(each, "html")
        assert set(re.findall(rf"{URL}([\w-]+)", body(each) + body(each, "html"))) == {token}
        tokens.add(token)
    assert len(tokens) == 3


def test_the_issue_says_what_the_members_said_and_no_more(approved):
    approved.do("send", PERIOD)
    text = body(approved.outbox()[0])
    # joint submitters
    assert "Estonian Museum Association" in text
    assert "ICOM Estonia" in text
    # the range that ends before it starts is shown as its start
    assert "24 September 2023" in text
    assert "June" not in text
    # one day is one day, a range is a range
    assert re.search(r"^25 September 2023", text, re.MULTILINE)
    assert "8–9 September 2023" in text
    # what has no date has none
    by_name = {joined(each): each for each in approved.items()}
    for name in ("ICOM France", "Ministry of Culture Spain", "H&M, Heritage&Museums"):
        each = by_name[name]
        assert (each["starts"], each["ends"], each["deadline"], each["dates_raw"]) == (None,) * 4
    assert by_name["Federal Association of Museum Education e.V."]["ends"] is None
    assert by_name["ICOM France"]["online"]
    assert by_name["ICOM France"]["place"] == "Tours, France and online"


def test_collecting_twice_changes_nothing(editor):
    before = editor.do("submissions", "list"), editor.do("issue", "show", PERIOD)
    again = editor.do("collect")
    assert [each["unchanged"] for each in again["sources"]] == [10, 3, 1]
    assert all(each["new"] == each["updated"] == 0 for each in again["sources"])
    assert (editor.do("submissions", "list"), editor.do("issue", "show", PERIOD)) == before


def test_two_builds_are_the_same_bytes_also_in_another_workspace(editor, tmp_path):
    first = editor.do("build", PERIOD, "--out", tmp_path / "first")
    second = editor.do("build", PERIOD, "--out", tmp_path / "second")
    fresh = an_editor(tmp_path / "fresh")
    fresh.do("collect")
    third = fresh.do("build", PERIOD, "--out", tmp_path / "third")
    assert first["sha256"] == second["sha256"] == third["sha256"]
    assert sorted(tree(tmp_path / "first")) == sorted(FILES)
    assert tree(tmp_path / "first") == tree(tmp_path / "second") == tree(tmp_path / "third")


def test_a_build_does_not_depend_on_the_order_in_which_things_came(editor, tmp_path):
    other = an_editor(tmp_path / "other")
    for source in ("statements", "updates", "members"):
        other.do("collect", "--source", source)
    editor.do("build", PERIOD, "--out", tmp_path / "first")
    other.do("build", PERIOD, "--out", tmp_path / "second")
    assert tree(tmp_path / "first") == tree(tmp_path / "second")


def test_the_demonstration_goes_the_whole_way_and_twice_sends_once(tmp_path):
    editor = an_editor(tmp_path / "beside")
    editor.folder = tmp_path
    for _ in range(2):
        document = editor.do("demo", "demo")
        assert document["send"]["state"] == "sent"
        assert document["send"]["accepted"] == document["send"]["candidates"] == 3
        assert len(list((tmp_path / "demo/outbox").iterdir())) == 3


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_what_is_built_is_what_is_sent_but_for_the_readers_link(approved, kind):
    files = approved.do("build", PERIOD)["files"]
    approved.do("send", PERIOD)
    built = Path(files["html" if kind == "html" else "txt"]).read_text("utf-8")
    token = re.compile(rf"(?<={URL})[\w-]+")
    sent = body(approved.outbox()[0], kind)
    assert token.sub("…", sent).split() == token.sub("…", built).split()
