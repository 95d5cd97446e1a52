"""The rules of the house that no linter knows, over every module of the package."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "digest"
TEXTS = {
    path.relative_to(SOURCE).as_posix(): path.read_text("utf-8") for path in SOURCE.rglob("*.py")
}
TREES = {name: ast.parse(text) for name, text in TEXTS.items()}
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "data", "info", "process"}
LONGEST_FILE, LONGEST_FUNCTION, USUAL_FUNCTION = 300, 40, 20
MIGRATIONS = "store/migrations/versions/v"  # a list of tables: written once, never changed


def nodes(kind, *, outside=()):
    """Every node of a kind, with where it stands; `outside` names modules that may have it."""
    for name, tree in TREES.items():
        if not name.startswith(tuple(outside)):
            yield from ((f"{name}:{e.lineno}", e) for e in ast.walk(tree) if isinstance(e, kind))


def functions(*, outside=()):
    return nodes(ast.FunctionDef | ast.AsyncFunctionDef, outside=outside)


def lines_of(function):
    return function.end_lineno - function.lineno + 1


def test_the_package_is_looked_at():
    assert {"errors.py", "model/issue.py", "cli/tree.py"} <= TREES.keys()


def test_every_module_says_what_it_is_for():
    assert not [name for name, tree in TREES.items() if not ast.get_docstring(tree)]


def test_a_file_is_one_idea_long():
    assert not [name for name, text in TEXTS.items() if len(text.splitlines()) > LONGEST_FILE]


def test_a_function_fits_on_a_page():
    long = [where for where, f in functions(outside=[MIGRATIONS]) if lines_of(f) > LONGEST_FUNCTION]
    assert not long


def test_nine_functions_in_ten_are_short():
    lengths = sorted(lines_of(function) for _where, function in functions())
    assert lengths[len(lengths) * 9 // 10] <= USUAL_FUNCTION


def test_every_import_stands_at_the_top():
    at_the_top = {id(node) for tree in TREES.values() for node in tree.body}
    imports = nodes(ast.Import | ast.ImportFrom)
    assert not [where for where, node in imports if id(node) not in at_the_top]


def test_a_name_names_the_thing():
    assert not [name for name in TREES if SAY_NOTHING & set(name.removesuffix(".py").split("/"))]


def test_only_the_composition_root_has_a_clock():
    names = {"now", "utcnow", "today"}
    asked = [
        where
        for where, call in nodes(ast.Call, outside=["app.py"])
        if isinstance(call.func, ast.Attribute) and call.func.attr in names
    ]
    assert not asked


def test_only_the_configuration_and_the_command_line_read_the_environment():
    reading = nodes(ast.Attribute, outside=["config.py", "cli/"])
    assert not [where for where, each in reading if each.attr in {"environ", "getenv"}]


def test_no_test_leans_on_a_mock():
    mocking = re.compile(r"\b(?:Magic|Async)?Mock\(|\bmocker\b|\bcreate_autospec\b")
    tests = {path.name: path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py")}
    del tests[Path(__file__).name]
    assert not [name for name, text in tests.items() if mocking.search(text)]
