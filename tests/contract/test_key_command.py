from __future__ import annotations

import re

import pytest

from fakes.commands import an_editor

KEY = r"dk_[A-Za-z0-9_-]{32}"


@pytest.fixture(scope="module")
def editor(tmp_path_factory):
    return an_editor(tmp_path_factory.mktemp("keys") / "workspace")


@pytest.mark.parametrize(
    "name", ["irish-museums-association", "IMA", "the irish museums association"]
)
def test_a_key_is_made_for_an_organisation_by_any_of_its_names(editor, name):
    said = editor.do("organisations", "key", name)
    assert said.keys() == {"organisation", "key"}
    assert said["organisation"] == "irish-museums-association"
    assert re.fullmatch(KEY, said["key"])


def test_it_is_shown_once_with_what_to_do_when_it_gets_lost(editor):
    out = editor.digest("organisations", "key", "IMA").out
    assert len(re.findall(KEY, out)) == 1
    assert "digest organisations key irish-museums-association --revoke" in out
    for file in editor.folder.glob("digest.db*"):
        assert re.search(KEY, out)[0].encode() not in file.read_bytes()


def test_revoking_says_how_many_there_were(editor):
    for _ in range(2):
        editor.do("organisations", "key", "icom-france")
    assert "2 keys of icom-france revoked" in (
        editor.digest("organisations", "key", "icom-france", "--revoke").out
    )
    again = editor.do("organisations", "key", "icom-france", "--revoke")
    assert again == {"organisation": "icom-france", "revoked": 0}


def test_the_keys_of_one_that_left_the_directory_can_be_revoked_by_its_id(editor):
    editor.do("organisations", "key", "avicom")
    lines = (editor.folder / "feeds/organisations.csv").read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("avicom,")]
    assert len(kept) == len(lines) - 1
    editor.write("feeds/organisations.csv", "\n".join(kept) + "\n")
    said = editor.do("organisations", "key", "avicom", "--revoke")
    assert said == {"organisation": "avicom", "revoked": 1}


@pytest.mark.parametrize("words", [(), ("--revoke",)])
def test_a_name_nobody_has_is_an_error_that_tells_the_nearest(editor, words):
    said = editor.digest("organisations", "key", "Irish Museum Association", *words, "--json")
    assert said.status == 2
    assert "Irish Museum Association" in said.error
    assert "Did you mean Irish Museums Association" in said.error
