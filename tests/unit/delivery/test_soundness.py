"""What may not be sent is refused before anything is, and named."""

import pytest

from digest.delivery.soundness import recipient_fault, refuse_unsound
from digest.errors import NotSentError
from fakes.letters import a_letter, a_recipient


def test_a_sound_letter_passes():
    refuse_unsound(a_letter())


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"subject": "a\nb"}, "the subject"),
        ({"subject": "a\u202eb"}, "the subject"),
        ({"sender_name": "a\x00b"}, "the sender's name"),
        ({"list_name": "a\rb"}, "the list's name"),
        ({"list_id": "a\nb"}, "list_id"),
        ({"reference": "a\nb"}, "the reference"),
        ({"sender_email": "nobody"}, "sender 'nobody'"),
        ({"reply_to": "a@example.org\r\nX: 1"}, "reply_to"),
        ({"unsubscribe_url": "https://example.org/a b"}, "unsubscribe link"),
        ({"unsubscribe_url": "https://example.org/\r\nX: 1"}, "unsubscribe link"),
        ({"unsubscribe_url": "https://example.org/>,<https://evil"}, "unsubscribe link"),
        ({"unsubscribe_url": "https://exämple.org/"}, "unsubscribe link"),
        ({"unsubscribe_url": "https://example.org/" + "a" * 600}, "longer than 600"),
    ],
)
def test_an_unsound_letter_is_refused_by_name_until_a_person_acts(change, named):
    with pytest.raises(NotSentError, match=named) as caught:
        refuse_unsound(a_letter(**change))
    assert caught.value.retry_after is None
    assert caught.value.hint


def test_every_fault_of_a_letter_is_named_at_once():
    with pytest.raises(NotSentError) as caught:
        refuse_unsound(a_letter(subject="a\nb", sender_email="nobody"))
    assert "the subject" in caught.value.message
    assert "sender 'nobody'" in caught.value.message


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, ""),
        ({"token": ""}, ""),  # a test mailing has none
        ({"token": "abc.DEF_-~"}, ""),
        ({"email": "nobody"}, "address"),
        ({"token": "a b"}, "token"),
        ({"token": "a%0d"}, "token"),
    ],
)
def test_a_recipient_is_sound_or_the_reason_is_given(change, word):
    fault = recipient_fault(a_recipient(**change))
    assert bool(fault) == bool(word)
    assert word in fault
