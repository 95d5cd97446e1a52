import pytest

from digest.model.language import is_language, language_tag


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("pt_br", "pt-BR"),
        (" sr-latn-rs ", "sr-Latn-RS"),
        ("es-419", "es-419"),
        ("ca-VALENCIA", "ca-valencia"),
        ("", ""),
    ],
)
def test_a_tag_is_written_in_one_way(written, tag):
    assert language_tag(written) == tag


@pytest.mark.parametrize("tag", ["de", "DE", "pt-BR", "hsb", "no", "nb"])
def test_a_language_is_known(tag):
    assert is_language(tag)


@pytest.mark.parametrize("tag", ["", "xx", "german", "x-private", "-de", "url"])
def test_what_is_no_language_is_not(tag):
    assert not is_language(tag)
