"""A webhook that believes whoever knows its word, and reads events as they are written here."""

import datetime as dt
import json

from digest.model.event import Event, EventKind
from digest.transports.webhook import ForgedError

WORD = "open sesame"


class ToyWebhook:
    name = "toy"

    def certificate_url(self, _call):
        return None

    def verify(self, call, _certificate, _now):
        if call.headers.get("x-word") != WORD:
            raise ForgedError("the word is wrong")

    def events(self, call):
        try:
            return tuple(
                Event(**{**each, "kind": EventKind(each["kind"]), "at": moment(each["at"])})
                for each in json.loads(call.body)["events"]
            )
        except (KeyError, TypeError) as error:
            raise ValueError("these are no events") from error

    def confirmation_url(self, _call):
        return None


def moment(text):
    return dt.datetime.fromisoformat(text)


def a_call(*events):
    return json.dumps({"events": events}).encode()


def an_event(kind, email, *, id_, at="2023-09-01T10:00:00+00:00", **more):
    return {"id": id_, "kind": kind, "email": email, "at": at, **more}
