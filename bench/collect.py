"""Collecting 30,000 records: from a folder and from feeds, cold and with nothing changed.

The floor is reading and parsing the same files, or fetching and parsing the same feeds, and doing
nothing else: with the libraries that parse them, PyYAML and markdown-it for the files, feedparser
for the feeds. The bare floor leaves the Markdown under the front matter unparsed. Every run is a
process of its own, so that its peak of memory is its own. The feeds
come from a server on this machine that answers If-None-Match.

    python bench/collect.py                      # 3,000 and 30,000 records
    python bench/collect.py --records 3000
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event

from markdown_it import MarkdownIt

from digest.app import App, utc_now
from digest.config import load
from digest.fetch.fetcher import Fetcher
from digest.fetch.settings import FetchSettings
from digest.formats.document import Document
from digest.formats.feed import read_feed
from digest.formats.reading import read
from digest.model.field_names import KNOWN_COLUMNS
from digest.model.record import Rejection
from digest.sources.walking import files
from digest.workflows.collect import collect

DEEDS = ("bare", "floor", "cold", "unchanged")
ENTRIES_PER_FEED = 500
PLACES = ("Tours, France", "Rakvere, Estonia and online", "Ljubljana, Slovenia", "Kraków", "Malmö")
DATES = (
    "{0}|{1}|2023 - {0}|{1}|2023",
    "{0} September 2023",
    "from {0} to {0} May 2023",
    "2023-{1:02d}-{0:02d}",
)
WORDS = [
    "museum",
    "collection",
    "exhibition",
    "visitor",
    "heritage",
    "network",
    "members",
    "conference",
    "education",
    "climate",
    "archive",
    "digital",
    "community",
    "access",
    "training",
    "workshop",
    "partner",
    "project",
    "culture",
    "region",
    "report",
]


def a_text(dice, paragraphs=2):
    """Some forty words a paragraph, with a link."""
    return "\n\n".join(
        f"{' '.join(dice.choices(WORDS, k=40)).capitalize()}: [read more](https://example.org/{n})."
        for n in range(paragraphs)
    )


def a_date(dice):
    """A day or a few, as people write them, somewhere in the year."""
    return dice.choice(DATES).format(dice.randint(1, 28), dice.randint(1, 12))


def write_files(folder, records):
    dice = random.Random(7)
    for number in range(records):
        month = folder / f"2023-{1 + number % 12:02d}"
        month.mkdir(parents=True, exist_ok=True)
        (month / f"item-{number:06d}.md").write_text(
            f"---\norganisations: Museum {number % 400} and ICOM France\n"
            f"title: {' '.join(dice.choices(WORDS, k=6)).capitalize()} {number}\n"
            f"dates: {a_date(dice)}\nplace: {dice.choice(PLACES)}\n"
            f"link: https://example.org/news/{number}?utm_source=x\n---\n\n{a_text(dice)}\n",
            "utf-8",
        )


def a_feed(number, entries):
    dice = random.Random(number)
    items = "".join(
        f"<item><title>{' '.join(dice.choices(WORDS, k=6))} {number}-{each}</title>"
        f"<link>https://museum{number}.example.org/{each}</link><guid>{number}-{each}</guid>"
        f"<pubDate>Mon, {1 + each % 28:02d} Sep 2023 09:00:00 +0200</pubDate>"
        f"<description>&lt;p&gt;{a_text(dice)}&lt;/p&gt;</description></item>"
        for each in range(entries)
    )
    channel = f"<title>Museum {number}</title><link>https://museum{number}.example.org</link>"
    return f'<rss version="2.0"><channel>{channel}{items}</channel></rss>'.encode()


class Feeds(BaseHTTPRequestHandler):
    """Answers If-None-Match, as a kept server does."""

    protocol_version = "HTTP/1.1"
    entries = ENTRIES_PER_FEED

    def do_GET(self):
        """Give a feed, or say that it is as it was."""
        body = self.server.bodies[self.path]
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        is_known = self.headers.get("If-None-Match") == etag
        self.send_response(304 if is_known else 200)
        self.send_header("ETag", etag)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", "0" if is_known else str(len(body)))
        self.end_headers()
        if not is_known:
            self.wfile.write(body)

    def log_message(self, *_arguments):
        """Say nothing."""


def serve_feeds(records):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
    server.bodies = {
        f"/{number}": a_feed(number, min(ENTRIES_PER_FEED, records - first))
        for number, first in enumerate(range(0, records, ENTRIES_PER_FEED))
    }
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def make_workspace(folder, sources):
    run = [sys.executable, "-m", "digest", "init", str(folder)]
    subprocess.run(run, check=True, capture_output=True)
    config = folder / "config.toml"
    text = config.read_text("utf-8")
    before, rest = text[: text.index("[[source]]")], text[text.index("# Messages become") :]
    fetching = '[fetch]\nallow_private = ["127.0.0.1"]\npause_seconds = 0\n\n'
    config.write_text(before + sources + fetching + rest, "utf-8")


def floor(folder, addresses, *, is_bare):
    """Read or fetch everything, parse it, and count the records."""
    markdown = MarkdownIt("commonmark", {"html": False})
    count = 0
    if not addresses:
        for file in files("members", folder / "members"):
            document = file if isinstance(file, Rejection) else file.document("members")
            if not isinstance(document, Rejection):
                records = read(document, KNOWN_COLUMNS).records
                count += len(records)
                if not is_bare:
                    for record in records:
                        markdown.render(record.body)
        return count
    settings = FetchSettings(allow_private=("127.0.0.1",), pause_seconds=0)
    fetcher = Fetcher(settings, stop=Event())
    for url in addresses:
        body = fetcher.get(url).body
        count += len(read_feed(Document("feed", url, body), url).records)
    return count


def collected(folder):
    app = App(load(folder / "config.toml"), clock=utc_now, stop=Event())
    result = collect(app.desk(), app.feeds(), app.clock(), lambda _name, _count: None)
    app.close()
    errors = [
        each.error or str(each.rejected[:1])
        for each in result.reports
        if each.error or each.rejected
    ]
    if errors:
        raise SystemExit(f"not collected: {errors[0]}")
    return sum(each.found for each in result.reports)


def child(deed, folder, addresses):
    """One measurement in a process of its own: seconds, records, the peak in MB, all but start."""
    before = peak()
    started = time.perf_counter()
    is_floor = deed in ("bare", "floor")
    count = floor(folder, addresses, is_bare=deed == "bare") if is_floor else collected(folder)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "records": count, "peak": peak(), "before": before}))


def peak():
    """The most memory this process held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(deed, folder, addresses):
    words = [sys.executable, __file__, "--child", deed, "--folder", str(folder)]
    run = subprocess.run(
        [*words, "--addresses", json.dumps(addresses)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    if run.returncode:
        raise SystemExit(run.stdout + run.stderr)
    return json.loads(run.stdout)


def show(kind, records, runs):
    bare, base, cold, again = runs
    for name, each in zip(DEEDS, runs, strict=True):
        if each["records"] != records:
            raise SystemExit(f"{kind}, {name}: {each['records']} records of {records}")
        print(
            f"{kind:7} {records:7,} {name:10} {each['seconds']:8.2f} s"
            f" {records / each['seconds']:9,.0f}/s  peak {each['peak']:6.1f} MB"
            f" (at the start {each['before']:.1f})"
        )
    print(
        f"{kind:7} {records:7,} cold/floor {cold['seconds'] / base['seconds']:.2f}"
        f" (bare {cold['seconds'] / bare['seconds']:.2f})"
        f"   unchanged/cold {again['seconds'] / cold['seconds']:.1%}\n"
    )


def main():
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--records", type=int, nargs="+", default=[3_000, 30_000])
    reader.add_argument("--child", choices=DEEDS)
    reader.add_argument("--folder", type=Path)
    reader.add_argument("--addresses", type=json.loads, default=[])
    asked = reader.parse_args()
    if asked.child:
        child(asked.child, asked.folder, asked.addresses)
        return
    print(f"{dt.date.today()}, Python {sys.version.split()[0]}")  # noqa: DTZ011 - for people
    for records in asked.records:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "workspace"
            make_workspace(
                folder, '[[source]]\nname = "members"\nkind = "folder"\npath = "members"\n\n'
            )
            write_files(folder / "members", records)
            ours = [measured(deed, folder, []) for deed in DEEDS]
            show("folder", records, ours)
        with tempfile.TemporaryDirectory() as name:
            folder, server = Path(name) / "workspace", serve_feeds(records)
            base = f"http://127.0.0.1:{server.server_port}"
            addresses = [f"{base}{path}" for path in server.bodies]
            sources = "".join(
                f'[[source]]\nname = "feed-{number}"\nkind = "feed"\nurl = "{url}"\n\n'
                for number, url in enumerate(addresses)
            )
            make_workspace(folder, sources)
            theirs = [measured(deed, folder, addresses) for deed in DEEDS]
            show("feeds", records, theirs)
            server.shutdown()
        both = [
            {name: one[name] + other[name] for name in ("seconds", "records")}
            | {name: max(one[name], other[name]) for name in ("peak", "before")}
            for one, other in zip(ours, theirs, strict=True)
        ]
        show("both", 2 * records, both)


if __name__ == "__main__":
    main()
