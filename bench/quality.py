"""Figures about the quality of HTML newsletters, ours or anybody's.

    python bench/quality.py FILE_OR_FOLDER ... [--items N] [--each]

For each argument one line; of a folder the medians over its .html files.

bytes        of the HTML
clipped      how many of the files are over 102,400 bytes, which Gmail does not show whole
items        third-level headings, or second-level ones where there are none; or as given
bytes/item   where there are three items or more: many newsletters have no headings
bytes/word   of the words that the email shows
axe          WCAG 2.2 A and AA: places in the worst of four views (375 and 700 px, light and dark)
rules        the different rules broken there
clean        how many of the files break none
caniemail    pairs of a feature and one of ten mail programs that knows it not, or partly
html-validate  errors, but for what every email must do (tests/instruments/email.toml)
no alt       pictures without an alt attribute
lang         how many of the files say their language

The network is blocked: pictures and style sheets of elsewhere are not there, as in many inboxes.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from lxml import html as lxml_html

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests")]

from instruments.allowed import allowances  # noqa: E402 - the path comes first
from instruments.installed import missing  # noqa: E402
from instruments.mail_programs import caniemail  # noqa: E402
from instruments.markup import html_validate  # noqa: E402
from instruments.screen import SCHEMES, Screen, chromium  # noqa: E402

WIDTHS = (375, 700)
CLIPPED = 102_400  # bytes: from here on Gmail shows a link to the rest
FEW = 3  # headings; fewer are no items
WORD = re.compile(r"[^\W_]+")
COLUMNS = (
    *("files", "bytes", "clipped", "items", "bytes/item", "bytes/word", "axe", "rules", "clean"),
    *("caniemail", "html-validate", "no alt", "lang"),
)


@dataclass
class Figures:
    """What is found out about one file."""

    size: int
    items: int
    words: int
    without_alt: int
    has_lang: bool
    violations: int = 0
    rules: int = 0
    lacking: int | None = 0  # None: its styles cannot be parsed
    errors: int = 0


def read(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace")


def looked_at(file: Path, items: int | None) -> Figures:
    """What the file itself says."""
    page = lxml_html.fromstring(file.read_bytes())
    headings = page.findall(".//h3") or page.findall(".//h2")
    body = page.find(".//body") if page.find(".//body") is not None else page
    for unseen in body.xpath(".//style | .//script | .//title | .//comment()"):
        unseen.drop_tree()
    return Figures(
        size=file.stat().st_size,
        items=items or len(headings),
        words=len(WORD.findall(body.text_content())),
        without_alt=sum(each.get("alt") is None for each in page.iter("img")),
        has_lang=bool(page.getroottree().getroot().get("lang")),
    )


def watched(screen: Screen, file: Path) -> tuple[int, int]:
    """The places that break a rule, in the worst view; and the rules that are broken in any."""
    screen.show_html(read(file))
    worst, rules = 0, set()
    for width in WIDTHS:
        for scheme in SCHEMES:
            screen.turn(width, scheme)
            said = screen.axe("violations")
            worst = max(worst, len(said))
            rules |= {each.partition(" at ")[0] for each in said}
    return worst, len(rules)


def measured(files: list[Path], items: int | None) -> dict[Path, Figures]:
    """The figures of every file; each program of npm starts once for all."""
    found = {file: looked_at(file, items) for file in files}
    with chromium() as browser:
        screen = Screen(browser)
        for file, figures in found.items():
            figures.violations, figures.rules = watched(screen, file)
    meant = allowances("email", "html-validate")
    errors = (each for each in html_validate(files) if not any(one.covers(each) for one in meant))
    for file, count in Counter(Path(each.file) for each in errors).items():
        found[file].errors = count
    lacking = caniemail(files)
    for file, count in Counter(Path(each.file) for each in lacking).items():
        found[file].lacking = count
    for each in lacking:
        if each.code == "unreadable":
            found[Path(each.file)].lacking = None
    return found


def row(all_figures: list[Figures]) -> dict[str, str]:
    """One line of the table: medians, and how many of the files."""

    def median(name: str) -> str:
        known = [each for each in (getattr(one, name) for one in all_figures) if each is not None]
        return f"{statistics.median(known):,.0f}" if known else "-"

    def how_many(those: list[Figures]) -> str:
        return f"{len(those)}/{len(all_figures)}"

    counted = [each.size / each.items for each in all_figures if each.items >= FEW]
    per_word = [each.size / each.words for each in all_figures if each.words]
    return {
        "files": str(len(all_figures)),
        "bytes": median("size"),
        "clipped": how_many([each for each in all_figures if each.size > CLIPPED]),
        "items": median("items"),
        "bytes/item": f"{statistics.median(counted):,.0f}" if counted else "-",
        "bytes/word": f"{statistics.median(per_word):,.0f}" if per_word else "-",
        "axe": median("violations"),
        "rules": median("rules"),
        "clean": how_many([each for each in all_figures if not each.violations]),
        "caniemail": median("lacking"),
        "html-validate": median("errors"),
        "no alt": median("without_alt"),
        "lang": how_many([each for each in all_figures if each.has_lang]),
    }


def print_row(name: str, cells: dict[str, str]) -> None:
    print(
        f"{name[-34:]:<36}"
        + "".join(f"{cells[column]:>{max(8, len(column) + 2)}}" for column in COLUMNS)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", type=Path, nargs="+", metavar="FILE_OR_FOLDER")
    parser.add_argument("--items", type=int, help="how many items each file has")
    parser.add_argument("--each", action="store_true", help="a line for each file of a folder")
    given = parser.parse_args()
    reason = missing("node", module="axe-core") or missing("chromium")
    if reason:
        raise SystemExit(reason)
    print_row("", {column: column for column in COLUMNS})
    for path in given.paths:
        files = sorted(path.rglob("*.html")) if path.is_dir() else [path]
        if not files:
            raise SystemExit(f"There is no .html file in {path}.")
        found = measured([each.resolve() for each in files], given.items)
        if given.each:
            for file, figures in found.items():
                print_row(file.name, row([figures]))
        print_row(str(path), row(list(found.values())))


if __name__ == "__main__":
    main()
