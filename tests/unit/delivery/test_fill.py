"""The token is put in everywhere, and nothing else changes."""

from digest.delivery.fill import fill
from digest.model.rendered import TOKEN


def test_every_token_is_replaced():
    assert fill(f"a/{TOKEN} b/{TOKEN}.", "xyz") == "a/xyz b/xyz."


def test_a_text_without_one_stays_as_it_is():
    assert fill("token TOKEN {token}", "xyz") == "token TOKEN {token}"
