import datetime as dt
from pathlib import Path

from digest.checks.checking import check
from digest.model.finding import Finding, Severity
from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.sources.templates import read_templates
from fakes.issues import PROJECTS, issue, newsletter, sample_issue, submission

TEMPLATES = read_templates(Path(__file__).parents[3] / "templates", None)
DAY = dt.date(2023, 9, 1)


def checked(an_issue, settings=None, day=DAY):
    settings = settings or newsletter()
    setting = RenderSetting(settings, PROJECTS, "https://news.example.org", "en")
    variant = render(an_issue, setting, TEMPLATES)
    return check(an_issue, (variant, variant), newsletter=settings, day=day)


def test_the_sample_has_nothing_that_blocks():
    assert checked(sample_issue()) == ()


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


def test_a_long_issue_is_told_to_be_too_large():
    codes = [each.code for each in checked(sample_issue(120))]
    assert codes == ["html-too-large"]


def test_a_finding_is_told_once_however_many_variants_there_are():
    own = Finding(code="c", severity=Severity.WARNING, where="w", message="m")
    twice = submission(
        text_html="<p>x</p>", title="A title of forty characters, or even more", findings=(own, own)
    )
    assert checked(issue(twice)) == (own,)
