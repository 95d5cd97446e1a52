"""How long the checks of an issue take, beside its rendering: a preview runs both on each change.

    python bench/check.py [--items N …] [--runs N]

"First" is an issue nobody has checked before, with the style sheets of the issue before it known,
as in a preview; "again" is the same once more. No link is asked for.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from digest.checks.checking import check
from digest.checks.facts import Facts
from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.sources.packaged import packaged
from digest.sources.templates import read_templates
from fakes.issues import PROJECTS, newsletter, sample_issue

PUBLIC = "https://news.example.org"
DAY = dt.date(2023, 9, 1)


def milliseconds(work: Callable[[], object]) -> float:
    """Of the processor: it waits for nothing, and other programs do not count."""
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1000


def measured(items: int, runs: int) -> tuple[int, float, float]:
    """The bytes of HTML, and the medians of a first and of a further check."""
    templates = read_templates(packaged("templates"), None)
    setting = RenderSetting(newsletter(), PROJECTS, PUBLIC, "en")
    facts = Facts(newsletter(), DAY, PUBLIC)
    firsts, agains, size = [], [], 0
    for run in range(runs):
        issue = sample_issue(items + run)  # another one each time: no cache knows it
        variant = render(issue, setting, templates)
        size = len(variant.html.encode())

        def once(issue=issue, variant=variant):
            return check(issue, (variant,), facts)

        firsts.append(milliseconds(once))
        agains.append(milliseconds(once))
    return size, statistics.median(firsts), statistics.median(agains)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--items", type=int, nargs="+", default=[12, 50, 200])
    parser.add_argument("--runs", type=int, default=15)
    chosen = parser.parse_args()
    print("| items | HTML bytes | first, ms | again, ms |\n|--:|--:|--:|--:|")
    for items in chosen.items:
        size, first, again = measured(items, chosen.runs)
        print(f"| {items} | {size:,} | {first:.1f} | {again:.1f} |")


if __name__ == "__main__":
    main()
