import json
from pathlib import Path

import pytest

from digest.checks.clients import CLIENTS, check_clients, features
from digest.checks.explained import EXPLAINED
from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.sources.templates import read_templates
from fakes.issues import PROJECTS, newsletter, sample_issue
from fakes.variants import HTML, a_letter, a_variant, codes, findings, with_html

TEMPLATES = Path(__file__).parents[3] / "templates"
# How the facts name a program's systems, and how the table does.
SYSTEMS = {
    "gmail": {"desktop-webmail": "web", "ios": "ios", "android": "android"},
    "outlook": {
        "windows": "windows",
        "macos": "mac",
        "outlook-com": "web",
        "ios": "ios",
        "android": "android",
    },
    "apple-mail": {"macos": "mac", "ios": "ios"},
    "yahoo": {"desktop-webmail": "web", "ios": "ios", "android": "android"},
    "samsung-email": {"android": "android"},
}
NAMES = {"apple-mail": "apple", "samsung-email": "samsung"}
# What some program lacks and the table leaves out, each for a reason.
LEFT_OUT = {
    "amp": "no HTML",
    "bimi": "no HTML",
    "css-inline-size": "stands with css-block-inline-size",
    "css-unit-initial": "a keyword that every property takes, and seldom matters",
    "html-body": "no email can do without it",
    "html-doctype": "no email can do without it",
    # formats of pictures have a check of their own
    **dict.fromkeys(f"image-{each}" for each in ("apng", "avif", "base64", "hdr", "heif", "ico")),
    **dict.fromkeys(f"image-{each}" for each in ("mp4", "svg", "tiff", "webp")),
}


def told(letter):
    return [each.message for each in check_clients(letter)]


def with_style(style):
    return a_letter("<style>", f"<style>{style} ")


def test_a_good_letter_has_no_finding():
    assert told(a_letter()) == []


@pytest.mark.parametrize(
    ("piece", "sign", "clients"),
    [
        ('<div style="display:grid">', "display: grid", "Outlook (Windows)"),
        ('<div style="display: inline-flex">', "display: inline-flex", "Outlook (Windows)"),
        ('<div style="position:absolute">', "position", "Gmail"),
        ('<div style="background-image:url(a.png)">', "background-image", "Outlook (Windows)"),
        ('<div style="background:#fff url(a.png)">', "background: url()", "Outlook (Windows)"),
        ('<div style="color:var(--ink)">', "var()", "Gmail, Outlook, Yahoo Mail"),
        ('<div style="width:calc(100% - 2px)">', "calc()", "Outlook"),
        ('<div style="font-size:1.5rem">', "1rem", "Outlook (Windows), Yahoo Mail"),
        ('<div style="font-family:system-ui">', "font-family: system-ui", "Outlook (Windows)"),
        ('<video src="a.mp4"></video>', "<video>", "Gmail, Outlook"),
        ("<form></form>", "<form>", "Outlook"),
        ('<input type="checkbox">', "<input type=checkbox>", "Outlook (Windows)"),
        ("<svg></svg>", "<svg>", "Gmail, Outlook, Yahoo Mail"),
        ('<img srcset="a.png 2x" alt="" width="9">', "srcset=", "Gmail"),
        ("<section></section>", "<section>", "Outlook (Windows)"),
        ("<script></script>", "<script>", "Gmail, Outlook, Apple Mail, Yahoo Mail, Samsung Email"),
        ('<link rel="stylesheet" href="a.css">', "<link>", "Gmail"),
    ],
)
def test_what_an_element_uses_is_told_with_who_lacks_it(piece, sign, clients):
    (message,) = told(with_html(piece))
    assert message.startswith(f"“{sign}”, in <")
    assert f"is not understood by {clients}" in message


@pytest.mark.parametrize(
    ("style", "sign", "place"),
    [
        ("@font-face { src: url(a) }", "@font-face", "@font-face"),
        ("@import url(a.css);", "@import", "@import url(a.css)"),
        ("@keyframes a { from { color: red } }", "@keyframes", "@keyframes a"),
        ("@supports (a:b) { p { color: #000 } }", "@supports", "@supports (a:b)"),
        ("@media (hover) { p { color: #000 } }", "@media hover", "@media (hover)"),
        ("p:nth-child(2) { color: #000 }", ":nth-child", "p:nth-child(2)"),
        ("p:before { color: #000 }", "::before", "p:before"),
        ("p > b { color: #000 }", "E > F", "p > b"),
        ("p + b { color: #000 }", "E + F", "p + b"),
        ("p[title] { color: #000 }", "E[x]", "p[title]"),
        ("p.a.b { color: #000 }", "E.x.y", "p.a.b"),
        ("* { color: #000 }", "*", "*"),
        ("p { color: #000; b { color: #000 } }", "{ { } }", "b"),
        (":root { --ink: #000 }", "--*", ":root"),
        ("p { gap: 1px }", "gap", "p"),
    ],
)
def test_what_a_style_sheet_uses_is_told_with_where(style, sign, place):
    assert [each.partition(", is")[0] for each in told(with_style(style))] == [
        f"“{sign}”, in {place}"
    ]


@pytest.mark.parametrize(
    "style",
    [
        "p { color: #1ch; border: 1px solid #aaa; margin: 0 auto }",
        "/* display: grid */",
        "td.a b, i { font: bold 16px/1.5 Arial }",
        '.a { font-family: "Grid Flex" }',
    ],
)
def test_what_every_program_understands_is_not_told(style):
    assert told(with_style(style)) == []


def test_a_feature_is_told_once():
    piece = '<div style="display:grid"></div>' * 3
    variants = (a_variant(html=HTML.replace("<h2 ", f"{piece}<h2 ")),) * 2
    (found,) = findings(variants=variants)
    assert (found.code, found.where) == ("unsupported-feature", "variant en")


def test_comments_for_outlook_are_outlooks_own():
    assert (
        told(with_html("<!--[if mso]><v:rect style='position:absolute'></v:rect><![endif]-->"))
        == []
    )


@pytest.mark.parametrize("theme", ["calm", "bold"])
@pytest.mark.parametrize("count", [12, 200])
def test_our_own_themes_use_nothing_without_an_explanation(theme, count):
    setting = RenderSetting(newsletter(), PROJECTS, "https://news.example.org", "en")
    variant = render(sample_issue(count), setting, read_templates(TEMPLATES, None, theme))
    assert "unsupported-feature" not in codes(findings(variants=(variant,)))


def test_every_explanation_is_of_a_feature_in_the_table():
    assert {each.name for each in features()} >= EXPLAINED.keys()
    assert all(EXPLAINED.values())


def test_a_sign_stands_for_one_feature():
    signs = [sign for each in features() for sign in each.finds]
    assert len(signs) == len(set(signs))
    assert all(each.lacks and each.without for each in features())
    assert {name.partition(".")[0] for each in features() for name in each.lacks} == CLIENTS.keys()


def lacking(support):
    """The clients that lack something, as the table writes them."""
    found = []
    for client, systems in SYSTEMS.items():
        without = [
            own for theirs, own in systems.items() if support.get(f"{client}.{theirs}") == "n"
        ]
        name = NAMES.get(client, client)
        is_all = len(without) == len(systems)
        found += [name] if is_all else [f"{name}.{each}" for each in without]
    return tuple(found)


@pytest.mark.shared
def test_the_table_says_what_the_facts_say(shared):
    facts = json.loads((shared / "cases/client-support.json").read_text("utf-8"))
    known = {each["feature"]: lacking(each["support"]) for each in facts}
    ours = {each.name: each.lacks for each in features() if not each.name.startswith("own-")}
    assert ours == {name: lacks for name, lacks in known.items() if lacks and name not in LEFT_OUT}
    assert known.keys() >= LEFT_OUT.keys()
