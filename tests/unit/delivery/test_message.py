"""Messages: what arrives is what was approved, with the reader's own link, whatever the name."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import SMTP, compat32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery.message import MessageMaker, mime
from digest.errors import NotSentError
from digest.model.rendered import TOKEN
from fakes.letters import LINK, a_letter, a_recipient

TOKENS = st.text("ABCxyz019-_", min_size=1, max_size=300)


def parsed(message):
    return message_from_bytes(message, policy=SMTP)


def parsed_as_it_is(message):
    return message_from_bytes(message, policy=compat32)


def part(message, subtype):
    return parsed(message).get_body((subtype,)).get_content().replace("\r\n", "\n")


def test_a_message_carries_its_headers():
    message = parsed(mime(a_letter(), a_recipient(7, name="Élodie Dûpont")))
    assert message.defects == []
    assert dict(message.items()) == {
        "From": "The Network <news@example.org>",
        "To": "Élodie Dûpont <reader7@example.com>",
        "Message-ID": "<2023-09-1a2b3c4d.7@example.org>",
        "List-Unsubscribe": "<https://news.example.org/unsubscribe/token-of-7>",
        "Reply-To": "secretariat@example.org",
        "Subject": "News from our Members – September 2023",
        "Date": "Fri, 01 Sep 2023 07:00:00 +0000",
        "List-Id": "News from our Members <members-news.example.org>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }
    assert message.get_content_type() == "multipart/alternative"


def test_the_text_comes_before_the_html():
    message = parsed(mime(a_letter(), a_recipient()))
    assert [each.get_content_type() for each in message.iter_parts()] == ["text/plain", "text/html"]
    assert {each["Content-Transfer-Encoding"] for each in message.iter_parts()} == {
        "quoted-printable"
    }


def test_without_a_reply_to_there_is_none():
    assert "Reply-To" not in parsed(mime(a_letter(reply_to=None), a_recipient()))


def test_the_same_recipient_gives_the_same_bytes_and_another_one_others():
    letter = a_letter()
    assert mime(letter, a_recipient(1)) == MessageMaker(letter).for_recipient(a_recipient(1))
    assert mime(letter, a_recipient(1)) != mime(letter, a_recipient(2))


def test_the_boundary_follows_from_the_mailing():
    first, other = (
        parsed(mime(a_letter(reference=reference), a_recipient())).get_boundary()
        for reference in ("2023-09-aaaa", "2023-09-bbbb")
    )
    assert first != other


@pytest.mark.parametrize("email", ["a@example.org\r\nX-Evil: 1", "rené@example.org", ""])
def test_an_address_that_no_header_can_carry_makes_no_message(email):
    with pytest.raises(ValueError, match="address"):
        mime(a_letter(), a_recipient(email=email))


@pytest.mark.parametrize("token", ["a b", "a\r\nX: 1", "a>", "é", "a" * 301])
def test_a_token_that_no_link_can_carry_makes_no_message(token):
    with pytest.raises(ValueError, match="token"):
        mime(a_letter(), a_recipient(token=token))


def test_a_letter_that_cannot_be_written_makes_no_message():
    with pytest.raises(NotSentError, match="subject"):
        mime(a_letter(subject="News\r\nBcc: all@example.org"), a_recipient())


@given(token=TOKENS, before=st.text("ab é=\n", max_size=90), after=st.text("ab é=\n", max_size=90))
def test_the_link_reads_back_for_every_token_and_wherever_it_stands(token, before, after):
    letter = a_letter(text=f"{before}{LINK}{after}", html=f"{before}{LINK}{after}{LINK}")
    message = mime(letter, a_recipient(token=token))
    link = LINK.replace(TOKEN, token)
    assert parsed(message)["List-Unsubscribe"] == f"<{link}>"
    assert part(message, "plain").rstrip("\n") == f"{before}{link}{after}".rstrip("\n")
    assert part(message, "html").rstrip("\n") == f"{before}{link}{after}{link}".rstrip("\n")


@given(name=st.text(max_size=150), token=TOKENS)
def test_every_line_is_ascii_and_no_longer_than_mail_servers_take(name, token):
    message = mime(a_letter(text=f"é{LINK}" * 40), a_recipient(name=name, token=token))
    headers, _, body = message.partition(b"\r\n\r\n")
    assert message.isascii()
    assert all(len(line) <= 998 for line in headers.split(b"\r\n"))
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert b"\r" not in message.replace(b"\r\n", b"")


@given(st.text(max_size=150))
def test_hostile_names_never_yield_extra_headers(name):
    plain = parsed(mime(a_letter(), a_recipient(name=None)))
    hostile = parsed(mime(a_letter(), a_recipient(name=name)))
    assert hostile.keys() == plain.keys()
    assert hostile.get_content_type() == "multipart/alternative"
    assert [each.addr_spec for each in hostile["To"].addresses] == ["reader1@example.com"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_arrives_as_it_was_written(text):
    got = part(mime(a_letter(text=text.replace(TOKEN, "")), a_recipient()), "plain")
    expected = text.replace(TOKEN, "").replace("\r\n", "\n").replace("\r", "\n")
    assert got.rstrip("\n") == expected.rstrip("\n")


@pytest.mark.parametrize(
    "subject",
    [
        "News",
        "x" * 300,
        "é" * 300,
        "– " * 100 + "end",
        "word " * 60 + "end",
        "two  spaces",
        " at both ends ",
        "=?utf-8?q?x?=",
        "",
    ],
)
def test_a_subject_of_any_kind_is_folded_and_reads_back(subject):
    message = mime(a_letter(subject=subject), a_recipient())
    lines = message.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    assert all(line.strip() for line in lines)
    assert all(len(line) <= (76 if "=?" in line else 78) for line in lines)
    unfolded = parsed_as_it_is(message)["Subject"].replace("\r\n", "")
    assert str(make_header(decode_header(unfolded))) == subject
