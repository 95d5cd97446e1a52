"""Whether requirements.lock is in step with pyproject.toml, said without a network.

    python scripts/check_lock.py

Every requirement of pyproject.toml is pinned in the lock to a version it allows, and nothing is
pinned on its behalf that it no longer asks for; every pin has hashes; no line says where packages
are fetched from, for that is the business of the machine they are installed on.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
ASKED_FOR = "member-digest (pyproject.toml)"
_PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<rest>.*\n(?:[ ]+.*\n)*)", re.MULTILINE
)
_PLACE = re.compile(
    r"^(?!#    pip-compile).*(?:[a-z]+://|--(?:extra-)?index|--find-links|--trusted-host).*$",
    re.MULTILINE,
)


def requirements(pyproject: str) -> dict[str, Requirement]:
    """Every requirement of the project, its extras' and its build's, by name."""
    tables = tomllib.loads(pyproject)
    project = tables["project"]
    texts = [*project["dependencies"], *tables["build-system"]["requires"]]
    texts += [text for extra in project["optional-dependencies"].values() for text in extra]
    return {canonicalize_name(each.name): each for each in map(Requirement, texts)}


def problems(pyproject: str, lock: str) -> Iterator[str]:
    """Every way in which the two are out of step."""
    asked = requirements(pyproject)
    pins = {match["name"]: match for match in _PIN.finditer(lock)}
    for name in asked.keys() - pins.keys():
        yield f"{name} is not pinned"
    for name, pin in pins.items():
        yield from _problems_of(name, pin, asked.get(name))
    for line in _PLACE.findall(lock):
        yield f"a line names a place to fetch from: {line.strip()}"


def _problems_of(name: str, pin: re.Match[str], asked: Requirement | None) -> Iterator[str]:
    if asked and not asked.specifier.contains(pin["version"], prereleases=True):
        yield f"{name} is pinned to {pin['version']}, and asked for as {asked}"
    if asked is None and ASKED_FOR in pin["rest"]:
        yield f"{name} is pinned, and no longer asked for"
    if "--hash=sha256:" not in pin["rest"]:
        yield f"{name} has no hash"


def main() -> int:
    """Print what is out of step; 1 when something is."""
    lock, pyproject = (ROOT / name for name in ("requirements.lock", "pyproject.toml"))
    found = tuple(problems(pyproject.read_text("utf-8"), lock.read_text("utf-8")))
    for problem in found:
        print(f"requirements.lock: {problem}")
    if found:
        print("`make lock` writes it anew.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
