"""The pages of docs/ that are made from the code, so that they cannot be out of step with it.

Two of them are written by hand, and only the tables in them are made.

    python scripts/generate_docs.py [--check]

With --check nothing is written; exit status 1 names the pages that are stale.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import checks_page
import commands_page
import configuration_page
import written_pages

DOCS = Path(__file__).parents[1] / "docs"
MADE_BY = "<!-- Made by scripts/generate_docs.py from the code; `make docs` writes it anew. -->\n\n"
PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "checks.md": lambda: MADE_BY + checks_page.page(),
        "commands.md": lambda: MADE_BY + commands_page.page(),
        "configuration.md": lambda: MADE_BY + configuration_page.page(),
        "config.schema.json": configuration_page.schema_file,
        "feeds.md": lambda: written_pages.page("feeds.md"),
        "templates.md": lambda: written_pages.page("templates.md"),
    }
)


def stale(folder: Path) -> tuple[str, ...]:
    """The pages that are missing or not what the code says today."""
    return tuple(
        name
        for name, made in PAGES.items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != made()
    )


def main() -> int:
    """Write the pages, or look whether they are stale."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if a page is stale")
    old = stale(DOCS)
    if parser.parse_args().check:
        for name in old:
            print(f"docs/{name} is stale; `make docs` writes it anew.")
        return 1 if old else 0
    for name in old:
        (DOCS / name).write_text(PAGES[name](), "utf-8")
        print(f"docs/{name} is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
