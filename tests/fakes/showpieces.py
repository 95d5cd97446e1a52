"""The pages every instrument is held against: emails and archive pages with all they can show."""

import datetime as dt
from functools import cache
from io import BytesIO

from PIL import Image

from digest.model.rendered import TOKEN
from digest.model.submission import Kind, Translation
from digest.rendering.archive.site import site
from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.sources.packaged import packaged
from digest.sources.templates import PLAIN, read_templates
from fakes.editions import changed, published
from fakes.issues import PERIOD, PROJECTS, issue, newsletter, sample_issue, submission

PUBLIC = "https://news.example.org"
THEMES = (PLAIN, *sorted(each.name for each in (packaged("templates") / "themes").iterdir()))
LANGUAGES = ("en", "de", "el", "bg", "ar")
PICTURE = "images/0123456789abcdef-1200x800.jpg"
TALL_PICTURE = "images/fedcba9876543210-600x900.jpg"
UNBROKEN = "https://archive.example.org/" + "a-very-long-address-without-a-place-to-break" * 3

_NIGHT = {
    "de": Translation(
        title="Die lange Nacht der kleinen Museen",
        place="Görlitz und Zgorzelec",
        text_html="<p>Vierzig Häuser beiderseits des Flusses öffnen bis Mitternacht. Der "
        "Eintritt ist frei.</p>",
        image_alt="Eine beleuchtete Brücke über den Fluss",
    ),
    "el": Translation(
        title="Η μεγάλη νύχτα των μικρών μουσείων",
        place="Γκέρλιτς και Ζγκορζέλετς",
        text_html="<p>Σαράντα μουσεία στις δύο όχθες του ποταμού μένουν ανοιχτά ως τα μεσάνυχτα. "
        "Η είσοδος είναι ελεύθερη.</p>",
        image_alt="Μια φωτισμένη γέφυρα πάνω από το ποτάμι",
    ),
    "bg": Translation(
        title="Дългата нощ на малките музеи",
        place="Гьорлиц и Згожелец",
        text_html="<p>Четиридесет музея от двете страни на реката са отворени до полунощ. "
        "Входът е свободен.</p>",
        image_alt="Осветен мост над реката",
    ),
    "ar": Translation(
        title="الليلة الطويلة للمتاحف الصغيرة",
        place="غورليتس وزغورزيلتس",
        text_html="<p>أربعون متحفا على ضفتي النهر تفتح أبوابها حتى منتصف الليل. الدخول مجاني.</p>",
        image_alt="جسر مضاء فوق النهر",
    ),
}
_TITLES = {
    "de": ("Veranstaltungen", "Ausschreibungen", "Veröffentlichungen", "Nachrichten"),
    "el": ("Εκδηλώσεις", "Προσκλήσεις", "Εκδόσεις", "Νέα"),
    "bg": ("Събития", "Покани", "Издания", "Новини"),
    "ar": ("فعاليات", "دعوات", "منشورات", "أخبار"),
}
_NEWSLETTERS = {
    "de": {"title": "Neues von unseren Mitgliedern", "tagline": "Was die Museen Europas bewegt."},
    "el": {"title": "Νέα από τα μέλη μας", "tagline": "Τι συμβαίνει στα μουσεία της Ευρώπης."},
    "bg": {"title": "Новини от нашите членове", "tagline": "Какво става в музеите на Европа."},
    "ar": {"title": "أخبار أعضائنا", "tagline": "ما الجديد في متاحف أوروبا."},
}
_PARTICULAR = (
    submission(
        90,
        title="The long night of small museums",
        organisations=("Silesian Museum in Görlitz", "Muzeum Łużyckie w Zgorzelcu"),
        starts=dt.date(2023, 9, 16),
        ends=dt.date(2023, 9, 17),
        place="Görlitz and Zgorzelec",
        online=True,
        text_html="<p>Forty houses on both sides of the river stay open until midnight. "
        "Entrance is free.</p>",
        url="https://members.example.org/night",
        image=PICTURE,
        image_alt="A lit bridge across the river",
        translations=_NIGHT,
    ),
    submission(
        91,
        title="A symposium that will not take place",
        organisations=("Museums of Brittany",),
        starts=dt.date(2023, 9, 28),
        place="Rennes, France",
        cancelled=True,
        text_html="<p>The organisers hope to hold it next spring.</p>",
        url="https://members.example.org/symposium",
    ),
    submission(
        92,
        kind=Kind.CALL,
        title="Fellowships for young curators",
        deadline=dt.date(2023, 10, 15),
        text_html="<p>Apply with a short project; <a href='https://members.example.org/rules'>"
        "the rules of the programme</a> say how.</p><h4>Who may apply</h4><ul><li>Curators under "
        "35</li><li>Educators, <strong>wherever</strong> they work</li></ul><blockquote><p>It "
        "changed how I look at a showcase.</p></blockquote>",
        url="https://members.example.org/fellowships",
    ),
    submission(
        93,
        kind=Kind.CALL,
        title="Donaudampfschifffahrtsgesellschaftsarchivnachwuchswissenschaftlerförderung",
        organisations=("Deutscher Museumsbund",),
        language="de",
        starts=dt.date(2023, 11, 2),
        ends=dt.date(2024, 2, 29),
        deadline=dt.date(2023, 9, 30),
        text_html=f"<p>Alles Nähere steht unter {UNBROKEN}.</p>",
        url=UNBROKEN,
    ),
    submission(
        94,
        kind=Kind.PUBLICATION,
        title="Ein Handbuch für kleine Museen",
        organisations=("Deutscher Museumsbund", "ICOM Germany"),
        language="de",
        text_html="<p>Auf 120 Seiten: die Sammlung, das Haus, die Besucher.</p>",
        url="https://members.example.org/handbuch",
        image=TALL_PICTURE,
        image_alt="Der Umschlag: ein Schlüssel in einem Schloss",
    ),
    submission(
        95,
        kind=Kind.PUBLICATION,
        title="دليل المتاحف الصغيرة",
        organisations=("المتحف الوطني",),
        language="ar",
        text_html="<p>مئة وعشرون صفحة عن:</p><ul><li>المجموعات،</li><li>المباني،</li></ul>",
        url="https://members.example.org/dalil",
    ),
    submission(
        96,
        kind=Kind.PROJECT_UPDATE,
        title="What five years of measuring impact have shown",
        organisations=("Network of European Museum Organisations (NEMO)",),
        project="moi",
        text_html="<p>The project is over; its questions remain.</p>",
        url="https://members.example.org/moi",
    ),
)


def settings(theme, language):
    """A newsletter with a theme, in a language and in English."""
    english = {name: getattr(newsletter(), name) for name in ("title", "tagline")}
    own = english if language == "en" else _NEWSLETTERS[language]
    further = {} if language == "en" else {"en": english}
    languages = [language, *further]
    return newsletter(brand={"theme": theme}, languages=languages, translations=further, **own)


def setting(theme, language):
    """What a variant in a language is rendered with."""
    return RenderSetting(settings(theme, language), PROJECTS, PUBLIC, language)


def rich_issue():
    """An issue with everything an item can have, in several languages."""
    items = issue(*sample_issue().items, *_PARTICULAR)
    names = [dict(zip(_TITLES, each, strict=True)) for each in zip(*_TITLES.values(), strict=True)]
    sections = (
        section.model_copy(update={"titles": names[number]}) if number < len(names) else section
        for number, section in enumerate(items.sections)
    )
    in_english = (_with_a_language(each) for each in sections)
    return items.model_copy(update={"sections": tuple(in_english)})


def _with_a_language(section):
    """The section, with every item saying what language it is in."""
    items = (
        each.model_copy(
            update={
                "content": each.content.model_copy(
                    update={"language": each.content.language or "en"}
                )
            }
        )
        for each in section.items
    )
    return section.model_copy(update={"items": tuple(items)})


ISSUES = {
    "sample": sample_issue,
    "rich": rich_issue,
    "50 items": lambda: sample_issue(50),
    "200 items": lambda: sample_issue(200),
}


@cache
def email(name, theme, language):
    """The HTML of an email as a reader gets it, by the name of its issue."""
    variant = render(ISSUES[name](), setting(theme, language), _templates(theme))
    return variant.html.replace(TOKEN, "AReadersToken")


@cache
def archive(theme, language):
    """Every file of an archive of three issues, by its path; pages of the language at the top."""
    september = rich_issue()
    october = issue(
        _PARTICULAR[2], submission(97, title="A night in Riga", starts=dt.date(2023, 10, 7))
    ).model_copy(update={"period": PERIOD.next})
    off = changed(september.items[1], cancelled=True)
    out = published(
        september,
        october,
        today=(off,),
        revised=dt.datetime(2023, 9, 10, tzinfo=dt.UTC),
        pictures=frozenset({PICTURE, TALL_PICTURE}),
    )
    return {each.path: each.data for each in site(out, setting(theme, language), _templates(theme))}


@cache
def _templates(theme):
    return read_templates(packaged("templates"), None, theme)


@cache
def picture():
    """A picture that stands for every picture."""
    drawn = BytesIO()
    Image.linear_gradient("L").resize((1200, 800)).save(drawn, "JPEG")
    return drawn.getvalue()
