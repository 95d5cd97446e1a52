"""The sample workspace, made and collected once; every story gets a copy of its own."""

import pytest

from fakes.commands import an_editor


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """A workspace as `digest init` makes it, collected."""
    editor = an_editor(tmp_path_factory.mktemp("story") / "workspace")
    editor.do("collect")
    return editor


@pytest.fixture
def editor(sample, tmp_path):
    """An editor in the collected sample workspace."""
    return sample.copy(tmp_path / "workspace")


@pytest.fixture
def approved(editor):
    """An editor whose September issue is approved and has three readers."""
    editor.readers("ada@example.org", "bjorn@example.org", "chloe@example.org")
    editor.do("approve", "2023-09", "--by", "Ada")
    return editor
