import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.web.schemes import in_scheme

DARK = "@media (prefers-color-scheme: dark) { a { color: red } }"


@pytest.mark.parametrize(
    ("css", "light", "dark"),
    [
        (
            "@media (prefers-color-scheme: dark) {}",
            "@media (max-width: 0) {}",
            "@media (min-width: 0) {}",
        ),
        (
            "@media (prefers-color-scheme: light) {}",
            "@media (min-width: 0) {}",
            "@media (max-width: 0) {}",
        ),
        (
            "@media screen and (PREFERS-COLOR-SCHEME:dark){}",
            "@media screen and (max-width: 0){}",
            "@media screen and (min-width: 0){}",
        ),
        (
            ":root { color-scheme: light dark }",
            ":root { color-scheme: light }",
            ":root { color-scheme: dark }",
        ),
        (
            "supported-color-schemes: light dark",
            "supported-color-schemes: light dark",
            "supported-color-schemes: light dark",
        ),
        ("color-scheme: only light", "color-scheme: only light", "color-scheme: only light"),
        ("@media (min-width: 480px) {}", "@media (min-width: 480px) {}", None),
    ],
)
@pytest.mark.parametrize("tag", ["<style>", '<style type="text/css">', "<STYLE\nmedia=all>"])
def test_a_style_sheets_questions_are_answered(tag, css, light, dark):
    html = f"<head>{tag}{css}</style></head>"
    assert in_scheme(html, "light") == f"<head>{tag}{light}</style></head>"
    assert in_scheme(html, "dark") == f"<head>{tag}{dark or light}</style></head>"


def test_every_style_sheet_is_answered():
    html = f"<style>{DARK}</style><p>x</p><style>{DARK}{DARK}</style>"
    assert "prefers-color-scheme" not in in_scheme(html, "dark")
    assert in_scheme(html, "dark").count("(min-width: 0)") == 3


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{DARK}</p>",
        '<p style="color-scheme: light dark">x</p>',
        '<meta name="color-scheme" content="light dark">',
        f"<style>{DARK}",
    ],
    ids=["a text", "an attribute", "a meta element", "a style that never ends"],
)
def test_all_else_is_left_alone(html):
    assert in_scheme(html, "dark") == html


@given(st.text(alphabet=st.sampled_from("<>/style (prefers-color-scheme: dark)x"), max_size=200))
def test_answering_twice_is_answering_once(html):
    for scheme in ("light", "dark"):
        answered = in_scheme(html, scheme)
        assert in_scheme(answered, scheme) == answered
