"""Settings of [newsletter] and [issue] that name one another must meet."""

import pytest

from digest.model.mismatched import mismatched

SECTIONS = [{"title": "Events"}, {"title": "Calls"}]


def a_newsletter(**newsletter):
    return {"newsletter": newsletter, "issue": {"sections": SECTIONS}}


def a_segment(name="press", sections=("Events",)):
    return {"name": name, "tags": ["x"], "sections": list(sections)}


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"newsletter": {}},
        a_newsletter(segments=[a_segment(), a_segment("board", ["Calls", "Events"])]),
        {"newsletter": {"segments": [a_segment(sections=["News"])]}},  # a section by default
        a_newsletter(languages=["en", "de", "pt-BR"], translations={"de": {}, "pt-BR": {}}),
        a_newsletter(languages=["en", "de-AT"], translations={"de": {}}),  # read there too
        # what has another form is told by its model
        {"newsletter": [], "issue": 7},
        {"newsletter": {"segments": {}, "languages": "en", "translations": ["de"]}},
        {"newsletter": {"segments": [7, {}], "languages": [7]}, "issue": {"sections": ["x"]}},
        a_newsletter(segments=[{"name": "press", "sections": "Events"}]),
    ],
)
def test_what_meets_or_has_another_form_is_nothing_to_speak_of(raw):
    assert mismatched(raw) == ()


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (
            a_newsletter(segments=[a_segment(), a_segment()]),
            "newsletter.segments.name: 'press' stands 2 times; a name is unique",
        ),
        (
            a_newsletter(segments=[a_segment(sections=["Event"])]),
            "newsletter.segments.sections: there is no section 'Event'; did you mean 'Events'?",
        ),
        (
            a_newsletter(segments=[a_segment(sections=["Xyz"])]),
            "newsletter.segments.sections: there is no section 'Xyz'; there are: Events, Calls",
        ),
        (
            a_newsletter(languages=["en", "pt-BR", "pt-br"]),
            "newsletter.languages: 'pt-br' stands 2 times; a language is unique",
        ),
        (
            a_newsletter(languages=["en", "de"], translations={"deu": {}}),
            (
                "newsletter.translations: 'deu' is no further language of the newsletter;"
                " did you mean 'de'?"
            ),
        ),
        (
            a_newsletter(translations={"de": {}}),
            (
                "newsletter.translations: 'de' is no further language of the newsletter;"
                " it has one language"
            ),
        ),
        (
            a_newsletter(languages=["en", "de"], translations={"en": {}}),
            (
                "newsletter.translations: 'en' is the newsletter's own language, in which the title"
                " itself is; leave it out"
            ),
        ),
        (
            {"issue": {"sections": [{"title": "Events", "titles": {"fr": "Dates"}}]}},
            (
                "issue.sections.titles: 'fr' is no further language of the newsletter;"
                " it has one language"
            ),
        ),
    ],
)
def test_what_does_not_meet_is_named_with_the_nearest(raw, problem):
    assert mismatched(raw) == (problem,)
