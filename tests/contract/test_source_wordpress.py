"""WordPress as a source, against a real server on this machine."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from digest.errors import SourceError
from digest.sources.contract import Parcel, Unchanged
from digest.sources.wordpress import WORDPRESS, WordPressSettings, address
from fakes.surroundings import surroundings
from fakes.websites import HERE, answer, website

GOLDEN = Path(__file__).parents[1] / "golden" / "wordpress"
POSTS, EVENTS = "/wp-json/wp/v2/posts", "/wp-json/tribe/events/v1/events"


class WordPress:
    """A site that answers by page number: bytes, or (status, bytes); else as WordPress does."""

    def __init__(self, *pages, route=POSTS, total=None):
        self.pages, self.route, self.total = pages, route, total
        self.asked = []

    def __call__(self, connection, request):
        target = urlsplit(request.split(" ")[1])
        query = {name: values[0] for name, values in parse_qs(target.query).items()}
        self.asked.append(query)
        connection.sendall(self.answer(target.path, int(query.get("page", "1"))))

    def answer(self, path, number):
        if path != self.route:
            return answer(b'{"code":"rest_no_route"}', status="404 Not Found")
        if number > len(self.pages):
            return answer(b'{"code":"rest_post_invalid_page_number"}', status="400 Bad Request")
        page = self.pages[number - 1]
        if isinstance(page, tuple):
            return answer(page[1], status=page[0])
        total = () if self.total is None else (f"X-WP-TotalPages: {self.total}",)
        return answer(page, *total)


class Anywhere(dict):
    """Pages of a website that all lead to one answerer."""

    def get(self, _path, _default=None):
        return self["any"]


def serving(site):
    return website(Anywhere(any=site))


def source(web, tmp_path, **settings):
    words = {"name": "museum", "kind": "wordpress", "url": web.url("", host=HERE), **settings}
    return WORDPRESS.open(WordPressSettings(**words), surroundings(tmp_path))


def posts(*numbers):
    return json.dumps(
        [{"id": n, "status": "publish", "title": {"rendered": f"Post {n}"}} for n in numbers]
    ).encode()


def events(*numbers, more=False):
    page = {"events": [{"id": n, "title": f"Event {n}"} for n in numbers]}
    elsewhere = {"next_rest_url": "http://elsewhere.example/wp-json/x?page=2"} if more else {}
    return json.dumps({**page, **elsewhere}).encode()


def take(source, known=()):
    """The parcels a source gives, and the error it ends with, if any."""
    parcels = []
    try:
        for parcel in source.parcels(dict(known)):
            parcels.append(parcel)  # noqa: PERF402 - what came before an error counts
    except SourceError as error:
        return parcels, error
    return parcels, None


def keys(parcels):
    return [each.provenance.key for parcel in parcels for each in parcel.reading.records]


def test_posts_of_all_pages_the_site_counts(tmp_path):
    site = WordPress(posts(1, 2), posts(3), total=2)
    with serving(site) as web:
        parcels, error = take(source(web, tmp_path))
    assert (keys(parcels), error) == (["post#1", "post#2", "post#3"], None)
    first = web.url(POSTS, host=HERE)
    assert [each.path for each in parcels] == [first, f"{first}, page 2"]
    assert parcels[1].reading.records[0].provenance.where == f"{first}, page 2, entry 1"
    assert [each.get("page") for each in site.asked] == [None, "2"]
    assert site.asked[0] == {
        "_embed": "wp:featuredmedia,wp:term",
        "_fields": "id,date,link,lang,status,title,excerpt,content,_links,_embedded",
        "after": "2023-07-01T00:00:00",
        "orderby": "modified",
        "per_page": "100",
    }


def test_no_more_pages_than_wanted(tmp_path):
    site = WordPress(*(posts(n) for n in range(1, 9)), total=8)
    with serving(site) as web:
        parcels, error = take(source(web, tmp_path, pages=2))
    assert (keys(parcels), error) == (["post#1", "post#2"], None)
    (rejection,) = parcels[2].reading.rejections
    assert "pages = 2" in rejection.reason


def test_the_events_behind_those_that_are_next_are_left_for_later(tmp_path):
    site = WordPress(*(events(n, more=True) for n in range(9)), route=EVENTS)
    with serving(site) as web:
        parcels, error = take(source(web, tmp_path, read="events", pages=2))
    assert (len(parcels), len(site.asked), error) == (2, 2, None)


def test_a_full_page_without_a_count_may_be_the_last(tmp_path):
    site = WordPress(posts(1, 2))
    with serving(site) as web:
        parcels, error = take(source(web, tmp_path, per_page=2))
    assert (len(parcels), len(site.asked), error) == (1, 2, None)  # the 400 ends it quietly


def test_a_site_that_always_gives_the_same_page_is_left(tmp_path):
    site = WordPress(*[posts(1)] * 9, total=9)
    with serving(site) as web:
        parcels, error = take(source(web, tmp_path, pages=9))
    assert (len(parcels), len(site.asked), error) == (1, 2, None)


def test_events_follow_by_number_wherever_the_site_says_it_is(tmp_path):
    site = WordPress(events(1, more=True), events(2), route=EVENTS)
    with serving(site) as web:
        parcels, error = take(source(web, tmp_path, read="events", query={"categories": "fair"}))
    assert (keys(parcels), error) == (["event#1", "event#2"], None)
    assert site.asked == [
        {"per_page": "50", "categories": "fair"},
        {"per_page": "50", "categories": "fair", "page": "2"},
    ]


def test_a_page_as_it_was_is_not_given_again(tmp_path):
    site = WordPress(posts(1), posts(2), total=2)
    with serving(site) as web:
        one = source(web, tmp_path)
        before, _ = take(one)
        known = {each.path: each.fingerprint for each in before}
        assert take(one, known) == ([Unchanged(each.path) for each in before], None)
        site.pages = (posts(1), posts(3))
        again, _ = take(one, known)
    assert [type(each) for each in again] == [Unchanged, Parcel]
    assert keys(again[1:]) == ["post#3"]


def test_what_came_before_a_failing_page_is_kept(tmp_path):
    for broken in (("500 Oops", b""), b"<html>Maintenance</html>", b'{"message": "No"}'):
        with serving(WordPress(posts(1), broken, total=2)) as web:
            parcels, error = take(source(web, tmp_path))
        assert keys(parcels) == ["post#1"]
        assert "the source museum cannot be read" in error.message


@pytest.mark.parametrize(
    ("page", "message", "hint"),
    [
        (b"<!DOCTYPE html><title>Hi</title>", "is a web page, not JSON", "is this WordPress"),
        (b"[" * 100_000, "nested too deep", "is this WordPress"),
        (("401 Unauthorized", b"{}"), "401", 'kind = "feed"'),
        (("403 Forbidden", b"{}"), "403", 'kind = "feed"'),
        (("404 Not Found", b"{}"), "404", "is this WordPress"),
        (posts(1)[:-20], "it breaks off", "is this WordPress"),
        (b" " * 6_000_000, "5", "per_page = 20"),
    ],
)
def test_what_cannot_be_read_at_all_says_why_and_the_way_out(tmp_path, page, message, hint):
    with serving(WordPress(page)) as web:
        parcels, error = take(source(web, tmp_path))
    assert parcels == []
    assert error.message.startswith("the source museum cannot be read: ")
    assert message in error.message
    assert hint in error.hint


def test_a_site_without_the_plugin_is_told_apart(tmp_path):
    with serving(WordPress(posts(1))) as web:
        _, error = take(source(web, tmp_path, read="events"))
    assert "The Events Calendar" in error.hint


def test_a_saved_answer(tmp_path):
    (tmp_path / "posts.json").write_bytes((GOLDEN / "posts.json").read_bytes())
    one = source_of_file(tmp_path, "posts.json")
    (parcel,), error = take(one)
    assert (keys([parcel]), error) == (["post#4711", "post#4712"], None)
    assert not one.is_remote
    assert take(one, {"posts.json": parcel.fingerprint}) == ([Unchanged("posts.json")], None)
    (tmp_path / "posts.json").write_bytes(b"<html>")
    assert "is a web page" in take(one)[1].message


def source_of_file(tmp_path, path):
    settings = WordPressSettings(name="museum", kind="wordpress", path=path)
    return WORDPRESS.open(settings, surroundings(tmp_path))


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("https://m.example/", "https://m.example/wp-json/wp/v2/posts?a=1"),
        ("https://m.example/en", "https://m.example/en/wp-json/wp/v2/posts?a=1"),
        ("https://m.example/wp-json", "https://m.example/wp-json/wp/v2/posts?a=1"),
        (
            "https://m.example/wp-json/wp/v2/posts?x=1#y",
            "https://m.example/wp-json/wp/v2/posts?a=1",
        ),
        ("https://m.example/?rest_route=/", "https://m.example/?rest_route=%2Fwp%2Fv2%2Fposts&a=1"),
        ("https://m.example/?rest_route=", "https://m.example/?rest_route=%2Fwp%2Fv2%2Fposts&a=1"),
    ],
)
def test_where_the_rest_api_is(site, expected):
    assert address(site, "wp/v2/posts", {"a": "1"}) == expected
