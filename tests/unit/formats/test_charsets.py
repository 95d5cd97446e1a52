"""Bytes of letters to text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.formats.charsets import decoded


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("Größe".encode(), "utf-8", "Größe"),
        ("Größe".encode(), " UTF-8*de ", "Größe"),
        ("Größe".encode(), None, "Größe"),
        ("Größe".encode("cp1252"), None, "Größe"),
        ("Größe – so".encode("cp1252"), "iso-8859-1", "Größe – so"),
        ("Größe".encode(), "us-ascii", "Größe"),
        ("Größe".encode("cp1252"), "utf-8", "Größe"),  # a lie
        (b"Gr\xc3\xb6\xc3\x9fe \xff", "utf-8", "Größe \ufffd"),  # one byte damaged
        ("Größe".encode("cp1252"), "x-unknown", "Größe"),
        ("Νύχτα".encode("iso-8859-7"), "ISO-8859-7", "Νύχτα"),
        ("Ночь".encode("koi8-r"), "koi8-r", "Ночь"),
        ("İstanbul".encode("cp1254"), "iso-8859-9", "İstanbul"),
        ("博物馆".encode("gb18030"), "gb2312", "博物馆"),
        (b"a\r\nb\rc\x0bd\x0ce", "utf-8", "a\nb\nc\nd\ne"),
        (b"a\x00b\x07c\td", "utf-8", "abc\td"),
        (b"+2AA-x", "utf-7", "x"),  # half a character
        *[
            (b"caf\xe9", name, "café")
            for name in (
                "idna",
                "punycode",
                "unicode_escape",
                "hex",
                "rot13",
                "undefined",
                "\0",
                "é",
            )
        ],
    ],
)
def test_text_is_what_was_meant(data, charset, text):
    assert decoded(data, charset) == text


@given(st.binary(), st.sampled_from(["utf-8", "utf-7", "utf-16", "cp949", "hz", "iso2022_jp", ""]))
def test_any_bytes_are_a_text_that_can_be_stored(data, charset):
    text = decoded(data, charset)
    assert text.encode("utf-8") is not None
    assert all(each in "\n\t" or ord(each) >= 0x20 for each in text)
