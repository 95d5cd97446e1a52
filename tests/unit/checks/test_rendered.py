import pytest

from digest.checks.rendered import bytes_as_sent
from digest.model.rendered import TOKEN, Cuts
from fakes.variants import HTML, PUBLIC, TEXT, a_variant, findings

ONLINE = f"{PUBLIC}/archive/2023-09"
LEAVE = f"{PUBLIC}/unsubscribe/{TOKEN}"


def told(**changes):
    return [(each.code, each.severity.value) for each in findings(variants=(a_variant(**changes),))]


def padded(size):
    """The letter with so many bytes as sent, in a comment."""
    rest = size - bytes_as_sent(a_variant(html=f"{HTML}<!---->"))
    return f"{HTML}<!--{'é' * (rest // 2)}{'x' * (rest % 2)}-->"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"html": padded(100_000)}, []),
        ({"html": padded(100_001)}, [("html-too-large", "warning")]),
        (
            {"html": HTML.replace(LEAVE, PUBLIC), "text": TEXT.replace(LEAVE, PUBLIC)},
            [("no-unsubscribe-link", "error")] * 2,
        ),
        ({"html": HTML.replace("Street", "")}, [("no-postal-address", "error")]),
        ({"text": TEXT.replace("Street", "")}, [("no-postal-address", "error")]),
        (
            {"html": HTML.replace(ONLINE, PUBLIC), "text": TEXT.replace(ONLINE, PUBLIC)},
            [("no-view-online-link", "warning")] * 2,
        ),
        ({"cuts": Cuts(texts=1)}, [("shortened", "warning")]),
        ({"subject": "s" * 70}, []),
        ({"subject": "s" * 71}, [("subject-length", "warning")]),
        ({"preheader": "p" * 39}, [("preheader-length", "warning")]),
        ({"preheader": "p" * 131}, [("preheader-length", "warning")]),
        ({"html": f"{HTML}{{{{ x }}}}"}, [("leftover", "warning")]),
        ({"text": f"{TEXT}{{{{ x }}}}"}, [("leftover", "warning")]),
    ],
)
def test_each_part_is_looked_at(changes, expected):
    assert told(**changes) == expected


@pytest.mark.parametrize(
    "link", [f"{PUBLIC}/preferences/{TOKEN}", f"https://elsewhere.eu/unsubscribe/{TOKEN}"]
)
def test_another_link_of_the_reader_is_no_unsubscribe_link(link):
    parts = {"html": HTML.replace(LEAVE, link), "text": TEXT.replace(LEAVE, link)}
    assert told(**parts) == [("no-unsubscribe-link", "error")] * 2


@pytest.mark.parametrize(("page", "is_there"), [("/", True), ("/calendar.ics", False)])
def test_the_calendar_of_an_issue_is_not_its_page(page, is_there):
    parts = {
        "html": HTML.replace(ONLINE, ONLINE + page),
        "text": TEXT.replace(ONLINE, ONLINE + page),
    }
    assert (told(**parts) == []) is is_there


def test_the_page_of_a_further_language_is_in_its_folder():
    german = f"{PUBLIC}/archive/de/2023-09"
    assert told(html=HTML.replace(ONLINE, german), text=TEXT.replace(ONLINE, german)) == []


def test_an_empty_text_is_told_with_all_that_it_lacks():
    assert [code for code, _ in told(text=" \n")] == [
        "no-plain-text",
        "no-unsubscribe-link",
        "no-postal-address",
        "no-view-online-link",
    ]


@pytest.mark.parametrize("html", ["", " ", "<!-- -->", "plain", "<p>" * 5000, "\x00"])
def test_html_that_is_none_is_no_crash(html):
    assert ("no-unsubscribe-link", "error") in told(html=html)


@pytest.mark.parametrize(
    ("cuts", "said"),
    [
        (Cuts(texts=1), "1 text is shortened to its first sentences."),
        (Cuts(texts=2, lines=1), "2 texts are shortened, 1 item stands in one line."),
        (
            Cuts(3, 12, 37),
            (
                "3 texts are shortened, 12 items stand in one line,"
                " 37 items stand in the archive only."
            ),
        ),
    ],
)
def test_what_gave_way_is_counted(cuts, said):
    (found,) = findings(variants=(a_variant(cuts=cuts),))
    assert found.message == f"So that the email is shown whole, {said}"
