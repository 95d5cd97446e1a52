"""A web page with schema.org data as a source, against a real server on this machine."""

from pathlib import Path

import pytest

from digest.errors import SourceError
from digest.sources.contract import Unchanged
from digest.sources.page import PAGE, PageSettings
from fakes.surroundings import surroundings
from fakes.websites import HERE, answer, website

PROGRAMME = (Path(__file__).parents[1] / "golden" / "page" / "programme.html").read_bytes()
TAG = b'<script type="application/ld+json">{"@type":"Event","name":"A","url":"b"}</script>'


def opened(tmp_path, **words):
    return PAGE.open(PageSettings(name="museum", kind="page", **words), surroundings(tmp_path))


def source(web, tmp_path, path="/programme", **words):
    return opened(tmp_path, url=web.url(path, host=HERE), **words)


def titles(parcel):
    return [each.fields["title"] for each in parcel.reading.records]


def test_a_page_is_one_parcel(tmp_path):
    with website({"/programme": answer(PROGRAMME, 'ETag: "1"')}) as web:
        one = source(web, tmp_path)
        (parcel,) = one.parcels({})
        news = next(source(web, tmp_path, read="news").parcels({}))
    assert (one.is_remote, one.is_whole) == (True, False)
    assert titles(parcel)[:2] == ["Glass – seen twice", "Night of lamps"]
    assert len(parcel.reading.rejections) == 1
    assert titles(news) == ["We & they"]


def test_a_page_as_it_was_is_not_given_again(tmp_path):
    def page(connection, request):
        is_known = 'if-none-match: "1"' in request.lower()
        connection.sendall(
            answer(status="304 Not Modified") if is_known else answer(TAG, 'ETag: "1"')
        )

    with website({"/programme": page}) as web:
        one = source(web, tmp_path)
        (parcel,) = one.parcels({})
        assert list(one.parcels({parcel.path: parcel.fingerprint})) == [Unchanged(parcel.path)]


def test_a_key_in_the_address_is_kept_nowhere(tmp_path):
    body = TAG + b'<script type="application/ld+json">{</script>'
    with website({"/programme?key=hush": answer(body)}) as web:
        one = source(web, tmp_path, "/programme?key=hush")
        (parcel,) = one.parcels({})
        assert "hush" not in repr(parcel)
        assert parcel.reading.rejections
        assert list(one.parcels({parcel.path: parcel.fingerprint})) == [Unchanged(parcel.path)]


def test_what_is_relative_leads_from_where_the_page_was_found(tmp_path):
    with website({"/new/x": answer(TAG)}) as web:
        web.pages["/programme"] = answer(b"", "Location: /new/x", status="301 Moved Permanently")
        (parcel,) = source(web, tmp_path).parcels({})
        (record,) = parcel.reading.records
        assert record.fields["url"] == web.url("/new/b", host=HERE)
        assert parcel.path == web.url("/programme", host=HERE)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (answer(b"<html><p>Events</p></html>"), "holds no schema.org data"),
        (answer(b"\x89PNG\r\n\x1a\n"), "holds no schema.org data"),
        (answer(status="404 Not Found"), "404"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<html>", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, page, words):
    with website({"/programme?k=hush": page}) as web, pytest.raises(SourceError) as refused:
        list(source(web, tmp_path, "/programme?k=hush").parcels({}))
    assert refused.value.message.startswith("the source museum cannot be read: ")
    assert words in refused.value.message
    assert "hush" not in refused.value.message
    assert refused.value.hint


def test_a_saved_page(tmp_path):
    (tmp_path / "p.html").write_bytes(TAG)
    one = opened(tmp_path, path="p.html")
    (parcel,) = one.parcels({})
    assert (titles(parcel), one.is_remote) == (["A"], False)
    assert list(one.parcels({"p.html": parcel.fingerprint})) == [Unchanged("p.html")]
