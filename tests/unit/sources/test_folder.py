import datetime as dt
import json
import os
import sys

import pytest

from digest.errors import SourceError
from digest.intake.pictures import LARGEST_PICTURE
from digest.sources.contract import Parcel, Unchanged
from digest.sources.folder import FolderSource

NOW = dt.datetime(2023, 9, 1, tzinfo=dt.UTC)
ITEM = b"---\ntitle: The fair\n---\n\nIt is held again.\n"
CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:fair@example.org\r\n"
    b"DTSTAMP:20230801T000000Z\r\nDTSTART;VALUE=DATE:20230908\r\nSUMMARY:The fair\r\n"
    b"END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def put(root, path, data=ITEM):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def parcels(root, known=(), fields=(), now=NOW):
    source = FolderSource("members", root, dict(fields), lambda: now)
    return {each.path: each for each in source.parcels(dict(known))}


def fingerprints(root, **words):
    return {path: each.fingerprint for path, each in parcels(root, **words).items()}


def test_each_file_is_a_parcel(tmp_path):
    put(tmp_path, "2023-09/ima.md")
    put(tmp_path, "calls.csv", b"title,link\nOne,https://example.org/1\nTwo,\n")
    put(tmp_path, "notes.txt")
    found = parcels(tmp_path)
    assert {path: len(each.reading.records) for path, each in found.items()} == {
        "2023-09/ima.md": 1,
        "calls.csv": 2,
        "notes.txt": 0,
    }
    assert found["notes.txt"].reading.rejections[0].where == "notes.txt"
    assert not found["notes.txt"].fingerprint  # worth a second look


def test_a_file_as_it_was_is_not_opened(tmp_path):
    put(tmp_path, "ima.md")
    known = fingerprints(tmp_path)
    (tmp_path / "ima.md").chmod(0)
    assert parcels(tmp_path, known=known) == {"ima.md": Unchanged("ima.md")}


def test_a_file_that_changed_is_read_again(tmp_path):
    file = put(tmp_path, "ima.md")
    known = fingerprints(tmp_path)
    before = file.stat()
    file.write_bytes(ITEM.replace(b"again", b"twice"))  # as long as it was
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert isinstance(parcels(tmp_path, known=known)["ima.md"], Parcel)


def test_the_picture_beside_a_file_is_its_picture(tmp_path):
    put(tmp_path, "2023-09/ima.md")
    put(tmp_path, "2023-09/ima.JPG", b"a picture")
    put(tmp_path, "2023-09/other.jpg", b"another")
    parcel = parcels(tmp_path)["2023-09/ima.md"]
    assert parcel.reading.records[0].fields["image"] == "ima.JPG"
    assert parcel.pictures == {"ima.JPG": b"a picture"}


def test_a_picture_a_record_names_comes_before_the_one_beside(tmp_path):
    put(tmp_path, "ima.md", b"---\ntitle: x\nbild: img/hall.png\n---\n")
    put(tmp_path, "ima.jpg", b"beside")
    put(tmp_path, "img/hall.png", b"named")
    parcel = parcels(tmp_path, fields={"Bild": "image"})["ima.md"]
    assert parcel.pictures == {"img/hall.png": b"named"}
    assert "image" not in parcel.reading.records[0].fields


def test_many_records_in_a_file_have_no_picture_beside(tmp_path):
    put(tmp_path, "calls.csv", b"title\nOne\nTwo\n")
    put(tmp_path, "calls.jpg", b"beside")
    parcel = parcels(tmp_path)["calls.csv"]
    assert parcel.pictures == {}


@pytest.mark.parametrize("name", ["../secret.jpg", "/etc/passwd", "gone.jpg", "link.jpg", "x.md"])
def test_a_picture_outside_the_folder_is_never_read(tmp_path, name):
    root = tmp_path / "feeds"
    put(tmp_path, "secret.jpg", b"secret")
    put(root, "ima.md", f"---\ntitle: x\nimage: {name}\n---\n".encode())
    put(root, "x.md")
    (root / "link.jpg").symlink_to("../secret.jpg")
    assert parcels(root)["ima.md"].pictures == {}


@pytest.mark.parametrize(
    "name", ["a\0b.png", "a" * 300 + ".png", "a/" * 3000 + "b.png", "circle/a.png", "x.json/a.png"]
)
def test_a_name_that_no_picture_can_have_takes_nothing_else_along(tmp_path, name):
    put(tmp_path, "x.json", json.dumps({"title": "The fair", "image": name}).encode())
    put(tmp_path, "y.md")
    (tmp_path / "circle").symlink_to("circle")
    found = parcels(tmp_path)
    assert len(found["x.json"].reading.records) == len(found["y.md"].reading.records) == 1
    assert found["x.json"].pictures == {}


def test_a_huge_picture_is_not_held_whole(tmp_path):
    put(tmp_path, "ima.md")
    with (tmp_path / "ima.jpg").open("wb") as file:
        file.truncate(20 * LARGEST_PICTURE)  # sparse
    assert len(parcels(tmp_path)["ima.md"].pictures["ima.jpg"]) == LARGEST_PICTURE + 1


def test_a_new_picture_beside_a_file_makes_it_another(tmp_path):
    put(tmp_path, "ima.md")
    known = fingerprints(tmp_path)
    put(tmp_path, "ima.jpg", b"a picture")
    assert isinstance(parcels(tmp_path, known=known)["ima.md"], Parcel)


def named_by(root, image="img/hall.png"):
    put(root, "ima.md", f"---\ntitle: x\nimage: {image}\n---\n".encode())
    return root / image


@pytest.mark.parametrize("is_linked", [False, True])
def test_a_picture_that_is_named_is_watched_wherever_it_lies(tmp_path, is_linked):
    picture = named_by(tmp_path)
    real = put(tmp_path, "store/hall.png", b"one")
    picture.parent.mkdir()
    picture.symlink_to("../store/hall.png") if is_linked else real.rename(picture)
    known = fingerprints(tmp_path)
    assert parcels(tmp_path, known=known)["ima.md"] == Unchanged("ima.md")
    picture.resolve().write_bytes(b"three")
    again = parcels(tmp_path, known=known)["ima.md"]
    assert again.pictures == {"img/hall.png": b"three"}
    picture.unlink()
    known = {"ima.md": again.fingerprint}
    assert parcels(tmp_path, known=known)["ima.md"].pictures == {}


def test_a_picture_that_comes_later_is_seen(tmp_path):
    picture = named_by(tmp_path)
    known = fingerprints(tmp_path)
    assert parcels(tmp_path, known=known)["ima.md"] == Unchanged("ima.md")
    put(tmp_path, picture.relative_to(tmp_path), b"here")
    assert parcels(tmp_path, known=known)["ima.md"].pictures == {"img/hall.png": b"here"}


@pytest.mark.parametrize("change", ["appears", "changes", "goes", "another comes first"])
def test_the_picture_beside_is_watched(tmp_path, change):
    put(tmp_path, "ima.md")
    if change != "appears":
        put(tmp_path, "ima.jpg", b"one")
    known = fingerprints(tmp_path)
    assert parcels(tmp_path, known=known)["ima.md"] == Unchanged("ima.md")
    if change == "goes":
        (tmp_path / "ima.jpg").unlink()
    else:
        put(tmp_path, "ima.gif" if change == "another comes first" else "ima.jpg", b"three")
    pictures = parcels(tmp_path, known=known)["ima.md"].pictures
    assert list(pictures.values()) == ([] if change == "goes" else [b"three"])


def test_a_picture_of_another_file_changes_nothing(tmp_path):
    for path in ("ima.md", "nemo.md"):
        put(tmp_path, path)
    known = fingerprints(tmp_path)
    put(tmp_path, "nemo.jpg", b"a picture")
    put(tmp_path, "party.jpg", b"nobody's")
    found = parcels(tmp_path, known=known)
    assert (type(found["ima.md"]), type(found["nemo.md"])) == (Unchanged, Parcel)


def test_an_address_is_no_picture_of_the_folder(tmp_path):
    named_by(tmp_path, "https://example.org/a?key=secret&f=.png")
    parcel = parcels(tmp_path)["ima.md"]
    assert "secret" not in parcel.fingerprint
    assert parcel.pictures == {}


def test_a_file_of_very_many_pictures_is_read_every_time(tmp_path):
    rows = "".join(f"T{n},{'x' * 200}{n}.png\n" for n in range(5_000))
    put(tmp_path, "calls.csv", f"title,image\n{rows}".encode())
    parcel = parcels(tmp_path)["calls.csv"]
    assert (len(parcel.reading.records), parcel.fingerprint) == (5_000, "")


def test_unchanged_files_with_pictures_cost_no_more_for_each_than_one_alone(tmp_path):
    """Pictures of a folder counted anew for each of its files were quadratic."""

    def looks(count):
        root = tmp_path / str(count)
        for n in range(count):
            put(root, f"{n}.md")
            put(root, f"{n}.jpg", b"x")
        known = fingerprints(root)
        calls = []
        profile = sys.getprofile()
        sys.setprofile(lambda *event: calls.append(event[1]))
        found = parcels(root, known=known)
        sys.setprofile(profile)
        assert set(map(type, found.values())) == {Unchanged}
        return len(calls)

    assert looks(80) < 4.5 * looks(20)


def test_a_root_in_a_circle_is_a_source_error(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(SourceError, match="the source members cannot be read"):
        parcels(tmp_path / "loop")


def test_a_calendar_is_read_again_when_the_month_has_changed(tmp_path):
    put(tmp_path, "fairs.ics", CALENDAR)
    known = fingerprints(tmp_path)
    assert parcels(tmp_path, known=known)["fairs.ics"] == Unchanged("fairs.ics")
    later = parcels(tmp_path, known=known, now=NOW.replace(month=10))["fairs.ics"]
    assert [each.fields["title"] for each in later.reading.records] == ["The fair"]
    assert later.since is not None
