import datetime as dt
import time

import pytest

from digest.model.project import Project
from digest.model.submission import Kind
from digest.rendering.addresses import Addresses
from digest.rendering.items import ItemText, ItemWriter
from digest.rendering.words import words_for
from fakes.issues import PROJECTS, submission

DAY = dt.date(2023, 9, 1)


def writer(projects=PROJECTS):
    return ItemWriter(
        language="en",
        first="en",
        words=words_for("en"),
        addresses=Addresses("https://news.example.org"),
        projects=projects,
        day=DAY,
    )


def written(**fields):
    return writer().write(submission(**fields), ItemText(""))


@pytest.mark.parametrize(
    ("fields", "heading", "organisations"),
    [
        ({"organisations": ("A", "B")}, "A and B", ""),
        ({"organisations": ("A", "B", "A")}, "A and B", ""),
        ({"organisations": ("A",), "title": "T"}, "T", "A"),
        ({"organisations": (), "title": "T"}, "T", ""),
        ({"organisations": (), "title": " "}, "An event", ""),
    ],
)
def test_an_item_without_a_title_is_headed_by_its_organisations(fields, heading, organisations):
    item = written(**fields)
    assert (item.heading, item.organisations) == (heading, organisations)


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (8, 9, "8–9 September 2023"),
        (25, 25, "25 September 2023"),
        (24, None, "From 24 September 2023"),
        (None, 30, "Until 30 September 2023"),
        (24, 2, "From 24 September 2023"),
        (None, None, ""),
    ],
)
def test_dates_say_what_is_known(starts, ends, expected):
    days = {"starts": starts, "ends": ends}
    dated = {name: dt.date(2023, 9, each) for name, each in days.items() if each}
    assert written(**dated).dates == expected


def test_a_deadline_is_named_as_one():
    item = written(kind=Kind.CALL, deadline=dt.date(2023, 9, 30), title="T")
    assert item.deadline == "Deadline: 30 September 2023"
    assert item.deadline_called == "Deadline: T"


@pytest.mark.parametrize(
    ("place", "online", "expected"),
    [
        ("Tours, France and online", True, ("Tours, France", "Online", "Tours, France and online")),
        ("Rakvere and Online", True, ("Rakvere", "Online", "Rakvere and online")),
        ("Rome (online)", True, ("Rome", "Online", "Rome and online")),
        ("Online", True, ("", "Online", "Online")),
        (None, True, ("", "Online", "Online")),
        ("Koper, Slovenia", False, ("Koper, Slovenia", "", "Koper, Slovenia")),
        ("Saonline", True, ("Saonline", "Online", "Saonline and online")),
        (None, False, ("", "", "")),
    ],
)
def test_online_is_a_mark_beside_the_place_and_said_once(place, online, expected):
    item = written(place=place, online=online)
    assert (item.place, item.online, item.where) == expected


def test_no_two_links_of_an_issue_have_the_same_words():
    author = writer()
    urls = ["https://a.org/1", "https://a.org/2", "https://a.org/3", "https://b.org/"]
    items = [
        author.write(submission(at, organisations=("X",), url=url), ItemText(""))
        for at, url in enumerate(urls)
    ]
    assert [item.link.words for item in items] == [
        "Read more about X",
        "Read more about X at a.org",
        "Read more about X at a.org (2)",
        "Read more about X at b.org",
    ]


def test_a_number_somebody_wrote_as_a_heading_is_passed_over():
    desk = writer(())
    titles = ("X", "X", "X at a.org (2)", "X", "X")
    items = [
        desk.write(submission(number, url="https://a.org/", title=title), ItemText(""))
        for number, title in enumerate(titles, 1)
    ]
    assert [item.link.words.removeprefix("Read more about ") for item in items] == [
        "X",
        "X at a.org",
        "X at a.org (2)",
        "X at a.org (3)",
        "X at a.org (4)",
    ]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//a.org", "relative", "https://", "http://[x", ""],
)
def test_an_address_that_leads_nowhere_good_is_no_link(url):
    assert written(url=url).link is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("0123456789abcdef-1200x800.jpg", (560, 373)),
        ("0123456789abcdef-560x2400.png", (560, 2400)),
        ("0123456789abcdef-300x200.jpg", (300, 200)),
        ("0123456789abcdef-1200x1.jpg", (560, 1)),
    ],
)
def test_a_picture_is_shown_no_wider_than_the_column_or_itself(name, shown):
    image = written(image=f"images/{name}", image_alt="A  carpet\n").image
    assert (image.width, image.height) == shown
    assert image.url == f"https://news.example.org/images/{name}"
    assert (image.alt, image.words) == ("A carpet", "Picture: A carpet")


@pytest.mark.parametrize(
    "image",
    [
        *("https://example.org/pixel.gif", "http://example.org/a.jpg", "carpet.jpg", ""),
        *("images/carpet.jpg", "images/../config.toml", "images/", "data:image/png;base64,x"),
    ],
)
def test_a_picture_that_is_not_our_copy_is_not_shown(image):
    assert written(image=image, image_alt="A carpet").image is None


def test_a_picture_nobody_described_has_no_words():
    image = written(image="images/0123456789abcdef-300x200.jpg").image
    assert (image.alt, image.words) == ("", "")


def test_a_mail_address_is_one_to_write_to():
    link = written(url="mailto:a@b.org?subject=x", title="T").link
    assert link.words == "Write to a@b.org about T"


@pytest.mark.parametrize(
    ("project", "standing", "about"),
    [
        (
            {"starts": dt.date(2021, 1, 1), "ends": dt.date(2024, 12, 31)},
            "Current project",
            "January 2021\u2009–\u2009December 2024",
        ),
        ({"ends": dt.date(2023, 8, 31)}, "Completed project", ""),
        ({"ends": DAY}, "Current project", ""),
        ({"finished": True, "duration": "two years"}, "Completed project", "two years"),
        ({"starts": dt.date(2023, 9, 2)}, "Coming project", ""),
        ({"programme": "Erasmus+"}, "Current project", "Erasmus+"),
    ],
)
def test_whether_a_project_is_current_is_asked_of_the_period_s_first_day(project, standing, about):
    known = (Project(id="p", name="The P", **project),)
    update = submission(kind=Kind.PROJECT_UPDATE, project="p")
    view = writer(known).write(update, ItemText("")).project
    assert (view.standing, view.name, view.about) == (standing, "The P", about)


def test_a_project_nobody_knows_is_named_as_written():
    view = written(kind=Kind.PROJECT_UPDATE, project="Unheard of").project
    assert (view.standing, view.name, view.about) == ("", "Unheard of", "")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", ("de", "ltr")), ("ar", ("ar", "rtl")), ("en", ("", "")), ('x" y', ("", ""))],
)
def test_an_item_of_another_language_says_so(language, expected):
    item = written(language=language)
    assert (item.language, item.direction) == expected


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("x" * 400 + " and online", "x" * 400),
        ("x" * 400 + ", online)", "x" * 400),
        ("," * 40_000, ""),
    ],
)
def test_a_place_of_any_length_is_read_at_once(place, shown):
    begun = time.process_time()
    assert written(place=place, online=True).place == shown
    assert time.process_time() - begun < 1
