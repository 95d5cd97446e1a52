"""Issues to render and check, made by hand: no folder, no database, no clock."""

import datetime as dt

from digest.model.issue import Issue, Section
from digest.model.organisation import OrganisationRef
from digest.model.period import Period
from digest.model.project import Project
from digest.model.settings import NewsletterSettings
from digest.model.submission import Content, Kind, Submission, SubmissionState

PERIOD = Period("2023-09")
SECTIONS = (
    ("Events", Kind.EVENT),
    ("Calls", Kind.CALL),
    ("Publications", Kind.PUBLICATION),
    ("News", Kind.NEWS),
    ("From our projects", Kind.PROJECT_UPDATE),
    ("A statement", Kind.STATEMENT),
)
PROJECTS = (
    Project(
        id="charter",
        name="CHARTER Alliance",
        programme="Erasmus+ Sector Skills Alliance",
        starts=dt.date(2021, 1, 1),
        ends=dt.date(2024, 12, 31),
        duration="four years",
    ),
    Project(id="moi", name="MOI! Museums of Impact", finished=True),
)


def newsletter(**changes):
    """The settings of a newsletter like the sample's."""
    settings = {
        "title": "News from our Members",
        "tagline": "Find out what’s happening in the European museum community.",
        "sender": "Network of European Museum Organisations <news@example.org>",
        "website": "https://www.example.org",
        "postal_address": "Network of European Museum Organisations, "
        "Example Street 1, 10115 Berlin, Germany",
        "list_id": "members-news.example.org",
        "time_zone": "Europe/Berlin",
    }
    return NewsletterSettings.model_validate({**settings, **changes})


def submission(number=1, *, findings=(), **fields):
    """A submission with a content of its own; organisations are given by name."""
    names = fields.pop("organisations", ("Irish Museums Association (IMA)",))
    refs = tuple(OrganisationRef(id=None, name=name) for name in names)
    content = Content(**{"kind": Kind.EVENT, **fields, "organisations": refs})
    return Submission(
        id=f"s{number:04d}",
        source="members",
        key=f"item-{number}",
        where=f"2023-09/item-{number}.md",
        folder="2023-09",
        arrived_at=dt.datetime(2023, 8, 20, 10, tzinfo=dt.UTC),
        state=SubmissionState.ACCEPTED,
        source_content=content,
        content=content,
        findings=findings,
        issue=PERIOD,
    )


def issue(*submissions, period=PERIOD):
    """An issue of these submissions, in sections by their kind."""
    sections = (
        Section(title=title, items=tuple(each for each in submissions if each.content.kind is kind))
        for title, kind in SECTIONS
    )
    return Issue(period=period, sections=tuple(each for each in sections if each.items))


def sample_issue(count=12):
    """The twelve items of September 2023, and as many more like them as are asked for."""
    return issue(*(submission(n + 1, **_fields(n)) for n in range(count)))


def _fields(number):
    turn, place = divmod(number, len(_ITEMS))
    fields = dict(_ITEMS[place])
    if turn:  # no two items are the same: a cache must not make them cheap
        heading = fields.get("title") or f"News from {fields['organisations'][0]}"
        fields["title"] = f"{heading}, part {turn + 1}"
        fields["text_html"] = fields["text_html"].replace("<p>", f"<p>Part {turn + 1}. ", 1)
        fields["url"] = f"https://members.example.org/items/{number}"
    return fields


def _day(day, month=9):
    return dt.date(2023, month, day)


_ITEMS = (
    {
        "organisations": ("Irish Museums Association (IMA)",),
        "starts": _day(8),
        "ends": _day(9),
        "place": "Derry/Londonderry, Northern Ireland",
        "text_html": "<p>What a museum can do for the conversations a society needs to have: the "
        "association’s annual conference, <em>Influencing Museums</em>, asks how collections can "
        "inform public debate, and where they already do.</p>",
    },
    {
        "organisations": ("Slovenian Museum Association",),
        "starts": _day(20),
        "ends": _day(22),
        "place": "Koper, Slovenia",
        "text_html": "<p>A congress on sustainability and wellbeing, and on what museums have to "
        "do with both. The lectures take the environment, society and the economy in turn.</p>",
    },
    {
        "organisations": ("Federal Association of Museum Education e.V.",),
        "starts": _day(24),
        "place": "Bonn, Germany",
        "text_html": "<p>How do people choose what to do with their free time, and what would "
        "make them choose a museum? An international conference about visitors, those who stay "
        "away, and the wellbeing of both.</p>",
    },
    {
        "organisations": ("FARO. The Flemish Institution for Cultural Heritage",),
        "starts": _day(25),
        "ends": _day(25),
        "online": True,
        "text_html": "<p>After the statue of a slave trader was toppled, Bristol’s History "
        "Commission asked the whole city what should become of it. A webinar on how that "
        "consultation was done, and what it found.</p>",
    },
    {
        "organisations": ("Estonian Museum Association", "ICOM Estonia"),
        "starts": _day(25),
        "ends": _day(26),
        "place": "Rakvere, Estonia and Online",
        "online": True,
        "text_html": "<p><strong>Museum and authenticity</strong> is the theme of this "
        "international conference: what is genuine in a museum, who decides, and does it matter "
        "to those who come?</p>",
        "url": "https://members.example.org/authenticity",
    },
    {
        "organisations": (
            "Audio Visional International Council of Museums (AVICOM)",
            "University of St Andrews",
        ),
        "online": True,
        "text_html": "<p>An online workshop on three things that meet: a changing climate, the "
        "preservation of heritage, and what virtual museums can add to it.</p>",
    },
    {
        "organisations": ("ICOM France",),
        "place": "Tours, France and online",
        "online": True,
        "text_html": "<p>Visitors are back, and in numbers. Professionals compare what they see "
        "in their own houses since the doors have opened again.</p>",
    },
    {
        "organisations": ("Ministry of Culture Spain",),
        "place": "Madrid, Toledo, Valencia, Valladolid, Cartagena, Santillana del Mar and Mérida, "
        "Spain",
        "text_html": "<p>Musae brings young musicians, none older than 35, into the sixteen "
        "State Museums of Spain. The concerts are:</p><ul><li>free of charge,</li><li>played "
        "among the collections.</li></ul>",
    },
    {
        "kind": Kind.NEWS,
        "organisations": ("H&M, Heritage&Museums",),
        "place": "Crete, Greece",
        "text_html": "<p>Two piano concerts in Crete this summer, sponsored as a piece of "
        "cultural diplomacy, with a Greek soloist heard in the great halls of the world.</p>",
    },
    {
        "kind": Kind.NEWS,
        "organisations": ("The Azerbaijan National Carpet Museum",),
        "place": "Baku, Azerbaijan",
        "text_html": "<p>Permanent and temporary exhibitions, programmes and services: the "
        "museum is opening all of them to every audience, with interactive elements.</p>",
    },
    {
        "kind": Kind.PROJECT_UPDATE,
        "organisations": ("Network of European Museum Organisations (NEMO)",),
        "project": "charter",
        "title": "Recommendations for the skills of a whole sector",
        "text_html": "<p>The alliance’s new report looks back at its analysis of the heritage "
        "sector and says what should follow from it.</p>",
        "url": "https://members.example.org/charter/report",
    },
    {
        "kind": Kind.STATEMENT,
        "organisations": ("Network of European Museum Organisations (NEMO)",),
        "title": "The value of international cultural networks",
        "text_html": "<p>Eight points on why networks exist, and why they mean to stay. Three of "
        "them:</p><ol><li>Networks build trust across borders.</li><li>Their strength is their "
        "members.</li><li>They connect, advise, host and mediate.</li></ol>"
        "<p>Signed by CAE – Culture Action Europe, EMC – European Music Council, and others.</p>",
    },
)
