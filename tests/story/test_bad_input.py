"""Whatever lies in a folder: what is bad is named with its reason, and what is good comes out."""

import os

import pytest

from fakes.commands import FEEDS, PERIOD, ROOT

HEAD = "---\norganisation: NEMO\n"
BOMB = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\ntitle: *c\n"
ORGANISATIONS = "feeds/organisations.csv"

BAD = [
    ("malformed.md", f"{HEAD}title: [never closed\n---\nText.\n", "malformed.md", "YAML"),
    ("endless.md", f"{HEAD}title: without an end\n", "endless.md", "---"),
    ("header.csv", "organisation,colour\nNEMO,red\n", "header.csv, line 1", "colour"),
    ("huge.md", b"a" * 50_000_000, "huge.md", "50,000,000 bytes"),
    ("picture.md", b"\x89PNG\r\n\x1a\n\x00\x00", "picture.md", "binary"),
    ("latin.md", f"{HEAD}place: Mérida\n---\n".encode("latin-1"), "latin.md, line 3", "UTF-8"),
    ("utf16.md", f"{HEAD}---\n".encode("utf-16"), "utf16.md", "UTF-16"),
    ("bomb.yaml", BOMB, "bomb.yaml", "anchor"),
    ("object.yaml", "title: !!python/object/apply:os.system ['true']\n", "object.yaml", "tag"),
    ("deep.json", "[" * 100_000, "deep.json", "nested"),
    ("twice.json", '{"title": "a", "title": "b"}', "twice.json", "twice"),
    ("page.docx", b"PK\x03\x04", "page.docx", ".docx"),
    ("nul.md", f"{HEAD}title: 'a\x00b'\n---\n", "nul.md", "NUL"),
    ("bell.md", f"{HEAD}title: Ring\n---\nRing \x07 the bell.\n", "bell.md", "U+0007"),
    ("nothing.md", "", "nothing.md", "empty"),
]


@pytest.mark.parametrize(("name", "content", "where", "reason"), BAD, ids=[one[0] for one in BAD])
def test_a_bad_file_is_named_with_its_reason_and_the_rest_is_read(
    editor, name, content, where, reason
):
    editor.hand_in(f"2023-09/{name}", content)
    editor.hand_in("2023-09/zz-good.md", f"{HEAD}title: A good one\n---\n\nNews.\n")
    members = editor.do("collect", status=1)["sources"][0]
    assert (members["new"], members["unchanged"], members["error"]) == (1, 10, None)
    (rejected,) = members["rejected"]
    assert rejected["where"].startswith(f"2023-09/{where}")
    assert reason.casefold() in rejected["reason"].casefold()
    assert len(rejected["reason"]) < 300
    assert editor.find("A good one")["issue"] == PERIOD
    said = editor.digest("collect").out
    assert f"2023-09/{name}" in said


def test_all_of_them_at_once(editor):
    for name, content, _where, _reason in BAD:
        editor.hand_in(f"2023-09/{name}", content)
    members = editor.do("collect", status=1)["sources"][0]
    assert len(members["rejected"]) == len(BAD)
    assert members["unchanged"] == 10
    assert len(editor.items()) == 12


def test_links_that_leave_the_folder_are_refused(editor, tmp_path):
    secret = tmp_path / "secret.md"
    secret.write_text(f"{HEAD}title: A secret\n---\nOf another folder.\n")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "more.md").write_text(f"{HEAD}title: More\n---\nText.\n")
    here = editor.folder / FEEDS / PERIOD
    (here / "file.md").symlink_to(secret)
    (here / "folder").symlink_to(outside)
    (here / "nowhere.md").symlink_to(tmp_path / "nowhere.md")
    (here / "circle").symlink_to(here)
    members = editor.do("collect", status=1)["sources"][0]
    reasons = {each["where"]: each["reason"] for each in members["rejected"]}
    assert reasons.keys() == {
        f"{PERIOD}/{name}" for name in ("file.md", "folder", "nowhere.md", "circle")
    }
    assert "leaves the folder" in reasons[f"{PERIOD}/file.md"]
    assert "leaves the folder" in reasons[f"{PERIOD}/folder"]
    assert members["unchanged"] == 10
    assert len(editor.submissions()) == 14


def test_a_pipe_hangs_nobody(editor):
    os.mkfifo(editor.folder / FEEDS / PERIOD / "pipe.md")
    (rejected,) = editor.do("collect", status=1)["sources"][0]["rejected"]
    assert "pipe" in rejected["reason"]


def test_good_rows_of_a_table_come_out_and_bad_ones_are_named_by_line(editor):
    editor.hand_in(
        "2023-09/calls.csv",
        "organisation,title,deadline\nNEMO,First call,30 September 2023\n"
        "NEMO,Too,many,cells\nNEMO,Second call,1 October 2023\n",
    )
    members = editor.do("collect", status=1)["sources"][0]
    assert members["new"] == 2
    assert [each["where"] for each in members["rejected"]] == ["2023-09/calls.csv, line 3"]


def test_a_file_that_turns_bad_leaves_what_it_gave_before(editor):
    before = editor.find("Slovenian")
    editor.hand_in("2023-09/slovenian-museum-association.md", b"\xff\xfe\x00")
    document = editor.do("collect", status=1)
    assert editor.find("Slovenian") == before
    gone = [each for each in document["findings"] if each["code"] == "source-gone"]
    assert gone == []  # it is there, and cannot be read


# The directory: read whole or not at all
@pytest.mark.parametrize(
    ("file", "content", "named"),
    [
        (ORGANISATIONS, "id,name\nnemo,NEMO\nnemo,Other\n", ("line 3", "nemo")),
        (ORGANISATIONS, "id,nom\nnemo,NEMO\n", ("line 1", "nom")),
        (ORGANISATIONS, b"\x00\x01", (ORGANISATIONS.rpartition("/")[2], "binary")),
        ("feeds/projects/broken.md", "---\nid: x\n---\n", ("broken.md", "name")),
        ("feeds/projects/broken.md", "---\nid: x\nname: [\n---\n", ("broken.md", "YAML")),
    ],
)
def test_a_broken_directory_names_the_place_and_nothing_is_lost(editor, file, content, named):
    before = editor.do("submissions", "list")
    path = editor.folder / file
    whole = path.read_bytes() if path.exists() else None
    editor.write(file, content)
    said = editor.digest("collect", "--json")
    assert said.status == 1
    for each in named:
        assert each in said.error
    path.unlink()
    if whole is not None:
        path.write_bytes(whole)
    assert editor.do("submissions", "list") == before


# Templates
@pytest.mark.parametrize(
    ("name", "content", "line", "cause"),
    [
        ("item.html.j2", "\n\n{% if item %}\n", 3, "end"),
        ("item.html.j2", "\n{{ nosuch }}\n", 2, "nosuch"),
        ("issue.txt.j2", "{{ 1 / 0 }}\n", 1, "division"),
        ("issue.txt.j2", "{{ ''.__class__.__mro__ }}\n", 1, "cannot be used in a template"),
        ("issue.txt.j2", "\n{% import 'os' as os %}\n", 2, "no template 'os'"),
        ("issue.txt.j2", "\n{% include '../config.toml' %}\n", 2, "no template '../config.toml'"),
        ("body.css.j2", "\n{{ 'p' * 10 ** 10 }}\n", 2, "more than 1,000,000 characters"),
        ("mail_only.html.j2", "\n<p>{{ issue.why }}\n", 2, "<p> is not closed"),
        ("footer.mjml.j2", "\n<!--[if mso]>\n", 2, "a comment for Outlook has no end"),
        ("style.mjml.j2", "{% include 'style.mjml.j2' %}", 1, "include one another"),
        ("footer.mjml.j2", b"\n\xff\n", 2, "UTF-8"),
        ("nosuch.mjml.j2", "", None, "no template"),
    ],
)
def test_a_broken_template_names_its_file_and_line(approved, name, content, line, cause):
    approved.write(f"templates/{name}", content)
    for words in (("check", PERIOD), ("build", PERIOD), ("approve", PERIOD)):
        said = approved.digest(*words, "--json")
        assert said.status == 1
        assert f"templates/{name}" in said.error
        assert line is None or f"line {line}:" in said.error
        assert cause in said.error
    assert approved.digest("send", PERIOD).status in {1, 3}
    assert approved.outbox() == []


@pytest.mark.parametrize("old", ["</mj-body>", "<mj-body", "</mjml>"])
def test_a_template_that_is_no_mjml_is_named(approved, old):
    whole = (ROOT / "templates/issue.mjml.j2").read_text("utf-8")
    assert old in whole
    approved.write("templates/issue.mjml.j2", whole.replace(old, "", 1))
    said = approved.digest("check", PERIOD, "--json")
    assert said.status == 1
    assert "issue.mjml.j2" in said.error


# Subscribers
@pytest.mark.parametrize(
    ("content", "status", "named"),
    [
        (b"email,consent_at,consent_source,shoe\na@example.org,2023-01-01,f,42\n", 2, "shoe"),
        (b"address\na@example.org\n", 2, "email"),
        (b"", 2, "email"),
        (b"\x00\x01\x02" * 1000, 2, "column"),
        (b"email,consent_at,consent_source\nM\xe9@example.org,2023-01-01,f\n", 1, "line 2"),
    ],
)
def test_an_import_that_cannot_be_read_says_why_and_takes_nobody(editor, content, status, named):
    file = editor.write("readers.csv", content)
    said = editor.digest("subscribers", "import", file, "--json")
    assert said.status == status
    assert named in (said.error if status == 2 else said.out)
    assert editor.do("subscribers", "list") == {"subscribers": []}
