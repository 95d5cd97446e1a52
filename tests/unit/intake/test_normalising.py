"""Records made regular; the ten items of September 2023 come first."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.names import Directory
from digest.intake.normalising import Intake, Regular, normalise
from digest.model.organisation import Organisation
from digest.model.period import Period
from digest.model.project import Project
from digest.model.record import Provenance, Record, Rejection, TextFormat
from digest.model.submission import Kind

NAMES = (
    "Irish Museums Association",
    "Audio Visional International Council of Museums",
    "University of St Andrews",
    "Ministry of Culture Spain",
    "H&M, Heritage&Museums",
    "The Azerbaijan National Carpet Museum",
    "Slovenian Museum Association",
    "ICOM France",
    "Federal Association of Museum Education e.V.",
    "FARO. The Flemish Institution for Cultural Heritage",
    "Estonian Museum Association",
    "ICOM Estonia",
)
DIRECTORY = Directory(Organisation(id=f"n{index}", name=name) for index, name in enumerate(NAMES))
INTAKE = Intake(
    directory=DIRECTORY,
    arrived=dt.date(2023, 8, 20),
    projects=(Project(id="charter", name="CHARTER Alliance"),),
)
PROVENANCE = Provenance("members", "2023-09/a.md", "2023-09/a.md", folder="2023-09")


def record(body: str | None = None, text_format=TextFormat.MARKDOWN, **fields) -> Record:
    return Record(PROVENANCE, fields, body, text_format)


def regular(body: str | None = "Some text.", intake: Intake = INTAKE, **fields) -> Regular:
    outcome = normalise(record(body, **fields), intake)
    assert isinstance(outcome, Regular)
    return outcome


def codes(outcome: Regular) -> list[str]:
    return [finding.code for finding in outcome.findings]


def span(outcome: Regular) -> tuple[str | None, str | None]:
    content = outcome.content
    return tuple(day and day.isoformat() for day in (content.starts, content.ends))


SEED = [
    (
        {
            "organisation": "Irish Museums Association (IMA)",
            "dates": "08|9|2023  -  09|9|2023",
            "place": "Derry/Londonderry, Northern Ireland",
        },
        *(["Irish Museums Association"], "2023-09-08", "2023-09-09", False, Kind.EVENT, []),
    ),
    (
        {
            "organisations": "Audio Visional International Council of Museums (AVICOM)"
            " and University of St Andrews"
        },
        ["Audio Visional International Council of Museums", "University of St Andrews"],
        *(None, None, False, Kind.NEWS, []),
    ),
    (
        {
            "host": "Ministry of Culture Spain",
            "where": "Madrid, Toledo, Valencia, Valladolid, Cartagena, Santillana del Mar"
            " and Mérida, Spain",
        },
        *(["Ministry of Culture Spain"], None, None, False, Kind.NEWS, []),
    ),
    (
        {"organiser": "H&M, Heritage&Museums", "location": "Crete, Greece"},
        *(["H&M, Heritage&Museums"], None, None, False, Kind.NEWS, []),
    ),
    (
        {"organisation": "The Azerbaijan National Carpet Museum", "venue": "Baku, Azerbaijan"},
        *(["The Azerbaijan National Carpet Museum"], None, None, False, Kind.NEWS, []),
    ),
    (
        {
            "organisation": "Slovenian Museum Association",
            "when": "20|9|2023  -  22|9|2023",
            "place": "Koper, Slovenia",
        },
        *(["Slovenian Museum Association"], "2023-09-20", "2023-09-22", False, Kind.EVENT, []),
    ),
    (
        {"organisation": "ICOM France", "place": "Tours, France and online"},
        *(["ICOM France"], None, None, True, Kind.NEWS, []),
    ),
    (
        {
            "organisation": "Federal Association of Museum Education e.V.",
            "dates": "24|9|2023  -  26|6|2023",
            "place": "Bonn, Germany",
        },
        ["Federal Association of Museum Education e.V."],
        *("2023-09-24", None, False, Kind.EVENT, ["end-before-start"]),
    ),
    (
        {
            "organisation": "FARO. The Flemish Institution for Cultural Heritage",
            "dates": "25|9|2023  -  25|9|2023",
        },
        ["FARO. The Flemish Institution for Cultural Heritage"],
        *("2023-09-25", "2023-09-25", False, Kind.EVENT, []),
    ),
    (
        {
            "organisation": "Estonian Museum Association and ICOM Estonia",
            "dates": "25|9|2023  -  26|9|2023",
            "place": "Rakvere, Estonia and Online",
        },
        ["Estonian Museum Association", "ICOM Estonia"],
        *("2023-09-25", "2023-09-26", True, Kind.EVENT, []),
    ),
]


@pytest.mark.parametrize(
    ("fields", "organisations", "facts"),
    [(fields, organisations, facts) for fields, organisations, *facts in SEED],
)
def test_the_seed(fields, organisations, facts):
    outcome = regular(**fields)
    content = outcome.content
    assert [each.name for each in content.organisations] == organisations
    assert all(each.id for each in content.organisations)
    assert [*span(outcome), content.online, content.kind, codes(outcome)] == facts
    assert content.title is None
    places = [value for name, value in fields.items() if name in {"place", "where", "venue"}]
    assert not places or content.place == places[0]


def test_a_full_record():
    outcome = regular(
        None,
        Organisation="ICOM France",
        Headline="  A\ntitle ",
        Dates="8–9 September",
        Deadline="1 September",
        Where="Online",
        Link="https://example.org/a",
        Image="https://example.org/a.jpg",
        Alt_Text="A  hall",
        Summary="One *two*.",
        Lang="EN",
        Type="call",
        Project="charter alliance",
        Issue="October 2023",
        Published=dt.date(2023, 8, 1),
        id="7",
    )
    content = outcome.content
    assert outcome.findings == ()
    assert content.title == "A title"
    assert (content.starts, content.deadline) == (dt.date(2023, 9, 8), dt.date(2023, 9, 1))
    assert (content.dates_raw, content.place, content.online) == ("8–9 September", "Online", True)
    assert content.text_html == "<p>One <em>two</em>.</p>"
    assert (content.language, content.kind, content.project) == ("en", Kind.CALL, "charter")
    assert (content.issue, content.published) == (Period("2023-10"), dt.date(2023, 8, 1))
    assert content.url == "https://example.org/a"
    assert content.image == "https://example.org/a.jpg"
    assert content.image_alt == "A hall"
    assert not content.cancelled


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"kind": "publication", "dates": "8 September 2023"}, Kind.PUBLICATION),
        ({"dates": "8 September 2023"}, Kind.EVENT),
        ({"dates": "until 30 September"}, Kind.CALL),
        ({"dates": "8 September 2023", "deadline": "1 September 2023"}, Kind.CALL),
        ({"dates": "some day"}, Kind.NEWS),
        ({"tags": ["Museums", "Open call", "news"]}, Kind.CALL),
        ({"keywords": "museums, workshop", "dates": "until 30 September"}, Kind.EVENT),
        ({"categories": ["Museums"], "dates": "8 September 2023"}, Kind.EVENT),
        ({"categories": ["call"], "kind": "news"}, Kind.NEWS),
        ({"categories": ["call"], "category": "party"}, Kind.CALL),
        ({}, Kind.NEWS),
    ],
)
def test_the_kind(fields, kind):
    assert regular(**fields).content.kind == kind


def test_a_source_s_usual_kind_comes_before_categories():
    intake = Intake(DIRECTORY, dt.date(2023, 8, 20), defaults={"kind": "publication"})
    assert regular(intake=intake, categories=["call"]).content.kind is Kind.PUBLICATION


@pytest.mark.parametrize(
    ("written", "is_cancelled"),
    [("yes", True), (True, True), ("no", False), (False, False), ("", False), ("perhaps", False)],
)
def test_what_will_not_take_place_says_so(written, is_cancelled):
    content = regular(cancelled=written, title="A").content
    assert content == regular(title="A").content.model_copy(update={"cancelled": is_cancelled})


@pytest.mark.parametrize(
    ("fields", "alt", "expected"),
    [
        ({"image": "a.jpg", "alt": "A hall"}, "A hall", []),
        ({"image": "a.jpg"}, None, ["missing-alt"]),
        ({"image": "a.jpg", "alt": " "}, None, ["missing-alt"]),
        ({"alt": "A hall"}, None, []),  # of no picture
        ({"image": "a.exe", "alt": "A hall"}, None, ["unusable-image"]),
        ({"image": "a.jpg", "alt": "x" * 501}, "x" * 500, ["too-long"]),
    ],
)
def test_what_a_picture_shows(fields, alt, expected):
    outcome = regular(title="A", **fields)
    assert (outcome.content.image_alt, codes(outcome)) == (alt, expected)


def test_a_source_s_defaults_and_names():
    intake = Intake(
        directory=DIRECTORY,
        arrived=dt.date(2023, 8, 20),
        defaults={"kind": "project-update", "organisation": "ICOM France"},
        fields={"Titel": "title"},
    )
    content = regular(intake=intake, Titel="A", dates="8 September 2023").content
    assert (content.kind, content.title) == (Kind.PROJECT_UPDATE, "A")
    assert content.organisations[0].name == "ICOM France"
    assert regular(intake=intake, kind="party").content.kind == Kind.PROJECT_UPDATE


@pytest.mark.parametrize(
    ("published", "starts"),
    [("2022-03-01", "2022-04-08"), (None, "2024-04-08"), ("Tue, 05 Apr 2022", "2022-04-08")],
)
def test_the_reference_is_the_day_it_was_published_else_of_its_arrival(published, starts):
    outcome = regular(dates="8 April", published=published)
    assert span(outcome) == (starts, starts)


def test_dates_are_read_in_the_record_s_language():
    assert span(regular(dates="28. März 2024", language="de")) == ("2024-03-28", "2024-03-28")


def test_a_heading_is_taken_apart_only_where_no_organisation_is_named():
    heading = "ICOM France: Meeting, Tours, 8 September 2023"
    content = regular(title=heading).content
    assert [each.name for each in content.organisations] == ["ICOM France"]
    assert (content.title, content.place) == ("Meeting", "Tours")
    assert content.starts == dt.date(2023, 9, 8)
    assert regular(title=heading, organisation="ICOM Estonia").content.title == heading


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"colour": "red"}, "unknown-field"),
        ({"title": "A", "headline": "B"}, "doubled-field"),
        ({"summary": "A"}, "doubled-field"),  # beside the text under the fields
        ({"organisation": "Nobody"}, "unknown-organisation"),
        ({"kind": "party"}, "unknown-kind"),
        ({"online": "perhaps"}, "unread-online"),
        ({"language": "English"}, "unknown-language"),
        ({"published": "8 September"}, "unread-published"),
        ({"issue": "next one"}, "unread-issue"),
        ({"issue": "8 September 2023"}, "unread-issue"),
        ({"project": "Nothing"}, "unknown-project"),
        ({"url": "nowhere"}, "unusable-link"),
        ({"image": "a.exe"}, "unusable-image"),
        ({"image": "a.jpg"}, "missing-alt"),
        ({"cancelled": "perhaps"}, "unread-cancelled"),
        ({"place": {"city": "Tours"}}, "unusable-value"),
        ({"when": "03/04/2023"}, "ambiguous-date"),
    ],
)
def test_what_is_not_understood_is_a_finding_and_the_rest_is_kept(fields, code):
    outcome = regular(title="A title") if not fields else regular(**{"subject": "B"} | fields)
    assert code in codes(outcome)
    assert outcome.content.text_html
    assert {finding.where for finding in outcome.findings} == {"2023-09/a.md"}


@pytest.mark.parametrize(
    ("text_format", "body", "html"),
    [
        (TextFormat.MARKDOWN, "*a*", "<p><em>a</em></p>"),
        (TextFormat.HTML, "<p onclick=x>a<script>b</script>", "<p>a</p>"),
        (TextFormat.PLAIN, "*a* <b>", "<p>*a* &lt;b&gt;</p>"),
    ],
)
def test_text_formats(text_format, body, html):
    for given_record in (
        record(body, text_format),
        record(None, text_format, description=body),
    ):
        outcome = normalise(given_record, INTAKE)
        assert isinstance(outcome, Regular)
        assert outcome.content.text_html == html


@pytest.mark.parametrize(
    ("given_record", "reason"),
    [
        (record(), "no title"),
        (record(None, place="Bonn", dates="8 September 2023"), "no title"),
        (record(" \n"), "no title"),
        (record("a", title="b\x07"), "“title” holds the control character U+0007"),
        (record("a\x00"), "the text holds the control character U+0000"),
        (record("a", hosts=["b", "c\x1b"]), "“hosts” holds the control character U+001B"),
        (record("a", x={"y\x01": 1}), "“x” holds the control character U+0001"),
    ],
)
def test_rejections_name_what_is_wrong(given_record, reason):
    outcome = normalise(given_record, INTAKE)
    assert isinstance(outcome, Rejection)
    assert outcome.where == "2023-09/a.md"
    assert reason in outcome.reason


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
VALUES = (
    SCALARS
    | st.datetimes()
    | st.lists(SCALARS, max_size=3)
    | st.dictionaries(st.text(), SCALARS, max_size=2)
)
FIELD_NAMES = st.sampled_from(
    [
        *("title", "organisation", "when", "starts", "ends", "deadline", "where", "url", "text"),
        *("kind", "language", "image", "project", "issue", "online", "published", "id", "colour"),
        *("image_alt", "categories", "cancelled", "sender"),
    ]
)


@given(st.dictionaries(FIELD_NAMES, VALUES), st.none() | st.text(), st.sampled_from(TextFormat))
def test_any_values_make_a_submission_or_a_rejection(fields, body, text_format):
    outcome = normalise(Record(PROVENANCE, fields, body, text_format), INTAKE)
    again = normalise(Record(PROVENANCE, fields, body, text_format), INTAKE)
    assert outcome == again
    if isinstance(outcome, Regular):
        content = outcome.content
        assert content.organisations or content.title or content.text_html
        assert not (content.starts and content.ends) or content.starts <= content.ends
        content.model_dump_json()


@pytest.mark.parametrize("nobody", [{"name": "IMA"}, ";", ", ,"])
def test_a_heading_stands_in_for_a_field_that_names_nobody(nobody):
    outcome = regular(organisations=nobody, title="Nobody: A fair, Derry, 8 September 2023")
    content = outcome.content
    assert [each.name for each in content.organisations] == ["Nobody"]
    assert (content.title, content.place) == ("A fair", "Derry")
    assert ("unusable-value" in codes(outcome)) is isinstance(nobody, dict)


def test_a_line_without_end_is_cut_and_said():
    long = "x" * 501
    outcome = regular(title=long, place=f"{long} and online", organisations=f"{long}; ICOM France")
    content = outcome.content
    assert content.title == content.place == content.organisations[0].name == "x" * 500
    assert content.organisations[1].name == "ICOM France"
    assert content.online  # as the whole place says
    cut = [each.message for each in outcome.findings if each.code == "too-long"]
    assert [message.split(" has ")[0] for message in cut] == [
        *("the name of an organisation", "the title", "the place"),
    ]


@pytest.mark.parametrize("text_format", TextFormat)
def test_a_text_without_end_is_cut_and_said(text_format):
    outcome = normalise(Record(PROVENANCE, {"text": "word " * 30_000}, None, text_format), INTAKE)
    assert 40_000 < len(outcome.content.text_html) <= 50_000
    assert codes(outcome) == ["too-long"]
    assert "50,000" in outcome.findings[0].message


def test_a_line_as_long_as_may_be_is_kept():
    line = "x" * 500
    outcome = regular(title=line, place=line, organisations=line)
    assert outcome.content.title == outcome.content.place == line
    assert codes(outcome) == ["unknown-organisation"]
