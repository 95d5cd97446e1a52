import pytest
from pydantic import ValidationError

from digest.sources.folder import FolderSettings

FOLDER = {"name": "members", "kind": "folder", "path": "feeds/members"}


def test_defaults():
    settings = FolderSettings.model_validate(FOLDER)
    assert (settings.trust, settings.defaults, settings.fields) == ("accept", {}, {})


def test_everything_that_may_be_said():
    said = {
        "defaults": {"kind": "event"},
        "fields": {"Titel": "title", "Titre": "title_fr"},
        "trust": "hold",
        "silent_after_days": 30,
    }
    settings = FolderSettings.model_validate(FOLDER | said)
    assert settings.model_dump() == FOLDER | said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"defaults": {"knd": "event"}}, "did you mean 'kind'"),
        ({"fields": {"Titel": "titel"}}, "did you mean 'title'"),
        ({"silent_after_days": 0}, "greater than or equal to 1"),
        ({"trust": "reject"}, "'accept' or 'hold'"),
        ({"name": "a b"}, "pattern"),
        ({"name": ""}, "pattern"),
        ({"path": ""}, "at least 1 character"),
        ({"kind": "feed"}, "'folder'"),
        ({"pth": "x"}, "Extra inputs"),
    ],
)
def test_problems_are_named(change, words):
    with pytest.raises(ValidationError, match=words):
        FolderSettings.model_validate(FOLDER | change)
