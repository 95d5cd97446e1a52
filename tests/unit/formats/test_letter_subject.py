"""Subjects without what programs put before them."""

import pytest

from digest.formats.letter_subject import subject_of


@pytest.mark.parametrize(
    ("line", "title", "is_answer"),
    [
        ("News", "News", False),
        ("Fwd: News", "News", False),
        ("WG: AW: News", "News", False),
        ("AW: WG: News", "News", True),
        ("RE: Re: re: News", "News", True),
        ("Re[2]: News", "News", True),
        ("RE (3) : News", "News", True),
        ("TR : Nouvelles", "Nouvelles", False),
        ("RV: Noticias", "Noticias", False),
        ("SV: Nyheter", "Nyheter", True),
        ("ΑΠ: Νέα", "Νέα", True),
        ("Πρθ: Νέα", "Νέα", False),
        ("Re：News", "News", True),
        ("ICOM: News", "ICOM: News", False),
        ("Reading: a festival", "Reading: a festival", False),
        ("I: the museum and me", "I: the museum and me", False),
        ("Re", "Re", False),
        ("Fwd:", "", False),
        ("", "", False),
    ],
)
def test_a_subject_is_taken_apart(line, title, is_answer):
    subject = subject_of(line)
    assert (subject.title, subject.is_answer) == (title, is_answer)
