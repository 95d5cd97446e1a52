import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.formats.document import Document
from digest.formats.web_page import read_page
from digest.model.record import TextFormat

GOLDEN = Path(__file__).parents[2] / "golden" / "page"
URL = "https://museum.example/programme"
BRUSSELS = ZoneInfo("Europe/Brussels")


def read(data, wanted="events", url=URL):
    return read_page(Document("museum", "page", data), wanted, url=url, zone=BRUSSELS)


def script(*texts):
    tags = (f'<script type="application/ld+json">{text}</script>' for text in texts)
    return f"<html><head>{''.join(tags)}</head></html>".encode()


def fields(*nodes, **words):
    page = read(script(*map(json.dumps, nodes)), **words)
    assert page.reading.rejections == ()
    return [dict(each.fields) for each in page.reading.records]


def event(**said):
    return {"@type": "Event", "name": "A", **said}


@pytest.mark.parametrize("wanted", ["events", "news"])
def test_a_page_as_sites_have_them(wanted):
    page = read((GOLDEN / "programme.html").read_bytes(), wanted)
    expected = json.loads((GOLDEN / f"programme.{wanted}.expected.json").read_bytes())
    assert {each.provenance.key: each.fields for each in page.reading.records} == expected[
        "records"
    ]
    rejections = {each.where: each.reason for each in page.reading.rejections}
    assert rejections == {f"page, {k}": v for k, v in expected["rejections"].items()}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"startDate": "2023-09-08T23:30:00+02:00"}, {"starts": "2023-09-08"}),
        ({"startDate": "2023-09-08T23:30:00Z"}, {"starts": "2023-09-09"}),
        ({"startDate": "8 September 2023"}, {"starts": "8 September 2023"}),
        ({"location": "Ghent"}, {"place": "Ghent"}),
        ({"location": {"@type": "Place", "address": "Quay 1, Ghent"}}, {"place": "Quay 1, Ghent"}),
        ({"location": {"@type": "VirtualLocation"}}, {"online": "yes"}),
        ({"eventAttendanceMode": "OnlineEventAttendanceMode"}, {"online": "yes"}),
        ({"eventStatus": "https://schema.org/EventMovedOnline"}, {"online": "yes"}),
        ({"eventStatus": "https://schema.org/EventPostponed"}, {"cancelled": "yes"}),
        ({"eventStatus": "https://schema.org/EventRescheduled"}, {}),
        ({"organizer": "NEMO"}, {"organisations": ["NEMO"]}),
        ({"organizer": {"@type": "Person", "name": "Ann"}}, {"organisations": ["Ann"]}),
        ({"organizer": "https://museum.example/"}, {}),
        ({"image": "x.jpg"}, {"image": "https://museum.example/x.jpg"}),
        ({"image": {"contentUrl": "/x.jpg"}}, {"image": "https://museum.example/x.jpg"}),
        ({"url": "//other.example/x"}, {"url": "https://other.example/x"}),
        ({"url": "http://[", "name": 7}, {"url": "http://[", "title": "7"}),
        ({"inLanguage": {"@type": "Language", "alternateName": "fr"}}, {"language": "fr"}),
        ({"name": {"@value": "Une nuit", "@language": "fr"}}, {"title": "Une nuit"}),
        ({"name": ["One", "Two"]}, {"title": "One"}),
        ({"description": None, "location": [None, 3, []], "organizer": [[]], "image": 5}, {}),
    ],
)
def test_what_a_property_becomes(said, expected):
    usual = {"title": "A", "kind": "event", "url": URL}
    assert fields(event(**said)) == [{**usual, **expected}]


@pytest.mark.parametrize(
    "node",
    [
        [[event()]],
        {"@graph": [event()]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": event()}]},
        {"@type": "WebPage", "mainEntity": event()},
        {"@type": "Place", "event": [event()]},
        event(**{"@type": "https://schema.org/SocialEvent"}),
        event(**{"@type": ["Thing", "schema:Hackathon"]}),
    ],
)
def test_where_events_are_found(node):
    assert [each["title"] for each in fields(node)] == ["A"]


@pytest.mark.parametrize(
    "node",
    [
        {"@type": "BroadcastEvent", "name": "A"},
        {"@type": "Article", "about": event()},
        {"@type": "Event", "@id": "https://museum.example/#elsewhere"},
        {"name": "A"},
        "Event",
    ],
)
def test_what_is_no_event(node):
    assert fields(node) == []


def test_a_page_with_data_but_nothing_coming_is_no_fault():
    page = read(script('{"@type": "WebSite", "name": "Us"}'))
    assert (page.fault, page.reading.records, page.reading.rejections) == (None, (), ())


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"\x00\x01", b"{}", b"<!--"])
def test_a_page_without_data_is_named(data):
    assert "no schema.org data" in read(data).fault


def test_a_page_in_another_alphabet():
    tag = script('{"@type": "Event", "name": "?"}').decode().replace("?", "Łódź")
    page = f'<meta charset="iso-8859-2">{tag}'
    for data in (page.encode("iso-8859-2"), page.encode(), page.encode("utf-16")):
        assert [each.fields["title"] for each in read(data).reading.records] == ["Łódź"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Plain & simple, 3 < 4", TextFormat.PLAIN),
        ("<p>HTML</p>", TextFormat.HTML),
        ("a &amp; b", TextFormat.HTML),
    ],
)
def test_a_text_is_taken_for_what_it_is(text, kind):
    (record,) = read(script(json.dumps(event(description=text)))).reading.records
    assert (record.text_format, record.fields["text"]) == (kind, text)


def keys(*nodes):
    page = read(script(json.dumps(list(nodes))))
    return [each.provenance.key for each in page.reading.records]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"url": "/a", "startDate": "2023-09-01"}, "page#https://museum.example/a"),
        ({"url": "/a", "startDate": "2023-09-02"}, "page#https://museum.example/a"),
        ({"url": "/a", "@id": "#b"}, f"page#{URL}#b"),
        ({"url": "/a", "@id": "_:b0"}, "page#https://museum.example/a"),
        ({"startDate": "2023-09-02"}, "page#A 2023-09-02"),
    ],
)
def test_what_an_event_is_known_by(said, key):
    assert keys(event(**said)) == [key]


def test_nights_of_one_play_stay_what_they_are_when_the_first_is_over():
    nights = [event(url="/play", startDate=f"2023-09-0{n}") for n in (1, 2, 3)]
    assert keys(*nights)[1:] == keys(*nights[1:])


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        '{"@type": "Event",}',
        "[" * 100_000,
        '{"@type": "Event", "name": "\\ud800"}',
        "{} {}",
        "",
    ],
)
def test_a_broken_script_falls_alone(broken):
    page = read(
        script('{"@type": "Event", "name": "A"}', broken, '{"@type": "Event", "name": "B"}')
    )
    assert [each.fields["title"] for each in page.reading.records] == ["A", "B"]
    assert len(page.reading.rejections) == 1


def test_no_more_is_read_than_a_page_lists():
    many = [event(name=str(n)) for n in range(2_005)]
    page = read(script(json.dumps(many)))
    assert len(page.reading.records) == 2_000
    assert "2,000 others" in page.reading.rejections[0].reason
    page = read(script(*["{"] * 600))
    assert len(page.reading.rejections) == 501


names = st.sampled_from(
    [
        "@type",
        "@id",
        "@graph",
        "name",
        "location",
        "address",
        "organizer",
        "startDate",
        "url",
        "image",
        "subEvent",
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.sampled_from(["Event", "#a", "Place"]),
    lambda inner: st.lists(inner) | st.dictionaries(names, inner),
)


@given(
    st.sampled_from(["events", "news"]),
    st.binary()
    | values.map(lambda v: script(json.dumps(v)))
    | values.map(
        lambda v: script(
            json.dumps(
                {
                    "@type": ["Event", "Article"],
                    "organizer": v,
                    "location": v,
                    "image": v,
                    "url": v,
                    "author": v,
                    "startDate": v,
                }
            )
        )
    ),
)
def test_any_bytes_give_a_page(wanted, data):
    page = read(data, wanted)
    assert page.fault is None or not page.reading.records
    assert len({each.provenance.key for each in page.reading.records}) == len(page.reading.records)
