import datetime as dt

import pytest

from digest.checks.addresses import is_for_examples, is_private, places_of, to_ask
from digest.checks.reach import check_reach, is_offline
from digest.model.link import LinkOutcome, Reach
from digest.model.submission import Translation
from fakes.issues import issue
from fakes.variants import HTML, PUBLIC, TEXT, a_variant, an_item, codes, findings

NOW = dt.datetime(2023, 9, 1, 7, tzinfo=dt.UTC)
LINK = "https://museum.eu/conference"


def outcome(url, reach=Reach.BROKEN, words="it is not there (404)."):
    return LinkOutcome(url, NOW, reach, words)


def told(outcomes, *items):
    items = items or (an_item(url=LINK), an_item(url="https://b.eu/x"))
    places = places_of(issue(*items), (), PUBLIC)
    found = check_reach(places, {each.url: each for each in outcomes}, "issue 2023-09")
    return [(each.code, each.where) for each in found]


def two_items(**fields):
    one, other = an_item(url=LINK), an_item(url="https://b.eu/x", **fields)
    return one, other.model_copy(update={"id": "s0002"})


def test_of_links_that_were_never_asked_for_nothing_is_said():
    assert told([], *two_items()) == []


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (Reach.REACHED, []),
        (Reach.BROKEN, [("unreachable-link", "submission s0002")]),
        (Reach.UNKNOWN, [("unreachable-link", "submission s0002")]),
        (Reach.SILENT, [("unreachable-link", "submission s0002")]),
        (Reach.PRIVATE, [("private-link", "submission s0002")]),
        (Reach.NOT_ASKED, [("links-not-checked", "issue 2023-09")]),
    ],
)
def test_each_outcome_has_its_finding(reach, expected):
    known = [outcome(LINK, Reach.REACHED), outcome("https://b.eu/x", reach)]
    assert told(known, *two_items()) == expected


def test_a_link_that_leads_nowhere_is_told_with_its_item_and_the_reason():
    (found,) = findings(an_item(url=LINK), links={LINK: outcome(LINK, words=f"{LINK}: gone.")})
    assert found.message == f"A conference has a link that leads nowhere: {LINK}: gone."
    assert found.where == "submission s0001"


def test_it_is_told_of_every_item_it_stands_in():
    one, other = two_items()
    other = other.model_copy(update={"content": one.content})
    assert told([outcome(LINK)], one, other) == [
        ("unreachable-link", "submission s0001"),
        ("unreachable-link", "submission s0002"),
    ]


def test_a_link_of_a_template_is_told_with_the_variant():
    more = '<a href="https://press.eu/now">Press</a>'
    variant = a_variant(
        html=HTML.replace("<h2 ", f"{more}<h2 "), text=f"{TEXT} https://press.eu/now"
    )
    url = "https://press.eu/now"
    (found,) = findings(variants=(variant,), links={url: outcome(url)})
    assert (found.code, found.where) == ("unreachable-link", "variant en")


@pytest.mark.parametrize(
    ("reaches", "is_it"),
    [
        ((), False),
        ((Reach.UNKNOWN,), True),
        ((Reach.SILENT,), False),
        ((Reach.UNKNOWN, Reach.UNKNOWN), True),
        ((Reach.SILENT, Reach.SILENT), True),
        ((Reach.UNKNOWN, Reach.NOT_ASKED), True),
        ((Reach.UNKNOWN, Reach.BROKEN), False),
        ((Reach.SILENT, Reach.PRIVATE), False),
        ((Reach.UNKNOWN, Reach.REACHED), False),
        ((Reach.NOT_ASKED,), False),
    ],
)
def test_where_nobody_is_there_the_machine_is_offline(reaches, is_it):
    found = [outcome(f"https://h{n}.eu/", each) for n, each in enumerate(reaches)]
    assert is_offline(found) is is_it


def test_offline_is_one_finding_however_many_links_there_are():
    items = [
        an_item(url=f"https://h{n}.eu/").model_copy(update={"id": f"s{n:04d}"}) for n in range(12)
    ]
    known = [outcome(f"https://h{n}.eu/", Reach.UNKNOWN) for n in range(12)]
    assert told(known, *items) == [("links-not-checked", "issue 2023-09")]
    (found,) = check_reach(
        places_of(issue(*items), (), PUBLIC), {each.url: each for each in known}, "issue 2023-09"
    )
    assert "h0.eu, h1.eu, h2.eu and 9 more" in found.message


def test_offline_with_one_item_names_it():
    assert told([outcome(LINK, Reach.UNKNOWN)], an_item(url=LINK)) == [
        ("links-not-checked", "submission s0001")
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x",
        "http://www.EXAMPLE.com",
        "https://museum.example",
        "https://example.net.",
    ],
)
def test_names_that_are_reserved_for_examples_are_told_and_never_asked_for(url):
    assert is_for_examples(url)
    assert told([], an_item(url=url)) == [("placeholder-link", "submission s0001")]
    assert to_ask(places_of(issue(an_item(url=url)), (), PUBLIC)) == ()


def test_placeholders_are_one_finding_for_all_items():
    one, other = two_items()
    one = one.model_copy(update={"content": an_item(url="https://a.example.org").content})
    other = other.model_copy(update={"content": an_item(url="https://b.example").content})
    assert told([], one, other) == [("placeholder-link", "issue 2023-09")]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/x",
        "http://10.1.2.3/",
        "http://[::1]/",
        "http://localhost/",
        "https://intranet/page",
        "https://files.local/",
        "https://wiki.internal/",
    ],
)
def test_addresses_of_a_private_network_are_told_and_never_asked_for(url):
    assert is_private(url)
    assert [code for code, _ in told([], an_item(url=url))] == ["private-link"]
    assert to_ask(places_of(issue(an_item(url=url)), (), PUBLIC)) == ()


@pytest.mark.parametrize("url", ["https://museum.eu", "https://93.184.216.34/", "https://local.eu"])
def test_addresses_that_are_asked_for(url):
    assert to_ask(places_of(issue(an_item(url=url)), (), PUBLIC)) == (url,)


def test_every_address_of_an_item_counts_and_none_of_the_newsletters_own():
    german = Translation(
        url="https://a.eu/de", text_html='<a href="https://a.eu/t?a=1&amp;b=2">x</a>'
    )
    item = an_item(
        url="https://a.eu/x#part",
        text_html="<a href='https://a.eu/y'>y</a> <a href=\"mailto:a@b.eu\">m</a>",
        translations={"de": german},
    )
    assert set(places_of(issue(item), (a_variant(),), PUBLIC)) == {
        "https://a.eu/x",
        "https://a.eu/y",
        "https://a.eu/de",
        "https://a.eu/t?a=1&b=2",
        LINK,  # of the variant's HTML
    }


def test_the_sample_issue_of_examples_is_not_called_broken():
    assert codes(findings(an_item(url="https://members.example.org"))) == ["placeholder-link"]
