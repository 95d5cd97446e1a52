"""Taking in: what a source gave becomes submissions, kept together or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from digest.errors import ChangedMeanwhileError
from digest.intake.deciding import Verdict, decide, id_of
from digest.intake.links import link_key
from digest.intake.normalising import Intake, Regular, normalise
from digest.intake.particulars import MISSING_ALT
from digest.intake.remarks import place_of
from digest.issues.placing import Calendar, place
from digest.model.finding import Finding, Severity
from digest.model.record import Record, Rejection
from digest.model.submission import Submission, SubmissionState
from digest.sources.contract import Parcel
from digest.workflows.desk import Desk

_ATTEMPTS = 5  # an editor may be faster, again and again
_PENDING = frozenset({"image-unavailable"})  # findings that the next collecting may settle
GONE = "source-gone"


@dataclass(frozen=True, slots=True)
class Terms:
    """How what one source gives is treated, as its settings say."""

    source: str
    defaults: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    trust: str = "accept"
    is_whole: bool = False  # what it gives no more was withdrawn
    declared: str = ""  # all its settings: where they change, everything is read again


@dataclass(frozen=True, slots=True)
class Decision:
    """What a record makes of the submission it is about."""

    verdict: Verdict
    before: Submission | None
    after: Submission
    remarks: tuple[Finding, ...] = ()  # for the report alone: on the way, not on the submission


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a parcel."""

    parcel: Parcel
    decisions: tuple[Decision, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    gone: tuple[Submission, ...] = ()  # what it gave before and gives no more, as now kept

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is worth a second try as long as it does not change."""
        findings = (each for decision in self.decisions for each in decision.after.findings)
        is_whole = self.parcel.is_final or not self.rejected
        return is_whole and all(each.code not in _PENDING for each in findings)


def take_in(
    desk: Desk, terms: Terms, parcels: tuple[Parcel, ...], now: dt.datetime
) -> tuple[Outcome, ...]:
    """Take in parcels of one source: normalise | decide | place | save, all of them or none.

    Where an editor changed one of the submissions meanwhile, all is decided again over the change.
    """
    for attempt in range(_ATTEMPTS):
        outcomes = _TakingIn(desk, terms, desk.calendar(), now).outcomes(parcels)
        try:
            _keep(desk, outcomes, now)
        except ChangedMeanwhileError:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return outcomes
    raise AssertionError  # pragma: no cover - the loop returns or raises


def _keep(desk: Desk, outcomes: tuple[Outcome, ...], now: dt.datetime) -> None:
    decisions = tuple(each for outcome in outcomes for each in outcome.decisions)
    changes = tuple(each for each in decisions if each.after != each.before)
    gone = tuple(each for outcome in outcomes for each in outcome.gone)
    after = (*(each.after for each in changes), *gone)
    if not after:
        return
    wanted = {at for each in after for at in (each.issue, each.repeat) if at}
    for period in sorted(wanted.difference(each.period for each in desk.issues.all())):
        desk.issues.open(period)
    read = tuple(each.before for each in changes if each.before is not None)
    desk.submissions.save(after, now, read=read)


@dataclass(frozen=True, slots=True)
class _TakingIn:
    """One attempt."""

    desk: Desk
    terms: Terms
    calendar: Calendar
    now: dt.datetime

    def outcomes(self, parcels: tuple[Parcel, ...]) -> tuple[Outcome, ...]:
        source, submissions = self.terms.source, self.desk.submissions
        given = {
            parcel.path: [each.provenance.key for each in parcel.reading.records]
            for parcel in parcels
        }
        keys = {key for several in given.values() for key in several}
        known = submissions.of_keys(source, keys)
        missing = self._missing(given, known)
        taken = submissions.ids_there([id_of(source, key) for key in keys if key not in known])
        seen: set[str] = set()
        return tuple(
            self._outcome(parcel, _Known(known, missing.get(parcel.path, ()), taken), seen)
            for parcel in parcels
        )

    def _missing(
        self, given: Mapping[str, list[str]], known: Mapping[str, Submission]
    ) -> Mapping[str, tuple[Submission, ...]]:
        """What each parcel gave before and does not give now."""
        submissions, source = self.desk.submissions, self.terms.source
        before = submissions.keys_of_parcels(source, given)
        lost = {path: keys.difference(given[path], known) for path, keys in before.items()}
        every = {key for keys in lost.values() for key in keys}
        found = submissions.of_keys(source, every) if every else {}
        return {path: tuple(found[key] for key in sorted(keys)) for path, keys in lost.items()}

    def _outcome(self, parcel: Parcel, known: _Known, seen: set[str]) -> Outcome:
        rejected = list(parcel.reading.rejections)
        decisions = []
        for record in parcel.reading.records:
            key = record.provenance.key
            result = self._decision(record, parcel, known) if key not in seen else _twice(record)
            seen.add(key)
            if isinstance(result, Rejection):
                rejected.append(result)
            else:
                decisions.append(result)
        taken_over = {each.before.id for each in decisions if each.before is not None}
        missing = (each for each in known.missing if each.id not in taken_over)
        is_whole = self.terms.is_whole and not rejected  # the broken part may have held them
        gone = tuple(as_gone(each) for each in missing if is_whole and _is_missed(each, parcel))
        return Outcome(parcel, tuple(decisions), tuple(rejected), gone)

    def _decision(self, record: Record, parcel: Parcel, known: _Known) -> Decision | Rejection:
        before = known.by_key.get(record.provenance.key)
        regular = normalise(record, self._intake(before))
        if isinstance(regular, Rejection):
            return regular
        before = before or known.under_another_name(regular)
        if regular.is_cancelled and before is None:
            return Rejection(place_of(record.provenance), "is cancelled")
        regular = self._with_picture(regular, record, parcel)
        verdict, after = decide(
            before, regular, record.provenance, trust=self.terms.trust, now=self.now
        )
        after = place(_called_off(before, after, regular), self.calendar)
        after = after.model_copy(update={"document": parcel.path, "key": record.provenance.key})
        if before is None and after.id in known.ids_taken:
            after = after.model_copy(update={"id": id_of(after.source, f"{after.key}~")})
        return Decision(verdict, before, after, _too_late(before, after))

    def _intake(self, before: Submission | None) -> Intake:
        """What a record is read with: a day without its year is one near its first arrival."""
        desk = self.desk
        arrived = before.arrived_at if before else self.now
        return Intake(
            directory=desk.directory,
            defaults=self.terms.defaults,
            projects=desk.projects,
            fields=self.terms.fields,
            arrived=arrived.astimezone(desk.newsletter.zone).date(),
            language=desk.newsletter.language,
        )

    def _with_picture(self, regular: Regular, record: Record, parcel: Parcel) -> Regular:
        image = regular.content.image
        if image is None:
            return regular
        copy, remark = self.desk.album.copied(image, parcel.pictures, self.now)
        content = regular.content.model_copy(update={"image": copy})
        said = tuple(
            each for each in regular.findings if copy is not None or each.code != MISSING_ALT
        )
        remarks = (remark.at(place_of(record.provenance)),) if remark else ()
        return replace(regular, content=content, findings=(*said, *remarks))


@dataclass(frozen=True, slots=True)
class _Known:
    """What a parcel's records may be about."""

    by_key: Mapping[str, Submission]
    missing: tuple[Submission, ...]  # what the parcel gave before, and gives no more by that key
    ids_taken: frozenset[str]  # by submissions that had the key once and have another one now

    def under_another_name(self, regular: Regular) -> Submission | None:
        """The one submission that had this link, where its source has given it another name.

        A front page is where many things are to be found, and no sign of one of them.
        """
        url = regular.content.url if self.missing else None
        key = link_key(url) if url else None
        if key is None:
            return None
        same = [each for each in self.missing if _link_of(each) == key]
        return same[0] if len(same) == 1 else None


def _link_of(submission: Submission) -> str | None:
    url = submission.source_content.url
    return link_key(url) if url else None


def _twice(record: Record) -> Rejection:
    return Rejection(place_of(record.provenance), f"the id {record.provenance.key!r} stands twice")


def _called_off(before: Submission | None, after: Submission, regular: Regular) -> Submission:
    """A cancelled event is held, once: an editor who accepts it again has the last word."""
    if not regular.is_cancelled or before is None:
        return after
    finding = Finding(
        code="cancelled",
        severity=Severity.WARNING,
        where=after.where,
        message=f"Submission {after.id} is cancelled, says its source; it is held.",
        hint=f"To show it all the same: digest submissions accept {after.id}",
    )
    findings = {"findings": (*after.findings, finding)}
    if any(each.code == finding.code for each in before.findings):
        return after.model_copy(update=findings)
    held = {"state": SubmissionState.HELD, "reason": "its source says it is cancelled"}
    is_shown = before.state is SubmissionState.ACCEPTED
    return after.model_copy(update=findings | (held if is_shown else {}))


def _too_late(before: Submission | None, after: Submission) -> tuple[Finding, ...]:
    """What comes too late for its issue, and would be over before the next one."""
    if after.issue is not None or after.removed_from or (before and before.issue is None):
        return ()
    return (
        Finding(
            code="missed",
            severity=Severity.WARNING,
            where=after.where,
            message=f"Submission {after.id} came after its issue was closed, and is over before"
            " the next one.",
            hint=f"To show it all the same: digest issue place PERIOD {after.id}",
        ),
    )


def _is_missed(submission: Submission, parcel: Parcel) -> bool:
    """Whether it should still be there: not what a calendar leaves out because it is over."""
    content = submission.source_content
    last = content.ends or content.starts or content.deadline
    return parcel.since is None or last is None or last >= parcel.since


def as_gone(submission: Submission) -> Submission:
    """A submission that its source gives no more: kept, and said."""
    if any(each.code == GONE for each in submission.findings):
        return submission
    finding = Finding(
        code=GONE,
        severity=Severity.WARNING,
        where=submission.where,
        message=f"Submission {submission.id} is no longer in the source {submission.source};"
        " it is kept.",
        hint=f"If it was withdrawn: digest submissions reject {submission.id}",
    )
    return submission.model_copy(update={"findings": (*submission.findings, finding)})
