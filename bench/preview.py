"""How long an editor waits: from a file that is saved to the email that shows it.

    python bench/preview.py [--items N] [--changes N]

`digest preview` runs over a workspace of its own with so many items, one Markdown file each. A
file is changed; the page's own way is gone: the server says that there is something new, and the
email is asked for. The time runs from before the writing to the last byte of the new email.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import requests

PERIOD = "2023-09"
NOBODY_WAITS = 30.0  # seconds


def make_workspace(folder: Path, items: int) -> Path:
    """A workspace with so many items; the file that will be changed."""
    digest("init", str(folder))
    members = folder / "feeds" / "members" / PERIOD
    for file in (folder / "feeds").rglob("*.md"):
        file.unlink()
    for number in range(items):
        (members / f"item-{number:03d}.md").write_text(text_of(number, "as it was"), "utf-8")
    digest("collect", "--config", str(folder / "config.toml"))
    return members / f"item-{items // 2:03d}.md"


def text_of(number: int, said: str) -> str:
    day = 1 + number % 28
    return (
        f"---\norganisations: Museum number {number}\ntitle: The event number {number}\n"
        f"dates: {day} September 2023\nplace: Town {number}, Country\n"
        f"url: https://www.example.org/{number}\n---\n\n"
        f"What happens at event number {number} is told here in two sentences, {said}. "
        "Everybody who works in a museum is welcome, and so are those who only like to visit one.\n"
    )


def digest(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "digest", *words], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def preview(workspace: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "digest", "preview", PERIOD, "--no-browser", "--port", "0"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        command, cwd=workspace, stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        line = server.stdout.readline()
        yield next(word for word in line.split() if word.startswith("http://"))
    finally:
        server.terminate()
        server.wait()


def listen(events: requests.Response, told: SimpleQueue[bytes]) -> None:
    """Hear what the server tells while nothing is waited for, as a page does."""
    with suppress(requests.RequestException, AttributeError):  # the end of it closes the stream
        for line in events.iter_lines(chunk_size=1):
            if line.startswith(b"data:"):
                told.put(line)


def changed(url: str, told: SimpleQueue[bytes], file: Path, number: int) -> float:
    """The milliseconds until one change of a file is in the email."""
    said = f"changed for the {number}th time"
    while not told.empty():
        told.get()
    begun = time.perf_counter()
    file.write_text(text_of(number, said), "utf-8")
    while True:
        try:
            told.get(timeout=NOBODY_WAITS)
        except Empty:
            raise SystemExit("the preview did not show the change") from None
        if said in email_at(url):
            return (time.perf_counter() - begun) * 1000


def email_at(url: str) -> str:
    answer = requests.get(f"{url}issues/{PERIOD}/mail", timeout=NOBODY_WAITS)
    answer.raise_for_status()
    return answer.text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--items", type=int, default=50)
    parser.add_argument("--changes", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        file = make_workspace(workspace, given.items)
        with preview(workspace) as url:
            email_at(url)
            events = requests.get(f"{url}events", stream=True, timeout=NOBODY_WAITS)
            told: SimpleQueue[bytes] = SimpleQueue()
            Thread(target=listen, args=(events, told), daemon=True).start()
            times = []
            for number in range(given.changes):
                time.sleep(0.7)  # an editor's pause, and what the last change stirred up settles
                times.append(changed(url, told, file, number))
            events.close()
    times.sort()
    print(f"{given.items} items, {given.changes} changes, in ms:", end=" ")
    print(f"median {statistics.median(times):.0f}, best {times[0]:.0f}, worst {times[-1]:.0f}")


if __name__ == "__main__":
    main()
