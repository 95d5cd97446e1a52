"""Two languages, a segment, kill -9 and lost answers: everybody got their own variant, once."""

import random
import signal
from collections import defaultdict

import pytest

import crash
from fakes.commands import PERIOD, Editor, body
from fakes.killing import a_fake, all_is_well, kill_in_the_middle, resend_until_nothing_is_unknown

READERS = 600
KILLS = 2
SETTINGS = """languages = ["en", "de"]
translations = { de = { title = "Neues von unseren Mitgliedern" } }
segments = [
    { name = "press", tags = ["press", "media"], sections = ["News", "A statement"] },
    { name = "board", tags = ["board"], sections = ["Calls"] },
]
"""
# A reader's language and tags, and the variant that is theirs; in turn.
WISHES = (
    ("", "", ("en", "")),
    ("de", "", ("de", "")),
    ("fr", "museums", ("en", "")),
    ("de-at", "media;museums", ("de", "press")),
    ("en", "press;board", ("en", "press")),
    ("de", "board", None),  # there is no call in September
)
AN_EVENT, A_STATEMENT = "Slovenian Museum Association", "international cultural networks"


def expected(count):
    """Whose variant is whose, for as many readers."""
    wishes = ((number, WISHES[number % len(WISHES)][2]) for number in range(count))
    return {f"reader{number}@example.org": variant for number, variant in wishes if variant}


def in_variants(editor, count):
    """Configure a workspace for all of them and import as many readers; the issue is approved."""
    editor.configure('languages = ["en"]\n', SETTINGS)
    wishes = ((number, *WISHES[number % len(WISHES)][:2]) for number in range(count))
    rows = "".join(
        f"reader{number}@example.org,2023-01-05,the form,{language},{tags}\n"
        for number, language, tags in wishes
    )
    file = editor.write("all.csv", f"email,consent_at,consent_source,language,tags\n{rows}")
    editor.do("subscribers", "import", file)
    editor.do("approve", PERIOD, "--by", "Ada")


def variant_of(message):
    """Which variant a letter is, by what its reader sees."""
    language = "de" if message["Subject"].startswith("Neues") else "en"
    for kind in ("plain", "html"):
        assert A_STATEMENT in body(message, kind)
    is_whole = {AN_EVENT in body(message, kind) for kind in ("plain", "html")}
    assert len(is_whole) == 1
    return language, "" if is_whole.pop() else "press"


def test_every_reader_opens_their_own_variant(editor):
    in_variants(editor, 2 * len(WISHES))
    warned = [each["where"] for each in editor.do("check", PERIOD, "--no-links")["findings"]]
    assert "segment board" in warned
    books = editor.do("send", PERIOD)
    assert books["skipped"] == {"nothing in this issue is for their segment": 2}
    assert books["accepted"] == books["candidates"] - 2
    got = {each["To"].addresses[0].addr_spec: variant_of(each) for each in editor.outbox()}
    assert len(editor.outbox()) == len(got)
    assert got == expected(2 * len(WISHES))


def test_a_test_mail_shows_an_editor_every_variant(editor):
    in_variants(editor, 1)
    assert editor.do("test", PERIOD, "--to", "editor@example.org")["accepted"] == 4
    variants = sorted(map(variant_of, editor.outbox()))
    assert variants == [("de", ""), ("de", "press"), ("en", ""), ("en", "press")]


def test_each_variant_can_be_built(editor):
    in_variants(editor, 1)
    whole = editor.do("build", PERIOD, "--language", "de")
    assert AN_EVENT in (editor.folder / "out" / PERIOD / "issue.html").read_text("utf-8")
    part = editor.do("build", PERIOD, "--segment", "press")
    assert AN_EVENT not in (editor.folder / "out" / PERIOD / "issue.html").read_text("utf-8")
    assert AN_EVENT in (editor.folder / "out" / PERIOD / "archive.html").read_text("utf-8")
    assert part["items"] < whole["items"]
    assert part["sha256"] == whole["sha256"]
    for words in (("--segment", "board"), ("--language", "fr"), ("--segment", "nobody")):
        said = editor.digest("build", PERIOD, *words, "--json")
        assert said.status == 2
        assert "there are: en, de, en for press, de for press" in said.error


@pytest.mark.parametrize(
    "change",
    [
        ('sections = ["News", "A statement"]', 'sections = ["News"]'),
        ('name = "press"', 'name = "papers"'),
        ("Neues von unseren Mitgliedern", "Neues der Mitglieder"),
        ('["en", "de"]', '["en", "de", "fr"]'),
    ],
    ids=["sections", "name", "title", "language"],
)
def test_what_changes_any_variant_voids_the_approval(editor, change):
    in_variants(editor, 1)
    editor.configure(*change)
    assert editor.digest("send", PERIOD, "--json").status == 3
    assert editor.state() == "closed"


@pytest.mark.slow
def test_whatever_breaks_everybody_gets_theirs_once(tmp_path):
    log, workspace, dice = tmp_path / "taken.tsv", tmp_path / "workspace", random.Random(11)
    workspace.mkdir()
    theirs = expected(READERS)
    with a_fake(log, lose=0.1, fail=0.05, seed=11) as port:
        crash.make_workspace(workspace, port, 0, batch_size=4)
        in_variants(Editor(workspace, **crash.environment()), READERS)
        for _ in range(KILLS):
            assert kill_in_the_middle(workspace, log, dice) == -signal.SIGKILL
            all_is_well(workspace, log, READERS)
        assert 0 < len(crash.taken(log)) < len(theirs)  # it was the middle
        crash.digest(workspace, "send", PERIOD, allow=(0, 3))
        figures = resend_until_nothing_is_unknown(workspace, log, READERS)
    assert (figures["state"], figures["accepted"]) == ("sent", len(theirs))
    assert crash.taken(log) == dict.fromkeys(theirs, 1)
    assert whose_letters(log, theirs) == [1, 1, 1, 1]


def whose_letters(log, theirs):
    """How many variants each letter went out as, by what was posted: each must be one."""
    variants = defaultdict(set)
    for line in log.read_text("utf-8").splitlines():
        _tag, address, _token, letter = line.split("\t")
        variants[letter].add(theirs[address])
    return [len(each) for each in variants.values()]
