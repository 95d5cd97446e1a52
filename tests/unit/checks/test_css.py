import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.checks.css import declarations, sheet
from digest.checks.css_colours import ground, shade
from digest.checks.selectors import way, weight


def pairs(text):
    return [(each.name, each.value) for each in declarations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Color:RED", [("color", "RED")]),
        ("a:b;;c:d;", [("a", "b"), ("c", "d")]),
        ("a:url(x;y);b:'};'", [("a", "url(x;y)"), ("b", "'};'")]),
        ("a: b  c /* not; this */", [("a", "b c")]),
        ("a", []),
        ("a:", []),
        (":b", []),
        ("a:b !important", [("a", "b")]),
    ],
)
def test_declarations(text, expected):
    assert pairs(text) == expected


def test_what_insists_is_marked():
    assert [each.is_important for each in declarations("a:b ! IMPORTANT;c:d")] == [True, False]


def rules(text):
    return [(each.selectors, each.within, len(each.declarations)) for each in sheet(text).rules]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a, b c { x: y }", [(("a", "b c"), (), 1)]),
        ("q:is(a,b){c:d}", [(("q:is(a,b)",), (), 1)]),
        (
            "@media x { @supports (a:b) { p { c:d } } }",
            [(("p",), ("@media x", "@supports (a:b)"), 1)],
        ),
        ("p { a:b; q { c:d } }", [(("q",), ("p",), 1), (("p",), (), 1)]),
        ("a { b:c", [(("a",), (), 1)]),
        ("} a { b:c }", [(("a",), (), 1)]),
        ("@import url(a;b); a { b:c }", [(("a",), (), 1)]),
        ("@font-face { src: url(x) }", []),
        ("/* a { b:c } */", []),
    ],
)
def test_rules(text, expected):
    assert rules(text) == expected


def test_at_rules_are_noted_wherever_they_stand():
    text = "@import url(x); @media (a) { @font-face { b:c } } @layer d;"
    assert sheet(text).at_rules == ("@import url(x)", "@media (a)", "@font-face", "@layer d")


@pytest.mark.parametrize("piece", ["{", "}", "(", "'", '"\\', "@x{", "@x;", "a{", "/*", "a:b;"])
def test_a_broken_sheet_of_any_size_is_read_to_its_end(piece):
    text = piece * 5_000
    assert sheet(text) == sheet(text)
    assert declarations(text) == declarations(text)


@given(st.text(alphabet="{}();:'\"@/* \\ab", max_size=60))
def test_any_text_can_be_read(text):
    assert sheet(text).rules is not None
    assert all(each.name and each.value for each in declarations(text))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("#FFF", ("#ffffff", 1)),
        ("#1234", ("#112233", pytest.approx(0.267, abs=0.001))),
        ("#12345680", ("#123456", pytest.approx(0.5, abs=0.01))),
        ("rebeccapurple", ("#663399", 1)),
        ("rgb(1, 2, 3)", ("#010203", 1)),
        ("rgb(1 2 3 / 50%)", ("#010203", 0.5)),
        ("rgba(100%,0%,300,.5)", ("#ff00ff", 0.5)),
        ("transparent", ("#000000", 0)),
        ("var(--x)", None),
        ("rgb(1,2)", None),
        ("rgb(a,b,c)", None),
        ("#12345", None),
        ("", None),
    ],
)
def test_colours(value, expected):
    assert shade(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("#fff", ("#ffffff", 1)),
        ("no-repeat center red", ("#ff0000", 1)),
        ("none", ("#000000", 0)),
        ("#fff url(x.png)", None),
        ("linear-gradient(red, blue)", None),
    ],
)
def test_backgrounds(value, expected):
    assert ground(value) == expected


@given(st.text(max_size=30))
def test_any_value_is_a_colour_or_none(text):
    for found in (shade(text), ground(text), shade(f"rgb({text})"), shade(f"#{text}")):
        assert found is None or (len(found[0]) == 7 and 0 <= found[1] <= 1)


@pytest.mark.parametrize(
    ("selector", "steps", "heavy"),
    [
        ("p", 1, (0, 0, 1)),
        (".a.b", 1, (0, 2, 0)),
        ("td#x .a > p", 3, (1, 1, 2)),
        (":root", 1, (0, 0, 1)),
        ("*", 1, (0, 0, 0)),
    ],
)
def test_selectors(selector, steps, heavy):
    assert len(way(selector)) == steps
    assert weight(way(selector)) == heavy


@pytest.mark.parametrize(
    "selector", ["", "a:hover", "a[b]", "a + b", "a ~ b", "::after", ">", "a" + " a" * 9]
)
def test_selectors_that_ask_for_more_are_passed_over(selector):
    assert way(selector) == ()
