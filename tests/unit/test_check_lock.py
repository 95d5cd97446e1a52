import pytest
from check_lock import problems

PYPROJECT = """
[build-system]
requires = ["Hatchling"]

[project]
dependencies = ["types_PyYAML>=6", "rich>=13.9,<16"]

[project.optional-dependencies]
dev = ["psycopg[binary]>=3.2"]
"""


def pin(name, version, via="member-digest (pyproject.toml)"):
    return f"{name}=={version} \\\n    --hash=sha256:00ff\n    # via {via}\n"


LOCK = (
    "# written by\n#    pip-compile --no-emit-index-url pyproject.toml\n#\n"
    + pin("hatchling", "1.27.0")
    + pin("psycopg", "3.2.0")
    + pin("psycopg-binary", "3.2.0", via="psycopg")
    + pin("rich", "13.9.0")
    + pin("types-pyyaml", "6.0.12.20261113")
)


def test_a_lock_in_step_has_no_problem():
    assert list(problems(PYPROJECT, LOCK)) == []


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (pin("rich", "13.9.0"), "", "rich is not pinned"),
        ("rich==13.9.0", "rich==16.0.0", "rich is pinned to 16.0.0, and asked for as rich"),
        ("    --hash=sha256:00ff\n    # via psycopg\n", "", "psycopg-binary has no hash"),
        ("", pin("httpx", "0.28.0"), "httpx is pinned, and no longer asked for"),
        ("", "--index-url https://packages.example\n", "a line names a place to fetch from"),
        ("", "--find-links /srv/wheels\n", "a line names a place to fetch from"),
        ("", "digest @ file:///srv/digest.whl\n", "a line names a place to fetch from"),
    ],
)
def test_a_lock_out_of_step_says_how(before, after, problem):
    lock = LOCK.replace(before, after) if before else LOCK + after
    found = list(problems(PYPROJECT, lock))
    assert [each[: len(problem)] for each in found] == [problem]
