import json

import pytest

from digest.formats.json_feed import json_feed_in
from digest.formats.malformed import MalformedError


def fields(**item):
    feed = json_feed_in(json.dumps({"items": [item]}), "https://e.example/feed.json")
    (found,) = feed.items
    return {name: value for name, value in found.fields.items() if value}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"id": 7}, {"id": "7"}),
        ({"id": True, "title": ["x"], "tags": "x", "authors": {}, "attachments": 1}, {}),
        ({"title": " Two\n lines "}, {"title": "Two lines"}),
        ({"title": "A &amp; B"}, {"title": "A &amp; B"}),
        ({"content_html": "<b>", "content_text": "b", "summary": "s"}, {"text": "<b>"}),
        ({"content_text": "b", "summary": "s"}, {"text": "b"}),
        ({"summary": "s"}, {"text": "s"}),
        ({"url": "/a", "external_url": "https://o.example"}, {"url": "https://e.example/a"}),
        ({"external_url": "https://o.example"}, {"url": "https://o.example"}),
        ({"date_published": "2023-09-30T23:30:00-05:00"}, {"published": "2023-09-30"}),
        ({"author": {"name": "A"}}, {"organisations": ["A"]}),
        ({"authors": [{"name": "A"}, {"name": "a@b.museum"}, 3]}, {"organisations": ["A"]}),
        ({"tags": ["a", "", 3, " b "]}, {"categories": ["a", "b"]}),
        ({"image": "/i", "banner_image": "/b"}, {"image": "https://e.example/i"}),
        ({"banner_image": "/b"}, {"image": "https://e.example/b"}),
    ],
)
def test_what_an_item_says(item, expected):
    assert fields(**item) == expected


@pytest.mark.parametrize(
    ("text", "read", "reason"),
    [
        ('{"items": [{"id": "1"}, {"id"', ["1"], "is not valid JSON: "),
        ('{"items": [{"id": "1"}], "title": }', ["1"], "is not valid JSON: "),
        ('{"title": , "items": [{"id": "1"}]}', ["1"], "is not valid JSON: "),
        ('{"items": [{"id": "1"}, ' + "[" * 90_000, ["1"], "its values are nested too deep"),
    ],
)
def test_of_a_broken_feed_the_items_that_are_whole(text, read, reason):
    feed = json_feed_in(text, None)
    assert [each.fields["id"] for each in feed.items] == read
    assert [fault.reason.startswith(reason) for fault in feed.faults] == [True]


@pytest.mark.parametrize("text", ["{}", "{", '{"items": {}}', '{"items": ', '{"a":' * 90_000])
def test_what_is_no_json_feed(text):
    with pytest.raises(MalformedError):
        json_feed_in(text, None)
