import datetime as dt
from pathlib import Path

import pytest

from digest.checks.checking import check
from digest.checks.facts import Facts
from digest.model.finding import Finding, Severity
from digest.model.submission import Kind
from digest.rendering.catalogues import LANGUAGES
from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.sources.templates import read_templates
from fakes.issues import PROJECTS, issue, newsletter, sample_issue, submission
from fakes.variants import HTML, TEXT, a_variant, an_item, findings

TEMPLATES = Path(__file__).parents[3] / "templates"
THEMES = ("calm", "bold")
DAY = dt.date(2023, 9, 1)
PUBLIC = "https://news.example.org"
BIG = {"text_html": "<p>Words of a text that goes on.</p>" * 40}


def rendered(an_issue, settings=None, theme="calm"):
    settings = settings or newsletter()
    setting = RenderSetting(settings, PROJECTS, PUBLIC, "en")
    return render(an_issue, setting, read_templates(TEMPLATES, None, theme))


def checked(an_issue, day=DAY, theme="calm", settings=None):
    variant = rendered(an_issue, settings, theme)
    found = check(an_issue, (variant, variant), Facts(newsletter(), day, PUBLIC))
    return tuple(each for each in found if each.code != "placeholder-link")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("count", [1, 12, 50, 200])
def test_nothing_is_said_of_the_sample_in_either_theme(theme, count):
    codes = [each.code for each in checked(sample_issue(count), theme=theme)]
    assert codes == (["shortened"] if count == 200 else [])


FULL = issue(
    submission(
        1,
        kind=Kind.CALL,
        title="A call for papers",
        deadline=dt.date(2023, 9, 30),
        url="https://museum.eu/call",
        text_html="<h4>Who</h4><blockquote><p>All</p></blockquote><ul><li>you</li></ul>"
        '<p>And <a href="https://museum.eu/them">them</a>, or'
        ' <a href="mailto:a@museum.eu">me</a></p>',
    ),
    submission(
        2,
        title="A conference",
        starts=dt.date(2023, 9, 8),
        ends=dt.date(2023, 9, 9),
        place="Bonn",
        online=True,
        cancelled=True,
        text_html="<p>It was to meet.</p>",
        image="images/0123456789abcdef-1200x800.jpg",
        image_alt="A hall",
    ),
    submission(
        3,
        kind=Kind.PROJECT_UPDATE,
        title="أخبار المشروع",
        language="ar",
        project="charter",
        text_html="<p>نص</p>",
    ),
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("accent", ["#1d4e6f", "#ffff00", "#808080", "#ffffff", "#000000"])
def test_everything_an_issue_can_show_is_right_in_any_colour(theme, accent):
    brand = {
        "theme": theme,
        "logo": "https://www.museum.eu/logo.png",
        "logo_alt": "The Network",
        "colours": {"accent": accent, "accent_dark": accent},
    }
    assert checked(FULL, theme=theme, settings=newsletter(brand=brand)) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_right_in_every_language(language):
    settings = newsletter(languages=["en", language] if language != "en" else ["en"])
    setting = RenderSetting(settings, PROJECTS, PUBLIC, language)
    variant = render(FULL, setting, read_templates(TEMPLATES, None))
    assert check(FULL, (variant,), Facts(settings, DAY, PUBLIC)) == ()


def test_the_sample_sent_too_late_is_told_so():
    late = checked(sample_issue(), day=dt.date(2023, 9, 26))
    assert [each.code for each in late] == ["event-over"] * 3


def test_words_that_look_like_templates_do_not_block():
    hostile = submission(
        title="{{ 7*7 }} [[body:1]] <mj-text> undefined \\u{a0}",
        organisations=("{% O %}",),
        text_html="<p>{{ <b>x</b> }} %recipient.email% &lt;mj-raw&gt;</p>",
    )
    assert checked(issue(hostile)) == ()


def test_a_finding_is_told_once_however_many_variants_there_are():
    own = Finding(code="c", severity=Severity.WARNING, where="w", message="m")
    twice = submission(
        text_html="<p>x</p>", title="A title of forty characters, or even more", findings=(own, own)
    )
    assert checked(issue(twice)) == (own,)


def variants(*names, changes=None):
    return tuple(
        a_variant(
            language=name.partition("/")[0], segment=name.partition("/")[2], **(changes or {})
        )
        for name in names
    )


@pytest.mark.parametrize(
    ("names", "where"),
    [
        (("en",), "variant en"),
        (("en/press",), "variant en, segment press"),
        (("en", "en/press"), "all 2 variants"),
    ],
)
def test_what_several_variants_have_in_common_is_said_once(names, where):
    bad = {"subject": "s" * 71}
    (found,) = findings(variants=variants(*names, changes=bad))
    assert (found.code, found.where) == ("subject-length", where)


@pytest.mark.parametrize(
    ("count", "where"),
    [
        (1, "variant en, segment s0"),
        (2, "variants en, segment s0; en, segment s1"),
        (5, "variants en, segment s0; en, segment s1; en, segment s2 and 2 more"),
    ],
)
def test_a_finding_names_the_variants_it_is_about(count, where):
    good = variants("en")
    bad = variants(*(f"en/s{n}" for n in range(count)), changes={"subject": "s" * 71})
    (found,) = findings(variants=good + bad)
    assert found.where == where


def test_a_variant_without_items_is_told_where_the_issue_has_some():
    start, end = HTML.index("<h2 "), HTML.index("<img")
    words = TEXT.replace("Events", "").replace("https://museum.eu/conference", "")
    empty = a_variant(html=HTML[:start] + HTML[end:], text=words, segment="press")
    (found,) = findings(an_item(), variants=(a_variant(), empty))
    assert (found.code, found.where) == ("empty-variant", "variant en, segment press")


def test_an_issue_without_items_is_told_once():
    bare = issue()
    found = check(bare, (rendered(bare),), Facts(newsletter(), DAY, PUBLIC))
    assert [each.code for each in found] == ["empty-issue"]
