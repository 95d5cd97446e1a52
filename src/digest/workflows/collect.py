"""Collect: sources → submissions. One bad record never stops the rest."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from digest.errors import ChangedMeanwhileError, SourceError
from digest.formats.document import Document
from digest.formats.reading import read
from digest.intake.deciding import Verdict, decide
from digest.intake.fields import KNOWN_COLUMNS
from digest.intake.normalising import Intake, Regular, normalise
from digest.issues.placing import Calendar, place
from digest.model.finding import Finding, Severity
from digest.model.record import Provenance, Record, Rejection
from digest.model.submission import Submission
from digest.sources.contract import Source
from digest.workflows.desk import Desk

_WITHIN_A_FILE = re.compile(r", (?:line|entry) [0-9]+$")
Progress = Callable[[str, int], None]  # a source's name, and the documents read so far


@dataclass(frozen=True, slots=True)
class Feed:
    """A source, and what its settings say of the records it gives."""

    source: Source
    defaults: Mapping[str, str]
    fields: Mapping[str, str]
    trust: str


@dataclass(slots=True)
class SourceReport:
    """A source's verdicts."""

    name: str
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    rejected: list[Rejection] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    error: str | None = None

    def count(self, verdict: str) -> int:
        """How many records got a verdict."""
        return self.verdicts[Verdict(verdict)]

    @property
    def found(self) -> int:
        """How many records there were, good and bad."""
        return self.verdicts.total() + len(self.rejected)


def collect(
    desk: Desk, feeds: tuple[Feed, ...], now: dt.datetime, progress: Progress
) -> tuple[SourceReport, ...]:
    """Read every source and keep what it gave.

        for each source | for each document | read | normalise | decide | place | save

    A document's submissions are saved together or not at all, so an interruption loses nothing
    and the next run goes on where this one stopped.
    """
    return tuple(_collect_one(desk, feed, now, progress) for feed in feeds)


@dataclass(slots=True)
class _Run:
    """One source's run: what is known, what was seen, what came of it."""

    desk: Desk
    feed: Feed
    intake: Intake
    calendar: Calendar
    known: dict[str, Submission]
    report: SourceReport
    now: dt.datetime
    seen: set[str] = field(default_factory=set)


def _collect_one(desk: Desk, feed: Feed, now: dt.datetime, progress: Progress) -> SourceReport:
    report = SourceReport(feed.source.name)
    run = _Run(
        desk=desk,
        feed=feed,
        intake=Intake(
            directory=desk.directory,
            defaults=feed.defaults,
            projects=desk.projects,
            fields=feed.fields,
            arrived=now.astimezone(desk.newsletter.zone).date(),
            language=desk.newsletter.language,
        ),
        calendar=desk.calendar(),
        known=desk.submissions.of_source(feed.source.name),
        report=report,
        now=now,
    )
    try:
        for count, document in enumerate(feed.source.documents(), start=1):
            if isinstance(document, Rejection):
                report.rejected.append(document)
            else:
                _take_in(run, document)
            progress(report.name, count)
    except SourceError as error:
        report.error = str(error)
    else:
        report.findings.extend(_gone(run))
    return report


def _take_in(run: _Run, document: Document) -> None:
    """One document's records, kept together or not at all."""
    reading = read(document, KNOWN_COLUMNS | frozenset(run.feed.fields))
    run.report.rejected.extend(reading.rejections)
    regular = tuple(each for record in reading.records for each in _regular(run, record))
    decisions = _decide(run, regular)
    try:
        _keep(run, decisions)
    except ChangedMeanwhileError:  # an editor was faster: decide again over the change
        run.known |= run.desk.submissions.of_source(run.feed.source.name)
        decisions = _decide(run, regular)
        _keep(run, decisions)
    for decision in decisions:
        run.report.verdicts[decision.verdict] += 1
        run.report.findings.extend(decision.after.findings)
        run.report.findings.extend(_missed(decision))


@dataclass(frozen=True, slots=True)
class _Decision:
    """What a record makes of the submission it is about."""

    verdict: Verdict
    before: Submission | None
    after: Submission


def _regular(run: _Run, record: Record) -> Iterator[tuple[Provenance, Regular]]:
    """A record made regular; nothing where it was rejected, and the report says why."""
    key = record.provenance.key
    if key in run.seen:
        run.report.rejected.append(Rejection(_where(record), f"the id {key!r} stands twice"))
        return
    run.seen.add(key)
    regular = normalise(record, run.intake)
    if isinstance(regular, Rejection):
        run.report.rejected.append(regular)
    else:
        yield record.provenance, regular


def _decide(run: _Run, records: tuple[tuple[Provenance, Regular], ...]) -> tuple[_Decision, ...]:
    decisions = []
    for provenance, regular in records:
        before = run.known.get(provenance.key)
        verdict, after = decide(before, regular, provenance, trust=run.feed.trust, now=run.now)
        decisions.append(_Decision(verdict, before, place(after, run.calendar)))
    return tuple(decisions)


def _keep(run: _Run, decisions: tuple[_Decision, ...]) -> None:
    changes = tuple(each for each in decisions if each.after != each.before)
    if changes:
        after = tuple(each.after for each in changes)
        _open_issues(run.desk, after)
        before = tuple(each.before for each in changes if each.before is not None)
        run.desk.submissions.save(after, run.now, read=before)


def _missed(decision: _Decision) -> tuple[Finding, ...]:
    """What comes too late for its issue, and would be over before the next one."""
    now, before = decision.after, decision.before
    if now.issue is not None or now.removed_from or (before and before.issue is None):
        return ()
    return (
        Finding(
            code="missed",
            severity=Severity.WARNING,
            where=now.where,
            message=f"Submission {now.id} came after its issue was closed, and is over before"
            " the next one.",
            hint=f"To show it all the same: digest issue place PERIOD {now.id}",
        ),
    )


def _open_issues(desk: Desk, submissions: tuple[Submission, ...]) -> None:
    periods = {period for each in submissions for period in (each.issue, each.repeat) if period}
    for period in sorted(periods):
        desk.issues.open(period)


def _where(record: Record) -> str:
    where, line = record.provenance.where, record.provenance.line
    return where if line is None else f"{where}, line {line}"


def _gone(run: _Run) -> tuple[Finding, ...]:
    """What the source gave once and gives no more: kept, and said.

    A file that can no longer be read was rejected by name; what it gave before is not gone.
    """
    unread = tuple(_file(each.where) for each in run.report.rejected)
    return tuple(
        Finding(
            code="source-gone",
            severity=Severity.WARNING,
            where=each.where,
            message=f"Submission {each.id} is no longer in the source {each.source}; it is kept.",
            hint=f"If it was withdrawn: digest submissions reject {each.id}",
        )
        for key, each in sorted(run.known.items())
        if key not in run.seen and not _lies_in(_file(each.where), unread)
    )


def _file(where: str) -> str:
    return _WITHIN_A_FILE.sub("", where)


def _lies_in(file: str, unread: tuple[str, ...]) -> bool:
    return any(file == each or file.startswith(f"{each}/") for each in unread)
