"""What scripts and outside checks may rely on: words, documents, exit statuses, help."""

import json
import os
import re
from pathlib import Path

import pytest
import typer

from digest.cli.tree import tree
from fakes.commands import PERIOD, an_editor

SUBMISSION = {
    *("id", "kind", "organisations", "title", "starts", "ends", "deadline", "dates_raw"),
    *("project", "place", "online", "text_html", "url", "image", "language", "state", "issue"),
    *("source", "revision"),
}
FINDING = {"code", "severity", "where", "message", "hint"}
BOOKS = {
    *("issue", "state", "candidates", "planned", "sending", "accepted", "rejected", "unknown"),
    *("delivered", "deferred", "bounced", "complained", "skipped"),
}
STATUS = {"issue", "state", "approval"}
ISSUE = {*STATUS, "sections"}
APPROVED = {"issue", "sha256", "approved_by", "approved_at"}
BUILT = {"issue", "sha256", "files", "html_bytes", "items"}
COLLECTED = {"sources", "findings"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
SHA256 = re.compile(r"[0-9a-f]{64}")
SERVE = {("preview",), ("run",)}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """A workspace of the sample, collected, for tests that only look."""
    editor = an_editor(tmp_path_factory.mktemp("commands") / "workspace")
    editor.do("collect")
    return editor


@pytest.fixture
def editor(collected, tmp_path):
    """The same, for one test alone."""
    return collected.copy(tmp_path / "workspace")


@pytest.fixture
def sent(editor):
    """A workspace whose issue was sent to two readers."""
    editor.readers("ada@example.org", "grace@example.org")
    editor.do("approve", PERIOD, "--by", "Ada")
    editor.do("send", PERIOD)
    return editor


def each_command(group=None, path=()):
    """Every command of the tree by its words, with what it is made of."""
    group = group or typer.main.get_command(tree)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from each_command(command, (*path, name))
        else:
            yield (*path, name), command


def spelled(words):
    """Give a command's words as the name of its test; anything else is named by its place."""
    return " ".join(words) if isinstance(words, tuple) else None


COMMANDS = dict(each_command())


# What issue 2 covers of the contract's table
@pytest.mark.parametrize(
    "words",
    [
        *("init", "demo", "collect", "build", "check", "preview", "approve", "test", "send"),
        *("status", "deliveries", "recover", "resolve", "pause", "resume", "cancel", "run"),
        *(f"submissions {word}" for word in ("list", "show", "edit", "accept", "hold", "reject")),
        *("organisations list", "projects list"),
        *(f"issue {word}" for word in ("list", "show", "place", "remove", "close")),
        *(f"subscribers {word}" for word in ("import", "list", "export", "suppress")),
        *("doctor", "db upgrade", "db backup", "db check"),
    ],
)
def test_the_command_is_there(words):
    assert tuple(words.split()) in COMMANDS


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_says_what_it_does_and_has_an_example(collected, words):
    said = collected.digest(*words, "--help")
    assert (said.status, said.err) == (0, "")
    assert f"Usage: digest {' '.join(words)} " in said.out
    assert re.search(rf"^  Example: digest {' '.join(words)}\b", said.out, re.MULTILINE)


@pytest.mark.parametrize("words", [each for each in COMMANDS if each not in SERVE], ids=" ".join)
def test_every_command_that_ends_knows_json(words):
    assert "--json" in {name for option in COMMANDS[words].params for name in option.opts}


@pytest.mark.parametrize(
    "words", [each for each in COMMANDS if each not in (("init",), ("demo",))], ids=" ".join
)
def test_every_command_in_a_workspace_takes_its_configuration(words):
    assert "--config" in {name for option in COMMANDS[words].params for name in option.opts}


# The documents
@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (("collect",), COLLECTED),
        (("collect", "--source", "members"), COLLECTED),
        (("submissions", "list"), {"submissions"}),
        (("organisations", "list"), {"organisations"}),
        (("projects", "list"), {"projects"}),
        (("issue", "show", PERIOD), ISSUE),
        (("issue", "close", PERIOD), ISSUE),
        (("build", PERIOD), BUILT),
        (("check", PERIOD), {"findings"}),
        (("approve", PERIOD), APPROVED),
        (("test", PERIOD, "--to", "ada@example.org"), BOOKS),
        (("status",), BOOKS),
        (("status", PERIOD), BOOKS),
        (("deliveries", PERIOD), {"deliveries"}),
        (("subscribers", "list"), {"subscribers"}),
        (("subscribers", "export"), {"subscribers"}),
        (("doctor",), {"checks"}),
    ],
    ids=spelled,
)
def test_the_document_has_exactly_these_keys(editor, words, keys):
    assert editor.do(*words).keys() == keys


@pytest.mark.parametrize(
    "words",
    [("send",), ("status",), ("pause",), ("resume",), ("cancel",), ("resolve", "--as", "resend")],
    ids=spelled,
)
def test_what_concerns_a_mailing_gives_its_books(sent, words):
    document = sent.do(*words, PERIOD)
    assert document.keys() == BOOKS
    assert document == dict.fromkeys(BOOKS, 0) | {
        "issue": PERIOD,
        "state": "sent",
        "candidates": 2,
        "accepted": 2,
        "skipped": {},
    }


def test_recovering_gives_books_and_says_of_which_issues(sent):
    document = sent.do("recover")
    assert document.keys() == BOOKS | {"recovered"}
    assert document["recovered"] == []


def test_a_submission_has_exactly_these_keys(collected):
    submissions = collected.do("submissions", "list")["submissions"]
    assert len(submissions) == 14
    for each in submissions:
        assert each.keys() == SUBMISSION
        assert all(ref.keys() == {"id", "name"} for ref in each["organisations"])
        for name in ("starts", "ends", "deadline"):
            assert each[name] is None or DAY.fullmatch(each[name])
        assert isinstance(each["online"], bool)
        assert isinstance(each["revision"], int)
    (one,) = collected.do("submissions", "show", submissions[0]["id"])["submissions"]
    assert one == submissions[0]


def test_an_issue_holds_whole_submissions(collected):
    known = collected.submissions()
    sections = collected.do("issue", "show", PERIOD)["sections"]
    assert [each["title"] for each in sections] == [
        *("Events", "News", "From our projects", "A statement"),
    ]
    items = [item for each in sections for item in each["items"]]
    assert len(items) == 12
    assert all(item == known[item["id"]] for item in items)
    collected.do("build", PERIOD)
    built = (collected.folder / "out" / PERIOD / "issue.json").read_text("utf-8")
    assert json.loads(built) == {"issue": PERIOD, "sections": sections}


def test_the_issues_are_listed_with_their_states(editor):
    editor.do("approve", PERIOD, "--by", "Ada")
    document = editor.do("issue", "list")
    assert document["missed"] == []
    assert [each["issue"] for each in document["issues"]] == [PERIOD, "2023-10"]
    approved, draft = document["issues"]
    assert approved["state"] == "approved"
    assert approved["approval"]["approved_by"] == "Ada"
    assert (draft["state"], draft["approval"], draft["items"]) == ("draft", None, 2)


def test_a_source_has_exactly_these_keys(editor):
    editor.hand_in("2023-09/broken.yaml", "title: [")
    document = editor.do("collect", status=1)
    assert [each["name"] for each in document["sources"]] == ["members", "updates", "statements"]
    for each in document["sources"]:
        assert each.keys() == {
            *("name", "found", "new", "updated", "unchanged", "rejected", "error"),
        }
    members = document["sources"][0]
    assert (members["found"], members["new"], members["unchanged"]) == (11, 0, 10)
    (rejected,) = members["rejected"]
    assert rejected.keys() == {"where", "reason"}
    (finding,) = document["findings"]
    assert finding.keys() == FINDING


def test_what_is_built_is_where_the_document_says(editor, tmp_path):
    document = editor.do("build", PERIOD, "--out", tmp_path / "september")
    assert document["files"] == {
        name: str(tmp_path / "september" / file)
        for name, file in {
            "html": "issue.html",
            "txt": "issue.txt",
            "eml": "issue.eml",
            "ics": "issue.ics",
            "json": "issue.json",
            "archive": "archive.html",
        }.items()
    }
    html = (tmp_path / "september" / "issue.html").read_bytes()
    assert document["html_bytes"] == len(html)
    assert document["items"] == 12
    assert SHA256.fullmatch(document["sha256"])


def test_an_approval_says_who_when_and_of_what(editor):
    built = editor.do("build", PERIOD)
    approved = editor.do("approve", PERIOD, "--by", "Ada")
    assert (approved["issue"], approved["approved_by"]) == (PERIOD, "Ada")
    assert approved["sha256"] == built["sha256"]
    assert MOMENT.fullmatch(approved["approved_at"])


def be_somebody_unknown():
    """Belong to a user this machine has no name for, with the rights of root all the same."""
    os.setreuid(54_321, 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_a_person_without_a_name_is_asked_for_one(editor):
    names = dict.fromkeys(("LOGNAME", "USER", "LNAME", "USERNAME"), "")
    nameless = type(editor)(editor.folder, **names)
    said = nameless.process("approve", PERIOD, "--json", preexec_fn=be_somebody_unknown)
    assert said.status == 2
    assert "--by" in said.error
    nameless.process("approve", PERIOD, "--by", "Ada", preexec_fn=be_somebody_unknown)
    assert editor.do("issue", "show", PERIOD)["approval"]["approved_by"] == "Ada"


def test_a_delivery_has_exactly_these_keys(sent):
    rows = sent.do("deliveries", PERIOD, "--state", "accepted")["deliveries"]
    assert [each["email"] for each in rows] == ["ada@example.org", "grace@example.org"]
    for each in rows:
        assert each.keys() == {"email", "state", "reason", "receipt", "at"}
        assert each["state"] == "accepted"
        assert (sent.folder / "outbox" / each["receipt"]).is_file()
        assert MOMENT.fullmatch(each["at"])
    assert sent.do("deliveries", PERIOD, "--state", "unknown") == {"deliveries": []}


def test_a_check_of_the_doctor_has_a_name_a_verdict_and_a_way_out(editor):
    (editor.folder / "signing.key").unlink()
    for each in editor.do("doctor", status=1)["checks"]:
        assert each.keys() == {"name", "ok", "hint"}
        assert isinstance(each["ok"], bool)
        assert each["ok"] is (each["name"] != "signing keys")
        assert bool(each["hint"]) is not each["ok"]


@pytest.mark.parametrize(
    ("before", "after", "name", "status"),
    [
        ("[newsletter]", "[newsletters]", "configuration", 2),
        ('"sqlite:///digest.db"', '"sqlite:///feeds"', "database", 1),
    ],
)
def test_the_doctor_names_what_keeps_the_workspace_shut(editor, before, after, name, status):
    editor.replace("config.toml", before, after)
    (check,) = editor.do("doctor", status=status)["checks"]
    assert (check["name"], check["ok"]) == (name, False)
    assert check["hint"]


def test_the_demonstration_gives_the_other_commands_documents_by_name(tmp_path):
    editor = an_editor(tmp_path / "beside")
    document = editor.do("demo", tmp_path / "demo")
    assert document["workspace"] == str(tmp_path / "demo")
    assert {name: each.keys() for name, each in document.items() if name != "workspace"} == {
        "collect": COLLECTED,
        "build": BUILT,
        "check": {"findings"},
        "approve": APPROVED,
        "send": BOOKS,
    }
    assert editor.do("demo", tmp_path / "demo")["send"] == document["send"]


def test_counts_of_an_import(editor):
    file = editor.write(
        "readers.csv",
        "email,consent_at,consent_source\n"
        "ada@example.org,2023-01-05,form\nADA@example.org,2023-01-05,form\n"
        "bob@example.org,,form\nnobody,2023-01-05,form\n",
    )
    document = editor.do("subscribers", "import", file, status=1)
    assert (document["found"], document["added"]) == (4, 1)
    assert [each["where"] for each in document["rejected"]] == ["line 3", "line 4", "line 5"]
    assert editor.do("subscribers", "suppress", "ada@example.org")["suppressed"] == 1
    (ada,) = editor.do("subscribers", "list")["subscribers"]
    assert ada["suppressed"] == "asked us"


# Errors: one document, a sentence with the thing, the cause and the way out, the right status
ERRORS = [
    (("build", "2023-13"), 2, ("2023-13", "YYYY-MM")),
    (("build", "september"), 2, ("september", "YYYY-MM")),
    (("status", "2023-9"), 2, ("2023-9", "YYYY-MM")),
    (("issue", "show", "2022-01"), 2, ("2022-01", "2023-09", "issue list")),
    (("check", "2022-01"), 2, ("2022-01", "2023-09")),
    (("approve", "2022-01"), 2, ("2022-01", "2023-09")),
    (("send", "2022-01"), 2, ("2022-01", "2023-09")),
    (("status", "2022-01"), 2, ("2022-01", "2023-09")),
    (("deliveries", "2022-01"), 2, ("2022-01", "2023-09")),
    (("pause", PERIOD), 2, (PERIOD, "never started", "digest send")),
    (("pause", "2022-01"), 2, ("2022-01", "2023-09")),
    (("resolve", PERIOD, "--as", "resend"), 2, (PERIOD, "never started", "digest send")),
    (("resolve", PERIOD, "--as", "lost"), 2, ("lost", "accepted", "resend")),
    (("resolve", PERIOD), 2, ("--as",)),
    (("submissions", "show", "nosuch"), 2, ("nosuch", "submissions list")),
    (("submissions", "accept", "nosuch"), 2, ("nosuch", "submissions list")),
    (("submissions", "edit", "nosuch", "--set", "title=x"), 2, ("nosuch", "submissions list")),
    (("submissions", "list", "--state", "lost"), 2, ("lost", "held")),
    (("issue", "place", PERIOD, "nosuch"), 2, ("nosuch", "submissions list")),
    (("issue", "remove", PERIOD, "nosuch"), 2, ("nosuch", "submissions list")),
    (("collect", "--source", "nosuch"), 2, ("nosuch", "members")),
    (("build", PERIOD, "--language", "xx"), 2, ("xx", "en")),
    (("test", PERIOD, "--to", "nobody"), 2, ("nobody", "@")),
    (("test", PERIOD), 2, ("--to",)),
    (("subscribers", "suppress", "nobody"), 2, ("nobody", "@")),
    (("subscribers", "import", "nosuch.csv"), 2, ("nosuch.csv", "No such file")),
    (("projects", "list", "--on", "2023-02-30"), 2, ("2023-02-30",)),
    (("nosuch",), 2, ("nosuch", "--help")),
    (("build",), 2, ("PERIOD", "--help")),
    (("build", PERIOD, "--nosuch"), 2, ("--nosuch", "--help")),
    (("send", PERIOD), 3, (PERIOD, "approved", "digest approve")),
    (("db", "backup", "digest.db"), 1, ("digest.db", "exists")),
    (("build", PERIOD, "--out", "config.toml"), 1, ("config.toml", "--out")),
]


@pytest.mark.parametrize(("words", "status", "named"), ERRORS, ids=spelled)
def test_an_error_is_one_document_that_names_the_way_out(collected, words, status, named):
    said = collected.digest(*words, "--json")
    assert said.status == status
    for each in named:
        assert each in said.error
    assert collected.digest("--json", *words).document == said.document


@pytest.mark.parametrize(("words", "status", "named"), ERRORS, ids=spelled)
def test_without_json_it_stands_on_standard_error(collected, words, status, named):
    said = collected.digest(*words)
    assert (said.status, said.out) == (status, "")
    for each in named:
        assert each in " ".join(said.err.split())


def test_an_empty_workspace_says_what_comes_first(tmp_path):
    editor = an_editor(tmp_path / "workspace")
    for words in (("status",), ("recover",), ("build", PERIOD)):
        said = editor.digest(*words, "--json")
        assert said.status == 2
        assert "digest collect" in said.error


# Exit statuses
def test_findings_that_block_end_with_1_and_an_approval_with_3(editor):
    for each in editor.items("2023-10"):
        editor.do("issue", "remove", "2023-10", each["id"])
    (finding,) = editor.do("check", "2023-10", status=1)["findings"]
    assert (finding["code"], finding["severity"]) == ("empty-issue", "error")
    said = editor.digest("approve", "2023-10", "--json")
    assert said.status == 3
    assert "digest check 2023-10" in said.error


def test_a_source_that_is_gone_ends_with_1_and_the_others_are_read(editor):
    (editor.folder / "feeds/members").rename(editor.folder / "feeds/elsewhere")
    members, updates, statements = editor.do("collect", status=1)["sources"]
    assert "feeds/members" in members["error"]
    assert (updates["error"], updates["unchanged"]) == (None, 3)
    assert (statements["error"], statements["unchanged"]) == (None, 1)


def test_a_missing_configuration_ends_with_2(tmp_path):
    editor = an_editor(tmp_path / "workspace")
    (editor.folder / "config.toml").unlink()
    said = editor.digest("collect", "--json")
    assert said.status == 2
    for each in ("config.toml", "digest init", "--config", "$DIGEST_CONFIG"):
        assert each in said.error


# Where the configuration is found
@pytest.fixture
def elsewhere(collected, tmp_path):
    """The same person in a folder without a workspace."""
    return type(collected)(tmp_path)


@pytest.mark.parametrize("name", ["config.toml", "."])
def test_the_configuration_is_named_before_or_after_the_command(collected, elsewhere, name):
    path = collected.folder / name
    expected = collected.do("submissions", "list")
    for words in (
        ("--config", path, "submissions", "list", "--json"),
        ("submissions", "list", "--json", "--config", path),
        ("submissions", "--config", path, "--json", "list"),
        (f"--config={path}", "--json", "submissions", "list"),
    ):
        said = elsewhere.digest(*words)
        assert (said.status, said.document) == (0, expected)


def test_the_environment_names_the_configuration(collected, tmp_path):
    path = collected.folder / "config.toml"
    there = type(collected)(tmp_path, DIGEST_CONFIG=str(path))
    assert there.do("submissions", "list") == collected.do("submissions", "list")
    said = there.digest("submissions", "list", "--config", tmp_path / "nosuch.toml", "--json")
    assert said.status == 2
    assert "nosuch.toml" in said.error


def test_paths_of_a_configuration_are_relative_to_it(editor, elsewhere):
    config = ("--config", editor.folder / "config.toml")
    elsewhere.do("collect", *config)
    elsewhere.do("build", PERIOD, *config)
    assert (editor.folder / "out" / PERIOD / "issue.html").is_file()
    assert sorted(each.name for each in elsewhere.folder.iterdir()) == ["workspace"]


# What is printed
def test_json_is_alone_on_standard_output_of_a_process(collected):
    said = collected.process("check", PERIOD, "--json")
    assert (said.status, said.err) == (0, "")
    assert said.document.keys() == {"findings"}


@pytest.mark.parametrize(
    ("encoding", "place"), [("ascii", "M\\xe9rida"), ("latin-1", "Mérida"), ("utf-8", "Mérida")]
)
def test_a_terminal_without_a_letter_gets_an_escape(collected, encoding, place):
    poor = type(collected)(collected.folder, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    said = poor.process("issue", "show", PERIOD, "--json")
    assert said.document == collected.do("issue", "show", PERIOD)
    assert place in poor.process("issue", "show", PERIOD).out


def test_a_name_that_is_no_text_is_shown_as_it_can_be(collected):
    said = collected.process("status", "--config", b"/nosuch/\xff".decode(errors="surrogateescape"))
    assert said.status == 2
    assert "/nosuch/\\udcff" in said.err


def test_output_that_cannot_be_written_is_said(collected):
    with Path("/dev/full").open("wb") as full:
        said = collected.process("issue", "list", stdout=full)
    assert said.status == 1
    assert "No space left" in said.err


@pytest.mark.parametrize("words", [("submissions", "list"), ("issue", "show", PERIOD)])
def test_text_for_people_names_everything(collected, words):
    said = collected.digest(*words)
    assert said.status == 0
    assert "Slovenian Museum Association" in said.out
    assert "2023-09-20 to 2023-09-22" in said.out
