"""Values of fields."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.intake.fields import Named
from digest.intake.values import (
    image_of,
    kind_of,
    language_of,
    line_of,
    says_online,
    text_of,
    texts_of,
    truth_of,
    url_of,
)
from digest.model.submission import Kind


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("a", ("a",)),
        (3, ("3",)),
        (True, ("yes",)),
        (None, ()),
        (dt.date(2023, 9, 8), ("2023-09-08",)),
        (dt.datetime(2023, 9, 8, 10, tzinfo=dt.UTC), ("2023-09-08",)),
        (["a", [1, None]], ("a", "1")),
        ({"a": "b"}, ()),
    ],
)
def test_texts_of(value, texts):
    assert texts_of(value) == texts


def test_a_list_is_joined_and_names_with_values_are_not_used():
    fields = {"place": Named("where", ["Tours", "Bonn"]), "title": Named("title", {"en": "A"})}
    assert text_of(fields, "place").value == "Tours, Bonn"
    title = line_of(fields, "title")
    assert (title.value, title.remarks[0].code) == (None, "unusable-value")
    assert line_of(fields, "url").value is None


@pytest.mark.parametrize(
    ("name", "value", "url", "codes"),
    [
        ("url", "https://a.org", "https://a.org", []),
        ("url", ["nowhere", "https://a.org"], "https://a.org", []),
        ("url", "nowhere", None, ["unusable-link"]),
    ],
)
def test_urls(name, value, url, codes):
    read = url_of({name: Named(name, value)}, name)
    assert (read.value, [remark.code for remark in read.remarks]) == (url, codes)


@pytest.mark.parametrize(
    ("value", "image"),
    [
        ("https://a.org/b.jpg", "https://a.org/b.jpg"),
        ("https://a.org/picture?id=7&utm_source=x", "https://a.org/picture?id=7"),
        ("conference.jpg", "conference.jpg"),
        ("2023-09/Ein Bild.PNG", "2023-09/Ein Bild.PNG"),
        ("images/0123456789abcdef-1200x800.jpg", "images/0123456789abcdef-1200x800.jpg"),
        (["nothing", "a.webp"], "a.webp"),
        ("mailto:a@b.jpg", None),
        ("a.txt", None),
        ("jpg", None),
        ("../a.jpg", None),
        ("a/../../b.jpg", None),
        ("/etc/a.jpg", None),
        ("a\\b.jpg", None),
        ("C:a.jpg", None),
        ("javascript:a.jpg", None),
        ("a\u202egpj.jpg", None),
        ("a" * 500 + ".jpg", None),
        ({"src": "https://a.org"}, None),
    ],
)
def test_images(value, image):
    read = image_of({"image": Named("picture", value)})
    assert read.value == image
    assert [remark.code for remark in read.remarks] == ([] if image else ["unusable-image"])
    assert all("“picture”" in remark.message for remark in read.remarks)


def test_no_image():
    assert image_of({}).value is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("event", Kind.EVENT),
        ("Events", Kind.EVENT),
        ("Call for papers", Kind.CALL),
        ("project update", Kind.PROJECT_UPDATE),
        ("Project-Updates", Kind.PROJECT_UPDATE),
        ("news", Kind.NEWS),
        ("party", None),
        ("", None),
    ],
)
def test_kinds(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "truth"), [("Yes", True), ("true", True), ("no", False), ("0", False), ("often", None)]
)
def test_truth(text, truth):
    assert truth_of(text) is truth


@pytest.mark.parametrize(
    ("place", "online"),
    [
        ("Tours, France and online", True),
        ("Rakvere, Estonia and Online", True),
        ("on-line", True),
        ("Virtual", True),
        ("Koper, Slovenia", False),
        ("Onlineton", False),
        (None, False),
    ],
)
def test_online(place, online):
    assert says_online(place) is online


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("EN", "en"),
        ("pt-BR", "pt-BR"),
        ("pt_BR", "pt-BR"),
        ("English", None),
        ("İn", None),
        ("", None),
    ],
)
def test_languages(text, tag):
    assert language_of(text) == tag
