import json
import re
import tomllib
from pathlib import Path

import pytest
from checks_page import REMARKS
from configuration_page import schema
from generate_docs import DOCS, PAGES, stale
from jsonschema import Draft202012Validator

from digest.checks.codes import CODES

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"\"([a-z]+(?:-[a-z]+)+)\"")
# Quoted words of that form.
NO_CODES = {"pt-BR", "assume-accepted", "stand-alone", "member-digest", "content-type"}


def test_no_page_is_stale():
    assert stale(DOCS) == ()


def test_a_stale_page_is_named(tmp_path):
    for name, made in PAGES.items():
        (tmp_path / name).write_text(made(), "utf-8")
    (tmp_path / "checks.md").write_text("old", "utf-8")
    (tmp_path / "commands.md").unlink()
    assert stale(tmp_path) == ("checks.md", "commands.md")


def test_the_example_fits_the_schema():
    example = tomllib.loads((ROOT / "config.example.toml").read_text("utf-8"))
    Draft202012Validator.check_schema(schema())
    assert not list(Draft202012Validator(schema()).iter_errors(example))


def test_what_the_schema_gives_as_defaults_fits_it_too():
    whole = schema()
    defaults = {
        name: value["default"] for name, value in whole["properties"].items() if "default" in value
    }
    assert defaults["schedule"]["send"] == "day 1 at 09:00"
    checked = Draft202012Validator({**whole, "required": []})
    assert not list(checked.iter_errors(defaults))


@pytest.mark.parametrize(
    "wrong", [{"titel": "x"}, {"brand": {"colours": {"accent": "red"}}}, {"languages": []}]
)
def test_what_is_wrong_does_not_fit_the_schema(wrong):
    example = tomllib.loads((ROOT / "config.example.toml").read_text("utf-8"))
    changed = {**example, "newsletter": {**example["newsletter"], **wrong}}
    assert list(Draft202012Validator(schema()).iter_errors(changed))


def test_every_remark_of_the_code_is_on_the_page_and_no_other():
    rooms = (ROOT / "src/digest" / room for room in ("intake", "workflows"))
    texts = [path.read_text("utf-8") for room in rooms for path in room.rglob("*.py")]
    found = {code for text in texts for code in CODE.findall(text)}
    of_one_word = {"cancelled", "duplicate", "missed"}
    assert found - NO_CODES - CODES.keys() == REMARKS.keys() - of_one_word


def test_a_code_means_one_thing():
    assert not CODES.keys() & REMARKS.keys()


def test_the_schema_is_json():
    assert json.loads(PAGES["config.schema.json"]())["title"]
