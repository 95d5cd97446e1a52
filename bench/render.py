"""How long an email takes, as a ratio to the least it could take, in the same run.

    python bench/render.py [--runs N] [--items N ...] [--theme NAME]

The pipeline makes the HTML and the plain text of an issue, of any length within 100,000 bytes:
views with their dates and words, styles inlined by premailer, Jinja2, mrml, the size weighed and
planned. The floor is Jinja2 (HTML and text), mrml and the substitution of the slots alone, for
the very same output, with everything else laid out beforehand. "first" is an issue nobody has
rendered before (every cache of content emptied), "again" the same once more, as a check does,
"one new" the same with one item changed, as a preview does. "all" is "first" with the calendar.

"MJML floor" is the floor of the usual way, in which every item is a part of the MJML.
npm's mjml gets the same document with the items in it, react-email a component tree with the same
words, both in one warm process; they are left out, with the reason, where they are not installed.
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

from digest.model.issue import Issue  # noqa: E402 - the path comes first
from digest.rendering import bodies, dates, excerpt, mjml, slots, text  # noqa: E402
from digest.rendering import mail as mails  # noqa: E402
from digest.rendering.mail import MAIL_ONLY, ROWS, SHELL, Mail, mail  # noqa: E402
from digest.rendering.rendering import TEXT, letter  # noqa: E402
from digest.rendering.rendering import render as render_all  # noqa: E402
from digest.rendering.setting import RenderSetting  # noqa: E402
from digest.rendering.templates import template_set  # noqa: E402
from digest.rendering.view import ItemView  # noqa: E402
from digest.sources.templates import read_templates  # noqa: E402
from fakes.issues import PROJECTS, newsletter, sample_issue  # noqa: E402

CONTENT_CACHES = (
    *(bodies.inline, text.plain, text.wrap, dates.day, dates.days, dates.months),
    excerpt._words,  # noqa: SLF001 - emptied, not called
)
SETTING = RenderSetting(newsletter(), PROJECTS, "https://news.example.org", "en")
COLUMNS = (
    *("items", "bytes", "floor", "MJML floor", "first", "again", "one new", "all"),
    *("first/floor", "again/floor", "first/MJML", "npm mjml", "react-email"),
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


class Bench:
    """One theme's templates, and what is measured with them."""

    def __init__(self, theme: str, runs: int) -> None:
        self.templates = read_templates(ROOT / "templates", None, theme)
        self.ready = template_set(self.templates)
        self.runs = runs

    def html_and_text(self, issue: Issue) -> tuple[Mail, str]:
        """The pipeline."""
        made = mail(issue, SETTING, self.ready)
        return made, letter(made.view, self.ready)

    def laid_out(self, made: Mail) -> tuple[str, dict[str, str]]:
        """The MJML that mrml is given, and what goes into its slots."""
        view = made.view
        blocks = [block for each in view.sections for block in mails._blocks(each)]  # noqa: SLF001
        named = {"issue": view, "blocks": blocks, "cut": "\ue013"}
        pieces = iter(self.ready.render(ROWS, named).split("\ue013"))
        fillings = {
            each.rows: "".join(next(pieces) for _block in mails._blocks(each))  # noqa: SLF001
            for each in view.sections
        }
        fillings[view.mail_only] = self.ready.render(MAIL_ONLY, {"issue": view})
        return self.ready.render(SHELL, {"issue": view}), fillings

    def floor_of(self, made: Mail) -> Callable[[], object]:
        """The unavoidable part, with everything it needs laid out beforehand."""
        return self.least(made, *self.laid_out(made))

    def mjml_floor_of(self, made: Mail) -> Callable[[], object]:
        """The same output in the usual way: every item goes through mrml, its text in a slot."""
        view = made.view
        document, fillings = self.laid_out(made)
        for mark, filling in fillings.items():
            document = document.replace(mark, filling)
        texts = {}
        for number, body in enumerate(item.body for item in view.items if item.body):
            texts[slots.slot(f"body-{number}")] = str(body)
            document = document.replace(str(body), slots.slot(f"body-{number}"), 1)
        return self.least(made, document, texts)

    def least(self, made: Mail, document: str, fillings: dict[str, str]) -> Callable[[], object]:
        """Jinja2, mrml and the substitution: nothing but the three."""
        named = {"issue": made.view}
        blocks = [block for each in made.view.sections for block in mails._blocks(each)]  # noqa: SLF001
        guarded = mjml._guard(document)  # noqa: SLF001 - the guard is part of no public call
        shell = mjml.to_html(document, template=SHELL)

        def work() -> None:
            self.ready.render(SHELL, named)
            self.ready.render(ROWS, {**named, "blocks": blocks, "cut": "\ue013"})
            self.ready.render(MAIL_ONLY, named)
            self.ready.render(TEXT, named)
            mjml2html(guarded, fonts={})
            slots.fill(shell, fillings, template=SHELL)

        return work

    def measure(self, count: int) -> dict[str, float]:
        """One row of the table."""
        issue = sample_issue(count)
        changed = [one_new(issue, number) for number in range(self.runs)]
        made, _ = self.html_and_text(issue)
        nothing = lambda: None  # noqa: E731
        floor = median_ms(self.floor_of(made), self.runs, nothing)
        usual = median_ms(self.mjml_floor_of(made), self.runs, nothing)
        first = median_ms(lambda: self.html_and_text(issue), self.runs, forget)
        again = median_ms(lambda: self.html_and_text(issue), self.runs, nothing)
        new = median_ms(lambda: self.html_and_text(changed.pop()), self.runs, nothing)
        whole = median_ms(lambda: render_all(issue, SETTING, self.templates), self.runs, forget)
        return {
            "items": count,
            "bytes": len(made.html.encode()),
            "floor": floor,
            "MJML floor": usual,
            "first": first,
            "again": again,
            "one new": new,
            "all": whole,
            "first/floor": first / floor,
            "again/floor": again / floor,
            "first/MJML": first / usual,
        }

    def document(self, count: int) -> dict[str, object]:
        """An issue for the renderers of npm: the MJML with its items, and its words."""
        made, _ = self.html_and_text(sample_issue(count))
        document, fillings = self.laid_out(made)
        for mark, filling in fillings.items():
            document = document.replace(mark, filling)
        view = made.view
        return {
            "mjml": document.strip(),
            "title": view.title,
            "month": view.month,
            "tagline": view.tagline,
            "sections": [
                {"title": section.title, "items": [words_of(item) for item in section.items]}
                for section in view.sections
            ],
        }

    def npm_medians(self, counts: list[int]) -> tuple[dict[int, dict[str, float]], str]:
        """Medians by number of items, or the reason why there are none."""
        node = shutil.which("node")
        if node is None:
            return {}, "node is not installed"
        if not (ROOT / "bench/node_modules/mjml").is_dir():
            return {}, "run `npm install --no-package-lock` in bench/ first"
        with tempfile.TemporaryDirectory() as folder:
            files = {}
            for count in counts:
                file = Path(folder) / f"{count}.json"
                file.write_text(json.dumps(self.document(count)), encoding="utf-8")
                files[str(file)] = count
            command = [node, str(ROOT / "bench/npm_renderers.mjs"), str(self.runs), *files]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            return {}, f"node said: {result.stderr.strip()[-200:]}"
        said = json.loads(result.stdout)
        return {
            files[file]: {"npm mjml": each["mjml"]["ms"], "react-email": each["react"]["ms"]}
            for file, each in said.items()
        }, ""


def one_new(issue: Issue, number: int) -> Issue:
    """The same issue, with an item of the first section changed."""
    section = issue.sections[0]
    item = section.items[0]
    text_html = f"<p>What was changed for the {number}th time.</p>{item.content.text_html}"
    content = item.content.model_copy(update={"text_html": text_html})
    items = (item.model_copy(update={"content": content}), *section.items[1:])
    changed = section.model_copy(update={"items": items})
    return issue.model_copy(update={"sections": (changed, *issue.sections[1:])})


def words_of(item: ItemView) -> dict[str, object]:
    """An item as a component of react-email wants it."""
    link = item.link or item.read_on
    return {
        "id": item.id,
        "heading": item.heading,
        "meta": " · ".join(filter(None, (item.dates, item.where, item.deadline))),
        "html": item.html,
        "link": link and {"url": link.url, "words": link.words},
    }


def shown(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--items", type=int, nargs="+", default=[12, 50, 200, 1000])
    parser.add_argument("--theme", default="calm")
    given = parser.parse_args()
    bench = Bench(given.theme, given.runs)
    rows = [bench.measure(count) for count in given.items]
    npm, reason = bench.npm_medians(given.items)
    print("medians in ms; bytes of HTML")
    print("".join(f"{column:>13}" for column in COLUMNS))
    for row in rows:
        row.update(npm.get(int(row["items"]), {}))
        print("".join(f"{shown(row.get(column)):>13}" for column in COLUMNS))
    if reason:
        print(f"npm's renderers were left out: {reason}")


if __name__ == "__main__":
    main()
