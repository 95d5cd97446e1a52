import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.formats.document import Document
from digest.formats.wordpress import read_events, read_posts
from digest.model.record import TextFormat

GOLDEN = Path(__file__).parents[2] / "golden" / "wordpress"
READERS = {"posts": read_posts, "events": read_events}


def read(kind, data, **words):
    return READERS[kind](Document("museum", "museum.example/x", data), **words)


def posts(*several):
    return json.dumps(several).encode()


def post(**said):
    return {"id": 1, "status": "publish", "title": {"rendered": "T"}, **said}


@pytest.mark.parametrize("kind", ["posts", "events"])
def test_an_answer_as_sites_give_it(kind):
    page = read(kind, (GOLDEN / f"{kind}.json").read_bytes())
    expected = json.loads((GOLDEN / f"{kind}.expected.json").read_bytes())
    assert {each.provenance.key: each.fields for each in page.reading.records} == expected[
        "records"
    ]
    rejections = {each.where: each.reason for each in page.reading.rejections}
    assert rejections == {f"museum.example/x, {k}": v for k, v in expected["rejections"].items()}
    assert {each.text_format for each in page.reading.records} == {TextFormat.HTML}


def test_events_say_whether_more_follow():
    whole = (GOLDEN / "events.json").read_bytes()
    assert read("events", whole).following.endswith("&page=2")
    assert not read("events", b'{"events": []}').following
    assert read("events", whole).count == 3


def test_the_text_that_is_wanted_and_the_other_where_it_is_empty():
    both = post(excerpt={"rendered": "short"}, content={"rendered": "long"})
    one = post(excerpt={"rendered": " "}, content={"rendered": "long"})
    texts = [
        [
            record.fields["text"]
            for record in read("posts", posts(both, one), text=part).reading.records
        ]
        for part in ("excerpt", "content")
    ]
    assert texts == [["short", "long"], ["long", "long"]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "is a web page, not JSON"),
        (b"\xef\xbb\xbf <br />\n<b>Warning</b>: in x.php", "is a web page, not JSON"),
        (b"", "is empty"),
        (
            b'{"code":"rest_no_route","message":"No route was found &amp; so on"}',
            "says: No route was found & so",
        ),
        (b'{"posts": []}', "not what WordPress answers"),
        (b"3", "not what WordPress answers"),
        (b'"', "is not valid JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"events":' * 100_000, "nested too deep"),
        (b"\xff\xfe[\x00]\x00", "UTF-16"),
        (b'{"a": "\xe4"}', "not valid UTF-8"),
        (b" " * 5_000_001, "5,000,001 bytes"),
    ],
)
@pytest.mark.parametrize("kind", ["posts", "events"])
def test_what_cannot_be_read_at_all_is_named(kind, data, words):
    page = read(kind, data)
    assert page.fault is not None
    assert words in page.fault
    assert page.reading.records == ()


@pytest.mark.parametrize(
    ("kind", "opening"), [("posts", "["), ("events", '{"total": 2, "events" : [')]
)
def test_of_a_list_that_breaks_off_the_entries_before_are_kept(kind, opening):
    page = read(kind, f'{opening}{{"id": 1, "title": "One"}}, {{"id": 2, "title": "Tw'.encode())
    assert [each.fields["id"] for each in page.reading.records] == [1]
    (rejection,) = page.reading.rejections
    assert rejection.where == "museum.example/x, entry 2"
    assert "nothing could be read" in rejection.reason


def test_one_broken_entry_falls_alone():
    half = post(id=2, title={"rendered": "\ud800"})
    page = read("posts", posts(post(id=1), half, 7, post(id=3)))
    assert [each.fields["id"] for each in page.reading.records] == [1, 3]
    assert [each.where[-7:] for each in page.reading.rejections] == ["entry 2", "entry 3"]


def test_one_id_for_ten_thousand_posts_keeps_them_apart():
    page = read("posts", posts(*(post(link=f"/{n}") for n in range(10_000))))
    keys = [each.provenance.key for each in page.reading.records]
    assert len(set(keys)) == 10_000
    assert keys[0] == "post#1"


def test_no_more_is_read_than_anybody_publishes():
    page = read("posts", b"[" + b"{}," * 30_000 + b"{}]")
    assert (len(page.reading.records), page.count) == (20_000, 30_001)
    assert "20,000 others" in page.reading.rejections[0].reason


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                ["id", "rendered", "title", "_embedded", "wp:term", "venue", "status", "x"]
            ),
            inner,
        )
    ),
)


@given(
    st.sampled_from(["posts", "events"]),
    st.binary()
    | values.map(lambda v: json.dumps([v]).encode())
    | values.map(
        lambda v: json.dumps({"events": [v, {"title": v, "venue": v, "image": v}]}).encode()
    ),
)
def test_any_bytes_give_a_page(kind, data):
    page = read(kind, data)
    assert page.fault is None or not page.reading.records
    assert len({each.provenance.key for each in page.reading.records}) == len(page.reading.records)
