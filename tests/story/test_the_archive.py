"""The archive, as those who publish it and those who read it meet it."""

from __future__ import annotations

import json

import feedparser
import pytest
from icalendar import Calendar

from fakes.commands import tree
from fakes.editions import linked_data, links, parsed


def site(editor):
    files = tree(editor.folder / "archive")
    return {path: data for path, data in files.items() if not path.startswith(".")}


def events(data):
    return {str(each["UID"]): each for each in Calendar.from_ical(data).walk("VEVENT")}


@pytest.fixture
def sent(approved):
    """An editor whose September issue went out."""
    approved.do("send", "2023-09")
    return approved


def an_event(editor):
    return next(each for each in editor.items() if each["kind"] == "event" and each["starts"])


def test_nothing_is_public_before_an_issue_is_sent(approved):
    document = approved.do("archive")
    files = site(approved)
    assert document == {"files": len(files)}
    assert b"No issue has been published yet." in files["index.html"]
    assert not [path for path in files if "2023-09" in path or path.startswith("items/")]


def test_sending_an_issue_publishes_it_whole(sent):
    files = site(sent)
    items = sent.items()
    assert {f"items/{each['id']}/index.html" for each in items} <= files.keys()
    pages = {path: parsed(data.decode()) for path, data in files.items() if path.endswith(".html")}
    for path, page in pages.items():
        for target, anchor in links(path, page):
            assert target in files, (path, target)
            assert not anchor or pages[target].xpath(f"//*[@id='{anchor}']"), (path, anchor)
        if path != "404.html":
            assert linked_data(page)["@context"] == "https://schema.org"
    assert len(pages["2023-09/index.html"].findall(".//article")) == len(items)
    assert not feedparser.parse(files["feed.xml"]).bozo
    assert len(json.loads(files["feed.json"])["items"]) == 1
    assert len(events(files["calendar.ics"])) == len(events(files["2023-09/calendar.ics"]))


def test_no_reader_s_token_stands_in_it(sent):
    text = b"".join(site(sent).values())
    for message in sent.outbox():
        token = message["List-Unsubscribe"].strip("<>").rpartition("/")[2]
        assert token.encode() not in text
    assert b"unsubscribe" not in text.lower()


def test_a_second_time_not_a_file_is_touched(sent):
    folder = sent.folder / "archive"
    before = {path: (folder / path).stat().st_mtime_ns for path in site(sent)}
    sent.do("archive")
    assert {path: (folder / path).stat().st_mtime_ns for path in site(sent)} == before


def test_view_online_and_read_on_lead_there(sent):
    (message, *_) = sent.outbox()
    html = message.get_body(("html",)).get_content()
    address = "https://news.example.org/archive/2023-09"
    assert address in html
    assert "2023-09/index.html" in site(sent)
    assert "2023-09/calendar.ics" in site(sent)


def test_an_event_that_is_cancelled_says_so_until_it_takes_place_after_all(sent):
    event = an_event(sent)
    uid = f"{event['id']}@members-news.example.org"
    page, calendar = f"items/{event['id']}/index.html", f"items/{event['id']}/event.ics"
    before = site(sent)
    sent.do("submissions", "edit", event["id"], "--set", "cancelled=yes")
    assert sent.submissions()[event["id"]]["state"] == "accepted"
    sent.do("archive")
    off = site(sent)
    assert b"Cancelled" in off[page]
    assert b"Cancelled" in off["2023-09/index.html"]
    assert linked_data(parsed(off[page].decode()))["eventStatus"].endswith("EventCancelled")
    for path in (calendar, "calendar.ics", "2023-09/calendar.ics"):
        was, now = events(before[path])[uid], events(off[path])[uid]
        assert (was["STATUS"], now["STATUS"]) == ("CONFIRMED", "CANCELLED")
        assert now["SEQUENCE"] > was["SEQUENCE"]
    sent.do("submissions", "edit", event["id"], "--set", "cancelled=no")
    sent.do("archive")
    on = site(sent)
    assert on["2023-09/index.html"] == before["2023-09/index.html"]
    assert events(on[calendar])[uid]["SEQUENCE"] > events(off[calendar])[uid]["SEQUENCE"]


def test_a_member_s_file_that_says_it_is_cancelled_says_it_to_the_readers(sent):
    event = an_event(sent)
    (file,) = (
        each
        for each in (sent.folder / "feeds/members").rglob("*.md")
        if event["organisations"][0]["name"] in each.read_text("utf-8")
    )
    text = file.read_text("utf-8")
    file.write_text(text.replace("---\n", "---\ncancelled: yes\n", 1), "utf-8")
    found = sent.do("collect")["sources"]
    assert sum(each["updated"] for each in found) == 1
    sent.do("archive")
    assert b"Cancelled" in site(sent)[f"items/{event['id']}/index.html"]
    assert event["id"] in {each["id"] for each in sent.items()}


def test_what_is_rejected_after_the_sending_is_taken_down(sent):
    event = an_event(sent)
    sent.do("submissions", "reject", event["id"])
    sent.do("archive")
    files = site(sent)
    assert not [path for path, data in files.items() if event["id"].encode() in data]
    assert not [path for path in files if event["id"] in path]


def test_files_of_others_stay(sent):
    sent.write("archive/robots.txt", "User-agent: *")
    sent.do("archive")
    assert site(sent)["robots.txt"] == b"User-agent: *"


def test_the_page_of_build_is_that_of_the_archive_by_itself(sent):
    files = sent.do("build", "2023-09")["files"]
    page = (sent.folder / files["archive"]).read_text("utf-8")
    assert '<main id="content">' in page
    assert "<style>" in page
    assert "unsubscribe" not in page.casefold()


def test_a_broken_template_of_the_workspace_stops_the_archive_and_no_mailing(approved):
    approved.write("templates/archive/item.html.j2", "{{ nothing }}")
    said = approved.digest("send", "2023-09", "--json")
    assert said.status == 0
    assert said.document["state"] == "sent"
    assert "The archive is as it was" in said.err
    assert "templates/archive/item.html.j2" in said.err
    assert approved.digest("archive").status == 1
    (approved.folder / "templates/archive/item.html.j2").unlink()
    approved.do("archive")
    assert "2023-09/index.html" in site(approved)


def test_what_went_out_is_built_as_it_was(sent):
    before = sent.do("build", "2023-09")
    sent.do("submissions", "reject", an_event(sent)["id"])
    assert sent.do("build", "2023-09") == before
    assert "It has gone out" in sent.digest("build", "2023-09").out


def test_an_issue_of_thousands_of_items_has_its_page(editor):
    rows = "".join(f"- {{title: Number {n}, organisation: A, kind: news}}\n" for n in range(3_000))
    editor.write("feeds/members/2023-09/all.yaml", rows)
    editor.do("collect")
    page = editor.folder / editor.do("build", "2023-09")["files"]["archive"]
    assert page.read_text("utf-8").count("<article") == len(editor.items()) > 3_000


def test_nobody_approves_letters_that_lead_to_pages_nobody_can_make(editor):
    editor.write("templates/archive/item.html.j2", "{{ nothing }}")
    said = editor.digest("approve", "2023-09", "--by", "Ada")
    assert said.status == 1
    assert "archive/item.html.j2, line 1: there is no variable 'nothing'" in said.err
