"""Headers: hostile text becomes harmless, words are never broken."""

import itertools
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery.headers import (
    address_fault,
    clean,
    display_name,
    header,
    is_clean,
    mailbox,
    phrase,
    quoted,
    unpunctuated,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Smith", "Ann Smith"),
        ("  Ann \t Smith ", "Ann Smith"),
        ("Ann\r\nBcc: all@example.org", "Ann Bcc: all@example.org"),
        ("Ann\x00Smith", "Ann Smith"),
        ("gpj\u202egnp.exe", "gpjgnp.exe"),
        ("\u2066Ann\u2069", "Ann"),
        ("\ue000token\ue001", "token"),
        ("Ann\u2028Smith", "Ann Smith"),
        ("\ud800Ann", "Ann"),
        ("Élodie 東京 🎉", "Élodie 東京 🎉"),
        ("\r\n", ""),
    ],
)
def test_any_text_becomes_one_harmless_line(text, expected):
    assert clean(text) == expected


@given(st.text())
def test_cleaning_leaves_nothing_that_a_header_must_not_carry(text):
    assert is_clean(clean(text))
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("text", ["a\nb", "a\x00b", "a\u202eb", "\ue000", "\u2029"])
def test_what_is_not_clean_is_seen(text):
    assert not is_clean(text)


@pytest.mark.parametrize(
    "email",
    [
        "a@example.org",
        "first.last+tag@sub.example.org",
        "o'brien@example.org",
        "a@xn--bcher-kva.example",
        "reader@localhost",
        f"{'a' * 64}@example.org",
    ],
)
def test_plain_addresses_are_taken(email):
    assert address_fault(email) == ""


@pytest.mark.parametrize(
    ("email", "word"),
    [
        ("", "plain"),
        ("nobody", "plain"),
        ("a@b@c", "plain"),
        ("a b@example.org", "plain"),
        ("a@example.org\r\nBcc: b@example.org", "plain"),
        ("a@example.org\n", "plain"),
        ("a\x00@example.org", "plain"),
        ("a@example.org,b@example.org", "plain"),
        ("<a@example.org>", "plain"),
        ('"a b"@example.org', "plain"),
        ("a..b@example.org", "plain"),
        (".a@example.org", "plain"),
        ("a@-example.org", "plain"),
        ("a@example..org", "plain"),
        ("rené@example.org", "ASCII"),
        ("a@bücher.example", "ASCII"),
        (f"{'a' * 65}@example.org", "longer"),
        (f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}", "longer"),
    ],
)
def test_an_address_no_header_can_carry_is_refused_with_the_reason(email, word):
    assert word in address_fault(email)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann Smith", "Ann Smith"),
        ("Smith, Ann", '"Smith, Ann"'),
        ('Ann "A" Smith', '"Ann \\"A\\" Smith"'),
        ("Ann\\", '"Ann\\\\"'),
        ("Ann <x@y>", '"Ann <x@y>"'),
        ("Élodie", '"Élodie"'),
    ],
)
def test_a_name_is_quoted_where_it_must_be(name, expected):
    assert quoted(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Smith, Ann", "Smith, Ann"),
        ("Müller, Ånn (Dr.)", "Müller Ånn Dr"),
        ("Zoë O'Hara-Smith", "Zoë O'Hara-Smith"),
        ("«»", ""),
    ],
)
def test_a_name_outside_ascii_can_do_without_what_is_quoted(name, expected):
    assert unpunctuated(name) == expected


def test_a_name_is_cut_where_no_name_is_that_long():
    assert display_name("a" * 5000) == "a" * 120
    assert display_name(None) == ""


@given(st.text(min_size=1, max_size=200).map(clean).filter(bool))
def test_the_words_of_a_phrase_are_short_ascii_and_read_back(name):
    words = phrase(name)
    if name.isascii() and "=?" not in name:
        assert words == [quoted(name)]
    else:
        assert all(re.fullmatch(r"=\?utf-8\?[bq]\?[!-~]+\?=", word) for word in words)
        assert all(len(word) <= 75 for word in words)
        assert str(make_header(decode_header(" ".join(words)))) == name


def test_a_name_too_long_for_a_line_is_broken_into_words():
    long = "x" * 1200
    assert all(len(word) <= 75 for word in phrase(long))
    assert str(make_header(decode_header(" ".join(phrase(long))))) == long


@given(st.lists(st.text(st.characters(codec="ascii", categories=["L"]), min_size=1), min_size=1))
def test_a_header_is_broken_between_words_and_nowhere_else(words):
    text = header("X", *words)
    lines = text.removesuffix("\r\n").split("\r\n")
    assert " ".join(lines).split() == ["X:", *words]
    assert all(line.startswith(" ") for line in lines[1:])
    for line, following in itertools.pairwise(lines):
        assert len(line) + len(following) > 78


def test_a_url_of_any_length_stays_on_one_line():
    url = f"<https://example.org/{'a' * 900}>"
    assert header("List-Unsubscribe", url) == f"List-Unsubscribe: {url}\r\n"


@given(st.text(max_size=150))
def test_no_name_ever_makes_a_second_header_or_a_second_address(name):
    text = header("To", *mailbox(display_name(name), "reader@example.com"))
    message = message_from_bytes(f"{text}\r\n".encode("ascii"), policy=SMTP)
    assert message.keys() == ["To"]
    assert [each.addr_spec for each in message["To"].addresses] == ["reader@example.com"]
    # The parser of some Python releases keeps the space between two encoded words.
    got = message["To"].addresses[0].display_name
    assert got.replace(" ", "") == display_name(name).replace(" ", "")
