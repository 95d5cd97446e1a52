"""Sources broken in every way at once: each is named, and every good item comes in."""

import contextlib
import gzip
import json
import resource
import time

import pytest

from fakes.commands import an_editor
from fakes.websites import HERE, answer, secure_website, website

pytestmark = pytest.mark.slow
MEMORY = 1_000_000_000  # bytes of address space that a collecting may use, whatever it meets
SECONDS = 60  # it may take, on a busy machine; without limits it would never end
FETCH = f"""
[fetch]
allow_private = ["{HERE}"]
timeout_seconds = 2
max_bytes = 2_000_000
pause_seconds = 0
"""
ENTITIES = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 9))
ALIASES = "".join(f"e{n}: &e{n} [*e{n - 1}, *e{n - 1}, *e{n - 1}]\n" for n in range(1, 30))


def item(title, more=""):
    return f"<item><title>{title}</title><guid>{title}</guid>{more}</item>"


def feed(*items, before=""):
    channel = f"<channel><title>News</title>{''.join(items)}</channel>"
    return f"{before}<rss version='2.0'>{channel}</rss>".encode()


def endless(connection, _request):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n<rss version='2.0'><channel>")
    while True:
        connection.sendall(item("More").encode() * 100)


def drop_by_drop(connection, _request):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for each in feed(item("Slow")):
        connection.sendall(bytes([each]))
        time.sleep(0.5)


def silent(connection, _request):
    connection.recv(1)


BOMB = gzip.compress(b" " * 100_000_000)
ONE_GUID = feed(*(f"<item><title>{n}</title><guid>x</guid></item>" for n in range(10_000)))
HALF = feed(item("First"), item("Second"))
PAGES = {
    "/good": answer(feed(item("From a good feed"))),
    "/endless": endless,
    "/slow": drop_by_drop,
    "/silent": silent,
    "/circle": answer(b"", "Location: /circle", status="301 Moved Permanently"),
    "/bomb": answer(BOMB, "Content-Encoding: gzip"),
    "/half": answer(HALF + b" " * 500)[:-300],
    "/failing": answer(b"", status="500 Internal Server Error"),
    "/page": answer(b"<!doctype html><html><body><p>Welcome</body></html>"),
    "/entities": answer(feed(item("&e8;"), before=f"<!DOCTYPE r [<!ENTITY e0 'x'>{ENTITIES}]>")),
    "/one-guid": answer(ONE_GUID),
    "/cut": answer(feed(item("Whole"), item("Cut off"))[:-40]),
    "/tangle": answer(feed(item("Tangled", f"<description>{'&lt;ol>' * 200_000}</description>"))),
    "/deep": answer(b'{"items": ' + b"[" * 100_000),
    "/nothing": answer(b""),
    "/invitation": answer(b"BEGIN:VCALENDAR\r\n" * 20_000),
}
# what each source is, and what is said of it
ERRORS = {
    "endless": ("feed", "bytes"),
    "slow": ("feed", "seconds"),
    "silent": ("feed", "seconds"),
    "circle": ("feed", "leads"),
    "bomb": ("feed", "bytes"),
    "half": ("feed", "breaks off"),
    "failing": ("feed", "500"),
    "page": ("feed", "web page"),
    "deep": ("json", "nested"),
    "nothing": ("page", "schema.org"),
    "gone": ("ics", "404"),
    "invitation": ("ics", "cut off"),
    "answer": ("wordpress", "404"),
}
REJECTED = {
    "entities": ("feed", "entit"),
    "one-guid": ("feed", "has the id of entry 1"),
    "cut": ("feed", "breaks off"),
}
TAKEN = {"good": "From a good feed", "one-guid": "0", "cut": "Whole", "tangle": "Tangled"}
DRAWER = {
    "aliases.yaml": f"e0: &e0 [x]\n{ALIASES}title: *e29\n",
    "broken.md": "---\ntitle: [\n---\n",
    "calendar.ics": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART:2023\nRRULE:FREQ=SECONDLY\n",
    "deep.json": "[" * 100_000,
    "huge.md": b"x" * 20_000_000,
    "latin.csv": "title,place\nA fair,Mérida\n".encode("latin-1"),
    "picture.md": b"\x89PNG\r\n\x1a\n\x00",
    "truncated.json": '[{"title": "The first of a cut list"}, {"title": "The',
}
DRAWER_TAKEN = {
    "good.md": "---\ntitle: From a good file\n---\nIt is fine.\n",
    "image.json": json.dumps({"title": "With a strange picture", "image": "a" * 300 + ".png"}),
    "text.md": "---\ntitle: With a text without end\n---\n" + "![" * 100_000,
}


def declared(name, kind, url):
    return f'\n[[source]]\nname = "{name}"\nkind = "{kind}"\nurl = "{url}"\n'


@pytest.fixture
def editor(tmp_path):
    """A workspace with every bad source, each on a website of its own."""
    editor = an_editor(tmp_path / "workspace")
    for name, content in (DRAWER | DRAWER_TAKEN).items():
        editor.write(f"drawer/{name}", content)
    sources = '\n[[source]]\nname = "drawer"\nkind = "folder"\npath = "drawer"\n'
    with contextlib.ExitStack() as open_ones:
        kinds = {name: kind for name, (kind, _cause) in (ERRORS | REJECTED).items()}
        for name in dict.fromkeys((*kinds, *TAKEN)):
            site = open_ones.enter_context(website(PAGES))
            sources += declared(name, kinds.get(name, "feed"), site.url(f"/{name}", HERE))
        secure = open_ones.enter_context(secure_website(PAGES))
        sources += declared("stranger", "feed", secure.url("/good", HERE, "https"))
        sources += declared("nobody", "feed", "http://127.0.0.1:9/feed")
        sources += declared("private", "feed", "http://10.0.0.1/feed")
        config = (editor.folder / "config.toml").read_text("utf-8")
        editor.write("config.toml", f"{config}{FETCH}{sources}")
        yield editor


def collected(editor):
    began = time.monotonic()
    said = editor.process("collect", "--json", preexec_fn=limit_memory)
    assert time.monotonic() - began < SECONDS
    assert said.status == 1
    return {each["name"]: each for each in said.document["sources"]}


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def titles(editor):
    return sorted(each["title"] or "" for each in editor.submissions().values())


def test_each_bad_thing_is_named_and_every_good_one_is_in(editor):
    reports = collected(editor)
    for name, (_kind, cause) in ERRORS.items():
        assert f"source {name}" in reports[name]["error"]
        assert cause in reports[name]["error"], reports[name]["error"]
    for name in ("stranger", "nobody", "private"):
        assert f"source {name}" in reports[name]["error"]
    for name, (_kind, cause) in REJECTED.items():
        assert reports[name]["error"] is None
        assert any(cause in each["reason"] for each in reports[name]["rejected"])
    rejected = {each["where"].partition(",")[0] for each in reports["drawer"]["rejected"]}
    assert rejected == DRAWER.keys()
    for name in TAKEN:
        assert reports[name]["new"] == 1, reports[name]
    assert reports["drawer"]["new"] == len(DRAWER_TAKEN) + 1  # the first of a cut list
    assert all(reports[name]["new"] for name in ("members", "updates", "statements"))
    wanted = {*TAKEN.values(), "From a good file", "The first of a cut list"}
    assert wanted <= set(titles(editor))


def test_a_second_collecting_changes_nothing(editor):
    collected(editor)
    before = editor.submissions()
    again = collected(editor)
    assert editor.submissions() == before
    assert {each["new"] + each["updated"] for each in again.values()} == {0}
    for name in (*ERRORS, "stranger", "nobody", "private"):
        assert again[name]["error"]
