"""The folder of pictures and its table, on both databases; and copying from a real website."""

import contextlib
import stat
from dataclasses import replace
from threading import Event

import pytest

from digest.errors import SourceError, StoreError, UsageError
from digest.fetch.fetcher import Fetcher
from digest.fetch.settings import FetchSettings
from digest.intake.pictures import regular_picture
from digest.model.picture import kept_picture
from digest.store.pictures import Pictures
from digest.workflows.assemble import assembled, rendered
from digest.workflows.check import checked
from digest.workflows.moderate import change
from digest.workflows.outcomes import Terms
from digest.workflows.pictures import Album
from digest.workflows.taking_in import take_in
from fakes.issues import submission
from fakes.newsroom import LATER, NOW, PERIOD, Newsroom, at_once
from fakes.offices import a_desk, an_issue
from fakes.pictures import a_jpeg, opened
from fakes.sources import a_parcel, a_record
from fakes.websites import HERE, answer, website

ADDRESS = "https://museum.example/carpet.jpg"


def a_picture(width=120):
    return regular_picture(a_jpeg((width, 80)))


@pytest.fixture
def pictures(database, tmp_path):
    return Pictures(database, tmp_path / "images")


def test_a_picture_is_kept_whole_under_its_own_name(pictures, tmp_path):
    picture = a_picture()
    name = pictures.keep(ADDRESS, picture, NOW)
    (file,) = (tmp_path / "images").iterdir()
    assert file.name == name.name == picture.name
    assert file.read_bytes() == picture.data
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert pictures.of(ADDRESS) == name
    assert pictures.file(name) == file


def test_it_is_written_once_and_never_again(pictures, tmp_path):
    name = pictures.keep(ADDRESS, a_picture(), NOW)
    before = (tmp_path / "images" / name.name).stat()
    pictures.keep("another address", a_picture(), LATER)
    after = (tmp_path / "images" / name.name).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert pictures.of("another address") == name


def test_an_address_leads_to_the_last_picture_kept_for_it_and_the_first_stays(pictures):
    first = pictures.keep(ADDRESS, a_picture(), NOW)
    second = pictures.keep(ADDRESS, a_picture(140), LATER)
    assert pictures.of(ADDRESS) == second
    assert pictures.file(first)


def test_a_picture_whose_file_is_gone_is_not_known(pictures, tmp_path):
    name = pictures.keep(ADDRESS, a_picture(), NOW)
    (tmp_path / "images" / name.name).unlink()
    assert pictures.of(ADDRESS) is None
    assert pictures.keep(ADDRESS, a_picture(), NOW) == name
    assert pictures.of(ADDRESS) == name


def test_a_folder_that_cannot_be_written_is_named(database, tmp_path):
    (tmp_path / "images").write_text("no folder")
    with pytest.raises(StoreError, match=r"cannot be written to .*images") as caught:
        Pictures(database, tmp_path / "images").keep(ADDRESS, a_picture(), NOW)
    assert caught.value.hint


def test_many_at_the_same_moment_keep_one_picture(pictures, tmp_path):
    picture = a_picture()
    names = at_once(lambda _number: pictures.keep(ADDRESS, picture, NOW), 8)
    assert set(names) == {pictures.of(ADDRESS)}
    assert [each.read_bytes() for each in (tmp_path / "images").iterdir()] == [picture.data]


# Copying
@pytest.fixture
def album(sqlite, tmp_path):
    return an_album(sqlite, tmp_path)


@pytest.fixture
def again(sqlite, tmp_path):
    """Makes albums over the same folder, each for a run of its own."""
    return lambda: an_album(sqlite, tmp_path)


def an_album(database, folder):
    settings = FetchSettings(allow_private=(HERE, "localhost"), pause_seconds=0, timeout_seconds=5)
    fetcher = Fetcher(settings, stop=Event())
    return Album(Pictures(database, folder / "images"), fetcher, folder)


@contextlib.contextmanager
def showing(body, path="/carpet.jpg"):
    """A website with one picture; its address, and what it was asked."""
    with website({path: answer(body, "Content-Type: image/jpeg")}) as site:
        yield site.url(path, host=HERE), site


def test_a_picture_of_the_web_is_fetched_once(album, tmp_path):
    with showing(a_jpeg((2400, 1600))) as (address, site):
        path, remark = album.copied(address, {}, NOW, near=HERE)
        assert album.copied(address, {}, LATER) == (path, None)
        assert len(site.asked) == 1
    assert "accept: image/jpeg" in site.asked[0].casefold()
    assert remark is None
    assert kept_picture(path).width == 1200
    assert opened((tmp_path / path).read_bytes()).size == (1200, 800)


def test_a_picture_that_came_along_is_not_fetched(album, tmp_path):
    path, remark = album.copied("carpet.jpg", {"carpet.jpg": a_jpeg()}, NOW)
    assert remark is None
    assert (tmp_path / path).is_file()
    assert album.copied("renamed.jpg", {"renamed.jpg": a_jpeg()}, LATER) == (path, None)


def test_our_copy_is_its_own_copy(album):
    path, _ = album.copied("carpet.jpg", {"carpet.jpg": a_jpeg()}, NOW)
    assert album.copied(path, {}, LATER) == (path, None)


@pytest.mark.parametrize("image", ["carpet.jpg", "images/0123456789abcdef-12x8.jpg"])
def test_a_file_that_did_not_come_along_is_named_and_stays_as_written(album, image):
    found, remark = album.copied(image, {"another.jpg": a_jpeg()}, NOW)
    assert found == image
    assert (remark.code, remark.message) == (
        "image-unavailable",
        f"the picture {image} did not come along",
    )


def hangs_up(connection, _request):
    connection.close()


@pytest.mark.parametrize(
    "refusal",
    [
        answer(status="408 Request Timeout"),
        answer(b"", "Retry-After: 3600", status="429 Too Many Requests"),
        answer(status="500 Internal Server Error"),
        answer(b"", "Retry-After: 3600", status="503 Service Unavailable"),
        hangs_up,
    ],
)
def test_an_address_that_does_not_answer_is_kept_and_tried_again(again, refusal):
    with website({"/carpet.jpg": refusal}) as site:
        address = site.url("/carpet.jpg", host=HERE)
        found, remark = again().copied(address, {}, NOW, near=HERE)
        assert (found, remark.code) == (address, "image-unavailable")
        assert address in remark.message
        assert remark.hint
        site.pages["/carpet.jpg"] = answer(a_jpeg())
        path, remark = again().copied(address, {}, LATER, near=HERE)
    assert remark is None
    assert kept_picture(path)


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (answer(status="401 Unauthorized"), "(401)"),
        (answer(status="403 Forbidden"), "(403)"),
        (answer(status="404 Not Found"), "is not there (404)"),
        (answer(status="410 Gone"), "(410)"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 20000001\r\n\r\n", "is larger than 20,000,000"),
        (answer(b"", "Location: /carpet.jpg", status="302 Found"), "leads in a circle"),
    ],
)
def test_a_picture_that_is_not_to_be_had_is_left_out_with_the_reason(album, refusal, reason):
    with website({"/carpet.jpg": refusal}) as site:
        address = site.url("/carpet.jpg", host=HERE)
        found, remark = album.copied(address, {}, NOW, near=HERE)
    assert (found, remark.code) == (None, "unusable-image")
    assert address in remark.message
    assert reason in remark.message
    assert remark.hint


def test_a_dead_picture_does_not_keep_its_feed_from_being_done_with(sqlite_newsroom, album):
    desk = replace(a_desk(sqlite_newsroom), album=album)
    with website({}) as site:
        place, address = site.url("/feed", host=HERE), site.url("/carpet.jpg", host=HERE)
        parcel = a_parcel(place, a_record("1", title="A carpet", image=address))
        (outcome,) = take_in(desk, Terms("members"), (parcel,), NOW)
        assert outcome.is_settled
        assert len(site.asked) == 1
    (decision,) = outcome.decisions
    assert [each.code for each in decision.after.findings] == ["unusable-image"]


@pytest.mark.parametrize("near", [None, "www.example.org", "localhost"])
def test_what_is_handed_in_reaches_no_private_host_though_it_may_be_read(album, near):
    with showing(a_jpeg()) as (address, site):
        found, remark = album.copied(address, {}, NOW, near=near)
        assert site.asked == []
    assert (found, remark.code) == (None, "unusable-image")


def test_nor_does_a_picture_of_the_sources_own_host_lead_to_another(album):
    with website({"/keys": answer(a_jpeg())}) as site:
        site.pages["/carpet.jpg"] = answer(
            b"", f"Location: {site.url('/keys', host='localhost')}", status="302 Found"
        )
        found, _ = album.copied(site.url("/carpet.jpg", host=HERE), {}, NOW, near=HERE)
        assert len(site.asked) == 1
    assert found is None


def test_a_host_that_does_not_answer_twice_is_left_alone_until_the_next_run(again):
    with website({}) as site:
        addresses = [site.url(f"/{number}.jpg", host=HERE) for number in range(5)]
        site.pages |= {f"/{number}.jpg": hangs_up for number in range(5)}
        album = again()
        every = [album.copied(each, {}, NOW, near=HERE) for each in addresses]
        assert len(site.asked) == 2
        assert [found for found, _ in every] == addresses
        assert {remark.code for _, remark in every} == {"image-unavailable"}
        assert "twice" in every[2][1].message
        other, _ = album.copied(site.url("/5.jpg", host="localhost"), {}, NOW, near="localhost")
        assert len(site.asked) == 3  # another host is asked all the same
        again().copied(addresses[0], {}, LATER, near=HERE)
        assert len(site.asked) == 4
    assert other is None


@pytest.mark.parametrize("body", [b"<html>Not found</html>", a_jpeg((1, 1)), a_jpeg()[:200]])
def test_what_is_no_picture_is_left_out_with_the_reason(album, body):
    with showing(body) as (address, _):
        image, remark = album.copied(address, {}, NOW, near=HERE)
    assert image is None
    assert remark.code == "unusable-image"
    assert remark.message.startswith(f"the picture {address} is ")


# An editor's hand
def test_an_editor_names_a_file_of_the_workspace(album, tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/carpet.png").write_bytes(a_jpeg())
    path = album.handed_in("pictures/carpet.png", NOW)
    assert (tmp_path / path).is_file()
    assert album.handed_in(path, LATER) == path


def test_an_editor_who_names_an_address_again_gets_what_is_there_now(album):
    with showing(a_jpeg()) as (address, site):
        first = album.handed_in(address, NOW)
        site.pages["/carpet.jpg"] = answer(a_jpeg((140, 80)))
        second = album.handed_in(address, LATER)
    assert first != second
    assert album.copied(address, {}, LATER) == (second, None)


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("nothing.jpg", r"nothing\.jpg cannot be read: there is no such file"),
        ("folder", "folder cannot be read"),
        ("../outside.jpg", "lies outside the workspace"),
        ("/etc/passwd", "lies outside the workspace"),
        ("link.jpg", "lies outside the workspace"),
        ("a\0b", "cannot be read"),
        ("text.txt", r"the picture text\.txt is neither JPEG"),
    ],
)
def test_an_editor_is_told_at_once_what_cannot_be_used(album, tmp_path, named, reason):
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.txt").write_text("a text")
    (tmp_path / "link.jpg").symlink_to("/etc/passwd")
    with pytest.raises(UsageError, match=f"^image: .*{reason}") as caught:
        album.handed_in(named, NOW)
    assert caught.value.hint


def test_an_editor_is_told_that_an_address_does_not_answer(album):
    with website({}) as site, pytest.raises(SourceError, match=r"/carpet\.jpg"):
        album.handed_in(site.url("/carpet.jpg", host=HERE), NOW)


def test_copies_that_are_gone_are_named(album, tmp_path):
    kept, gone = (
        album.copied("a.jpg", {"a.jpg": a_jpeg((width, 80))}, NOW)[0] for width in (120, 140)
    )
    (tmp_path / gone).unlink()
    assert album.lost([kept, gone, None, ADDRESS]) == {gone}


def test_a_picture_an_editor_sets_is_copied_and_shown(sqlite, tmp_path):
    newsroom = Newsroom(sqlite)
    an_issue(newsroom, PERIOD, NOW, submission(7, title="A carpet", text_html="<p>Red.</p>"))
    desk = a_desk(newsroom)
    (tmp_path / "carpet.jpg").write_bytes(a_jpeg())
    said = {"picture": "carpet.jpg", "image_alt": "A carpet"}
    changed = change(desk, "s0007", said, LATER)
    assert (tmp_path / changed.content.image).is_file()
    (variant,) = rendered(desk, assembled(desk, PERIOD))
    assert f'src="https://news.example.org/{changed.content.image}" alt="A carpet"' in variant.html
    (tmp_path / changed.content.image).unlink()
    issue = assembled(desk, PERIOD)
    assert "missing-picture" in {each.code for each in checked(desk, issue, (variant,))}
    cleared = change(desk, "s0007", {"image": ""}, LATER)
    assert cleared.content.image is None


def test_a_picture_that_cannot_be_used_changes_nothing(sqlite):
    newsroom = Newsroom(sqlite)
    an_issue(newsroom, PERIOD, NOW, submission(7, title="A carpet"))
    with pytest.raises(UsageError, match="there is no such file"):
        change(a_desk(newsroom), "s0007", {"image": "carpet.jpg", "title": "New"}, LATER)
    assert newsroom.submissions.get("s0007").content.title == "A carpet"
