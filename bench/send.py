"""How fast a mailing goes out: a million recipients through Mailgun's API into a loopback sink.

    python bench/send.py                        # a million, beside the others
    python bench/send.py --recipients 100000 --only ours
    python bench/send.py --latency 0.2 --only ours

One run measures, one after the other, against a sink of its own each (bench/sink.py):

    ours      `digest send`: claimed, posted and recorded in a database that survives a power cut
    bare      a loop that builds the same bodies with requests and posts them: no books at all
    form      the same loop with the fields in requests' usual form (urlencoded), as manuals have it
    durable   the bare loop with a durable row per recipient, written after each call
    anymail   django-anymail with merge data, a thousand recipients a message
    single    one message and one call per recipient, as mailing tools without batches do

The others make up their recipients as they go, ours reads them from its database.
Memory is the most a process had at once (its resident set), the interpreter included.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

HERE = Path(__file__).parent
PERIOD = "2023-09"
BATCH = 1000
ITEMS = 54  # 60 KB of HTML
TOKEN = "%recipient.token%"  # noqa: S105 - Mailgun's name for it
SMALLER = {"anymail": 10, "single": 200}  # slow ones take a fraction of the recipients


@dataclass(frozen=True, slots=True)
class Letter:
    """What every reader gets, written by our own rendering."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One way of sending, as seen from outside and by the sink."""

    name: str
    recipients: int
    sending: float  # seconds from the first call until the process was through
    whole: float  # seconds from the start of the process to its end
    until_first: float  # seconds from its start until the first call had come in
    memory: int  # bytes
    calls: int
    body: int  # bytes
    at_once: int


def digest(workspace: Path, *words: str) -> None:
    command = [sys.executable, "-m", "digest", *words]
    subprocess.run(command, cwd=workspace, check=True, env=keyed(), stdout=subprocess.DEVNULL)


def keyed() -> dict[str, str]:
    return os.environ | {"MAILGUN_API_KEY": "key-made-up"}


def make_workspace(folder: Path, recipients: int) -> None:
    """A workspace with an approved issue and so many subscribers."""
    digest(HERE, "init", str(folder))
    members = folder / "feeds" / "members" / PERIOD
    for file in (folder / "feeds").rglob("*.md"):
        file.unlink()
    for number in range(ITEMS):
        (members / f"item-{number:03d}.md").write_text(text_of(number), "utf-8")
    readers = folder / "readers.csv"
    with readers.open("w", encoding="utf-8") as file:
        file.write("email,name,consent_at,consent_source\n")
        for number in range(recipients):
            file.write(f"{email_of(number)},{name_of(number)},2023-01-01,made up\n")
    digest(folder, "subscribers", "import", str(readers))
    digest(folder, "collect")
    digest(folder, "approve", PERIOD)


def email_of(number: int) -> str:
    return f"reader{number}@example.org"


def name_of(number: int) -> str:
    """A name as they are in Europe: every tenth has a letter outside ASCII."""
    return f"{'Zoë' if number % 10 == 0 else 'Ada'} Reader {number}"


def text_of(number: int) -> str:
    day = 1 + number % 28
    return (
        f"---\norganisations: Museum number {number}\ntitle: The event number {number}\n"
        f"dates: {day} September 2023\nplace: Town {number}, Country\n"
        f"url: https://www.example.org/{number}\n---\n\n"
        f"What happens at event number {number} is told here in two sentences. "
        "Everybody who works in a museum is welcome, and so are those who only like to visit one.\n"
    )


def point_at(workspace: Path, url: str) -> None:
    """Let the workspace send through Mailgun's API at an address."""
    config = workspace / "config.toml"
    before, _, rest = config.read_text("utf-8").partition("[transport]")
    transport = (
        '[transport]\nkind = "mailgun"\ndomain = "mg.example.org"\n'
        f'api_key = {{ env = "MAILGUN_API_KEY" }}\nbase_url = "{url}"\nbatch_size = {BATCH}\n\n'
    )
    config.write_text(before + transport + rest[rest.index("[schedule]") :], "utf-8")


def rendered(workspace: Path) -> Letter:
    out = workspace / "built"
    digest(workspace, "build", PERIOD, "--out", str(out))
    html = next(out.rglob("*.html")).read_text("utf-8")
    text = next(out.rglob("*.txt")).read_text("utf-8")
    token = re.compile(r"(?<=/unsubscribe/)[^\"\s>]+")
    return Letter("News", token.sub(TOKEN, html), token.sub(TOKEN, text))


@contextmanager
def sink(latency: float) -> Iterator[str]:
    command = [sys.executable, str(HERE / "sink.py"), "--latency", str(latency)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def measure(name: str, command: list[str], url: str, where: Path, recipients: int) -> Measured:
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=where, env=keyed(), stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    ended = time.monotonic()
    process.returncode = os.waitstatus_to_exitcode(status)
    figures = requests.get(f"{url}/figures", timeout=10).json()
    if process.returncode or figures["recipients"] != recipients:
        raise SystemExit(f"{name}: exit {process.returncode}, {figures}")
    return Measured(
        name,
        recipients,
        ended - figures["first"],
        ended - begun,
        figures["first"] - begun,
        used.ru_maxrss * 1024,
        figures["calls"],
        figures["size"] // figures["calls"],
        figures["most_at_once"],
    )


def batches(recipients: int) -> Iterator[list[tuple[str, str, str]]]:
    for first in range(0, recipients, BATCH):
        those = range(first, min(first + BATCH, recipients))
        yield [(email_of(n), name_of(n), f"{n:022d}") for n in those]


def form_of(letter: Letter, batch: list[tuple[str, str, str]], number: int) -> dict[str, str]:
    """The parts of Mailgun's form that ours have too."""
    variables = {email: {"token": token} for email, _name, token in batch}
    return {
        "from": '"News" <news@example.org>',
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "h:List-Id": "News <news.example.org>",
        "h:List-Unsubscribe": f"<https://news.example.org/unsubscribe/{TOKEN}>",
        "h:List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "o:tracking": "no",
        "o:tracking-clicks": "no",
        "o:tracking-opens": "no",
        "o:tag": f"{PERIOD}-{number:016x}",
        "to": ", ".join(f'"{name}" <{email}>' for email, name, _token in batch),
        "recipient-variables": json.dumps(variables, separators=(",", ":")),
    }


def multipart(form: dict[str, str]) -> dict[str, object]:
    return {"files": [(name, (None, value)) for name, value in form.items()]}


def post_all(
    letter: Letter,
    url: str,
    recipients: int,
    written: Callable[[dict[str, str]], dict[str, object]],
    after: Callable[..., None] = lambda *_said: None,
) -> None:
    with requests.Session() as session:
        session.auth = ("api", "key-made-up")
        for number, batch in enumerate(batches(recipients)):
            form = written(form_of(letter, batch, number))
            answer = session.post(f"{url}/v3/mg.example.org/messages", timeout=60, **form)
            answer.raise_for_status()
            after(batch, answer.json()["id"])


def bare(letter: Letter, url: str, recipients: int) -> None:
    post_all(letter, url, recipients, multipart)


def form(letter: Letter, url: str, recipients: int) -> None:
    post_all(letter, url, recipients, lambda fields: {"data": fields})


def durable(letter: Letter, url: str, recipients: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        books = sqlite3.connect(Path(folder) / "sent.db", isolation_level=None)
        books.execute("PRAGMA journal_mode = WAL")
        books.execute("PRAGMA synchronous = FULL")
        books.execute("CREATE TABLE sent (email TEXT PRIMARY KEY, receipt TEXT)")

        def after(batch: list[tuple[str, str, str]], receipt: str) -> None:
            books.execute("BEGIN")
            rows = [(email, receipt) for email, _name, _token in batch]
            books.executemany("INSERT INTO sent VALUES (?, ?)", rows)
            books.execute("COMMIT")

        post_all(letter, url, recipients, multipart, after)
        books.close()


def anymail(letter: Letter, url: str, recipients: int) -> None:
    import django  # noqa: PLC0415 - only this way of sending needs it
    from django.conf import settings  # noqa: PLC0415

    settings.configure(
        ANYMAIL={
            "MAILGUN_API_KEY": "key-made-up",
            "MAILGUN_API_URL": f"{url}/v3",
            "MAILGUN_SENDER_DOMAIN": "mg.example.org",
        },
        EMAIL_BACKEND="anymail.backends.mailgun.EmailBackend",
        USE_TZ=True,
    )
    django.setup()
    from django.core.mail import EmailMultiAlternatives, get_connection  # noqa: PLC0415

    html = letter.html.replace(TOKEN, "%recipient.token%")
    with get_connection() as connection:
        for number, batch in enumerate(batches(recipients)):
            message = EmailMultiAlternatives(
                letter.subject,
                letter.text,
                "News <news@example.org>",
                [f'"{name}" <{email}>' for email, name, _token in batch],
                connection=connection,
                headers={
                    "List-Id": "News <news.example.org>",
                    "List-Unsubscribe": f"<https://news.example.org/unsubscribe/{TOKEN}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                },
            )
            message.attach_alternative(html, "text/html")
            message.merge_data = {email: {"token": token} for email, _name, token in batch}
            message.tags = [f"{PERIOD}-{number:016x}"]
            message.track_opens = message.track_clicks = False
            message.send()


def single(letter: Letter, url: str, recipients: int) -> None:
    with requests.Session() as session:
        session.auth = ("api", "key-made-up")
        for batch in batches(recipients):
            for number, (email, name, token) in enumerate(batch):
                own = Letter(
                    letter.subject,
                    letter.html.replace(TOKEN, token),
                    letter.text.replace(TOKEN, token),
                )
                fields = form_of(own, [(email, name, token)], number)
                del fields["recipient-variables"]
                answer = session.post(
                    f"{url}/v3/mg.example.org/messages", timeout=60, **multipart(fields)
                )
                answer.raise_for_status()


WAYS = {each.__name__: each for each in (bare, form, durable, anymail, single)}


def show(measured: Measured, against: Measured | None) -> None:
    rate = measured.recipients / measured.sending
    ratio = ""
    if against is not None:
        ratio = f", {rate * against.sending / against.recipients:.2f} of bare"
    print(
        f"{measured.name:<8} {measured.recipients:>9,} recipients, {measured.calls:>6,} calls"
        f" of {measured.body / 1000:.0f} KB: {rate:>9,.0f}/s{ratio}; first call after"
        f" {measured.until_first:.2f} s, all in {measured.whole:.2f} s, {measured.at_once} at once,"
        f" {measured.memory / 1e6:.0f} MB",
        flush=True,
    )


def own_way(name: str, letter: Path, url: str, recipients: int) -> list[str]:
    words = ("--be", name, "--letter", str(letter), "--url", url, "--recipients", str(recipients))
    return [sys.executable, __file__, *words]


def run(options: argparse.Namespace, folder: Path) -> None:
    workspace, letter_file = folder / "workspace", folder / "letter.json"
    print(f"making a workspace with {options.recipients:,} subscribers …", flush=True)
    make_workspace(workspace, options.recipients)
    letter = rendered(workspace)
    letter_file.write_text(json.dumps([letter.subject, letter.html, letter.text]), "utf-8")
    print(f"{len(letter.html.encode()):,} bytes of HTML; the sink takes {options.latency} s a call")
    against = None
    for name in options.only or ("bare", "ours", *list(WAYS)[1:]):
        recipients = options.recipients // SMALLER.get(name, 1)
        with sink(options.latency) as url:
            command = [sys.executable, "-m", "digest", "send", PERIOD, "--json"]
            if name == "ours":
                point_at(workspace, url)
            else:
                command = own_way(name, letter_file, url, recipients)
            measured = measure(name, command, url, workspace, recipients)
        against = measured if name == "bare" else against
        show(measured, against)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--recipients", type=int, default=1_000_000)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds a call takes the sink")
    parser.add_argument("--only", nargs="+", choices=("ours", *WAYS))
    parser.add_argument("--keep", type=Path, help="make the workspace there, and leave it")
    for hidden in ("--be", "--letter", "--url"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.be:
        letter = Letter(*json.loads(Path(options.letter).read_text("utf-8")))
        WAYS[options.be](letter, options.url, options.recipients)
    elif options.keep:
        run(options, options.keep)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(options, Path(folder))


if __name__ == "__main__":
    main()
