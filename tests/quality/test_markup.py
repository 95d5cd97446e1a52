"""Every email and every page of the archive held against html-validate, vnu and caniemail.

Each instrument starts once, over all files. What it may say is listed with reasons in
tests/instruments/email.toml and archive.toml; an entry that no longer occurs is an error too.
"""

import tomllib
from itertools import product

import pytest

from fakes.showpieces import ISSUES, LANGUAGES, THEMES, archive, email
from instruments.allowed import Allowance, allowances, verdict
from instruments.installed import FOLDER, missing
from instruments.mail_programs import PROGRAMS, caniemail
from instruments.markup import html_validate, vnu
from instruments.remark import Remark

INSTRUMENTS = {
    "html-validate": (html_validate, missing("node", module="html-validate")),
    "vnu": (vnu, missing("java", module="vnu-jar")),
    "caniemail": (caniemail, missing("node", module="caniemail")),
}
FAULTY = """<!DOCTYPE html><html lang="en"><head><title>x</title>
<style>p { width: fit-content; colour: red }</style></head>
<body><p><img src="a.png" width="10"><p id="a"></p><p id="a"></p></body></html>"""


@pytest.fixture(scope="module")
def emails(tmp_path_factory):
    """The files of all emails: every issue, theme and language."""
    folder = tmp_path_factory.mktemp("emails")
    for name, theme, language in product(ISSUES, THEMES, LANGUAGES):
        file = folder / f"{name}-{theme}-{language}.html".replace(" ", "-")
        file.write_text(email(name, theme, language), "utf-8")
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The files of an archive in every language, its style sheet among them."""
    folder = tmp_path_factory.mktemp("archive")
    for language in LANGUAGES:
        for path, data in archive(THEMES[0], language).items():
            if path.endswith((".html", ".css")):
                file = folder / language / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
    return sorted(folder.rglob("*.html")) + sorted(folder.rglob("*.css"))


def instrument(name):
    look, reason = INSTRUMENTS[name]
    if reason:
        pytest.skip(reason)
    return look


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_says_nothing_of_the_emails_but_what_is_explained(name, emails):
    assert len(emails) == len(ISSUES) * len(THEMES) * len(LANGUAGES)
    assert verdict(instrument(name)(emails), allowances("email", name)) == []


@pytest.mark.parametrize("name", ["html-validate", "vnu"])
def test_an_instrument_says_nothing_of_the_archive_but_what_is_explained(name, pages):
    wanted = (".html",) if name == "html-validate" else (".html", ".css")
    files = [each for each in pages if each.suffix in wanted]
    assert len(files) > 100
    assert verdict(instrument(name)(files), allowances("archive", name)) == []


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_notices_a_fault(name, tmp_path):
    file = tmp_path / "faulty.html"
    file.write_text(FAULTY, "utf-8")
    assert verdict(instrument(name)([file]), allowances("email", name)[:0])


def test_every_mail_program_is_known_to_caniemail(tmp_path):
    """A name that it does not know it leaves out without a word."""
    file = tmp_path / "everything.html"
    rules = "p { width: fit-content; animation: x; clip-path: none; filter: none; resize: none }"
    file.write_text(f"<style>{rules}</style><svg></svg><p><object></object></p>", "utf-8")
    said = {each.message.partition(":")[0] for each in instrument("caniemail")([file])}
    assert said == set(PROGRAMS)


@pytest.mark.parametrize("pages", ["email", "archive"])
def test_every_allowance_has_a_reason(pages):
    listed = tomllib.loads((FOLDER / f"{pages}.toml").read_text("utf-8"))
    assert listed.keys() <= INSTRUMENTS.keys()
    for name in listed:
        assert all(len(each.reason) > 20 for each in allowances(pages, name))


def test_what_is_not_allowed_and_what_is_allowed_for_nothing_is_told():
    remarks = [Remark("a.html", "x", "one 1"), Remark("b.html", "x", "two"), Remark("c", "y", "z")]
    allowed = [Allowance("vnu", "x", "one \\d", "."), Allowance("vnu", "z", "", ".")]
    said = verdict(remarks, allowed)
    assert len(said) == 3
    assert said[0].startswith("x: two (b.html")
    assert said[1].startswith("y: z (c")
    assert said[2].startswith("no longer occurs")
    assert verdict([remarks[0]], allowed[:1]) == []
