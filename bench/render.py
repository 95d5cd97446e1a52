"""How long an issue takes, as a ratio to the least it could take, in the same run.

    python bench/render.py [--runs N] [--items N ...]

The floor is Jinja2 (HTML and text), mrml and the substitution of the slots, with everything else
prepared: words, dates, plain texts and inlined bodies. "first" is HTML and text from an issue
nobody has rendered before (every cache of content emptied), "again" the same issue once more,
as a preview or a check does. "all" is "first" with the calendar. "mrml" and "npm" are MJML alone,
read by mrml and by npm's mjml in one warm process; npm's is left out, with the reason, where it
is not installed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mjml import mjml2html

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from digest.model.issue import Issue  # noqa: E402
from digest.rendering import bodies, dates, mjml, slots, text  # noqa: E402 - the path comes first
from digest.rendering.context import issue_view  # noqa: E402
from digest.rendering.rendering import SHELL, STYLE, TEXT, letter, mail_and_page  # noqa: E402
from digest.rendering.rendering import render as render_all  # noqa: E402
from digest.rendering.setting import RenderSetting  # noqa: E402
from digest.rendering.templates import template_set  # noqa: E402
from digest.sources.templates import read_templates  # noqa: E402
from fakes.issues import PROJECTS, newsletter, sample_issue  # noqa: E402

CONTENT_CACHES = (bodies.inline, text.plain, text.wrap, dates.day, dates.days, dates.months)
SETTING = RenderSetting(newsletter(), PROJECTS, "https://news.example.org", "en")
TEMPLATES = read_templates(ROOT / "templates", None)
READY = template_set(TEMPLATES)
COLUMNS = (
    "items",
    "bytes",
    "floor",
    "first",
    "again",
    "all",
    "first/floor",
    "again/floor",
    "mrml",
    "npm",
)


def forget() -> None:
    for cached in CONTENT_CACHES:
        cached.cache_clear()


def median_ms(action: Callable[[], object], runs: int, before: Callable[[], object]) -> float:
    times = []
    for _ in range(runs):
        before()
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def html_and_text(issue: Issue) -> tuple[str, str]:
    view = issue_view(issue, SETTING)
    return mail_and_page(view, READY)[0], letter(view, READY)


def guarded_mjml(issue: Issue) -> str:
    """What mrml alone is given."""
    return mjml._guard(  # noqa: SLF001 - the guard is part of no public call
        READY.render(SHELL, {"issue": issue_view(issue, SETTING)})
    )


def floor_of(issue: Issue) -> Callable[[], object]:
    """The unavoidable part, with everything it needs laid out beforehand."""
    view = issue_view(issue, SETTING)
    named = {"issue": view}
    guarded = guarded_mjml(issue)
    items = [item for item in view.items if item.body]
    texts = bodies.inline(tuple(item.html for item in items), READY.render(STYLE, named))
    fillings = {item.body: body for item, body in zip(items, texts, strict=True)}
    fillings[view.mail_only] = ""
    shell = mjml.to_html(guarded, template=SHELL)

    def least() -> None:
        READY.render(SHELL, named)
        READY.render(TEXT, named)
        mjml2html(guarded, fonts={})
        slots.fill(shell, fillings, template=SHELL)

    return least


def npm_medians(counts: list[int], runs: int) -> tuple[dict[int, float], str]:
    """Medians by number of items, or the reason why there are none."""
    node = shutil.which("node")
    if node is None:
        return {}, "node is not installed"
    if not (ROOT / "bench/node_modules/mjml").is_dir():
        return {}, "run `npm install --no-package-lock` in bench/ first"
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for count in counts:
            file = Path(folder) / f"{count}.mjml"
            view = issue_view(sample_issue(count), SETTING)
            file.write_text(READY.render(SHELL, {"issue": view}).strip(), encoding="utf-8")
            files[str(file)] = count
        command = [node, str(ROOT / "bench/mjml_npm.mjs"), str(runs), *files]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        return {}, f"node said: {result.stderr.strip()[-200:]}"
    return {files[file]: each for file, each in json.loads(result.stdout).items()}, ""


def measure(count: int, runs: int) -> dict[str, float]:
    issue = sample_issue(count)
    html, _ = html_and_text(issue)
    nothing = lambda: None  # noqa: E731
    floor = median_ms(floor_of(issue), runs, nothing)
    first = median_ms(lambda: html_and_text(issue), runs, forget)
    again = median_ms(lambda: html_and_text(issue), runs, nothing)
    guarded = guarded_mjml(issue)
    mrml = median_ms(lambda: mjml2html(guarded, fonts={}), runs, nothing)
    whole = median_ms(lambda: render_all(issue, SETTING, TEMPLATES), runs, forget)
    return {
        "items": count,
        "bytes": len(html.encode()),
        "floor": floor,
        "first": first,
        "again": again,
        "all": whole,
        "first/floor": first / floor,
        "again/floor": again / floor,
        "mrml": mrml,
    }


def shown(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--items", type=int, nargs="+", default=[12, 50, 200, 1000])
    given = parser.parse_args()
    rows = [measure(count, given.runs) for count in given.items]
    npm, reason = npm_medians(given.items, given.runs)
    print("medians in ms; bytes of HTML")
    print("".join(f"{column:>13}" for column in COLUMNS))
    for row in rows:
        row["npm"] = npm.get(row["items"])
        print("".join(f"{shown(row[column]):>13}" for column in COLUMNS))
    if reason:
        print(f"npm mjml was left out: {reason}")


if __name__ == "__main__":
    main()
