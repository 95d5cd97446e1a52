"""Submit: an organisation pushes news in, and hears what became of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from digest.formats.document import Reading
from digest.intake.deciding import Verdict
from digest.intake.fields import recognise
from digest.intake.values import line_of
from digest.model.finding import Finding
from digest.model.organisation import Organisation
from digest.model.record import Provenance, Record, Rejection
from digest.model.submission import Submission
from digest.sources.contract import Parcel
from digest.store.calls import Answer, Calls, Question, Standing
from digest.store.keys import Keys
from digest.workflows.approve import void_stale
from digest.workflows.desk import Desk
from digest.workflows.outcomes import Terms
from digest.workflows.taking_in import take_in

_LONGEST_ID = 255  # characters


@dataclass(frozen=True, slots=True)
class Pushing:
    """What taking pushed news in works with."""

    keys: Keys
    calls: Calls
    desk: Callable[[], Desk]  # with the directory as it now stands
    terms: Callable[[], Terms | None]  # of the source of kind "api"; None: none is declared
    clock: Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who pushes, and the desk their news comes to."""

    organisation: Organisation
    desk: Desk


@dataclass(frozen=True, slots=True)
class Push:
    """What came: named values, the bytes they were read from, and the key of the call."""

    idempotency_key: str
    body: bytes
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Taken:
    """A submission as it now stands, and what the push made of it."""

    verdict: Verdict
    submission: Submission
    findings: tuple[Finding, ...]


Outcome = Taken | Rejection


def caller_of(pushing: Pushing, holder: str) -> Caller | None:
    """The holder of a key, by the organisation's id; None where it has left the directory."""
    desk = pushing.desk()
    found = next((each for each in desk.organisations if each.id == holder), None)
    return None if found is None else Caller(found, desk)


def submit(
    pushing: Pushing, caller: Caller, terms: Terms, push: Push, worded: Callable[[Outcome], Answer]
) -> Answer | Standing:
    """Take a push in and answer it; the same push again gets the same answer.

        begin the call | make a record of it | take it in | answer | keep the answer

    A process that dies on the way leaves a call that may be begun anew. Its record has the same
    key then, so what was saved is met again and not doubled.

    Args:
        pushing: what is worked with.
        caller: who pushes.
        terms: of the source that pushed news comes to.
        push: what came.
        worded: puts what became of it into the words that are said and kept.
    """
    begun = pushing.clock()
    digest = hashlib.sha256(push.body).hexdigest()
    question = Question(caller.organisation.id, push.idempotency_key, digest)
    standing = pushing.calls.begin(question, begun)
    if standing is not Standing.OURS:
        return standing
    try:
        answer = worded(_taken_in(caller, terms, push, begun))
        pushing.calls.finish(question, begun, answer)
    except Exception:
        pushing.calls.let_go(question, begun)
        raise
    return answer


def _taken_in(caller: Caller, terms: Terms, push: Push, now: dt.datetime) -> Outcome:
    record = _record(caller.organisation, terms, push)
    if isinstance(record, Rejection):
        return record
    # A parcel of its own: nothing that was pushed before is missing from it.
    parcel = Parcel(record.provenance.key, Reading((record,)))
    # Whoever pushes does not wait for a picture on some other server.
    (outcome,) = take_in(caller.desk.offline(), terms, (parcel,), now)
    if outcome.refused:
        return outcome.refused[0]
    (decision,) = outcome.decisions
    if decision.verdict is not Verdict.UNCHANGED:
        void_stale(caller.desk, now)
    after = decision.after
    return Taken(decision.verdict, after, (*after.findings, *decision.remarks))


def _record(organisation: Organisation, terms: Terms, push: Push) -> Record | Rejection:
    """The push as a record: the organisation whose key it is stands before all it names."""
    known = recognise(push.fields, defaults=terms.defaults, field_map=terms.fields).fields
    named = line_of(known, "id").value
    where = f"{organisation.name}, {f'id {named}' if named else 'without an id'}"
    if "id" in known and not isinstance(known["id"].value, str | int | float):
        return Rejection(where, "the id must be a text or a number")
    if named and len(named) > _LONGEST_ID:
        cut = f"{organisation.name}, id {named[:_LONGEST_ID]}…"
        return Rejection(cut, f"the id has more than {_LONGEST_ID} characters")
    if not known.keys() & {"title", "text"}:
        return Rejection(where, "has no title and no text; one is needed")
    # No organisation's id and no id of theirs can be written so that it is somebody else's,
    # nor an id so that it is the key of a call.
    own = f"id/{named}" if named else f"call/{push.idempotency_key}"
    key = f"{quote(organisation.id, safe='')}/{own}"
    theirs = known.get("organisations")
    field, others = (theirs.name, [theirs.value]) if theirs else ("organisations", [])
    provenance = Provenance(source=terms.source, key=key, where=where)
    return Record(provenance, {**push.fields, field: [organisation.name, *others]})
