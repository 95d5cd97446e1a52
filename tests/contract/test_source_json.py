"""Any JSON API as a source, against real servers on this machine."""

import json

import pytest
from pydantic import ValidationError

from digest.errors import SourceError
from digest.sources.contract import Unchanged
from digest.sources.json_api import JSON, JsonSettings
from fakes.surroundings import surroundings
from fakes.websites import HERE, answer, website

TOKEN = "Bearer s3cr3t-t0ken"


def settings(**words):
    return JsonSettings(**{"name": "agenda", "kind": "json", **words})


def source(web, tmp_path, path="/items", secrets=(), **words):
    declared = settings(url=web.url(path, host=HERE), **words)
    return JSON.open(declared, surroundings(tmp_path, **dict(secrets)))


def page(*numbers, **more):
    return answer(
        json.dumps({"items": [{"id": n, "name": f"N{n}"} for n in numbers], **more}).encode()
    )


def take(source, known=()):
    parcels = []
    try:
        for parcel in source.parcels(dict(known)):
            parcels.append(parcel)  # noqa: PERF402 - what came before an error counts
    except SourceError as error:
        return parcels, error
    return parcels, None


def keys(parcels):
    return [each.provenance.key for parcel in parcels for each in parcel.reading.records]


def targets(web):
    return [each.split(" ")[1] for each in web.asked]


def test_a_page_by_its_map(tmp_path):
    with website({"/items?key=k": page(1)}) as web:
        words = {"path": "/items?key=k", "map": {"title": "name"}, "fields": {"id": "id"}}
        (parcel,), error = take(source(web, tmp_path, **words))
    assert error is None
    assert parcel.reading.records[0].fields == {"id": 1, "title": "N1"}
    assert parcel.path == web.url("/items", host=HERE)  # without what may be secret


def test_pages_that_name_the_next(tmp_path):
    pages = {"/items": page(1, next="/items?after=1"), "/items?after=1": page(2, next="?after=2")}
    with website({**pages, "/items?after=2": page(3, next=None)}) as web:
        one = source(web, tmp_path, next="next")
        parcels, error = take(one)
        assert (keys(parcels), error) == (["item#1", "item#2", "item#3"], None)
        known = {each.path: each.fingerprint for each in parcels}
        assert take(one, known) == ([Unchanged(each.path) for each in parcels], None)
        assert targets(web) == ["/items", "/items?after=1", "/items?after=2"] * 2
        assert not any("after=" in each.fingerprint for each in parcels)  # it may hold a key


def with_etag(body, tag):
    """A page of an API that answers 304 to who knows the tag."""

    def behave(connection, request):
        is_known = f'if-none-match: "{tag}"' in request.lower()
        unchanged = answer(b"", f'ETag: "{tag}"', status="304 Not Modified")
        connection.sendall(unchanged if is_known else answer(body, f'ETag: "{tag}"'))

    return behave


def test_only_a_page_that_none_follows_is_asked_whether_it_changed(tmp_path):
    first = json.dumps({"items": [{"id": 1}], "next": "/items?after=1"}).encode()
    last = json.dumps({"items": [{"id": 2}]}).encode()
    with website({"/items": with_etag(first, "a"), "/items?after=1": with_etag(last, "b")}) as web:
        one = source(web, tmp_path, next="next")
        parcels, _ = take(one)
        known = {each.path: each.fingerprint for each in parcels}
        assert take(one, known) == ([Unchanged(each.path) for each in parcels], None)
        conditions = ["if-none-match" in each.lower() for each in web.asked[2:]]
        assert conditions == [False, True]
        web.pages["/items?after=1"] = with_etag(b'{"items": [{"id": 3}]}', "c")
        again, _ = take(one, known)
    assert again[0] == Unchanged(parcels[0].path)
    assert keys(again[1:]) == ["item#3"]


@pytest.mark.parametrize("words", [{"next": "next"}, {"page_parameter": "p"}])
def test_pages_behind_the_last_that_may_be_read_are_said_once(tmp_path, words):
    pages = {
        "/items": page(1, next="/items?p=2"),
        "/items?p=2": page(2, next="/items?p=3"),
        "/items?p=3": page(3),
    }
    with website(pages) as web:
        one = source(web, tmp_path, pages=2, **words)
        parcels, error = take(one)
        assert (keys(parcels), error) == (["item#1", "item#2"], None)
        further = parcels[-1]
        (rejection,) = further.reading.rejections
        assert rejection.where == f"{web.url('/items', host=HERE)}, further pages"
        assert "pages = 2" in rejection.reason
        assert further.is_final
        known = {each.path: each.fingerprint for each in parcels}
        assert take(one, known) == ([Unchanged(each.path) for each in parcels], None)
        three = source(web, tmp_path, pages=3, **words)
        assert [keys([each]) for each in take(three)[0]] == [["item#1"], ["item#2"], ["item#3"]]


@pytest.mark.parametrize(
    "behind",
    [
        page(),
        page(1),
        answer(b"[[["),
        answer(status="404 Not Found"),
        answer(status="400 Bad Request"),
        answer(status="500 Oops"),
    ],
)
def test_where_nothing_is_behind_the_last_page_nothing_is_said(tmp_path, behind):
    with website({"/items": page(1), "/items?p=2": behind}) as web:
        parcels, error = take(source(web, tmp_path, page_parameter="p", pages=1))
    assert (keys(parcels), len(parcels), error) == (["item#1"], 1, None)


def test_pages_in_a_circle_end(tmp_path):
    pages = {"/items": page(1, next="/items?b"), "/items?b": page(2, next="/items")}
    with website(pages) as web:
        parcels, error = take(source(web, tmp_path, next="next", pages=50))
    assert (keys(parcels), error) == (["item#1", "item#2"], None)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/items", ["/items", "/items?p=2", "/items?p=3"]),
        ("/items?p=0&x=a%20b", ["/items?p=0&x=a%20b", "/items?x=a+b&p=1", "/items?x=a+b&p=2"]),
    ],
)
def test_pages_that_are_counted(tmp_path, path, asked):
    with website(dict(zip(asked, (page(1), page(2), page()), strict=True))) as web:
        parcels, error = take(source(web, tmp_path, path, page_parameter="p", pages=9))
    assert (keys(parcels), error) == (["item#1", "item#2"], None)
    assert targets(web) == asked


def test_counting_ends_behind_the_last_page(tmp_path):
    with website({"/items": page(1)}) as web:
        parcels, error = take(source(web, tmp_path, page_parameter="p"))
    assert (keys(parcels), error, len(web.asked)) == (["item#1"], None, 2)


def test_a_next_page_elsewhere_gets_nothing(tmp_path):
    secrets = {"API_TOKEN": TOKEN}
    headers = {"Authorization": {"env": "API_TOKEN"}}
    with website({"/steal": page(9)}) as thief, website({}) as web:
        web.pages["/items"] = page(1, next=thief.url("/steal", host=HERE))
        parcels, error = take(source(web, tmp_path, next="next", headers=headers, secrets=secrets))
        assert thief.asked == []
    assert keys(parcels) == ["item#1"]
    assert parcels[0].fingerprint == ""  # worth a second look
    assert "another host" in error.message


def test_a_header_from_the_environment_reaches_the_api_and_nobody_else(tmp_path):
    secrets = {"API_TOKEN": TOKEN}
    headers = {"Authorization": {"env": "API_TOKEN"}}
    with website({"/landing": page(1)}) as other, website({}) as web:
        goal = other.url("/landing", host="localhost")
        web.pages["/items"] = answer(b"", f"Location: {goal}", status="302 Found")
        web.pages["/open"] = page(2)
        _, error = take(source(web, tmp_path, headers=headers, secrets=secrets))
        parcels, _ = take(source(web, tmp_path, "/open", headers=headers, secrets=secrets))
        assert not any(TOKEN in each for each in other.asked)
        assert all(TOKEN in each for each in web.asked)
    assert keys(parcels) == ["item#2"]
    assert error is not None
    assert "s3cr3t" not in f"{error.message} {error.hint}"


def test_a_secret_that_is_not_there_stops_this_source_only(tmp_path):
    with website({"/items": page(1)}) as web:
        _, error = take(source(web, tmp_path, headers={"X-Key": {"env": "NO_SUCH"}}))
        assert web.asked == []
    assert error.message == "the source agenda cannot be read: the variable NO_SUCH is not set"


def test_an_error_never_shows_a_secret(tmp_path):
    words = {"headers": {"X-Key": {"env": "K"}}, "secrets": {"K": "s3cr3t"}}
    for body in (b"<html>", b'{"a": 1}', b"[[["):
        with website({"/items?key=hush": answer(body)}) as web:
            _, error = take(source(web, tmp_path, "/items?key=hush", **words))
        said = f"{error.message} {error.hint}"
        assert "cannot be read" in said
        assert "s3cr3t" not in said
        assert "hush" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"items": "a..b"}, "'a..b' is not a JMESPath expression (column 3)"),
        ({"map": {"title": "foo("}}, "'foo(' is not a JMESPath expression"),
        ({"map": {"titel": "a"}}, "did you mean 'title'?"),
        ({"next": "["}, "not a JMESPath expression"),
        ({"next": "n", "page_parameter": "p"}, "either next or page_parameter"),
        ({"headers": {"A b": {"env": "X"}}}, "pattern"),
        ({"headers": {"Authorization": "Bearer x"}}, "headers"),
        ({"page_parameter": "a&b"}, "pattern"),
        ({"pages": 0}, "greater than or equal to 1"),
        ({"path": "x.json"}, "either path or url"),
    ],
)
def test_what_config_toml_may_not_say(words, said):
    with pytest.raises(ValidationError) as refused:
        settings(**{"url": "https://api.example/x", **words})
    assert said in str(refused.value)


def test_a_saved_answer(tmp_path):
    file = tmp_path / "saved.json"
    file.write_bytes(b'[{"id": 5, "title": "x"}]')
    one = JSON.open(settings(path="saved.json"), surroundings(tmp_path))
    (parcel,), error = take(one)
    assert (keys([parcel]), error, one.is_remote) == (["item#5"], None, False)
    assert take(one, {"saved.json": parcel.fingerprint}) == ([Unchanged("saved.json")], None)
    file.write_bytes(b"[")
    assert "saved.json is not valid JSON" in take(one)[1].message
