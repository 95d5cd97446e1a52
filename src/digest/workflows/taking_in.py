"""Taking in: what a source gave becomes submissions, kept together or not at all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from digest.errors import ChangedMeanwhileError
from digest.intake.deciding import decide, id_of
from digest.intake.duplicates import keys_of
from digest.intake.normalising import Intake, Regular, normalise
from digest.intake.particulars import MISSING_ALT
from digest.intake.remarks import place_of
from digest.issues.placing import Calendar, place
from digest.model.period import Period
from digest.model.record import Record, Rejection
from digest.model.submission import Submission
from digest.sources.contract import Parcel
from digest.workflows.desk import Desk
from digest.workflows.outcomes import Change, Decision, Outcome, Terms
from digest.workflows.recognising import Known, by_link, link_of
from digest.workflows.withdrawing import as_gone, called_off, is_missed, too_late

_ATTEMPTS = 5  # an editor may be faster, again and again


def take_in(
    desk: Desk,
    terms: Terms,
    parcels: tuple[Parcel, ...],
    now: dt.datetime,
    seen: set[str] | None = None,
) -> tuple[Outcome, ...]:
    """Take in parcels of one source: normalise | recognise | decide | place | save, all or none.

    Where somebody changed one of the submissions meanwhile, all is decided again over the change.

    Args:
        desk: what is worked with.
        terms: of the source.
        parcels: what it gave.
        now: aware.
        seen: the keys that came in this run before; added to.
    """
    met = set[str]() if seen is None else seen

    def attempt() -> tuple[Outcome, ...]:
        taking = _TakingIn(desk, terms, desk.calendar(), now, set(met), desk.out())
        outcomes = taking.outcomes(parcels)
        _keep(desk, outcomes, now)
        met.update(taking.seen)
        return outcomes

    return _again_after_others(attempt)


def withdraw(desk: Desk, terms: Terms, paths: list[str], now: dt.datetime) -> None:
    """Say of everything that these parcels gave that its source gives it no more."""

    def attempt() -> tuple[Outcome, ...]:
        before = tuple(desk.submissions.of_parcels(terms.source, paths))
        after = tuple(map(as_gone, before))
        desk.submissions.save(after, now, read=before)
        return ()

    _again_after_others(attempt)


def _again_after_others(attempt: Callable[[], tuple[Outcome, ...]]) -> tuple[Outcome, ...]:
    for _ in range(_ATTEMPTS - 1):
        try:
            return attempt()
        except ChangedMeanwhileError:
            continue
    return attempt()


def _keep(desk: Desk, outcomes: tuple[Outcome, ...], now: dt.datetime) -> None:
    decisions = [each for outcome in outcomes for each in outcome.decisions]
    changes = [(each.before, each.after) for each in decisions]
    changes += [(each.before, each.after) for outcome in outcomes for each in outcome.gone]
    changes = [(before, after) for before, after in changes if before != after]
    if not changes:
        return
    wanted = {at for _, after in changes for at in (after.issue, after.repeat) if at}
    for period in sorted(wanted.difference(each.period for each in desk.issues.all())):
        desk.issues.open(period)
    desk.submissions.save(
        tuple(after for _, after in changes),
        now,
        read=tuple(before for before, _ in changes if before is not None),
        new=[after.id for before, after in changes if before is None],
    )


_Pair = tuple[Record, Regular | Rejection]


@dataclass(frozen=True, slots=True)
class _TakingIn:
    """One attempt."""

    desk: Desk
    terms: Terms
    calendar: Calendar
    now: dt.datetime
    seen: set[str]  # keys that came in this run
    out: frozenset[Period]  # the issues that readers know
    ids: set[str] = field(default_factory=set)  # that a new submission can no more have

    def outcomes(self, parcels: tuple[Parcel, ...]) -> tuple[Outcome, ...]:
        source, submissions = self.terms.source, self.desk.submissions
        keys = {each.provenance.key for parcel in parcels for each in parcel.reading.records}
        by_key = submissions.of_keys(source, keys)
        self.ids.update(submissions.ids_there([id_of(source, each) for each in keys - set(by_key)]))
        regular = {parcel.path: self._regular(parcel, by_key) for parcel in parcels}
        new = {
            path: tuple(pair for pair in pairs if pair[0].provenance.key not in by_key)
            for path, pairs in regular.items()
        }
        marks = {mark for pairs in new.values() for pair in pairs for mark in _marks(pair)}
        alike = submissions.recognised_by(source, marks)
        lost = self._lost(parcels, keys)
        outcomes = []
        for parcel in parcels:
            path = parcel.path
            orphans = by_link((each for each in alike if each.document == path), frozenset(keys))
            known = Known(by_key, orphans, Counter(filter(None, map(_link, new[path]))))
            outcomes.append(self._outcome(parcel, regular[path], known, lost.get(path, ())))
        return tuple(outcomes)

    def _regular(self, parcel: Parcel, by_key: Mapping[str, Submission]) -> tuple[_Pair, ...]:
        return tuple(
            (record, normalise(record, self._intake(by_key.get(record.provenance.key))))
            for record in parcel.reading.records
        )

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

    def _lost(
        self, parcels: tuple[Parcel, ...], given: set[str]
    ) -> Mapping[str, tuple[Submission, ...]]:
        """What a whole source's parcels gave before and do not give now."""
        sound = [parcel.path for parcel in parcels if not parcel.reading.rejections]
        if not self.terms.is_whole:
            return {}
        before = self.desk.submissions.keys_of_parcels(self.terms.source, sound)
        lost = {path: keys.difference(given) for path, keys in before.items()}
        every = {key for keys in lost.values() for key in keys}
        found = self.desk.submissions.of_keys(self.terms.source, every)
        return {path: tuple(found[key] for key in sorted(keys)) for path, keys in lost.items()}

    def _outcome(
        self,
        parcel: Parcel,
        pairs: tuple[_Pair, ...],
        known: Known,
        lost: tuple[Submission, ...],
    ) -> Outcome:
        rejected, left_out = list(parcel.reading.rejections), list(parcel.reading.left_out)
        decisions, here = [], set[str]()
        for record, regular in pairs:
            key = record.provenance.key
            is_here, is_elsewhere = key in here, key in self.seen
            here.add(key)
            self.seen.add(key)
            if is_elsewhere and not (is_here or self.terms.is_whole):
                continue  # it slid from one page to the next while they were being read
            if is_here or is_elsewhere:
                rejected.append(_twice(record))
            elif isinstance(regular, Rejection):
                rejected.append(regular)
            elif (decision := self._decision(record, regular, parcel, known)) is not None:
                decisions.append(decision)
            else:
                left_out.append(Rejection(place_of(record.provenance), "is cancelled"))
        taken = {each.before.id for each in decisions if each.before is not None}
        is_whole = not rejected  # the broken part may have held what is missing
        gone = tuple(
            Change(each, as_gone(each))
            for each in lost
            if is_whole and each.id not in taken and is_missed(each, parcel)
        )
        return Outcome(parcel, tuple(decisions), tuple(rejected), tuple(left_out), gone)

    def _decision(
        self, record: Record, regular: Regular, parcel: Parcel, known: Known
    ) -> Decision | None:
        """What a record comes to; nothing where it is about something cancelled and never met."""
        key = record.provenance.key
        today = self.now.astimezone(self.desk.newsletter.zone).date()
        before = known.about(key, regular.content, self.calendar, today)
        if regular.content.cancelled and before is None:
            return None
        regular = self._with_picture(regular, record, parcel)
        verdict, after = decide(
            before, regular, record.provenance, trust=self.terms.trust, now=self.now
        )
        after = after.model_copy(update={"document": parcel.path, "key": key})
        if before is None:
            after = after.model_copy(update={"id": self._free_id(after)})
        else:
            after = called_off(before, after, self.out)
        after = place(after, self.calendar)
        return Decision(verdict, before, after, too_late(before, after))

    def _free_id(self, submission: Submission) -> str:
        """The id of its key, unless a submission has it that goes by another key now."""
        key = submission.key
        while (found := id_of(submission.source, key)) in self.ids:
            key += "~"
            following = id_of(submission.source, key)
            self.ids.update(self.desk.submissions.ids_there((following,)))
        self.ids.add(found)
        return found

    def _with_picture(self, regular: Regular, record: Record, parcel: Parcel) -> Regular:
        image = regular.content.image
        if image is None:
            return regular
        copy, remark = self.desk.album.copied(
            image, parcel.pictures, self.now, near=urlsplit(parcel.path).hostname
        )
        content = regular.content.model_copy(update={"image": copy})
        said = tuple(
            each for each in regular.findings if copy is not None or each.code != MISSING_ALT
        )
        remarks = (remark.at(place_of(record.provenance)),) if remark else ()
        return replace(regular, content=content, findings=(*said, *remarks))


def _twice(record: Record) -> Rejection:
    return Rejection(place_of(record.provenance), f"the id {record.provenance.key!r} stands twice")


def _link(pair: _Pair) -> str | None:
    regular = pair[1]
    return None if isinstance(regular, Rejection) else link_of(regular.content)


def _marks(pair: _Pair) -> tuple[str, ...]:
    """What the submission of the same link is found by in the store."""
    regular = pair[1]
    if isinstance(regular, Rejection):
        return ()
    return tuple(key for key in keys_of(regular.content) if key.startswith("link "))
