import re
from pathlib import Path

import pytest

from digest.checks.codes import CODES, finding
from digest.model.finding import Severity

ROOT = Path(__file__).parents[3]
SOURCES = {path.name: path.read_text("utf-8") for path in (ROOT / "src/digest/checks").glob("*.py")}
TESTS = {path.name: path.read_text("utf-8") for path in Path(__file__).parent.glob("*.py")}


def test_every_code_is_in_kebab_case_and_has_a_meaning_and_a_way_out():
    for code, kind in CODES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert kind.meaning.endswith(".")
        assert kind.hint.endswith(".")


def test_every_code_is_documented():
    page = (ROOT / "docs/checks.md").read_text("utf-8")
    assert not [code for code in CODES if f"`{code}`" not in page]


def test_every_code_is_given_by_a_check_and_no_other():
    given = {
        code for text in SOURCES.values() for code in re.findall(r'finding\(\s*"([a-z-]+)"', text)
    }
    assert given == CODES.keys()


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_raised_by_a_test(code):
    own = Path(__file__).name
    assert any(f'"{code}"' in text for name, text in TESTS.items() if name != own)


def test_a_finding_takes_severity_and_hint_from_the_table():
    found = finding("empty-issue", "issue 2023-09", "Nothing.")
    assert found.severity is Severity.ERROR
    assert found.hint == CODES["empty-issue"].hint


def test_what_a_member_may_have_written_blocks_no_approval():
    blocking = {code for code, kind in CODES.items() if kind.severity is Severity.ERROR}
    assert blocking == {"empty-issue", "no-unsubscribe-link", "no-postal-address", "no-plain-text"}


def test_an_unknown_code_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        finding("no-such-code", "x", "y")
