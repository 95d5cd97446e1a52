import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rendering.text import UNWRAPPED, WIDTH, plain, underline, wrap

LINK = "https://example.org/a?b=1&c=2"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("<p>One</p>\n<p>two\nthree</p>", "One\n\ntwo three"),
        ("bare <b>words</b> &amp; more", "bare words & more"),
        ("a<br>b", "a\nb"),
        ("<ul><li>a</li><li>b</li></ul><p>c</p>", "- a\n- b\n\nc"),
        ("<p>c</p><ol><li><p>a</p></li><li>b</li></ol>", "c\n\n1. a\n2. b"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n\n> b"),
        (f'<p>See <a href="{LINK}">this</a>.</p>', f"See this.\n{LINK}"),
        (f'<p><a href="{LINK}">{LINK}</a></p>', LINK),
        ('<a href="mailto:a@b.org">Write</a>', "Write\na@b.org"),
        ("<style>p{}</style><script>x</script>y", "y"),
        ("<!-- only a comment -->", ""),
        ("{{ 7*7 }} %recipient.email% [[body:1]]", "{{ 7*7 }} %recipient.email% [[body:1]]"),
        ("&lt;mj-text&gt;", "<mj-text>"),
    ],
)
def test_html_becomes_a_letter(html, expected):
    assert plain((html,)) == (expected,)


def test_texts_do_not_run_into_each_other():
    assert plain(("<ul><li>a", "<p>b</p>", "", "<blockquote>c")) == ("- a", "b", "", "> c")


def test_lines_are_at_most_72_wide_and_lists_hang():
    (text,) = plain(("<ul><li>" + "word " * 40 + "</li></ul>",))
    lines = text.split("\n")
    assert max(map(len, lines)) <= WIDTH
    assert all(line.startswith("  word") for line in lines[1:])


@pytest.mark.parametrize("length", [WIDTH - 1, WIDTH, WIDTH + 1])
def test_a_line_is_broken_where_it_is_too_long_and_not_before(length):
    words = ("ab " * WIDTH)[: length - 1] + "c"
    assert len(wrap(words).split("\n")) == (1 if length <= WIDTH else 2)


def test_blanks_at_the_end_of_a_short_line_go():
    assert wrap("a\nb  ") == "a b"


def test_an_address_stays_whole():
    url = "https://example.org/" + "x" * 100
    assert wrap(f"see {url} there") == f"see\n{url}\nthere"


def test_a_calendar_s_text_is_not_wrapped():
    assert "\n" not in plain(("<p>" + "word " * 100 + "</p>",), UNWRAPPED)[0]


def test_a_heading_is_underlined_over_its_longest_line():
    assert underline("Head", "=") == "Head\n===="
    lines = underline("word " * 30, "-").split("\n")
    assert len(lines[-1]) == max(map(len, lines[:-1]))


@given(st.text('<>/!-ab&#;"= liuolbr\n\x00\ue000', max_size=200))
def test_any_markup_gives_words(html):
    (text,) = plain((html,))
    assert "\ue000" not in text
    assert "\x00" not in text


@pytest.mark.parametrize("html", ["<div>" * 20_000 + "deep", "<ul><li>" * 5_000 + "deep"])
def test_depth_exhausts_nothing(html):
    assert plain((html, "<p>next</p>"))[1] == "next"


@given(st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=300))
def test_wrapping_loses_no_word(text):
    assert wrap(text).split() == text.split()
