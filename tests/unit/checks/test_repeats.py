import pytest

from digest.model.period import Period
from fakes.issues import PERIOD
from fakes.variants import an_item, codes, findings

LINK = "https://museum.eu/conference"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({}, []),
        ({"s0002": "2023-08", "https://other.eu": "2023-08"}, []),
        ({"s0001": "2023-08"}, ["repeated"]),
        ({LINK: "2023-08"}, ["repeated"]),
        ({"s0001": "2023-08", LINK: "2023-07"}, ["repeated"]),
    ],
)
def test_what_readers_had_before_is_told_once(sent, expected):
    found = findings(an_item(url=LINK), sent=sent)
    assert codes(found) == expected
    assert all("2023-08" in each.message and each.where == "submission s0001" for each in found)


def test_a_link_in_a_text_counts():
    text = f'<p>Words. <a href="{LINK}">There</a></p>'
    assert codes(findings(an_item(text_html=text), sent={LINK: "2023-08"})) == ["repeated"]


def test_a_call_before_its_deadline_is_meant_to_come_again():
    call = an_item(url=LINK).model_copy(update={"issue": Period("2023-06"), "repeat": PERIOD})
    assert codes(findings(call, sent={"s0001": "2023-06", LINK: "2023-06"})) == []
