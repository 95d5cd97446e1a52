"""Letters as programs write them, and as nobody should."""

from __future__ import annotations

import base64
import datetime as dt
import json
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.formats.document import Document
from digest.formats.letter import MAX_LETTER, read_letter
from digest.model.record import Rejection, TextFormat

GOLDEN = Path(__file__).parents[2] / "golden" / "letter"
PATH = "INBOX/7/1"
HEAD = "From: Anna <anna@ima.example>\nSubject: News\nMessage-ID: <1@ima.example>\n"


def png(width, height):
    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    rows = zlib.compress(b"\0" * (width + 1) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


PHOTO = base64.encodebytes(png(300, 200)).decode()


def letter(text):
    data = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()
    return read_letter(Document("mail", PATH, data), dt.date(2023, 9, 10))


def record(text):
    reading = letter(text).reading
    assert reading.rejections == ()
    (found,) = reading.records
    return found


def reason(text):
    reading = letter(text).reading
    assert reading.records == ()
    (rejection,) = (*reading.rejections, *reading.left_out)
    return rejection.reason


def several(*parts, kind="mixed"):
    body = "".join(f"--b\n{part}\n" for part in parts)
    return f"{HEAD}Content-Type: multipart/{kind}; boundary=b\n\n{body}--b--\n"


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.eml")), ids=lambda file: file.stem)
def test_letters_of_real_programs(file):
    found = record(file.read_bytes())
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    said = {"key": found.provenance.key, "text_format": found.text_format, **found.fields}
    assert {name: str(value) for name, value in said.items()} == expected


def test_there_are_golden_letters():
    assert len(list(GOLDEN.glob("*.eml"))) >= 6


def test_a_letter_is_a_record_with_its_place_its_day_and_its_sender():
    found = record(
        f"{HEAD}Date: Mon, 4 Sep 2023 23:58:12 +0100\nContent-Language: ga, en\n\nHello.\n"
    )
    assert found.fields == {
        "title": "News",
        "text": "Hello.",
        "published": dt.date(2023, 9, 4),
        "sender": "anna@ima.example",
        "language": "ga",
    }
    assert found.text_format is TextFormat.PLAIN
    assert found.provenance.source == "mail"
    assert found.provenance.where == "INBOX/7/1, “News”"
    assert found.provenance.key.startswith("1@ima.example ")


def test_the_display_name_is_never_the_organisation():
    found = record("From: National Museum <someone@elsewhere.example>\nSubject: x\n\nHello.\n")
    assert "organisations" not in found.fields
    assert "National" not in str(found.fields)


def test_a_key_stays_on_another_way_and_parts_with_another_text():
    one = record(f"Received: from a\n{HEAD}\nHello.\n").provenance.key
    same = record(f"Received: from b\nDelivered-To: x\n{HEAD}\nHello.\n").provenance.key
    forged = record(f"{HEAD}\nBuy this.\n").provenance.key
    assert one == same
    assert forged != one
    assert record("Subject: x\n\nHello.\n").provenance.key.startswith("sha256:")


def test_the_plain_text_counts_where_there_is_one():
    plain, html = (
        "Content-Type: text/plain\n\nPlain.\n",
        "Content-Type: text/html\n\n<p>HTML.</p>\n",
    )
    assert record(several(plain, html, kind="alternative")).fields["text"] == "Plain."
    alone = record(several("Content-Type: text/plain\n\n \n", html, kind="alternative"))
    assert alone.fields["text"].strip() == "<p>HTML.</p>"
    assert alone.text_format is TextFormat.HTML


def test_a_footer_in_the_other_way_loses_nothing():
    html, footer = "Content-Type: text/html\n\n<p>News.</p>\n", "\na < b\n\nfooter\n"
    found = record(several(html, footer))
    assert found.text_format is TextFormat.HTML
    assert found.fields["text"] == "<p>News.</p>\n<p>a &lt; b<br><br>footer</p>"


def test_text_around_a_picture_is_one_text():
    found = record(several("\nAbove.\n", "\nBelow.\n"))
    assert found.fields["text"] == "Above.\n\nBelow."


def test_enclosed_files_are_no_text():
    file = 'Content-Type: text/plain; name="a.txt"\nContent-Disposition: attachment\n\nFile.\n'
    inline = 'Content-Type: text/html\nContent-Disposition: inline; filename="b.html"\n\nFile.\n'
    assert record(several("\nText.\n", file, inline)).fields["text"] == "Text."


def test_the_first_picture_that_shows_something_is_taken():
    def picture(size, kind, name):
        data = base64.encodebytes(png(*size)).decode()
        head = f"Content-Type: {kind}\nContent-ID: <{name}>\nContent-Transfer-Encoding: base64"
        return f"{head}\n\n{data}"

    html = (
        "Content-Type: text/html\n\n"
        "<img src='cid:logo' alt='Logo'><IMG alt=\"Boats &amp; nets\"\nsrc=cid:PHOTO>\n"
    )
    taken = letter(
        several(
            html,
            picture((1, 1), "image/png", "pixel"),
            picture((300, 60), "image/png", "logo"),
            picture((300, 200), "application/octet-stream", "photo"),
            picture((400, 300), "image/png", "later"),
        )
    )
    (found,) = taken.reading.records
    assert found.fields["image_alt"] == "Boats & nets"
    assert taken.pictures == {found.fields["image"]: png(300, 200)}
    assert found.fields["image"].endswith(".png")


def test_a_letter_of_a_picture_alone_is_news():
    found = record(
        several(f"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n{PHOTO}")
    )
    assert "image" in found.fields
    assert "image_alt" not in found.fields


def test_a_letter_enclosed_in_an_empty_one_is_read():
    inner = "Content-Type: message/rfc822\n\nFrom: b@b.example\nSubject: AW: Inner\n\nInner text.\n"
    text = several(inner).replace("Subject: News", "Subject: Fwd: ")
    found = record(text)
    assert (found.fields["title"], found.fields["text"]) == ("Inner", "Inner text.")
    assert found.fields["sender"] == "anna@ima.example"
    own = record(several("\nLook at this.\n", inner))
    assert (own.fields["title"], own.fields["text"]) == ("News", "Look at this.")


INVITATION = """\
Content-Type: text/calendar; charset=utf-8; method=REQUEST

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//EN
BEGIN:VEVENT
UID:1@ima.example
DTSTAMP:20230901T100000Z
DTSTART:20231014T180000Z
DTEND:20231014T220000Z
SUMMARY:Opening
LOCATION:Dublin\\, Ireland
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_says_when_and_where():
    found = record(several("\nCome all.\n", INVITATION))
    assert found.fields == {
        "title": "News",
        "text": "Come all.",
        "sender": "anna@ima.example",
        "starts": dt.date(2023, 10, 14),
        "ends": dt.date(2023, 10, 14),
        "place": "Dublin, Ireland",
    }


@pytest.mark.parametrize(
    "calendar",
    [
        INVITATION.replace("END:VEVENT", "RRULE:FREQ=WEEKLY;COUNT=3\nEND:VEVENT"),
        INVITATION.replace("VEVENT", "VTODO"),
        INVITATION.replace("BEGIN:V", "no calendar"),
    ],
)
def test_a_calendar_of_many_events_or_none_is_passed_over(calendar):
    assert "starts" not in record(several("\nCome all.\n", calendar)).fields


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "none of the headers"),
        ("\n\nhello", "none of the headers"),
        ("From: a@b.example\n\n", "neither a subject nor a text"),
        ("From: a@b.example\nSubject: Re: \n\n \n", "neither a subject nor a text"),
        (HEAD + "Auto-Submitted: auto-replied\n\nI am away.\n", "Auto-Submitted: auto-replied"),
        (HEAD + "Content-Type: text/plain\n\n" + "x" * 5_000_001, "5,000,000"),
        (
            HEAD + "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n" * 1_100,
            "more than 1,000 parts",
        ),
        (
            HEAD
            + "".join(f"Content-Type: multipart/x; boundary=b{n}\n\n--b{n}\n" for n in range(99)),
            "hold parts",
        ),
        (HEAD + "Content-Type: message/rfc822\n\n" * 2_000, "letters within letters"),
    ],
)
def test_what_is_no_news_is_rejected_with_the_reason(text, words):
    assert words in reason(text)


def test_a_letter_that_is_too_large_is_not_looked_into():
    data = HEAD.encode() + b"\n" + b"x" * MAX_LETTER
    assert "25,000,000" in reason(data)


def test_what_is_left_out_is_named():
    subject = "x" * 80
    reading = letter(f"From: a@b.example\nSubject: {subject}\nX-Spam-Flag: YES\n\nx").reading
    assert reading.left_out == (
        Rejection(
            f"INBOX/7/1, “{'x' * 60}…”", "is marked as spam by the mail server (X-Spam-Flag: Yes)"
        ),
    )


FRAGMENTS = st.sampled_from(
    [
        *(
            b"From: ",
            b"Subject: ",
            b"Date: ",
            b"Content-Type: multipart/mixed; boundary=b",
            b"\r\n",
        ),
        *(
            b"Content-Type: text/html; charset=",
            b"\n\n",
            b"--b\n",
            b"--b--",
            b"=?utf-8?Q?=C3?=",
            b"\0",
        ),
        *(
            b"Content-Type: message/rfc822\n\n",
            b"Content-Transfer-Encoding: base64\n",
            b"a@b.c",
            b"<",
        ),
        *(
            b"Content-Disposition: attachment; filename*=x''%ff",
            b"\xff",
            b"(",
            b'"',
            b"utf-7",
            b" ;=",
        ),
        *(
            b"Content-Type: image/png\n\n\x89PNG\r\n\x1a\n",
            b"Message-ID: <",
            b"Content-Type: text/calendar",
        ),
    ]
)


@given(st.binary(max_size=300) | st.lists(FRAGMENTS | st.binary(max_size=8)).map(b"".join))
@example(b"From: a@b\nSubject: =?utf-7?Q?+2AA-?=\n\nx")
@example(b"From: a@b\nContent-Type: text/plain; charset*=x''%ff\n\n\xff")
@example(b"From: " + b"(" * 5_000 + b"\n\nx")
@example(b"Date: Mon, 4 Sep 99999 10:00 +9999\n\nx")
@example(b'From: a@b\nContent-Type: multipart/mixed; boundary=""\n\n--\n--')
def test_any_bytes_are_a_record_or_a_rejection(data):
    found = letter(data)
    assert len(found.reading.records + found.reading.rejections + found.reading.left_out) == 1
    for each in found.reading.records:
        assert each.provenance.key.isprintable()
        texts = [value for value in each.fields.values() if isinstance(value, str)]
        assert all(text.encode("utf-8") for text in texts)  # no half characters
        assert set(found.pictures) == {each.fields["image"]} if "image" in each.fields else True
    assert letter(data) == found
