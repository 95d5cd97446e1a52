import re

import pytest

from digest.checks.codes import CODES, finding
from digest.model.finding import Severity


def test_every_code_is_in_kebab_case_and_has_a_meaning_and_a_way_out():
    for code, kind in CODES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert kind.meaning.endswith(".")
        assert kind.hint.endswith(".")


def test_a_finding_takes_severity_and_hint_from_the_table():
    found = finding("empty-issue", "issue 2023-09", "Nothing.")
    assert found.severity is Severity.ERROR
    assert found.hint == CODES["empty-issue"].hint


def test_what_a_member_may_have_written_blocks_no_approval():
    assert CODES["leftover"].severity is Severity.WARNING


def test_an_unknown_code_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        finding("no-such-code", "x", "y")
