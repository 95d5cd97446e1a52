"""Headers in every shape that programs write them in."""

import datetime as dt
from email import message_from_bytes

import pytest

from digest.formats.letter_headers import address, day, language, line


def message(name, value):
    data = value if isinstance(value, bytes) else value.encode()
    return message_from_bytes(name.encode() + b": " + data + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Plain words", "Plain words"),
        ("Folded\r\n over\r\n\tlines", "Folded over lines"),
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?b?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8?B?R3LDvMOfZQ?=", "Grüße"),  # without its padding
        ("=?utf-8*de?q?Gr=c3=bc=c3=9fe?=", "Grüße"),
        ("=?iso-8859-1?Q?a=20b_c?= d", "a b c d"),
        ("=?utf-8?Q?one?= =?utf-8?Q?two?=", "onetwo"),
        ("=?utf-8?Q?one?=\r\n =?utf-8?Q?_two?=", "one two"),
        ("=?utf-8?Q?one?= and =?utf-8?Q?two?=", "one and two"),
        ("=?utf-8?Q?Gr=C3?=\r\n =?UTF-8?Q?=BC=C3=9Fe?=", "Grüße"),  # a letter in two words
        ("=?utf-8?Q?a?= =?iso-8859-7?Q?=ED?=", "aν"),
        ("=?utf-8?Q?not encoded at all?=", "not encoded at all"),
        ("Re: =?utf-8?Q?=C3=A9?=t=?utf-8?Q?=C3=A9?=", "Re: été"),
        ("=?x-unknown?Q?=E9t=E9?=", "été"),
        ("=?utf-8?Q?broken", "=?utf-8?Q?broken"),
        ("=?utf-8?X?no?=", "=?utf-8?X?no?="),
        ("=?utf-8?B?Tm90IGJhc2U2NA=?=", "Not base64"),
        ("=?utf-8?Q?a=0Ab=00c?=", "a bc"),
        ("été".encode(), "été"),
        ("été".encode("cp1252"), "été"),
        ("=?utf-8?Q?=C3=A9?= и".encode(), "é и"),
        ("", ""),
    ],
)
def test_a_line_is_decoded(written, read):
    assert line(message("Subject", written), "subject") == read


def test_a_header_that_is_missing_is_empty():
    assert line(message("Subject", "x"), "from") == ""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("anna@ima.example", "anna@ima.example"),
        ("Anna <anna@ima.example>", "anna@ima.example"),
        ('"Byrne, Anna" <anna@ima.example>', "anna@ima.example"),
        ('"director@museum.example" <anna@ima.example>', "anna@ima.example"),
        ("=?utf-8?Q?=3Cdirector=40museum.example=3E?= <anna@ima.example>", "anna@ima.example"),
        ("director@museum.example <anna@ima.example>", "anna@ima.example"),
        ("Byrne, Anna [IMA] <anna@ima.example>", "anna@ima.example"),
        ("anna@ima.example, jo@faro.example", "anna@ima.example"),
        ("anna@ima.example (director@museum.example)", "anna@ima.example"),
        ("Anna", ""),
        ("<>", ""),
        ("", ""),
        ("(" * 3_000, ""),
    ],
)
def test_the_address_is_the_one_it_was_sent_from(written, read):
    assert address(message("From", written), "from") == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mon, 4 Sep 2023 23:58:12 +0100", dt.date(2023, 9, 4)),
        ("4 Sep 2023 00:10 GMT", dt.date(2023, 9, 4)),
        ("Mon, 4 Sep 2023 23:58:12 -0000 (added by a server)", dt.date(2023, 9, 4)),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None),
        ("Mon, 31 Feb 2023 10:00:00 +0000", None),
        ("Mon, 4 Sep 2023 10:00:00 +9999999999", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_day_is_that_of_the_sender(written, read):
    assert day(message("Date", written)) == read


@pytest.mark.parametrize(
    ("written", "read"), [("de-DE", "de-DE"), ("ga, en", "ga"), ("", ""), ("*", "")]
)
def test_the_language_is_the_first(written, read):
    assert language(message("Content-Language", written)) == read
