"""How many dates, as networks really wrote them, are read: the table of docs/dates.md.

    python scripts/date_cases.py [CASES]

CASES is a file of JSON lines with ``raw``, ``ref`` (when it was published), ``lang`` and the
expected ``start``, ``end`` and ``kind``. Exit status 1 where fewer than 95 % are exact.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from digest.intake.dates import read_dates

CASES = Path(__file__).parents[2] / "shared" / "cases" / "dates.jsonl"
AIM = 0.95

Case = Mapping[str, str | None]
Outcome = tuple[str | None, str | None, str]


def cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file."""
    return tuple(json.loads(line) for line in path.read_text("utf-8").splitlines())


def outcome(case: Case) -> Outcome:
    """Start, end and kind, as the parser reads them."""
    reference = case["ref"] and dt.date.fromisoformat(f"{case['ref']}-01"[:10])
    reading = read_dates(
        case["raw"] or "", reference=reference or None, language=case["lang"] or ""
    )
    if reading.is_deadline:
        return _iso(reading.starts), _iso(reading.deadline), "deadline"
    if reading.starts is None:
        is_recurring = any(each.code == "recurring-date" for each in reading.remarks)
        return None, None, "open" if is_recurring else "unparseable"
    return _iso(reading.starts), _iso(reading.ends), "range" if reading.ends else "open"


def expected(case: Case) -> Outcome:
    """Start, end and kind, as a person read them."""
    return case["start"], case["end"], case["kind"] or ""


def _iso(day: dt.date | None) -> str | None:
    return day and day.isoformat()


def table(read: Sequence[Case]) -> str:
    """The count per language, as a Markdown table."""
    total = Counter(case["lang"] for case in read)
    exact = Counter(case["lang"] for case in read if outcome(case) == expected(case))
    lines = [f"| {tag} | {total[tag]} | {exact[tag]} |\n" for tag in sorted(total, key=str)]
    whole = f"| all | {total.total()} | {exact.total()} |\n"
    return "| language | cases | exact |\n|---|---|---|\n" + "".join(lines) + whole


def main() -> int:
    """Print the table, and every case that is read otherwise."""
    read = cases(Path(sys.argv[1]) if len(sys.argv) > 1 else CASES)
    print(table(read), end="")
    missed = [case for case in read if outcome(case) != expected(case)]
    for case in missed:
        print(f"{case['id']}: {case['raw']!r} is {expected(case)}, read as {outcome(case)}")
    return int(len(missed) > len(read) * (1 - AIM))


if __name__ == "__main__":
    sys.exit(main())
