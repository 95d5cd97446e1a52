"""Who listens to an issue hears each item in its own language: WCAG 3.1.2, unseen by axe."""

import pytest
from lxml import html

from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.sources.packaged import packaged
from digest.sources.templates import read_templates
from fakes.issues import PROJECTS, newsletter, sample_issue
from fakes.showpieces import PUBLIC, THEMES


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_an_item_that_is_not_translated_says_its_language(theme, language):
    settings = newsletter(languages=["en", language], brand={"theme": theme})
    setting = RenderSetting(settings, PROJECTS, PUBLIC, language)
    templates = read_templates(packaged("templates"), None, theme)
    page = html.fromstring(render(sample_issue(), setting, templates).html)
    headings = page.findall(".//h3")
    assert len(headings) == 12
    assert {(each.get("lang"), each.get("dir")) for each in headings} == {("en", "ltr")}
