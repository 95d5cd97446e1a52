"""The news in a plain text, without what stands around it."""

import pytest

from digest.formats.letter_text import (
    unflowed,
    without_answered,
    without_placeholders,
    without_signature,
)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("one \n\ntwo", "one \ntwo"),
        ("  stuffed\n >no quote", " stuffed\n>no quote"),
        ("> a \n> b\n>> c \nd", "> a b\n>> c \nd"),
        ("text \n-- \nName", "text \n-- \nName"),
        ("", ""),
    ],
)
def test_flowed_lines_are_joined(text, joined):
    assert unflowed(text, deletes_space=False) == joined


def test_the_space_may_belong_to_the_wrapping():
    assert unflowed("博物 \n馆", deletes_space=True) == "博物馆"


FORWARDED = "---------- Forwarded message ---------\nFrom: b\n\nNews."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("News.\n-- \nAnna\nDublin", "News."),
        ("News.\n--\nAnna", "News.\n--\nAnna"),  # a line of the text, perhaps
        ("News.\n -- \nmore", "News.\n -- \nmore"),
        (f"Look:\n-- \nAnna\n\n{FORWARDED}", f"Look:\n{FORWARDED}"),
        (
            "Look:\n-- \nAnna\nBegin forwarded message:\n\nNews.",
            "Look:\nBegin forwarded message:\n\nNews.",
        ),
        ("-- \nAnna", "-- \nAnna"),  # nothing would be left
    ],
)
def test_the_signature_is_cut(text, kept):
    assert without_signature(text) == kept


WROTE = "On 8 September 2023 at 10:11, The network wrote:"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"Yes.\n{WROTE}\n> Anything?\n", "Yes."),
        ("Yes.\n\nAm 08.09.23 um 10:11 schrieb Jo\n<jo@x.example>:\n> Was?\n>\n", "Yes.\n"),
        ("Yes.\n-----Original Message-----\nFrom: b\n\nAnything?", "Yes."),
        ("Ja.\n-----Ursprüngliche Nachricht-----\nVon: b", "Ja."),
        ("Visitors said:\n> Lovely.", "Visitors said:\n> Lovely."),  # a quotation
        (f"{WROTE}\n> Anything?\n\nYes.", f"{WROTE}\n> Anything?\n\nYes."),  # the answer is below
        (f"{WROTE}\n> Anything?", f"{WROTE}\n> Anything?"),  # nothing would be left
        ("> all quoted", "> all quoted"),
        ("Yes.\n8 September 2023\n> no attribution", "Yes.\n8 September 2023\n> no attribution"),
        ("", ""),
    ],
)
def test_what_is_answered_is_cut_where_that_is_certain(text, kept):
    assert without_answered(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a [cid:image001.png@01D9] b", "a  b"),
        ("a\n[image: poster.png]\nb", "a\n\nb"),
        ("a\n<PastedGraphic-1.png>\nb", "a\n\nb"),
        ("see <b.png> there [1]", "see <b.png> there [1]"),
    ],
)
def test_the_marks_of_pictures_go(text, kept):
    assert without_placeholders(text) == kept
