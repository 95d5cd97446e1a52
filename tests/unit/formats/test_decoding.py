import pytest

from digest.formats.decoding import decode
from digest.formats.malformed import MalformedError


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"\xef\xbb\xbfabc", "abc"),
        ("Mérida".encode(), "Mérida"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
    ],
)
def test_utf8_becomes_text_with_line_feeds(data, text):
    assert decode(data) == text


@pytest.mark.parametrize(
    ("data", "words", "line"),
    [
        (b"ok\n\xe9t\xe9", "byte 3 is 0xe9", 2),
        (b"\xef\xbb\xbfok\xff", "byte 5 is 0xff", 1),
        (b"GIF89a\0\0", "binary", None),
        ("text".encode("utf-16"), "UTF-16", None),
    ],
)
def test_what_is_not_utf8_is_named(data, words, line):
    with pytest.raises(MalformedError, match=words) as caught:
        decode(data)
    assert caught.value.line == line
