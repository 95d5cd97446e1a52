"""Collect: sources → submissions. One bad record never stops the rest."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version

from digest.errors import DigestError, SourceError
from digest.intake.deciding import Verdict
from digest.intake.duplicates import Proposal, finding, proposals
from digest.sources.contract import Parcel, Source, Unchanged
from digest.store.health import SourceHealth
from digest.store.parcels import TakenParcel
from digest.workflows.desk import Desk
from digest.workflows.health import remarks_on
from digest.workflows.outcomes import Outcome, Terms
from digest.workflows.reading_ahead import ReadAhead
from digest.workflows.reports import Collected, SourceReport, left_out, worth_saying
from digest.workflows.taking_in import take_in, withdraw

_AT_ONCE = 500  # records that are saved together
_HEAVY = 100_000  # bytes of pictures that weigh as much as a record
_LOG = logging.getLogger(__name__)
Progress = Callable[[str, int], None]  # a source's name, and the parcels taken in so far


@dataclass(frozen=True, slots=True)
class Feed:
    """A source, and what its settings say of the records it gives."""

    source: Source
    terms: Terms
    silent_after_days: int | None = None

    @property
    def name(self) -> str:
        """The source's name in config.toml."""
        return self.terms.source


def collect(
    desk: Desk,
    feeds: tuple[Feed, ...],
    now: dt.datetime,
    progress: Progress,
    *,
    at_once: int = 4,
    keeps_health: bool = True,
) -> Collected:
    """Read every source and keep what it gave.

        for each source | for each parcel that changed | read | normalise | decide | place | save

    A parcel's submissions are saved together or not at all, so an interruption loses nothing
    and the next run goes on where this one stopped. A second run waits for the first to end.

    Args:
        desk: what is worked with.
        feeds: the sources, in the order of their reports.
        now: aware.
        progress: told after each parcel.
        at_once: how many remote sources are read at the same time.
        keeps_health: whether how the sources fare is written down; a preview only looks.
    """
    with desk.parcels.alone():
        return _collected(desk, feeds, now, progress, at_once=at_once, keeps_health=keeps_health)


def _collected(
    desk: Desk,
    feeds: tuple[Feed, ...],
    now: dt.datetime,
    progress: Progress,
    *,
    at_once: int,
    keeps_health: bool,
) -> Collected:
    circumstances = {feed.name: _circumstances(desk, feed.terms) for feed in feeds}
    known = {name: desk.parcels.known(name, each) for name, each in circumstances.items()}
    prints = {name: _fingerprints(each.values()) for name, each in known.items()}
    remote = {feed.name: feed.source for feed in feeds if feed.source.is_remote}
    with ReadAhead(remote, prints, at_once) as ahead:
        reports = []
        for feed in feeds:
            name = feed.name
            run = _Run(desk, feed, circumstances[name], known[name], now, keeps_health)
            is_ahead = name in remote
            given = ahead.parcels(name) if is_ahead else feed.source.parcels(prints[name])
            reports.append(run.report(_sound(name, given), progress))
    return Collected(tuple(reports), tuple(finding(each) for each in _duplicates(desk)))


def _duplicates(desk: Desk) -> tuple[Proposal, ...]:
    """The proposals of every few that share a key; those that have a member in common, as one."""
    found = (proposal for few in desk.submissions.alike() for proposal in proposals(few))
    members = {each.id: each for proposal in found for each in proposal.submissions}
    return proposals(tuple(members.values()))


def _fingerprints(taken: Iterable[TakenParcel]) -> dict[str, str]:
    return {each.path: each.fingerprint for each in taken if each.fingerprint}


def _circumstances(desk: Desk, terms: Terms) -> str:
    """What records are read with: where it changes, what did not change is read again."""
    said = (
        version("member-digest"),
        desk.organisations,
        desk.projects,
        desk.newsletter.language,
        desk.newsletter.time_zone,
        sorted(terms.defaults.items()),
        sorted(terms.fields.items()),
        terms.declared,
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Run:
    """One source's run."""

    desk: Desk
    feed: Feed
    circumstances: str
    known: Mapping[str, TakenParcel]
    now: dt.datetime
    keeps_health: bool
    seen: set[str] = field(default_factory=set)  # the keys of the records it gave

    def report(self, parcels: Iterator[Parcel | Unchanged], progress: Progress) -> SourceReport:
        """Take in what the source gives, and say what came of it."""
        report = SourceReport(self.feed.name)
        seen: dict[str, bool] = {}  # whether something of a parcel could not be read
        try:
            for some in _portions(self._changed(parcels, report, seen, progress)):
                self._take_in(some, report)
        except SourceError as error:
            report.error = _in_one(error)
        else:
            self._withdraw(seen)
        health = self._health(report)
        doubted = self.desk.submissions.doubted(report.name)
        report.findings[:0] = (finding for each in doubted for finding in worth_saying(each))
        report.findings.extend(remarks_on(health, self.feed.silent_after_days, self.now))
        return report

    def _health(self, report: SourceReport) -> SourceHealth:
        if not self.keeps_health:
            return self.desk.health.all().get(report.name) or SourceHealth(report.name)
        if report.error is not None:
            return self.desk.health.failed(report.name, self.now, report.error)
        has_news = report.count("new") + report.count("updated") > 0
        well = None if has_news else self.desk.health.is_well(report.name, self.now)
        return well or self.desk.health.answered(report.name, self.now, has_news=has_news)

    def _changed(
        self,
        parcels: Iterator[Parcel | Unchanged],
        report: SourceReport,
        seen: dict[str, bool],
        progress: Progress,
    ) -> Iterator[Parcel]:
        """The parcels to be taken in; of the others, only that they are there."""
        for count, parcel in enumerate(parcels, start=1):
            if isinstance(parcel, Unchanged):
                seen[parcel.path] = False
                report.verdicts[Verdict.UNCHANGED] += self._records_of(parcel)
            else:
                seen[parcel.path] = bool(parcel.reading.rejections)
                yield parcel
            progress(report.name, count)

    def _records_of(self, parcel: Unchanged) -> int:
        if parcel.path in self.known:
            return self.known[parcel.path].records
        raise SourceError(
            f"the source {self.feed.name} calls {parcel.path} unchanged, which it never gave",
            hint="Tell whoever wrote this kind of source.",
        )

    def _take_in(self, parcels: tuple[Parcel, ...], report: SourceReport) -> None:
        outcomes = take_in(self.desk, self.feed.terms, parcels, self.now, self.seen)
        taken = tuple(map(_taken, outcomes))
        new = tuple(each for each in taken if self.known.get(each.path) != each)
        self.desk.parcels.keep(report.name, self.circumstances, new)
        for outcome in outcomes:
            report.rejected.extend(outcome.rejected)
            report.findings.extend(map(left_out, outcome.left_out))
            for decision in outcome.decisions:
                report.verdicts[decision.verdict] += 1
                report.findings.extend(decision.remarks)

    def _withdraw(self, seen: Mapping[str, bool]) -> None:
        """Parcels the source gives no more; a folder that cannot be listed hides what is in it."""
        if not self.feed.terms.is_whole:
            return
        hidden = tuple(f"{path}/" for path, is_broken in seen.items() if is_broken)
        lost = [path for path in self.known if path not in seen and not path.startswith(hidden)]
        if not lost:
            return
        withdraw(self.desk, self.feed.terms, lost, self.now)
        self.desk.parcels.forget(self.feed.name, lost)


def _sound(name: str, parcels: Iterator[Parcel | Unchanged]) -> Iterator[Parcel | Unchanged]:
    """What a source gives; a fault of its own program is its error, and stops no other source."""
    try:
        yield from parcels
    except DigestError:
        raise
    except Exception as error:
        _LOG.exception("The source %s broke.", name)
        raise SourceError(
            f"the source {name} broke: {type(error).__name__}: {error}",
            hint="This is a fault of the program that reads it; tell whoever wrote it.",
        ) from error


def _in_one(error: SourceError) -> str:
    """The cause and the way out, as a report has room for."""
    return f"{error.message.rstrip('.')}. {error.hint}" if error.hint else error.message


def _taken(outcome: Outcome) -> TakenParcel:
    fingerprint = outcome.parcel.fingerprint if outcome.is_settled else ""
    return TakenParcel(outcome.parcel.path, fingerprint, len(outcome.decisions))


def _portions(parcels: Iterator[Parcel]) -> Iterator[tuple[Parcel, ...]]:
    """Parcels to be saved together, none of them parted; what came before an error, too."""
    portion: list[Parcel] = []
    weight = 0
    try:
        for parcel in parcels:
            portion.append(parcel)
            pictures = sum(map(len, parcel.pictures.values()))
            weight += 1 + len(parcel.reading.records) + pictures // _HEAVY
            if weight >= _AT_ONCE:
                yield tuple(portion)
                portion, weight = [], 0
    except SourceError:
        if portion:
            yield tuple(portion)
        raise
    if portion:
        yield tuple(portion)
