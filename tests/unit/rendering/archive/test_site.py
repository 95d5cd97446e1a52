"""The whole archive: every link leads somewhere, nothing in it runs, nothing in it is a secret."""

import datetime as dt
import json
import re
from dataclasses import replace
from itertools import pairwise

import feedparser
import pytest
from icalendar import Calendar

from digest.errors import RenderError
from digest.model.rendered import TOKEN
from digest.model.submission import Kind, SubmissionState, Translation
from digest.rendering.archive.edition import Edition, OldPage
from digest.rendering.archive.site import alone, pictures_of
from digest.rendering.setting import RenderSetting
from digest.rendering.templates import TemplateSource
from fakes.editions import (
    BOOK,
    CALL,
    OCTOBER,
    PICTURE,
    PUBLIC,
    TEMPLATES,
    an_edition,
    changed,
    linked_data,
    links,
    parsed,
    published,
    two_issues,
    written,
)
from fakes.issues import PERIOD, PROJECTS, issue, newsletter, submission

LATER = dt.datetime(2023, 9, 12, 8, tzinfo=dt.UTC)
FAIR = submission(
    1, title="A fair", starts=dt.date(2023, 9, 8), ends=dt.date(2023, 9, 9), place="Koper"
)
HOSTILE = (
    "</script><script>alert(1)</script>",
    "{{ 7*7 }}",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "<!--",
    "]]>",
    "&lt;b&gt; &amp;",
)


@pytest.fixture(scope="module")
def files():
    return written(published(*two_issues()))


@pytest.fixture(scope="module")
def pages(files):
    return {path: parsed(text) for path, text in files.items() if path.endswith(".html")}


def entry(page, item_id):
    (found,) = (each for each in page.iterfind(".//article") if each.get("id") == f"item-{item_id}")
    return found


def said(element):
    return " ".join("".join(element.itertext()).split())


def test_every_file_stands_where_addresses_say(files):
    assert {
        "index.html",
        "archive.css",
        "404.html",
        "feed.xml",
        "feed.json",
        "calendar.ics",
    } <= set(files)
    assert {"2023-09/index.html", "2023-09/calendar.ics", "2023-10/index.html"} <= set(files)
    assert {"items/s0001/index.html", "items/s0001/event.ics"} <= set(files)
    assert "items/s0009/event.ics" not in files  # news without a day


def test_every_link_leads_to_a_file_and_every_anchor_to_a_place(files, pages):
    there = {*files, PICTURE}
    for path, page in pages.items():
        for target, anchor in links(path, page):
            assert target in there, (path, target)
            if anchor:
                assert pages[target].xpath(f"//*[@id='{anchor}']"), (path, anchor)


def test_every_page_is_reached_from_the_list_of_issues(pages):
    met, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in pages and path not in met:
            met.add(path)
            waiting += [target for target, _anchor in links(path, pages[path])]
    assert met == pages.keys() - {"404.html"}


def test_links_are_relative_but_where_a_format_wants_them_whole(pages):
    for page in pages.values():
        for each in page.iter("a", "img"):
            assert not (each.get("href") or each.get("src")).startswith(PUBLIC)


@pytest.mark.parametrize(
    "languages", [("en",), ("en", "de", "ar")], ids=["one language", "three languages"]
)
def test_the_structure_is_one_that_a_screen_reader_can_follow(languages):
    files = written(published(*two_issues()), languages=languages)
    for path, text in files.items():
        if not path.endswith(".html"):
            continue
        page = parsed(text)
        levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert [each.tag for each in page.find("body")] == ["a", "header", "main", "footer"]
        assert page.find("body/a").get("href") == "#content"
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert page.get("lang")
        assert page.get("dir") == ("rtl" if path.startswith("ar/") else "ltr")
        assert not page.xpath("//table | //@style | //@onclick | //font")
        named = {each.get("aria-labelledby") for each in page.iter()} - {None}
        assert named <= set(ids)


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs(files):
    for path, text in files.items():
        if path.endswith(".html"):
            page = parsed(text)
            assert [each.get("type") for each in page.iter("script")] in (
                [],
                ["application/ld+json"],
            )
            assert not any("://" in each.get("src") for each in page.iter("img"))
            (style,) = (e for e in page.iter("link") if e.get("rel") == "stylesheet")
            assert "://" not in style.get("href")
    assert not re.search(r"@import|url\(", files["archive.css"])


def test_nobody_s_token_and_no_word_of_the_email_alone(files):
    for text in files.values():
        assert TOKEN not in text
        assert "unsubscribe" not in text.casefold()
        assert "You receive" not in text


def test_the_same_input_gives_the_same_bytes(files):
    assert written(published(*two_issues())) == files


def test_an_issue_is_whole_and_leads_to_the_ones_beside_it(pages):
    september, october = pages["2023-09/index.html"], pages["2023-10/index.html"]
    assert said(september.find(".//h1")) == "September 2023"
    assert len(september.findall(".//article")) == 14
    (later,) = september.xpath("//nav[@class='beside']/a")
    assert (later.get("rel"), later.get("href")) == ("next", "../2023-10/index.html")
    (earlier,) = october.xpath("//nav[@class='beside']/a")
    assert (earlier.get("rel"), earlier.get("href")) == ("prev", "../2023-09/index.html")
    assert [e.get("datetime") for e in entry(september, "s0001").iter("time")] == ["2023-09-08"]


def test_an_item_s_page_says_where_it_stood(pages):
    page = pages[f"items/{CALL.id}/index.html"]
    assert said(page.find(".//h1")) == "Fellowships for curators"
    trail = [said(each) for each in page.xpath("//p[@class='trail']/a")]
    assert trail[1:] == ["From the issue of September 2023", "From the issue of October 2023"]
    assert [said(each) for each in page.iter("h2")] == ["Who may"]
    assert [said(each) for each in page.xpath("//a[@class='button']")] == ["Add to your calendar"]


def test_an_item_of_another_language_says_so_where_its_words_stand(pages):
    for path in ("2023-09/index.html", f"items/{BOOK.id}/index.html"):
        marked = pages[path].xpath("//*[@lang='de']")
        assert {each.tag for each in marked} >= {"p", "div"}
        assert all(each.get("dir") == "ltr" for each in marked)


def test_a_picture_is_our_copy_beside_the_page(pages):
    (image,) = pages[f"items/{BOOK.id}/index.html"].iter("img")
    assert image.get("src") == f"../../{PICTURE}"
    assert (image.get("alt"), image.get("width"), image.get("height")) == (
        "Der Umschlag",
        "720",
        "480",
    )
    assert pictures_of(published(*two_issues())) == {PICTURE}
    lost = published(*two_issues(), pictures=frozenset())
    assert "<img" not in "".join(written(lost).values())


def test_a_page_says_what_it_is_to_search_engines_and_to_those_who_share_it(pages):
    page = pages["items/s0001/index.html"]
    thing = linked_data(page)
    assert thing["@context"] == "https://schema.org"
    assert thing["@type"] == "Event"
    assert (thing["startDate"], thing["endDate"]) == ("2023-09-08", "2023-09-09")
    assert thing["eventStatus"] == "https://schema.org/EventScheduled"
    assert thing["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert thing["location"][0]["@type"] == "Place"
    assert thing["organizer"] == [
        {"@type": "Organization", "name": "Irish Museums Association (IMA)"}
    ]
    shared = {each.get("property"): each.get("content") for each in page.iter("meta")}
    address = f"{PUBLIC}/archive/items/s0001/"
    assert shared["og:url"] == address
    assert shared["og:title"].startswith("Irish Museums Association (IMA) – ")
    (canonical,) = (e.get("href") for e in page.iter("link") if e.get("rel") == "canonical")
    assert canonical == address
    (about,) = (e.get("content") for e in page.iter("meta") if e.get("name") == "description")
    assert 50 < len(about) <= 200


@pytest.mark.parametrize(
    ("fields", "mode", "places"),
    [
        ({"place": "Bonn"}, "Offline", ["Place"]),
        ({"online": True}, "Online", ["VirtualLocation"]),
        ({"place": "Bonn and online", "online": True}, "Mixed", ["Place", "VirtualLocation"]),
    ],
)
def test_where_an_event_is(fields, mode, places):
    fair = submission(1, title="T", starts=dt.date(2023, 9, 1), **fields)
    page = parsed(written(published(issue(fair)))["items/s0001/index.html"])
    thing = linked_data(page)
    assert thing["eventAttendanceMode"].endswith(f"/{mode}EventAttendanceMode")
    assert [each["@type"] for each in thing["location"]] == places


@pytest.mark.parametrize(
    ("kind", "called"),
    [
        (Kind.EVENT, "Article"),  # without a day it is none
        (Kind.CALL, "CreativeWork"),
        (Kind.PUBLICATION, "CreativeWork"),
        (Kind.NEWS, "NewsArticle"),
        (Kind.PROJECT_UPDATE, "Article"),
        (Kind.STATEMENT, "Article"),
    ],
)
def test_what_is_no_event_is_something_written(kind, called):
    page = written(published(issue(submission(1, kind=kind, title="T"))))["items/s0001/index.html"]
    thing = linked_data(parsed(page))
    assert (thing["@type"], thing["headline"]) == (called, "T")


def test_the_feeds_have_every_issue_the_newest_first(files):
    atom, document = feedparser.parse(files["feed.xml"]), json.loads(files["feed.json"])
    assert not atom.bozo
    assert atom.feed.title == document["title"] == "News from our Members"
    assert [each.link for each in atom.entries] == [each["url"] for each in document["items"]]
    assert [each.link for each in atom.entries] == [
        f"{PUBLIC}/archive/{each}" for each in (OCTOBER, PERIOD)
    ]
    assert (
        atom.entries[1].updated == document["items"][1]["date_published"] == "2023-09-01T07:00:00Z"
    )
    assert len({each.id for each in atom.entries}) == 2
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == f"{PUBLIC}/archive/feed.json"
    assert f"{PUBLIC}/archive/items/s0001/" in document["items"][1]["content_html"]
    assert atom.entries[1].content[0].value == document["items"][1]["content_html"]


def events(text):
    return {str(each["UID"]): each for each in Calendar.from_ical(text).walk("VEVENT")}


def test_the_calendars_have_the_dates_of_all_of_one_issue_and_of_one_item(files):
    everything = events(files["calendar.ics"])
    assert everything.keys() == {
        uid for path, text in files.items() if path.endswith("event.ics") for uid in events(text)
    }
    assert events(files["2023-10/calendar.ics"]).keys() == {
        "s0077@members-news.example.org",
        "deadline-s0090@members-news.example.org",
    }
    assert f"SOURCE;VALUE=URI:{PUBLIC}/archive/calendar.ics" in files["calendar.ics"]


def test_what_is_cancelled_since_says_so_on_every_page_and_in_every_calendar():
    out = issue(FAIR)
    before = written(published(out))
    after = written(published(out, today=[changed(FAIR, cancelled=True)], revised=LATER))
    for path in ("2023-09/index.html", "items/s0001/index.html"):
        assert "Cancelled" not in before[path]
        assert "Cancelled" in after[path]
    assert linked_data(parsed(after["items/s0001/index.html"]))["eventStatus"].endswith(
        "/EventCancelled"
    )
    for path in ("calendar.ics", "2023-09/calendar.ics", "items/s0001/event.ics"):
        (was,), (now,) = (events(each[path]).values() for each in (before, after))
        assert (was["STATUS"], now["STATUS"]) == ("CONFIRMED", "CANCELLED")
        assert was["UID"] == now["UID"]
        assert now["SEQUENCE"] > was["SEQUENCE"]
        assert now["DTSTAMP"].dt == LATER > was["DTSTAMP"].dt
    assert feedparser.parse(after["feed.xml"]).entries[0].updated == "2023-09-12T08:00:00Z"
    assert before["feed.xml"] != after["feed.xml"]


def test_what_is_corrected_since_is_new_on_its_own_page_and_as_sent_in_its_issue():
    out = issue(FAIR)
    today = changed(FAIR, title="A great fair", place="Ljubljana")
    files = written(published(out, today=[today], revised=LATER))
    assert "A great fair" in files["items/s0001/index.html"]
    assert "Ljubljana" in files["calendar.ics"]
    assert "A great fair" not in files["2023-09/index.html"]
    assert "Koper" in files["2023-09/index.html"]


@pytest.mark.parametrize("state", [SubmissionState.HELD, SubmissionState.MERGED])
def test_what_waits_for_an_editor_says_what_was_sent(state):
    today = changed(FAIR, title="Buy pills", cancelled=True, state=state)
    files = written(published(issue(FAIR), today=[today], revised=LATER))
    assert "pills" not in "".join(files.values())
    assert "Cancelled" in files["items/s0001/index.html"]  # whoever travels has to know


def test_what_an_editor_rejects_is_gone():
    other = submission(2, title="Another", starts=dt.date(2023, 9, 1))
    today = changed(FAIR, state=SubmissionState.REJECTED)
    files = written(published(issue(FAIR, other), today=[today], revised=LATER))
    assert "A fair" not in "".join(files.values())
    assert "items/s0001/index.html" not in files
    assert "items/s0002/index.html" in files


def test_every_language_has_a_tree_of_its_own():
    translated = changed(
        FAIR,
        revision=1,
        translations={"de": Translation(title="Ein Markt", text_html="<p>Kommt.</p>")},
    )
    files = written(published(issue(translated, CALL)), languages=("en", "de", "ar"))
    here = {path for path in files if not path.startswith(("de/", "ar/", "archive.css", "404"))}
    for folder in ("de", "ar"):
        assert {path for path in files if path.startswith(f"{folder}/")} == {
            f"{folder}/{path}" for path in here
        }
    page = parsed(files["de/items/s0001/index.html"])
    assert said(page.find(".//h1")) == "Ein Markt"
    assert page.find(".//h1").get("lang") is None
    fallen_back = parsed(files["de/items/s0090/index.html"])
    assert fallen_back.find(".//h1").get("lang") == "en"
    alternates = {
        each.get("hreflang"): each.get("href") for each in page.iter("link") if each.get("hreflang")
    }
    assert alternates == {
        "en": f"{PUBLIC}/archive/items/s0001/",
        "de": f"{PUBLIC}/archive/de/items/s0001/",
        "ar": f"{PUBLIC}/archive/ar/items/s0001/",
        "x-default": f"{PUBLIC}/archive/items/s0001/",
    }
    there = set(files)
    for path in there:
        if path.endswith(".html"):
            assert {target for target, _anchor in links(path, parsed(files[path]))} <= there
    assert events(files["calendar.ics"]).keys() == events(files["de/calendar.ics"]).keys()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text):
    hostile = submission(
        1,
        title=text,
        organisations=(text,),
        place=text,
        starts=dt.date(2023, 9, 1),
        text_html=f"<p>{text}</p><script>alert(2)</script><a href='javascript:x' onclick=y>z</a>",
        url="https://a.org/?q=" + "x",
        image=PICTURE,
        image_alt=text,
    )
    files = written(published(issue(hostile)), title=text, tagline=text)
    for path, content in files.items():
        if path.endswith(".html"):
            page = parsed(content)
            assert [each.get("type") for each in page.iter("script")] in (
                [],
                ["application/ld+json"],
            )
            assert not page.xpath("//svg | //@onclick | //@onload | //@onerror | //iframe")
            assert not any((each or "").startswith("javascript") for each in page.xpath("//@href"))
    heading = said(parsed(files["items/s0001/index.html"]).find(".//h1"))
    assert heading == " ".join(text.split())
    assert feedparser.parse(files["feed.xml"]).bozo == 0
    json.loads(files["feed.json"])


def test_an_archive_without_an_issue_says_so():
    files = written(published())
    assert "No issue has been published yet." in files["index.html"]
    assert "calendar.ics" not in files
    assert feedparser.parse(files["feed.xml"]).entries == []


def test_an_issue_of_an_older_version_keeps_its_page():
    old = OldPage("<!DOCTYPE html><p>as it was</p>", "BEGIN:VCALENDAR\r\n", "Ten items")
    edition = Edition(PERIOD, LATER, None, {"en": old})
    _september, october = two_issues()
    files = written(
        replace(published(october), editions=(edition, an_edition(october))), languages=("en", "de")
    )
    assert files["2023-09/index.html"] == files["de/2023-09/index.html"] == old.page
    assert files["2023-09/calendar.ics"] == old.calendar
    assert "Ten items" in files["index.html"]
    assert len(feedparser.parse(files["feed.xml"]).entries) == 2
    assert "../2023-09/index.html" in files["2023-10/index.html"]


def test_a_page_alone_has_its_style_in_it_and_links_to_the_web():
    setting = RenderSetting(newsletter(), PROJECTS, PUBLIC, "en")
    page = alone(an_edition(two_issues()[0]), setting, TEMPLATES)
    tree = parsed(page)
    assert not [e for e in tree.iter("link") if e.get("rel") == "stylesheet"]
    assert "--paper" in tree.find(".//style").text
    (image,) = tree.iter("img")
    assert image.get("src") == f"{PUBLIC}/{PICTURE}"
    hrefs = [each.get("href") for each in tree.iter("a")]
    assert all(each.startswith(("#", "https://")) for each in hrefs)


def test_a_workspace_may_put_its_own_template_in_place():
    own = TemplateSource("archive/index.html.j2", "<p>{{ site.nothing }}</p>", "mine/index.html.j2")
    with pytest.raises(RenderError, match=r"mine/index\.html\.j2"):
        written(published(), templates={**TEMPLATES, own.name: own})
