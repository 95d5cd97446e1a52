import pytest

from digest.errors import RenderError
from digest.sources.packaged import packaged as packaged_folder
from digest.sources.templates import read_templates


@pytest.fixture
def folders(tmp_path):
    packaged, own = tmp_path / "packaged", tmp_path / "own"
    packaged.mkdir()
    own.mkdir()
    for name in ("item.mjml.j2", "issue.mjml.j2"):
        (packaged / name).write_text(f"packaged {name}", encoding="utf-8")
    (packaged / ".keep").write_text("")
    return packaged, own


def test_a_file_of_the_workspace_takes_the_place_of_the_packaged_one(folders):
    packaged, own = folders
    (own / "item.mjml.j2").write_text("mine: é", encoding="utf-8-sig")
    templates = read_templates(packaged, own)
    assert {name: each.text for name, each in templates.items()} == {
        "issue.mjml.j2": "packaged issue.mjml.j2",
        "item.mjml.j2": "mine: é",
        "packaged/item.mjml.j2": "packaged item.mjml.j2",
    }
    assert templates["item.mjml.j2"].path == str(own / "item.mjml.j2")


@pytest.mark.parametrize("name", [".DS_Store", "item.mjml.j2~", ".item.mjml.j2.swp", "#item#"])
def test_what_editors_and_systems_leave_behind_is_no_template(folders, name):
    packaged, own = folders
    (own / name).write_bytes(b"\xff")
    assert read_templates(packaged, own) == read_templates(packaged, None)


def test_the_workspace_need_not_have_a_folder(folders):
    packaged, own = folders
    assert read_templates(packaged, own / "none") == read_templates(packaged, None)


def test_an_unknown_file_is_named_with_the_nearest(folders):
    packaged, own = folders
    (own / "itm.mjml.j2").write_text("x")
    with pytest.raises(RenderError, match=r"itm\.mjml\.j2: .*did you mean item\.mjml\.j2\?"):
        read_templates(packaged, own)


def test_a_file_that_is_not_utf_8_is_named_with_its_line(folders):
    packaged, own = folders
    (own / "item.mjml.j2").write_bytes(b"one\ntwo \xe9")
    with pytest.raises(RenderError, match="UTF-8") as caught:
        read_templates(packaged, own)
    assert caught.value.line == 2


def test_a_folder_in_the_place_of_a_file_is_named(folders):
    packaged, own = folders
    (own / "item.mjml.j2").mkdir()
    with pytest.raises(RenderError, match=r"item\.mjml\.j2: cannot be read"):
        read_templates(packaged, own)


def test_a_theme_comes_before_the_packaged_and_the_workspace_before_the_theme(folders):
    packaged, own = folders
    for theme in ("bold", "other"):
        (packaged / "themes" / theme).mkdir(parents=True)
        for name in ("item.mjml.j2", "issue.mjml.j2"):
            (packaged / "themes" / theme / name).write_text(f"{theme} {name}")
    (own / "issue.mjml.j2").write_text("mine")
    said = {name: each.text for name, each in read_templates(packaged, own, "bold").items()}
    assert said == {
        "item.mjml.j2": "bold item.mjml.j2",
        "issue.mjml.j2": "mine",
        "packaged/issue.mjml.j2": "bold issue.mjml.j2",
    }
    assert read_templates(packaged, None)["item.mjml.j2"].text == "packaged item.mjml.j2"


def test_templates_in_a_folder_are_called_with_it(folders):
    packaged, own = folders
    for folder, text in ((packaged, "packaged"), (own, "mine")):
        (folder / "archive").mkdir()
        (folder / "archive" / "page.html.j2").write_text(text)
    assert read_templates(packaged, own)["archive/page.html.j2"].text == "mine"
    (own / "archive" / "pages.html.j2").write_text("x")
    with pytest.raises(RenderError, match=r"did you mean archive/page\.html\.j2\?"):
        read_templates(packaged, own)


def test_the_files_of_a_theme_are_those_of_the_packaged():
    folder = packaged_folder("templates")
    base = {each.name for each in folder.glob("*.j2")}
    for theme in (folder / "themes").iterdir():
        assert {each.name for each in theme.iterdir()} <= base


def test_a_file_too_large_for_a_template_is_refused(folders):
    packaged, own = folders
    (own / "item.mjml.j2").write_bytes(b"x" * 1_000_001)
    with pytest.raises(RenderError, match="larger"):
        read_templates(packaged, own)


def test_a_package_without_templates_says_so(tmp_path):
    with pytest.raises(RenderError, match="no templates"):
        read_templates(tmp_path, None)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("\n{% block mor %}x{% endblock %}", "Did you mean more?"),
        (
            "{% block more %}{% endblock %}\n{%- block xyzzy %}{% endblock %}",
            "There are: more, in.",
        ),
    ],
)
def test_a_block_that_what_is_extended_does_not_have_is_named(folders, text, hint):
    packaged, own = folders
    packaged.joinpath("item.mjml.j2").write_text(
        "{% block more %}{% block in %}{% endblock %}{% endblock %}"
    )
    own.joinpath("item.mjml.j2").write_text('{% extends "packaged/item.mjml.j2" %}' + text)
    with pytest.raises(RenderError, match=r"item.mjml.j2 has no block") as caught:
        read_templates(packaged, own)
    assert (caught.value.line, caught.value.hint) == (2, hint)
    assert caught.value.template == str(own / "item.mjml.j2")


@pytest.mark.parametrize(
    "text", ["{% block in %}x{% endblock %}", "{% block more %}{% block new %}{% endblock %}"]
)
def test_blocks_that_it_has_and_new_ones_within_them_are_taken(folders, text):
    packaged, own = folders
    packaged.joinpath("item.mjml.j2").write_text(
        "{% block more %}{% block in %}{% endblock %}{% endblock %}"
    )
    own.joinpath("item.mjml.j2").write_text('{% extends "packaged/item.mjml.j2" %}' + text)
    assert "packaged/item.mjml.j2" in read_templates(packaged, own)
