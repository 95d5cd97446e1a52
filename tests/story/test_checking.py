"""What an editor hears of an issue before it goes out: of links, repeats, a template of theirs."""

import time
from pathlib import Path

import pytest

from fakes.commands import PERIOD

TEMPLATES = Path(__file__).parents[2] / "templates"


def an_item(link, title="A talk", **fields):
    """A member's file."""
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return (
        f"---\norganisation: ICOM France\ntitle: {title}\nlink: {link}\n{lines}---\n\nIt is on.\n"
    )


def of(editor, code, *words, period=PERIOD):
    found = editor.do("check", period, *words)["findings"]
    return [each for each in found if each["code"] == code]


def test_a_link_into_a_private_network_is_told_with_its_item_and_nobody_is_called(editor):
    editor.hand_in("2023-09/talk.md", an_item("http://127.0.0.1:9/talk"))
    editor.do("collect")
    (found,) = of(editor, "private-link")
    assert found["where"] == f"submission {editor.find('A talk')['id']}"
    assert of(editor, "private-link", "--no-links") == [found]
    editor.do("approve", PERIOD)  # it warns, and blocks nothing


def test_without_a_network_links_are_one_finding_and_soon_told(editor):
    for number in range(12):
        link = f"https://host-{number}.invalid/talk"
        editor.hand_in(f"2023-09/talk-{number}.md", an_item(link, f"Talk {number}"))
    editor.do("collect")
    before = time.monotonic()
    (found,) = of(editor, "links-not-checked")
    assert time.monotonic() - before < 10
    assert (found["severity"], found["where"]) == ("warning", f"issue {PERIOD}")
    assert of(editor, "unreachable-link") == []
    assert of(editor, "links-not-checked", "--offline") == []


def test_links_of_the_sample_ask_nobody(editor):
    editor.do("collect")
    (found,) = editor.do("check", PERIOD)["findings"]
    assert found["code"] == "end-before-start"


def test_a_weekday_in_a_text_is_held_against_its_date(editor):
    title = "A talk on Monday 8 September 2023"
    editor.hand_in("2023-09/talk.md", an_item("https://talks.example/1", title))
    editor.do("collect")
    (found,) = of(editor, "weekday-mismatch")
    assert "2023-09-08 is a Friday" in found["message"]


def test_what_went_out_before_is_told(editor):
    editor.hand_in("2023-09/talk.md", an_item("https://talks.example/1"))
    editor.do("collect")
    assert of(editor, "repeated") == []
    editor.readers("ada@example.org")
    editor.do("approve", PERIOD)
    editor.do("send", PERIOD)
    editor.hand_in("2023-10/again.md", an_item("https://talks.example/1", "The talk, once more"))
    editor.hand_in("2023-10/new.md", an_item("https://talks.example/2", "Another talk"))
    editor.do("collect")
    (found,) = of(editor, "repeated", period="2023-10")
    assert found["where"] == f"submission {editor.find('once more')['id']}"
    assert PERIOD in found["message"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<h2 ", '<p style="display:grid">x</p><h2 ', "unsupported-feature"),
        ("<h2 ", "<h4>x</h4><h2 ", "heading-order"),
        ("color:{{ issue.palette.link }}", "color:#dddddd", "low-contrast"),
        ("</h2>", '</h2><a href="#nowhere">There</a>', "dead-anchor"),
    ],
)
def test_a_template_of_the_workspace_is_looked_at_too(editor, old, new, code):
    text = (TEMPLATES / "section.mjml.j2").read_text("utf-8")
    assert old in text
    editor.write("templates/section.mjml.j2", text.replace(old, new))
    assert of(editor, code)
