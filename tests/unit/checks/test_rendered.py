from dataclasses import replace

import pytest

from digest.checks.rendered import check_rendered
from digest.model.rendered import TOKEN, RenderedIssue
from fakes.issues import newsletter

NEWSLETTER = newsletter(postal_address="A & B, Street 1")
GOOD = RenderedIssue(
    language="en",
    subject="News – September 2023",
    preheader="p" * 60,
    html=f'<p>A &amp; B,\n<b>Street 1</b></p><a href="https://x.org/{TOKEN}">Leave</a>',
    text=f"A & B,\nStreet 1\nhttps://x.org/{TOKEN}",
    calendar="",
    archive_html="<p>",
)


def found(**changes):
    findings = check_rendered(replace(GOOD, **changes), NEWSLETTER, "")
    return [(each.code, each.severity.value) for each in findings]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"html": GOOD.html + "x" * 94_000}, []),
        ({"html": GOOD.html + "x" * 95_000}, [("html-large", "warning")]),
        ({"html": GOOD.html + "é" * 51_200}, [("html-too-large", "warning")]),
        ({"html": GOOD.html.replace(TOKEN, "")}, [("no-unsubscribe-link", "error")]),
        ({"text": GOOD.text.replace(TOKEN, "")}, [("no-unsubscribe-link", "error")]),
        ({"html": GOOD.html.replace("Street", "")}, [("no-postal-address", "error")]),
        ({"text": GOOD.text.replace("Street", "")}, [("no-postal-address", "error")]),
        ({"subject": "s" * 70}, []),
        ({"subject": "s" * 71}, [("subject-length", "warning")]),
        ({"preheader": "p" * 39}, [("preheader-length", "warning")]),
        ({"preheader": "p" * 131}, [("preheader-length", "warning")]),
        ({"html": GOOD.html + "{{ x }}"}, [("leftover", "warning")]),
        ({"text": GOOD.text + "{{ x }}"}, [("leftover", "warning")]),
        ({"html": GOOD.html + '<img src="i.png">'}, [("image-without-alt", "warning")]),
        ({"html": GOOD.html + '<img src="i.png" alt="">'}, []),
    ],
)
def test_each_part_is_looked_at(changes, expected):
    assert found(**changes) == expected


def test_an_empty_text_is_told_with_all_that_it_lacks():
    assert [code for code, _ in found(text=" \n")] == [
        "no-plain-text",
        "no-unsubscribe-link",
        "no-postal-address",
    ]


def test_an_empty_html_is_no_crash():
    assert ("no-unsubscribe-link", "error") in found(html="")
