"""Content as it reads in a language: whole, or as it is."""

import pytest

from digest.model.submission import Content, Kind, Translation
from digest.rendering.translating import in_language

GERMAN = Translation(title="Eine Nacht", text_html="<p>Komm.</p>", place="Köln")
CONTENT = Content(
    kind=Kind.NEWS, title="A night", text_html="<p>Come.</p>", place="Cologne", url="https://a.eu"
)


def translated(**languages):
    return CONTENT.model_copy(update={"translations": languages})


@pytest.mark.parametrize("language", ["de", "de-AT"])
def test_a_whole_translation_is_read(language):
    read = in_language(translated(de=GERMAN), language)
    assert (read.title, read.text_html, read.place) == ("Eine Nacht", "<p>Komm.</p>", "Köln")
    assert read.url == "https://a.eu"  # what it does not say is said as in its own
    assert read.language == "de"


@pytest.mark.parametrize("lacking", ["title", "text_html"])
def test_one_that_lacks_something_is_not_read_at_all(lacking):
    broken = translated(de=GERMAN.model_copy(update={lacking: Translation().model_dump()[lacking]}))
    assert in_language(broken, "de") is broken


def test_another_language_is_not_read():
    content = translated(de=GERMAN)
    assert in_language(content, "fr") is content


def test_the_exact_language_comes_before_its_relatives():
    swiss = GERMAN.model_copy(update={"title": "E Nacht"})
    content = CONTENT.model_copy(update={"translations": {"de": GERMAN, "de-CH": swiss}})
    assert in_language(content, "de-CH").title == "E Nacht"
    assert in_language(content, "de-AT").title == "Eine Nacht"


@pytest.mark.parametrize(("written", "read"), [("no", "nb"), ("nb", "no"), ("nn", "nb")])
def test_norwegian_goes_by_several_names(written, read):
    found = in_language(translated(**{written: GERMAN}), read)
    assert (found.title, found.language) == ("Eine Nacht", written)


def test_a_submission_in_that_language_is_read_as_it_is():
    content = translated(de=GERMAN).model_copy(update={"language": "de"})
    assert in_language(content, "de") is content
