"""A person's word is bound to the bytes they saw: a change takes it back, nothing else does."""

import pytest

from fakes.commands import FEEDS, PERIOD, ROOT

IMA = f"{FEEDS}/2023-09/irish-museums-association.md"


def an_id(editor, name):
    return editor.find(name)["id"]


def edit_a_text(editor):
    editor.do("submissions", "edit", an_id(editor, "ICOM France"), "--set", "text=All is new.")


def edit_a_link(editor):
    link = "url=https://example.org/tours"
    editor.do("submissions", "edit", an_id(editor, "ICOM France"), "--set", link)


def place_another(editor):
    editor.do("issue", "place", PERIOD, editor.items("2023-10")[0]["id"])


def change_the_order(editor):
    editor.do("issue", "place", PERIOD, an_id(editor, "ICOM France"), "--position", "1")


def remove_one(editor):
    editor.do("issue", "remove", PERIOD, an_id(editor, "ICOM France"))


def reject_one(editor):
    editor.do("submissions", "reject", an_id(editor, "ICOM France"))


def hold_one(editor):
    editor.do("submissions", "hold", an_id(editor, "ICOM France"))


def change_a_source_file(editor):
    editor.replace(IMA, "Derry/Londonderry", "Derry")
    editor.do("collect")


def change_a_date_alone(editor):
    editor.replace(IMA, "09|9|2023", "10|9|2023")
    editor.do("collect")


def override_a_template(editor):
    editor.write("templates/body.css.j2", "p { margin: 0; }\n")


def change_the_brand(editor):
    editor.configure("#1d4e6f", "#6f1d4e")


def change_the_dark_brand(editor):
    editor.configure("#9cc9e6", "#e69cc9")


def change_the_address(editor):
    editor.configure("10115 Berlin", "10117 Berlin")


def change_where_links_lead(editor):
    editor.configure("https://news.example.org", "https://letters.example.org")


def change_a_section(editor):
    editor.configure('title = "Events"', 'title = "Dates"')


def change_a_limit(editor):
    editor.configure('kinds = ["event"], order = "date"', 'kinds = ["event"], limit = 2')


def rename_a_project(editor):
    editor.replace("feeds/projects/charter.md", "name: CHARTER Alliance", "name: CHARTER")


def break_a_template(editor):
    editor.write("templates/item.html.j2", "{% if %}")


CHANGES = (
    *(edit_a_text, edit_a_link, place_another, change_the_order, remove_one, reject_one, hold_one),
    *(change_a_source_file, change_a_date_alone, override_a_template, change_the_brand),
    *(change_the_dark_brand, change_the_address, change_where_links_lead, change_a_section),
    *(change_a_limit, rename_a_project, break_a_template),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_any_change_voids_it(approved, change):
    change(approved)
    shown = approved.do("issue", "show", PERIOD)
    assert (shown["state"], shown["approval"]) == ("closed", None)
    said = approved.digest("send", PERIOD, "--json")
    assert said.status == 3
    assert "approve" in said.error
    assert approved.outbox() == []


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_sending_finds_the_change_by_itself(approved, change):
    change(approved)
    assert approved.digest("send", PERIOD).status == 3
    assert approved.outbox() == []


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_books_do_not_say_approved_any_more(approved, change):
    change(approved)
    assert approved.do("status", PERIOD)["state"] == "closed"


def add_a_reader(editor):
    editor.readers("dora@example.org")


def collect_again(editor):
    editor.do("collect")


def touch_a_file(editor):
    (editor.folder / IMA).touch()
    editor.do("collect")


def save_a_file_with_other_line_ends(editor):
    data = (editor.folder / IMA).read_bytes()
    editor.write(IMA, data.replace(b"\n", b"\r\n"))
    editor.do("collect")


def send_a_test(editor):
    editor.do("test", PERIOD, "--to", "editor@example.org")


def look_at_it(editor):
    for words in (("check",), ("build",), ("issue", "show"), ("status",)):
        editor.do(*words, PERIOD)


def edit_what_stands_in_another_issue(editor):
    editor.do("submissions", "edit", editor.items("2023-10")[0]["id"], "--set", "title=Other")


def edit_a_place_to_what_it_is(editor):
    editor.do("submissions", "edit", an_id(editor, "Slovenian"), "--set", "place=Koper, Slovenia")


def copy_a_packaged_template(editor):
    editor.write("templates/item.html.j2", (ROOT / "templates/item.html.j2").read_bytes())


def move_the_schedule(editor):
    editor.configure("day 1 at 09:00", "day 2 at 09:00")


@pytest.mark.parametrize(
    "step",
    [
        *(add_a_reader, collect_again, touch_a_file, save_a_file_with_other_line_ends),
        *(send_a_test, look_at_it, edit_what_stands_in_another_issue, edit_a_place_to_what_it_is),
        *(copy_a_packaged_template, move_the_schedule),
    ],
    ids=lambda step: step.__name__,
)
def test_what_changes_no_byte_leaves_it_standing(approved, step):
    before = approved.do("issue", "show", PERIOD)["approval"]
    step(approved)
    assert approved.do("issue", "show", PERIOD)["approval"] == before
    assert approved.do("send", PERIOD)["state"] == "sent"


def test_collecting_says_which_approval_it_voided(approved):
    approved.replace(IMA, "Derry/Londonderry", "Derry")
    said = approved.digest("collect")
    assert said.status == 0
    assert f"approval of {PERIOD} is void" in said.out


def test_a_broken_template_never_costs_the_account_of_a_collection(approved):
    break_a_template(approved)
    approved.hand_in("2023-09/late.md", "---\norganisation: NEMO\n---\nNews.\n")
    members = approved.do("collect")["sources"][0]
    assert (members["new"], members["unchanged"]) == (1, 10)


def test_approving_again_makes_it_good(approved):
    edit_a_text(approved)
    approved.do("approve", PERIOD, "--by", "Grace")
    assert approved.do("issue", "show", PERIOD)["approval"]["approved_by"] == "Grace"
    assert approved.do("send", PERIOD)["accepted"] == 3
    assert "All is new." in approved.outbox()[0].as_string()


def test_what_was_sent_cannot_be_approved_again_nor_changed(approved):
    approved.do("send", PERIOD)
    before = [each.as_bytes() for each in approved.outbox()]
    france = an_id(approved, "ICOM France")
    edit_a_text(approved)
    for words in (
        ("approve", PERIOD),
        ("issue", "close", PERIOD),
        ("issue", "remove", PERIOD, france),
        ("issue", "place", PERIOD, approved.items("2023-10")[0]["id"]),
    ):
        said = approved.digest(*words, "--json")
        assert said.status == 3
        assert "sent" in said.error
    assert approved.do("send", PERIOD)["state"] == "sent"
    assert [each.as_bytes() for each in approved.outbox()] == before


def test_approving_a_draft_closes_it(editor):
    editor.do("approve", PERIOD)
    assert editor.state() == "approved"
    edit_a_text(editor)
    assert editor.state() == "closed"
