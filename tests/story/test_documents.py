"""The pages for editors, taken at their word: what they show is what happens."""

import csv
import io
import re
import shlex
import subprocess
import sys

import pytest

from digest.model.field_names import canonical
from fakes.commands import PERIOD, ROOT, an_editor

FEEDS = (ROOT / "docs/feeds.md").read_text("utf-8")
TEMPLATES = (ROOT / "docs/templates.md").read_text("utf-8")
PACKAGED = ROOT / "templates"
FOOTER = "templates/footer.mjml.j2"
FEED = re.compile(
    r"^`(?P<path>feeds/[^`]+)`\n\n```(?P<format>\w+)\n(?P<text>.*?)^```\n\n"
    r"gives[^\n]*\n\n(?P<table>(?:\|[^\n]*\n)+)",
    re.DOTALL | re.MULTILINE,
)
EXAMPLES = list(FEED.finditer(FEEDS))
(SOURCE,) = re.findall(r"^```toml\n(.*?)^```", FEEDS, re.DOTALL | re.MULTILINE)
(OWN_FOOTER,) = re.findall(r"^```jinja\n(.*?)^```", TEMPLATES, re.DOTALL | re.MULTILINE)
ERRORS = re.findall(r"^```\nerror: …/([^`]*?)\n```", TEMPLATES, re.MULTILINE)
# What was done to a copy of the packaged footer, under which name: one for each of these errors.
ENDLESS = "{% for a in range(9999) %}{% for b in range(9999) %} {% endfor %}{% endfor %}"
MISTAKES = (
    ("footer.mjml.j2", "if issue.website", "if issue.web_site"),
    ("mail_only.html.j2", "{# Who sent", "{{ issue.why }{# Who sent"),
    ("foter.mjml.j2", "", ""),
    ("footer.mjml.j2", "{{ issue.mail_only }}", ""),
    ("footer.mjml.j2", "<mj-column>", "<mj-colum>"),
    ("footer.mjml.j2", "</td>\n", ""),
    ("footer.mjml.j2", "<mj-raw>\n", "<mj-raw><!--[if mso]>\n"),
    ("footer.mjml.j2", "<mj-raw>\n", f"<mj-raw>{ENDLESS}\n"),
)
COMMANDS = re.findall(r"^```sh\n(.*?)^```", TEMPLATES, re.DOTALL | re.MULTILINE)


def table(text):
    """Give the rows of a table in Markdown, each by the names of its columns."""
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.strip().splitlines()
    ]
    return [dict(zip(lines[0], row, strict=True)) for row in lines[2:]]


def table_after(heading):
    """Give the table that begins with these columns."""
    return table(FEEDS[FEEDS.index(heading) :].partition("\n\n")[0])


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def said_of(submission):
    """Say what the page's tables say of an item."""
    names = ("kind", "title", "starts", "ends", "deadline", "place")
    return {name: submission[name] or "" for name in names} | {
        "organisations": "; ".join(each["name"] for each in submission["organisations"]),
        "online": "yes" if submission["online"] else "no",
        "issue": submission["issue"],
    }


def by_title(newcomer):
    return {each["title"]: each for each in newcomer.submissions().values()}


@pytest.fixture
def newcomer(tmp_path):
    """Somebody in a workspace that was just made, with the source of the page in it."""
    editor = an_editor(tmp_path / "workspace")
    configuration = (editor.folder / "config.toml").read_text("utf-8")
    editor.write("config.toml", f"{configuration}\n{SOURCE}")
    editor.write("feeds/partners/.keep", "")
    return editor


def test_there_is_an_example_of_each_format():
    formats = [each["format"] for each in EXAMPLES]
    assert formats == ["markdown", "yaml", "json", "csv", "markdown", "csv"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["path"])
def test_a_feed_gives_the_items_the_page_says(newcomer, example):
    newcomer.write(example["path"], example["text"])
    collected = newcomer.do("collect")["sources"]
    name = example["path"].split("/")[1]
    expected = table(example["table"])
    (source,) = (each for each in collected if each["name"] == name)
    assert (source["rejected"], source["error"]) == ([], None)
    found = by_title(newcomer)
    for row in expected:
        issue, _, repeat = row["issue"].partition(", and once more in ")
        assert said_of(found[row["title"]]) == row | {"issue": issue}
        state = "held" if name == "partners" else "accepted"
        assert found[row["title"]]["state"] == state
        for period in filter(None, (issue, repeat)) if state == "accepted" else ():
            assert row["title"] in {each["title"] for each in newcomer.items(period)}
    assert source["new"] == len(expected) + (10 if name == "members" else 0)


def test_no_feed_of_the_page_raises_a_finding(newcomer):
    before = newcomer.do("collect")["findings"]
    for example in EXAMPLES:
        newcomer.write(example["path"], example["text"])
    assert newcomer.do("collect")["findings"] == before


def test_the_dates_of_the_page_are_read_as_it_says(newcomer):
    rows = table_after("| written | starts")
    entries = [
        {"title": f"Row {number}.", "dates": row["written"], "published": "2023-08-20"}
        for number, row in enumerate(rows)
    ]
    newcomer.hand_in("dates.csv", as_csv(entries))
    findings = newcomer.do("collect")["findings"]
    codes = {each["where"]: each["code"] for each in findings}
    found = by_title(newcomer)
    read = [
        {name: found[entry["title"]][name] or "" for name in ("starts", "ends", "deadline")}
        | {"written": entry["dates"], "finding": codes.get(f"dates.csv, line {line}", "")}
        for line, entry in enumerate(entries, start=2)
    ]
    assert read == rows


def test_the_kinds_of_the_page_are_taken_as_it_says(newcomer):
    pairs = [
        (word, row["kind"])
        for row in table_after("| written | kind")
        for word in row["written"].split(", ")
    ]
    newcomer.hand_in("kinds.csv", as_csv([{"title": word, "type": word} for word, _kind in pairs]))
    newcomer.do("collect")
    found = by_title(newcomer)
    assert [(word, found[word]["kind"]) for word, _kind in pairs] == pairs


def test_the_organisations_of_the_page_are_split_as_it_says(newcomer):
    rows = table_after("| written | organisations")
    entries = [
        {"title": f"Row {number}.", "host": row["written"]} for number, row in enumerate(rows)
    ]
    newcomer.hand_in("hosts.csv", as_csv(entries))
    newcomer.do("collect")
    found = by_title(newcomer)
    assert [said_of(found[each["title"]])["organisations"] for each in entries] == [
        row["organisations"] for row in rows
    ]


def test_every_spelling_of_the_page_is_its_field():
    rows = table_after("| field | means")
    assert len(rows) == 22
    for row in rows:
        field = row["field"].strip("`")
        spellings = re.findall(r"`([^`]+)`", row["other spellings"])
        assert {canonical(each) for each in (field, *spellings)} == {field}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("large.md", b"a" * 5_000_001, "5,000,000"),
        ("latin.md", "Mérida".encode("latin-1"), "UTF-8"),
        ("page.docx", b"PK", ".docx"),
        ("empty.md", b"", "empty"),
        ("endless.md", b"---\ntitle: x\n", "never ends"),
        ("header.csv", b"title,colour\nx,red\n", "colour"),
        ("twice.csv", b"title,title\nx,y\n", "twice"),
        ("cells.csv", b"title,place\nx\n", "cells"),
        ("anchor.yaml", b"- title: &a x\n", "anchor"),
        ("nothing.json", b'[{"place": "Ghent"}]', "no organisation, no title and no text"),
    ],
)
def test_what_the_page_calls_rejected_is_rejected(newcomer, name, content, reason):
    newcomer.hand_in(name, content)
    (rejected,) = newcomer.do("collect", status=1)["sources"][0]["rejected"]
    assert rejected["where"].startswith(name)
    assert reason in rejected["reason"]


def test_an_entry_with_an_id_is_known_again_and_a_moved_file_is_not(newcomer):
    newcomer.hand_in("list.yaml", "- id: one\n  title: Early\n- id: two\n  title: Late\n")
    newcomer.do("collect")
    newcomer.hand_in("list.yaml", "- id: two\n  title: Later\n- id: one\n  title: Early\n")
    members = newcomer.do("collect")["sources"][0]
    assert (members["new"], members["updated"]) == (0, 1)
    here = newcomer.folder / "feeds/members"
    (here / "list.yaml").rename(here / "moved.yaml")
    collected = newcomer.do("collect")
    assert collected["sources"][0]["new"] == 2
    assert [each["code"] for each in collected["findings"]].count("source-gone") == 2


def test_the_footer_of_the_page_fills_a_block_that_the_packaged_one_has():
    packaged = (PACKAGED / "footer.mjml.j2").read_text("utf-8")
    (block,) = re.findall(r"{% block (\w+) %}", OWN_FOOTER)
    assert f"{{% block {block} %}}" in packaged
    assert OWN_FOOTER.startswith('{% extends "packaged/footer.mjml.j2" %}')


def test_the_example_of_a_template_builds(newcomer):
    newcomer.do("collect")
    newcomer.write(FOOTER, OWN_FOOTER)
    (commands,) = (each for each in COMMANDS if each.startswith("digest "))
    for command in commands.splitlines():
        newcomer.do(*shlex.split(command)[1:])
    built = newcomer.folder / "out" / PERIOD
    assert "Press: press@example.org" in (built / "issue.html").read_text("utf-8")
    assert "Press: press@example.org" not in (built / "issue.txt").read_text("utf-8")


def test_the_page_tells_where_the_packaged_templates_lie():
    (command,) = (each for each in COMMANDS if each.startswith("python "))
    words = [sys.executable, *shlex.split(command)[1:]]
    said = subprocess.run(words, capture_output=True, check=True, text=True).stdout
    assert said.strip() == str(PACKAGED)


@pytest.mark.parametrize(("error", "mistake"), list(zip(ERRORS, MISTAKES, strict=True)))
def test_an_error_reads_as_the_page_says(newcomer, error, mistake):
    template, right, wrong = mistake
    newcomer.do("collect")
    packaged = (PACKAGED / "footer.mjml.j2").read_text("utf-8")
    assert right in packaged
    newcomer.write(f"templates/{template}", packaged.replace(right, wrong))
    said = newcomer.digest("build", PERIOD)
    assert said.status == 1
    for line in error.splitlines():
        assert line in said.err
    assert not (newcomer.folder / "out").exists()


@pytest.mark.parametrize(
    ("template", "variable", "code"),
    [
        ("mail_only.html.j2", "issue.unsubscribe_url", "no-unsubscribe-link"),
        ("issue.txt.j2", "issue.unsubscribe_url", "no-unsubscribe-link"),
        ("footer.mjml.j2", "issue.postal_address }}", "no-postal-address"),
        ("issue.txt.j2", "issue.postal_address | wrap", "no-postal-address"),
    ],
)
def test_what_must_stay_in_keeps_an_issue_from_being_approved(newcomer, template, variable, code):
    newcomer.do("collect")
    text = (PACKAGED / template).read_text("utf-8")
    assert variable in text
    kept = "}}" if variable.endswith("}}") else ""
    newcomer.write(f"templates/{template}", text.replace(variable, f"issue.title {kept}"))
    codes = {each["code"] for each in newcomer.do("check", PERIOD, status=1)["findings"]}
    assert code in codes
    newcomer.do("approve", PERIOD, status=3)


def test_an_items_text_must_have_its_place(newcomer):
    newcomer.do("collect")
    text = (PACKAGED / "item.html.j2").read_text("utf-8")
    assert ">{{ one.body }}<" in text
    newcomer.write("templates/item.html.j2", text.replace("{{ one.body }}", ""))
    assert "does not stand in the issue" in newcomer.digest("build", PERIOD).err
