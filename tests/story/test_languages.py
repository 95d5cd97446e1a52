"""A member hands in news in two languages, and each reader gets the one they read."""

from __future__ import annotations

import re

import pytest

from fakes.commands import ROOT, an_editor

(TOML,) = re.findall(
    r"^```toml\n(.*?)^```",
    (ROOT / "docs/languages.md").read_text("utf-8"),
    re.DOTALL | re.MULTILINE,
)
NIGHT = """---
organisation: FARO
title: Behind the storeroom door
when: 21 October 2023
where: Ghent and online
title_de: Hinter der Depottür
where_de: Gent und online
text_de: "Einmal im Jahr *steht sie offen*."
---

Once a year it *stands open*.
"""
PERIOD = "2023-10"


@pytest.fixture
def editor(tmp_path):
    """An editor of a newsletter in English and German, with one item for October."""
    editor = an_editor(tmp_path / "workspace")
    editor.configure('languages = ["en"]', 'languages = ["en", "de"]')
    editor.hand_in("2023-10/night.md", NIGHT)
    return editor


def letter(editor, language):
    files = editor.do("build", PERIOD, "--out", language, "--language", language)["files"]
    return {
        name: (editor.folder / files[name]).read_text("utf-8")
        for name in ("html", "txt", "ics")
        if name in files  # without a date there is no calendar
    }


def codes(document):
    return [each["code"] for each in document["findings"]]


def test_each_reads_it_in_their_own(editor):
    assert "incomplete-translation" not in codes(editor.do("collect"))
    english, german = letter(editor, "en"), letter(editor, "de")
    assert "Behind the storeroom door" in english["txt"]
    assert "Hinter der Depottür" in german["txt"]
    assert "21. Oktober 2023" in german["txt"]
    assert "Gent und online" in german["txt"]
    assert "<em>steht sie offen</em>" in re.sub(r"<em [^>]*>", "<em>", german["html"])
    assert "Behind the storeroom door" not in "".join(german.values())
    assert "Hinter der Depottür" in german["ics"]


def test_what_is_not_translated_stands_in_its_own_language(editor):
    editor.hand_in("2023-10/other.md", "---\ntitle: Only in English\nlanguage: en\n---\n\nText.\n")
    editor.do("collect")
    german = letter(editor, "de")["html"]
    assert "Only in English" in german
    assert re.search(r'lang="en"[^>]*>(?:(?!lang=).)*Only in English', german, re.DOTALL)


def test_half_a_translation_is_told_and_completed_by_an_editor(editor):
    editor.hand_in("2023-10/night.md", NIGHT.replace("text_de", "place_fr"))
    collected = editor.do("collect")
    assert codes(collected).count("incomplete-translation") == 2
    assert "Behind the storeroom door" in letter(editor, "de")["txt"]
    identity = next(
        each["id"] for each in editor.items(PERIOD) if each["title"].startswith("Behind")
    )
    editor.do("submissions", "edit", identity, "--set", "text_de=Einmal im Jahr.")
    assert "Hinter der Depottür" in letter(editor, "de")["txt"]


def test_the_settings_of_the_page_are_those_of_config_toml(tmp_path):
    editor = an_editor(tmp_path / "workspace")
    newsletter, issue = TOML.split("\n\n")
    for line in newsletter.splitlines()[2:]:
        assert line.partition(" = ")[0] in {"languages", "translations"}
    editor.configure('languages = ["en"]', "\n".join(newsletter.splitlines()[2:]))
    assert issue.startswith("[issue]")
    editor.do("collect")
    assert "Neues von unseren Mitgliedern" in letter(editor, "de")["txt"]
