"""docs/adding-a-source.md is true: its example, installed as a package would be, is collected."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-source.md"
TABLE = "id\ttitle\twhen\tlink\n7\tThe fair\t8–9 September 2023\thttps://example.org/fair\n"


def block(language, containing):
    found = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return next(each for each in found if containing in each)


@pytest.fixture
def install(editor, tmp_path):
    """Lay a module and its entry point where Python finds them, as an installer does."""

    def lay(code, entry_point):
        place = tmp_path / "site"
        facts = place / "digest_tsv-1.0.dist-info"
        facts.mkdir(parents=True)
        (place / "digest_tsv.py").write_text(code, "utf-8")
        (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: digest-tsv\nVersion: 1.0\n")
        (facts / "entry_points.txt").write_text(f"[digest.sources]\n{entry_point}\n")
        editor.environment["PYTHONPATH"] = str(place)

    return lay


def declare(editor):
    editor.configure("# Messages become", f"{block('toml', '[[source]]')}\n# Messages become")
    editor.write("partners.tsv", TABLE)


def document(editor, *words):
    said = editor.process(*words, "--json")
    assert said.status == 0, said.err
    return said.document


def test_the_example_is_a_source_like_the_others(editor, install):
    entry_point = re.search(r"tsv = \"(.*)\"", block("toml", "entry-points")).group(1)
    install(block("python", "TsvSource"), f"tsv = {entry_point}")
    declare(editor)
    (report,) = document(editor, "collect", "--source", "partners")["sources"]
    assert (report["found"], report["new"], report["error"]) == (1, 1, None)
    every = document(editor, "submissions", "list")["submissions"]
    (fair,) = (each for each in every if each["source"] == "partners")
    assert (fair["starts"], fair["ends"]) == ("2023-09-08", "2023-09-09")
    (again,) = document(editor, "collect", "--source", "partners")["sources"]
    assert (again["new"], again["unchanged"]) == (0, 1)


def test_the_example_has_forty_lines_of_code():
    code = [line for line in block("python", "TsvSource").splitlines() if line.strip()]
    assert len(code) <= 40


@pytest.mark.parametrize(
    ("code", "cause"),
    [("import nothing_like_it", "nothing_like_it"), ("TSV = 7", "is no Kind"), ("", "TSV")],
)
def test_a_broken_package_is_named_with_its_cause(editor, install, code, cause):
    install(code, "tsv = digest_tsv:TSV")
    declare(editor)
    said = editor.process("collect")
    assert said.status == 2
    assert "'tsv' was added by a package that cannot be used" in said.err
    assert cause in said.err


def test_a_broken_package_that_no_source_asks_for_is_no_matter(editor, install):
    install("import nothing_like_it", "tsv = digest_tsv:TSV")
    assert document(editor, "collect")["sources"][0]["error"] is None


def test_a_kind_of_ours_is_never_replaced(editor, install):
    install("FOLDER = 7", "folder = digest_tsv:FOLDER")
    assert document(editor, "collect")["sources"][0]["unchanged"] > 0
