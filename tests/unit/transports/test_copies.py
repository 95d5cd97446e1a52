"""Copies of one message: JSON that is joined is the JSON that would have been encoded."""

import json

from hypothesis import given
from hypothesis import strategies as st

from digest.model.rendered import TOKEN
from digest.transports.copies import Copies

TEXT = st.lists(st.sampled_from([TOKEN, '"', "\\", "\n", "é", "{", "a", "\u2028"])).map("".join)
FIELDS = st.dictionaries(st.sampled_from(["html", "text", "subject"]), TEXT, min_size=1)


@given(FIELDS, st.lists(st.text("abcXYZ019._~-", max_size=20), max_size=4))
def test_each_copy_is_the_whole_object_with_a_token_filled_in(shared, tokens):
    owned = [(token, {"to": 'Ann "B" <a@example.org>', "n": {"n": token}}) for token in tokens]
    assert json.loads(Copies(shared).array(owned)) == [
        {name: text.replace(TOKEN, token) for name, text in shared.items()} | own
        for token, own in owned
    ]


def test_the_same_is_written_in_the_same_bytes():
    copies = Copies({"html": f"<p>Café {TOKEN}</p>"})
    assert copies.array([("t", {"n": 1})]) == '[{"html":"<p>Café t</p>","n":1}]'.encode()
