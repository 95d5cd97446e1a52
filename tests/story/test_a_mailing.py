"""A mailing's life: nobody gets it twice, nobody who left gets it, and the books say so."""

import re
from threading import Event

import pytest

from digest.app import App, utc_now
from digest.config import load
from digest.web.public import Site, public_app
from digest.workflows.subscribe import Leaving
from fakes.asking import Asking
from fakes.commands import PERIOD, body

URL = "https://news.example.org/unsubscribe/"


def addresses(editor):
    return [each["To"].addresses[0].addr_spec for each in editor.outbox()]


def token_of(message):
    (token,) = re.findall(rf"<{URL}([\w.-]+)>", message["List-Unsubscribe"])
    return token


@pytest.fixture
def full_disk(approved):
    """An approved issue whose mailing starts and can write nothing: its outbox is a file."""
    approved.write("outbox", "this is no folder")
    said = approved.digest("send", PERIOD, "--json")
    assert said.status == 3
    assert "outbox" in said.error
    assert "Make room" in said.error
    return approved


def make_room(editor):
    (editor.folder / "outbox").unlink()


def test_sending_twice_sends_once(approved):
    first = approved.do("send", PERIOD)
    before = {each.name: each.stat().st_mtime_ns for each in (approved.folder / "outbox").iterdir()}
    assert approved.do("send", PERIOD) == first
    assert approved.do("recover", PERIOD)["accepted"] == 3
    after = {each.name: each.stat().st_mtime_ns for each in (approved.folder / "outbox").iterdir()}
    assert after == before


def test_sending_twice_sends_once_though_the_outbox_was_emptied(approved):
    approved.do("send", PERIOD)
    for each in (approved.folder / "outbox").iterdir():
        each.unlink()
    assert approved.do("send", PERIOD)["accepted"] == 3
    assert approved.outbox() == []


def test_sending_needs_an_approval(editor):
    editor.readers("ada@example.org")
    for words in ((), ("--json",)):
        said = editor.digest("send", PERIOD, *words)
        assert said.status == 3
    assert "digest approve" in said.error
    assert editor.outbox() == []
    assert editor.do("status", PERIOD)["state"] == "draft"


def test_an_issue_is_never_sent_to_nobody(editor):
    editor.do("approve", PERIOD)
    said = editor.digest("send", PERIOD, "--json")
    assert said.status == 3
    assert "subscribers import" in said.error
    assert editor.state() == "approved"
    editor.readers("ada@example.org")
    assert editor.do("send", PERIOD)["accepted"] == 1


def test_whoever_subscribes_after_the_start_is_not_in_the_books(approved):
    approved.do("send", PERIOD)
    approved.readers("late@example.org")
    assert approved.do("send", PERIOD)["candidates"] == 3
    assert "late@example.org" not in addresses(approved)


def test_trouble_with_the_outbox_loses_nobody(full_disk):
    books = full_disk.do("status", PERIOD)
    assert (books["state"], books["planned"], books["candidates"]) == ("sending", 3, 3)
    make_room(full_disk)
    assert full_disk.do("send", PERIOD)["accepted"] == 3
    assert len(addresses(full_disk)) == 3


def test_who_is_suppressed_between_planning_and_sending_gets_nothing(full_disk):
    full_disk.do("subscribers", "suppress", "bjorn@example.org", "--reason", "wrote to us")
    make_room(full_disk)
    books = full_disk.do("send", PERIOD)
    assert (books["candidates"], books["accepted"]) == (3, 2)
    assert books["skipped"] == {"wrote to us": 1}
    assert addresses(full_disk) == ["ada@example.org", "chloe@example.org"]
    (row,) = full_disk.do("deliveries", PERIOD, "--state", "skipped")["deliveries"]
    assert (row["email"], row["reason"]) == ("bjorn@example.org", "wrote to us")


def test_who_was_suppressed_before_is_a_candidate_that_is_skipped(approved):
    approved.do("subscribers", "suppress", "ADA@example.org")
    books = approved.do("send", PERIOD)
    assert (books["candidates"], books["accepted"], books["skipped"]) == (3, 2, {"asked us": 1})


def test_who_is_suppressed_gets_no_test_mail_either(approved):
    approved.do("subscribers", "suppress", "ada@example.org")
    books = approved.do("test", PERIOD, "--to", "ada@example.org")
    assert (books["candidates"], books["skipped"]) == (1, {"asked us": 1})
    assert approved.outbox() == []


def test_a_paused_mailing_rests_until_it_is_resumed(full_disk):
    make_room(full_disk)
    full_disk.do("pause", PERIOD)
    said = full_disk.digest("send", PERIOD, "--json")
    assert said.status == 3
    assert "paused" in said.error
    assert f"digest resume {PERIOD}" in said.error
    assert full_disk.outbox() == []
    assert f"digest resume {PERIOD}" in full_disk.digest("status").out
    full_disk.do("recover", status=3)  # it rests, and there is still somebody to send to
    assert full_disk.outbox() == []
    full_disk.do("resume", PERIOD)
    assert full_disk.do("send", PERIOD)["accepted"] == 3


def test_a_mailing_that_is_through_cannot_rest(approved):
    approved.do("send", PERIOD)
    assert approved.do("pause", PERIOD)["state"] == "sent"
    assert approved.do("send", PERIOD)["state"] == "sent"


def test_a_cancelled_mailing_never_goes_on(full_disk):
    make_room(full_disk)
    books = full_disk.do("cancel", PERIOD)
    assert books["skipped"] == {"cancelled": 3}
    said = full_disk.digest("resume", PERIOD, "--json")
    assert said.status == 3
    assert "cancelled" in said.error
    full_disk.do("send", PERIOD)
    assert full_disk.outbox() == []
    assert full_disk.do("status", PERIOD)["skipped"] == {"cancelled": 3}


def test_a_test_mail_is_the_same_bytes(approved):
    approved.do("test", PERIOD, "--to", "editor@example.org")
    (test,) = approved.outbox()
    approved.do("send", PERIOD)
    real = next(each for each in approved.outbox() if each["To"] != test["To"])
    assert test["Subject"] == real["Subject"]
    for kind in ("plain", "html"):
        parts = (body(each, kind).replace(token_of(each), "…") for each in (test, real))
        assert len(set(parts)) == 1


def test_a_test_of_a_draft_is_of_the_current_bytes_and_leaves_it_a_draft(editor):
    editor.do("test", PERIOD, "--to", "editor@example.org", "second@example.org")
    assert addresses(editor) == ["editor@example.org", "second@example.org"]
    assert editor.state() == "draft"
    assert editor.do("deliveries", PERIOD) == {"deliveries": []}


def test_a_test_after_the_sending_is_of_what_was_sent(approved):
    approved.do("send", PERIOD)
    approved.configure("#1d4e6f", "#6f1d4e")
    approved.do("test", PERIOD, "--to", "editor@example.org")
    *_, test = approved.outbox()
    assert test["To"] == "editor@example.org"
    assert "#1d4e6f" in body(test, "html")


# What stands at the end of the link
@pytest.fixture
def public(approved):
    """The public web of the workspace."""
    app = App(load(approved.folder / "config.toml"), clock=utc_now, stop=Event())
    leaving = Leaving(app.subscribers, app.workspace.signing_keys())
    site = Site(
        newsletter=app.config.newsletter,
        archive=app.archive_folder(),
        leaving=leaving,
        pictures=app.pictures,
        pushing=app.pushing(),
        tracking=None,
        probe=lambda: None,
        clock=utc_now,
    )
    yield Asking(public_app(site))
    app.close()


def test_one_click_and_they_are_never_mailed_again(approved, public):
    approved.do("send", PERIOD)
    link = f"/unsubscribe/{token_of(approved.outbox()[1])}"
    assert public.get(link).status_code == 200  # a scanner follows it: nothing happens
    assert [each["suppressed"] for each in approved.do("subscribers", "list")["subscribers"]] == [
        *(None, None, None),
    ]
    assert public.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    approved.do("approve", "2023-10")
    books = approved.do("send", "2023-10")
    assert (books["accepted"], books["skipped"]) == (2, {"unsubscribed": 1})
    assert addresses(approved)[3:] == ["ada@example.org", "chloe@example.org"]
    said = approved.digest("subscribers", "import", approved.folder / "readers.csv", "--json")
    assert said.status == 1
    assert "bjorn@example.org: the address is suppressed" in said.out
    for words in ((), ("--json",)):
        exported = approved.digest("subscribers", "export", *words).out
        assert "ada@example.org" in exported
        assert "bjorn@example.org" not in exported


def test_one_click_takes_effect_in_a_mailing_that_is_on_its_way(full_disk, public, tmp_path):
    with_tokens = full_disk.copy(tmp_path / "copy")  # the same mailing, carried elsewhere
    make_room(with_tokens)
    with_tokens.do("send", PERIOD)
    public.post(f"/unsubscribe/{token_of(with_tokens.outbox()[0])}")
    make_room(full_disk)
    assert full_disk.do("send", PERIOD)["skipped"] == {"unsubscribed": 1}
    assert addresses(full_disk) == ["bjorn@example.org", "chloe@example.org"]


def test_the_link_of_a_test_mail_changes_nothing(approved, public):
    approved.do("test", PERIOD, "--to", "ada@example.org")
    answer = public.post(f"/unsubscribe/{token_of(approved.outbox()[0])}")
    assert answer.status_code == 200
    assert "test" in answer.text
    assert approved.do("send", PERIOD)["accepted"] == 3


def test_the_issue_is_online_once_it_is_out_and_without_anybodys_link(approved, public):
    assert public.get(f"/archive/{PERIOD}").status_code == 404
    approved.do("send", PERIOD)
    page = public.get(f"/archive/{PERIOD}")
    assert page.status_code == 200
    assert "Slovenian Museum Association" in page.text
    assert "/unsubscribe/" not in page.text
    for each in approved.outbox():
        assert token_of(each) not in page.text
        assert f"https://news.example.org/archive/{PERIOD}" in body(each)
