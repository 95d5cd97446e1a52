"""A feed as a source, against a real server on this machine."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from digest.errors import SourceError
from digest.sources.contract import Unchanged
from digest.sources.feed import FEED, FeedSettings
from fakes.surroundings import surroundings
from fakes.websites import HERE, answer, website

ATOM = (Path(__file__).parents[1] / "golden" / "feed" / "atom.xml").read_bytes()
ITEM = "<item><title>{}</title><link>news/{}</link></item>"


def rss(*titles, head=""):
    items = "".join(ITEM.format(title, title) for title in titles)
    return f"<rss version='2.0'><channel>{head}{items}</channel></rss>".encode()


def opened(tmp_path, **words):
    return FEED.open(FeedSettings(name="harbours", kind="feed", **words), surroundings(tmp_path))


def source(web, tmp_path, path="/feed", **words):
    return opened(tmp_path, url=web.url(path, host=HERE), **words)


def titles(parcel):
    return [each.fields["title"] for each in parcel.reading.records]


def kept(parcel):
    """What is known of a parcel when it was taken in."""
    return {parcel.path: parcel.fingerprint}


def with_etag(body, tag):
    """A server that answers 304 to who knows the tag."""

    def behave(connection, request):
        is_known = f'if-none-match: "{tag}"' in request.lower()
        unchanged = answer(b"", f'ETag: "{tag}"', status="304 Not Modified")
        connection.sendall(unchanged if is_known else answer(body, f'ETag: "{tag}"'))

    return behave


def test_a_feed_is_one_parcel(tmp_path):
    with website({"/feed": answer(ATOM)}) as web:
        feed = source(web, tmp_path)
        (parcel,) = feed.parcels({})
    assert (feed.is_remote, feed.is_whole) == (True, False)
    assert parcel.path == web.url("/feed", host=HERE)
    assert titles(parcel) == ["Mahlen und backen & essen", "Open mill day"]
    assert parcel.reading.rejections == ()
    assert "accept: application/atom+xml" in web.asked[0].lower()


def test_only_a_feed_that_changed_is_read_again(tmp_path):
    with website({"/feed": with_etag(rss("one"), "a")}) as web:
        feed = source(web, tmp_path)
        (parcel,) = feed.parcels({})
        assert list(feed.parcels(kept(parcel))) == [Unchanged(parcel.path)]
        web.pages["/feed"] = with_etag(rss("two", "one"), "b")
        (again,) = feed.parcels(kept(parcel))
    assert titles(again) == ["two", "one"]
    assert [each.provenance.key for each in again.reading.records][1:] == [
        each.provenance.key for each in parcel.reading.records
    ]


def test_a_key_in_the_address_is_kept_nowhere(tmp_path):
    body = rss("one", head="<item><title>x</title><link>#a</link></item>")
    with website({"/feed?key=hush": answer(body), "/feed?key=psst": answer(body)}) as web:
        feed = source(web, tmp_path, "/feed?key=hush")
        (parcel,) = feed.parcels({})
        (other,) = source(web, tmp_path, "/feed?key=psst").parcels({})
        assert "hush" not in repr(parcel)
        assert parcel.path.startswith(f"{web.url('/feed', host=HERE)} (")
        assert parcel.path != other.path
        assert list(feed.parcels(kept(parcel))) == [Unchanged(parcel.path)]


def test_a_server_that_knows_no_etags(tmp_path):
    with website({"/feed": answer(rss("one"))}) as web:
        feed = source(web, tmp_path)
        (parcel,) = feed.parcels({})
        assert list(feed.parcels(kept(parcel))) == [Unchanged(parcel.path)]


def test_a_feed_that_moved_keeps_its_name_and_its_links_lead_on(tmp_path):
    with website({"/new/feed": answer(rss("one"))}) as web:
        web.pages["/feed"] = answer(
            b"", f"Location: {web.url('/new/feed', host=HERE)}", status="301 Moved Permanently"
        )
        (parcel,) = source(web, tmp_path).parcels({})
        (record,) = parcel.reading.records
        assert parcel.path == web.url("/feed", host=HERE)
        assert record.fields["url"] == web.url("/new/news/one", host=HERE)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (answer(status="404 Not Found"), "404"),
        (answer(status="500 Oops"), "500"),
        (answer(b"<!DOCTYPE html><p>Hello"), "is a web page, not a feed"),
        (
            answer(b'<html><link rel="alternate" type="application/rss+xml" href="/real?hush">'),
            "its feed is http",
        ),
        (answer(b""), "is empty"),
        (answer(b"PK\x03\x04"), "is no feed"),
        (answer(b"{}"), "is JSON, but no JSON Feed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + rss("one"), "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, page, words):
    with website({"/feed?key=secret": page}) as web, pytest.raises(SourceError) as refused:
        list(source(web, tmp_path, "/feed?key=secret").parcels({}))
    assert refused.value.message.startswith("the source harbours cannot be read: ")
    assert words in refused.value.message
    assert "secret" not in refused.value.message
    assert refused.value.hint


def test_an_empty_feed_and_a_broken_entry_are_no_reason_to_stop(tmp_path):
    with website(
        {"/feed": answer(rss()), "/broken?key=secret": answer(rss()[:-16] + b"<item/>")}
    ) as web:
        (empty,) = source(web, tmp_path).parcels({})
        (broken,) = source(web, tmp_path, "/broken?key=secret").parcels({})
    assert (empty.reading.records, empty.reading.rejections) == ((), ())
    places = [each.where for each in broken.reading.rejections]
    assert places == [
        f"{web.url('/broken', host=HERE)}, {which}" for which in ("line 1", "entry 1")
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, ["Jane"]),
        ({"defaults": {"organisation": "IMA"}}, ["Jane"]),
        ({"authors": "people"}, ["Harbours"]),
        ({"authors": "people", "defaults": {"organisation": "IMA"}}, None),
    ],
)
def test_whose_news_it_is(tmp_path, words, expected):
    head = "<title>Harbours</title><author>Jane</author>"
    (tmp_path / "feed.xml").write_bytes(rss("one", head=head))
    (parcel,) = opened(tmp_path, path="feed.xml", **words).parcels({})
    assert parcel.reading.records[0].fields.get("organisations") == expected


def test_a_file(tmp_path):
    feed = opened(tmp_path, path="saved.json")
    with pytest.raises(SourceError, match=r"saved\.json"):
        list(feed.parcels({}))
    (tmp_path / "saved.json").write_text('{"items": [{"id": "1", "title": "One"}]}', "utf-8")
    (parcel,) = feed.parcels({})
    assert feed.is_remote is False
    assert (parcel.path, titles(parcel)) == ("saved.json", ["One"])
    assert list(feed.parcels(kept(parcel))) == [Unchanged("saved.json")]


def test_settings():
    assert FeedSettings(name="x", kind="feed", path="f.xml").silent_after_days == 60
    for words in ({}, {"path": "f", "url": "https://e.example"}, {"path": "f", "authors": "x"}):
        with pytest.raises(ValidationError):
            FeedSettings(name="x", kind="feed", **words)
